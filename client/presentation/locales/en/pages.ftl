### The texts of the pages behind the first screen.
### English.

## Records and their fields

on_phone_sends_later = Saved on the phone. It is sent when you have a connection.
draft_blocked = It is on the phone and is not passed on.
only_own_shown = Only those that you may read stand here.
past_days-today = Today
past_days-yesterday = Yesterday
past_days-one_week_ago = 1 week ago
held_fields = { $count ->
    [one] 1 field must be changed before it can be sent. What you wrote is on the phone.
   *[other] { $count } fields must be changed before they can be sent. What you wrote is on the phone.
}
draft_sends_later = Saved on the phone. It is sent when you press Done.
discard = Discard
discarded_here = It is discarded and no longer shown.
drafts_heading = Not finished
record_gone = It is no longer on this phone. Perhaps you no longer have access.
not_chosen = Not chosen
reading_only = You can read this, but not change it.
go_on_writing = Go on writing
created_by = Written by { $name } { $moment }
letters_left = { $count } characters left
too_long = { $count } characters too many
number_outside = Enter a whole number from { $least } to { $most }.
more = One more
fewer = One less
other_day = Choose another day
nobody_to_choose = There is no colleague here who could have it.
given_away = Once it is sent, those who should look at it have it. Then it leaves your phone.
this_time = This time
last_year = Last year
save_copy = Save backup copy
roles = Role
photo = Picture

## Problems of what is entered

entry_in_future = That has not happened yet. Choose a day up to and including today.
entry_before_start = The last day is before the first, { $start }. Change one of them.
entry_far_day = That day is too far away. Check the year.
entry_too_long = { $count ->
    [one] The text is 1 character too long. Delete the marked part, then it can be sent.
   *[other] The text is { $count } characters too long. Delete the marked part, then it can be sent.
}
news = New since you last saw it
news_in_history = Something was added since you last saw it. See it under History.
entry_home_under_place = This looks like a home. Write the place only. If it is about a home, note a concern about a home.
entry_cpr = The marked part looks like a CPR number. Delete it, then the text can be sent.
entry_not_a_number = Write the number in digits, then it can be sent.
entry_not_whole = Write a whole number, { $below } or { $above }, then it can be sent.
entry_not_a_day = That is not a day. Choose the day in the calendar.

## New and mine

new_title = What do you want to note down?
new_nothing = You cannot write anything new in this department.
mine_title = What you wrote
mine_nothing = You have not written anything in this department yet.

## Consent

consent_no_receiver = Choose who is to have it. Until then it is not sent.
consent_said_no = The resident said no, so it is not passed on. If there is acute danger or an agreement, choose why. Otherwise discard it.
consent_said_no_concern = The resident said no, so it is not passed on. If there is danger right now, choose Acute. Otherwise discard it.
consent_no_yes = Refer only with the resident's yes. Without a yes you must choose why. Until then it is not sent.
contact_unwanted = The resident has said no to contact until { $day }. Come only if they ask for it themselves.
two_persons = Two should go
# $reason - why two should go
# $name - name of the person who wrote it
# $until - the last day
# $review - the day on which somebody looks at it again
two_persons_why = Two should go. Reason: { $reason }. Written by { $name }. Holds until { $until }. Look at it again by { $review }.
two_persons_no_reason = not written
two_persons_review = Look at it again now: should two still go?
two_persons_hint = Write only what happened to staff. No illness, debt, origin or rumours.

## Conflicts

call_112 = Call 112 if there is danger right now.
call_112_button = Call 112
happened_again = It happened again
what_do_i_do = What do I do?
both_must_agree = Both neighbours must say yes to mediation. Write their answers with the parties.
looks_like_illness = This looks like an illness. Write only what you saw or heard.
conflict_what = What is it about?
conflict_where = Where is it?
conflict_place_hint = Stairwell, area or common room. Not a door or a name.
conflict_seen = What did you see or hear?
only_needed = Write only what is needed.
no_sensitive = Do not write illness, CPR numbers or children’s names.
what_now = What should happen now?
guide_now = Step { $number } of 7: { $step }
guide_order = Dialogue first, steps 1 to 3. Then law, steps 4 to 6.
guide_violence = With violence and threats: offer mediation only if they ask for it.
conflict_guide-hear = Hear who complains
conflict_guide-advise = Hear the other side, and give advice
conflict_guide-mediate = Talk together with a mediator
conflict_guide-request = Send a written request
conflict_guide-warn = Send a warning if it happens again
conflict_guide-board = Go to the tenancy board
conflict_guide-follow_up = Follow up with both sides
no_events = No events yet.
add_event = Add event
no_parties = No parties yet.
add_party = Add party
no_legal_steps = No legal steps.
add_legal_step = Add a legal step
no_mediations = No mediation.
add_mediation = Begin a mediation
no_case_parts = Nobody was added.
add_case_part = Give the case to a mediator
recuse = I have a conflict of interest
recuse_hint = Say why. The case is passed on and leaves your phone once this is sent.
events = Events
parties = Parties
legal_steps = Legal steps
mediations = Mediation
case_parts = Who takes part?

## Harm

harm_asked_of_all = We ask everyone the same. You choose what to answer.
harm_call_today = Call today: afraid of violence.
harm_call_afraid = Call within 2 working days: afraid.
harm_call_sleep = Call within 2 working days: sleep almost nightly.
harm_call_alone = Call within 2 working days: alone with it.
harm_offer_visit = Offer the social caretaker, if the resident says yes.
harm_logs = Ask each affected home to write down what happens.
harm_lasting = Let the person in charge look at the case: over 6 months.
harm_worse = It has become worse since last time. Let the person in charge look at the case.

## Visits and referrals

visit_where = Where is the visit?
visit_result = How did it go?
visit_asked = Have you asked the resident?
visit_note_asked = May you write a note?
visit_topics = What did you talk about?
visit_next = When is the next visit?
no_referrals = No referrals.
add_referral = Refer the resident
referrals = Referrals

## Visit notes

note_ask_first = Ask first whether you may keep a note.
note_title = Visit note
note_locked = Locked. Only you and your deputy can read it.
note_show = Open the note
note_hide = Hide the note
notes_several = There are several notes for the visit. All are shown here.
notes_join = Join into one note
notes_too_long = The notes are too long for one. Shorten them, then join them.
note_not_wanted = The resident does not want a note.

## Signals and handovers

signal_where = Where is it?
signal_seen = What did you notice?
handover_what = What is it about?
handed_over = Handed over
not_handed_over = Not handed over.
passed_on = When it is sent, you can see that it is received. You cannot see the content.

## Insect counts

count_will_be_invalid = You can count, but the count will not be valid:
count_finish_now = Yes, finish now
count_go_on = Go on counting
count_finished = The count is finished
count_rule_butterflies = Count every butterfly once: 2.5 metres to the sides and 5 metres ahead.
count_box = Count what flies at most 2.5 metres to each side, 5 metres ahead of you and 5 metres up. Count nothing behind you. You need not know the species.
butterfly_guide = How to know them
butterfly_which = Which one is it?
butterfly_not_sure = Not sure which
butterfly_groups = All groups
wind_hint = Still: smoke rises straight up. Light: leaves rustle. Moderate: small branches move. Fresh: small trees sway.
also_in_hint = A find belongs in one system only. If it is in another, the count is not among the open data.
dry = Dry
rain = Rain
count_patch = Choose a patch of 50 × 50 cm with the flower in it.
count_rule = Count every time an insect lands on a flower.
count_start = Start count – { $minutes } minutes
count_time_left = Time left
count_pause = Pause
count_resume = Go on
count_paused = Paused. The time stands still.
count_two_left = 2 minutes left
count_time_over = The time is over. Tap Finish count.
count_finish = Finish count
count_undone = 1 { $group } was taken off
count_weather = How was the weather?
count_receipt = Your count
count_valid = The count is valid.
count_not_valid = The count is saved, but it is not valid:
count_thanks = Thank you for your count!
count_correct = Correct the count
degrees = { $degrees } °C
minutes = { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}
count_add = { $group }, { $count }
count_where = Where do you count?
count_flower = Which flower do you watch?
count_flower_units = How many flowers are in the patch?

## Areas, observations and tasks

all_areas = All areas
no_observations = No observations yet.
counts_here = Counts here
tasks_here = Tasks here
no_tasks = No tasks yet.
activities_here = Work days and activities
no_activities_here = No work days yet.
add_activity_here = Plan a work day
spot_here = I am standing here
spot_remove = Remove the place
spot_refused = Feltbog may not see where the phone is.
spot_nothing = The phone cannot find the place. Go outdoors.
contact_person_none = The department has no contact person yet. Tell the operations manager.
door_take_back = Take back the latest
refer_title = Concern for a resident
refer_line = The municipality takes care of it here. Call, or use a card. Write nothing about the resident.
refer_done = I have passed it on to the municipality
refer_kept = Receipt saved. It says nothing about the resident.
after_inspection = After an inspection: help that is not technical
after_inspection_hint = The resident says yes, and the social caretaker gets it.
observation_seen = What did you see?
care_plan_lines = Care plan month by month
no_care_plan_lines = No lines in the care plan.
add_care_plan_line = Add a line
plan_revisions = Changes of the plan
no_plan_revisions = No changes yet.
add_plan_revision = Write a change
adviser_measures = Measures of the adviser
no_adviser_measures = No measures of an adviser.
add_adviser_measure = Write a measure
observations = Observations
about_square_metres = about { $size } m² ±{ "\u00A0" }{ $off }
corners = { $count ->
    [one] 1 corner
   *[other] { $count } corners
}

## Map

map_north = N
map_of = Map of the area: { $size }. North is up.
map_of_all = Map of the areas. North is up.
map_numbers = The numbers are those of the list. Areas without a number have not been walked yet.

## Walking round an area

walk_old = The position is { $seconds } seconds old. Waiting for a new one …
walk = Walk around the area
walk_on = Walk on – { $corners } saved
walk_over = Start over
walk_thrown_away = The corners are gone.
corner = Corner
walk_kept = Corner { $number } is set. Walk along the edge to the next.
walk_undone = Corner { $number } is undone.
walk_waits = Waiting for the phone's GPS …
walk_fix = GPS is exact to { $metres } m
walk_poor = As far off as this, the size will be poor. Go into the open and wait a little. You can also pace the area.
walk_refused = Feltbog may not see where the phone is. Allow it in the phone's settings, or go back and pace the area.
walk_nothing = The phone cannot find out where it is. Go into the open and wait a little. You can also pace the area.
walk_same = GPS is still at the last corner. Wait a little, and press again.
walk_few = An area has at least 3 corners. Walk on to the next.
walk_crosses = The lines cross each other. Undo the last corners, and walk along the edge. Everything is saved.
walk_full = There is no room for more corners. Press Done.

## Pacing an area

pace = Pace the area
pace_hint = Walk the long side and then the short one. Count your steps.
pace_long = Steps along
pace_wide = Steps across
pace_step = Your step in cm
pace_use = Use this size

## Sign of an area

sign = Print a sign with a code
sign_print = Print the sign
sign_wild = This area is wild on purpose
sign_why = Flowers, grass and small animals may look after themselves here.
sign_hint = Do you work with it? Scan the code, or type it in Feltbog.
sign_qr = Code that opens { $address }

## Code of a sign

code_enter = Type the code
code_title = The code on the sign
code_field = Type the code from the sign
code_go = Find the area
code_wrong = A code has 6 characters, such as K7M-2QX. Look at the sign again.
code_unknown = No area on the phone has the code { $code }. Look at the sign again. If the area is new, try again when you have a connection.
code_several = Several areas have this code. Choose the one you stand at.
code_scan = Scan the code
code_scanning = Hold the camera over the code
code_no_scan = You can also open the phone's camera app and hold it over the code on the sign.
code_no_camera = The camera cannot be used here. Type the code, or use the phone's camera app.

## Photos

photo_take = Take a picture
photo_choose = Choose a picture
photo_hint = The place only: no faces, name plates or number plates. Where and when it was taken does not come along.
photo_hint_case = Only what happened, in common areas: no faces, name plates, number plates or anything inside a home. Those who read the case see the picture, and it is erased with the case.
photo_saving = Saving the picture …
photo_unreadable = The picture cannot be read. Take it again, or choose another.
photo_not_kept = The picture is not saved yet. Try again at the foot of the page.
photo_not_here = The picture is shown when there is a connection.

## Two people, one field

both_kept = A colleague changed this too. Both are kept.
both_kept_by = { $name } changed this too. Both are kept.
keep_this = Keep this one
wrote = { $name }, { $moment }

## History

did_keep = { $field }: kept { $kept } instead of { $others }
did_keep_one = { $field }: kept one of two
did_keep_none = { $field }: kept empty instead of { $others }
history_of = History of { $title }
homes_choose = Choose the home from the list
homes_stairwell = Stairwell
homes_door = Floor and side
log_sheet = Log for the resident
log_about = What is the log about?
log_title = Log: { $topic }
log_lead = Write each time it happens, preferably the same day. Write only what you saw or heard yourself.
log_name = Name and home:
log_date = Date
log_from = From
log_until = Until
log_heard = What did you hear yourself?
log_smelled = What did you smell yourself?
log_seen = What did you see yourself?
log_seen_or_heard = What did you see or hear yourself?
log_where = Where was it?
log_effect = What did it do to you?
log_present = Who was there? Only with their yes
log_done = What did you do?
log_signature = Date and signature:
log_foot = Do not write about illness or children’s names. Do not record in secret. The other party can see the sheet at the tribunal.
printout = Print
printout_button = Print now
printout_hint = You can also save it as a PDF: choose that instead of a printer. It works without a network.
printout_with_note = Include the locked note
printout_by = Printed { $moment } by { $name }
printout_confidential = Confidential. Give it only to colleagues who work on it. Shred it when it has been used.
printout_withheld = A person here does not want their name known. Do not show the sheet to other residents.
printout_also = { $words } (a colleague wrote: { $others })
printout_photos = { $count ->
    [one] 1 picture is not printed here.
   *[other] { $count } pictures are not printed here.
}
history_none = There is no history yet.
did_create = Created it
did_set = { $field }: { $value }
did_clear = { $field }: removed
did_include = { $field }: added { $value }
did_exclude = { $field }: removed { $value }
did_count = { $group }: { $number }
did_write = { $field }: wrote { $added } characters
did_delete = { $field }: deleted { $removed } characters
did_rewrite = { $field }: wrote { $added } characters and deleted { $removed }

## Guidance

departments_title = Departments
departments_line = Who comes when, and whom you can call
departments_none = Nothing is written about your departments yet.
department_empty = The office has written nothing about the department yet.
department_contacts = Whom do I call?
department_bases = Who comes when?
department_resources = Nearby
directory_escalations = Who takes over?
directory_contacts = Contacts
directory_resources = Associations, rooms and offers
house_rules = House rules
no_cards = There are no action cards on the phone yet.
card_signs = What you notice
card_steps = What you do
card_do_not = What you do not do
card_escalate = If that is not enough: { $role }
card_call = Call { $number }: { $name }

## Finding

find_what = What are you looking for?
find_only = Choose what to look in
find_clear = Clear choices
find_here = Only in { $department }
find_kinds = What is it?
find_place = Where is it?
find_place_any = All places
find_state = Status
find_state_any = All
find_going_on = Going on
find_over = Over
find_time = When was it written?
find_time_any = At any time
find_days = Last { $days } days
found = { $count ->
    [one] 1 found
   *[other] { $count } found
}
found_nothing = It is not on the phone. Try fewer words.

## Sent and received

things_lack_sending = { $count ->
    [one] 1 thing is waiting to be sent
   *[other] { $count } things are waiting to be sent
}
status_title = What has been sent?
status_all_sent_long = The server has received everything you wrote on this phone.
status_nothing_yet = Nothing is waiting to be sent.
set_aside_count = { $count ->
    [one] 1 thing could not be read and was put aside on the phone.
   *[other] { $count } things could not be read and were put aside on the phone.
}

## Settings

theme_phone = As the phone
theme_light = Light
theme_dark = Dark
theme_sun = Sun
theme_sun_hint = Sun is for strong light outdoors.
hand = Which hand do you use?
hand_hint = The main button is on the same side as your thumb.
hand_right = Right
hand_left = Left
signed_in_as = You are

## Push

push = Tell me when there is news for me
push_hint = The phone only shows “There is news in Feltbog”, and nothing of what it is.
push_denied = The phone does not allow it. You can allow messages from Feltbog in the phone's own settings.
push_failed = It did not work. See whether you have a network, and try again.
push_news = There is news in Feltbog

## One's own phones

own_phones = My phones
own_phones_unreachable = Your phones can be seen and locked when there is a network. Try again later.
own_phone_is_this = This phone
# $time - day and time
own_phone_seen_at = Last used { $time }
# $time - day and time
own_phone_enrolled_at = Enrolled { $time }
# $time - day and time
own_phone_locked_at = Locked { $time }
own_phone_gone = The phone is lost
own_phone_gone_why = It is locked for good and deletes what it has the next time it has a network. What was not sent from it can be had only with help.
own_phone_lock = Lock the phone

## Introductions to efforts, and experiences of all departments

introductions_way = You are to hear about an effort
introductions_title = Efforts in your department
introductions_lead = Your department takes part in an effort. Have your manager tell you about it, and tap once you have heard.
introductions_none = There is no effort left for you to hear about.
# $department - department
# $day - last day
introduction_due = { $department }, by { $day }
# $effort - name of the effort
introduction_had = I have heard about { $effort }
tasks_way = Your department has tasks in an effort
tasks_lead = Tasks of your department. Tap when one is done. Then it is done for everybody.
# $task - what is to be done
effort_task_done = Done: { $task }
experiences_title = Experiences of all departments
experiences_line = What worked and what did not
experiences_search = Search experiences
experiences_none = No experience fits that.
own_courses_title = My courses
own_courses_line = What you have learnt, and when it has to be repeated
own_courses_none = There are no courses. Tell your manager if you have taken one.
# $day - a day
own_course_taken = Taken { $day }
# $day - a day
own_course_until = To be repeated { $day }
# $day - a day
own_course_over = Should have been repeated { $day }
competencies_of_card = Courses for this
# $competency - name of a competency
competency_held = { $competency }. You have the course.
# $competency - name of a competency
competency_over = { $competency }. Your course has to be repeated.
# $competency - name of a competency
competency_lacking = { $competency }. You do not have the course.

## Saying when one will be out of a home

safe_return_title = Home safe
safe_return_line = Say when you will be out before you go into a home
safe_return_lead = A colleague is told when you are not out in time, also when there is no network inside. The phone does not say where you are, and nothing of it is left the next day.
safe_return_not_for_role = Home safe is for those who work in the department.
safe_return_home = Where do you go in?
safe_return_home_hint = Write the home alone, no names. The colleague sees it only when you are not out in time.
safe_return_when = When will you be out?
# $minutes - number of minutes
safe_return_minutes = In { $minutes } minutes
safe_return_colleague = Who is to be told?
safe_return_choose_colleague = Choose a colleague
safe_return_lacks_colleague = Choose the colleague who is to be told.
safe_return_go_in = I am going in now
safe_return_saying = Telling …
safe_return_not_reached = Not told. Find a network first.
safe_return_refused = Not told. Choose another colleague, or call one.
# $time - time of the day
safe_return_out_by = Out by { $time }
# $name - name of the colleague
safe_return_inside = { $name } is told if you are not out.
# $name - name of the colleague
safe_return_over = The time is over. Tap when you are out. { $name } is told in a moment.
# $name - name of the colleague
safe_return_told = { $name } has been told. Tap when you are out.
# $name - name of the colleague
safe_return_unsent = You are out, but that is not sent yet. Call { $name } if you get no network.
safe_return_end = I am out again
safe_return_extend = Add 15 minutes
# $name - name of the colleague
safe_return_late = { $name } has not said to be out
# $time - time of the day
safe_return_was_due = Should have been out at { $time }.
# $home - the home
safe_return_home_was = Home: { $home }
# $name - name of the colleague
safe_return_call = Call { $name }.
safe_return_go_two = If nobody answers, go there together with somebody.
safe_return_looked_after = It is settled
