### Arrears and counselling.

arrears = Arrears
arrears_lead = Call at the first reminder. Here are dwelling and stage, never amounts and never names.
organisation = Housing organisation
latest_list = Latest list
next_list = Next list by
no_list = No list yet
bring_list_in = Bring list of arrears in
every_organisation = All housing organisations
only_open = Show only those that lack something
arrears_none = No arrears lack anything.
new_contact = New contact about arrears
department = Department
dwelling = Dwelling
dwelling_unknown = Without a dwelling
stage = Stage
list_day = List
not_on_latest = not on the latest list
tries = Tries
first_contact = First reached
result = Result
eviction_result = After the bailiff
import_title = Bring list of arrears in
import_lead = The list is brought in every 14 days. Nothing changes before you have seen the plan.
import_hint = CSV or XLSX with Lejemålsnr or Adresse, Trin, and perhaps Dato and Afd. Columns with amounts and names are not read.
list_on = Day of the list
list_on_hint = The day on which the list was drawn. A date on a line goes before it.
list_on_wanted = Choose a day that is not in the future.
all_arrears = All arrears
inquiries = Counselling
inquiries_lead = Inquiries to the adviser in all your housing organisations. The oldest that lack an outcome stand first.
inquiries_none = No inquiry lacks an outcome.
new_inquiry = New inquiry
received = Came
inquiry_topic = Topic
inquiry_way = Way
answered = Answered
outcome = Outcome
without_topic = Without a topic
effect = Effects of counselling
effect_lead = Evictions, avoided evictions and solved inquiries in a year.
year = Year
contacts = Contacts about arrears
evictions = Evictions
evictions_per_thousand = Evictions for each 1,000 dwellings
avoided = Avoided evictions
avoided_hint = The bailiff had a date, and the household stayed.
saving = Saved
effect_action_heading = What we do
dwellings = Dwellings
whole_organisation = The whole organisation
departments = Departments
# $amount - a number
kroner = { $amount } kr.
effect_action-call_earlier = Call as early as the first reminder.
effect_action-go_on = Keep in contact until the agreement holds.
effect_action-keep_calling = Keep calling at the first reminder.
effect_action-bring_lists_in = Bring the lists of arrears in every 14 days.
formula = The reckoning
# $avoided - number of evictions
# $cost - cost of one
# $saving - the product
formula_own = { $avoided } avoided evictions × { $cost } kr. = { $saving } kr.
formula_hidden = The number of avoided evictions is under five and is not shown. The saving is therefore not shown either.
# $dwellings - number of dwellings
# $saving - the product
formula_expected = CFBU expects 2.4 avoided evictions for each 1,000 dwellings × 54,000 kr. = 129,600 kr. For { $dwellings } dwellings that is { $saving } kr.
cost = The cost of an eviction to you, in kroner
cost_hint = Leave the field empty to reckon with CFBU's 54,000 kr.
cost_wanted = Write a whole number from 1 to 10,000,000, or leave the field empty.
cost_by_cfbu = CFBU's figure
cost_is_own = Your own figure
save_cost = Save the cost
cost_saved = The cost is saved.
inquiry_figures = Inquiries that ended
ended = Ended
solved_share = Solved
referred = Referred
unsolved = Not solved
hidden_hint = Numbers under five are hidden from those who see only aggregates, and numbers that would give them away too.
