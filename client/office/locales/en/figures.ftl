### Overview, nature and the board's page.
### English.

figures = Numbers and trends
# $day - day of the numbers
figures_lead = The numbers are from { $day }. Beside each warning stands what you can do.
figures_nothing = There are no numbers here that you may see.
figures_above = Levels above
figures_below = Places
place = Place
findings = Look at this
findings_none = There are no warnings just now.
finding_kind-conflicts_rising = More new conflicts than usual here
finding_kind-signals_rising = More new signals than usual here
finding_kind-follow_ups_overdue = Follow-ups are overdue
finding_kind-old_conflicts = Conflicts have been open for half a year
finding_kind-slow_contact = It takes a week or more until a signal is taken up
finding_kind-tasks_overdue = Care tasks are overdue
finding_kind-observations_unanswered = Observations have no answer
finding_kind-phones_silent = Phones have not been in touch
finding_kind-below_target = More area is needed to reach the target
finding_action-offer_dialogue = Look at the new conflicts together, and offer dialogue early.
finding_action-walk_the_place = Walk the place with operations.
finding_action-call_back = Call back, or set another day.
finding_action-decide_next_step = Decide on the next step, or close the case.
finding_action-agree_on_rota = Agree on who watches the inbox.
finding_action-plan_the_work = Plan the task with the operations manager, or cancel it.
finding_action-answer = Write an answer to those who wrote.
finding_action-ask_to_open_app = Ask people to open the app where there is a network.
finding_action-propose_area = Propose an area to the board.
# $value - number found
# $threshold - number from which it is a warning
finding_numbers = { $value } (warning from { $threshold })
conflicts = Conflicts
signals = Signals about places
nature = Nature
phones_title = Phones
open_conflicts = Open conflicts
open_signals = Open signals
by_age = Open conflicts by age
by_state = Open conflicts by state
age_band-fresh = Under 4 weeks
age_band-weeks = 4 weeks to 2 months
age_band-months = 2 to 6 months
age_band-old = Over 6 months
age = Age
overdue_follow_ups = Follow-up overdue
solved_share = Solved of those closed in the last year
solved_early = Solved by early dialogue
solved_early_hint = Complaints that did not become cases in writing
closed_year = Closed of last year's conflicts
signals_overdue = Signals overdue
contact_days = Days before a signal is usually taken up
contacted = Signals taken up in the last year
new_conflicts = New conflicts in each 4 weeks
new_signals = New signals in each 4 weeks
period = Period
period_now = Now
# $weeks - number of weeks
weeks_ago = { $weeks } weeks ago
# $number - the usual number
usually = usually { $number }
number_of = Number
show_numbers = Show the numbers
# $number - a number that is known
at_least = at least { $number }
hidden_number = hidden
hidden_hint = Numbers under 5 are hidden. So are numbers that could give them away.
phones_count = Phones in use
phones_silent = Not in touch for 3 days
phones_unsent = It is not known what they have yet to send. A phone tells only when it has a network.
laid_out = Laid out for nature
share_outdoor = Share of the outdoor area
outdoor_unknown = The outdoor area is not registered
target = Target
target_none = No target
target_square_metres = Target in m²
target_percent = Target in per cent of the outdoor area
save_targets = Save targets
targets_saved = The targets are saved.
public_pages = Show a public page of each area behind the code on its sign
areas_count = Areas
areas_proposed = Proposals waiting
tasks_waiting = Tasks waiting
tasks_late = Tasks overdue
unanswered = Observations without an answer
valid_counts = Valid counts this year
invalid_counts = Counts that are not valid this year
nature_map = Map of the areas
nature_map_empty = No area has been drawn yet.
map_number = On the map
area = Area
kind_of_area = Kind
size = Size
state_label = State
every_department = All departments
choose_organisation = Choose an organisation
plan_changes = Changes of care
plan_changes_none = No plan has been changed.
photo_before = Before
photo_after = After
observations = Observations and answers
observations_none = No observations yet.
observation = Observation
observation_text = Description
answer = Answer
answer_missing = No answer yet
calendar = Care calendar
calendar_none = No tasks are waiting.
without_day = Without a day
insect_counts = Counts year by year
insect_counts_lead = Insects per valid count, on average. Counts that are not valid are in the table only.
insect_counts_none = No counts yet.
year = Year
per_count = Insects per count
# $valid - number of valid counts
# $invalid - number of other counts
# $minutes - minutes of valid counts
effort = { $valid } valid, { $invalid } not valid, { $minutes } minutes
# $square_metres - square metres
effort_square_metres = { $square_metres } m² walked
count_table = All counts
day = Day
protocol = Method
minutes = Minutes
insects = Insects
validity = Valid
valid = Yes
locked = Locked
count_flaw-not_dry = Not dry
count_flaw-out_of_season = Outside 1 April to 30 September
count_flaw-wrong_duration = Not the full time
count_flaw-too_cold = Too cold
count_flaw-weather_missing = Weather missing
board_page = The board
board_lead = Targets, areas, tasks and proposals. No cases and no names.
proposals = Proposals to decide
proposals_none = No proposals are waiting.
