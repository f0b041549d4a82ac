### The desk: inbox, cases, mediations, what people sent, and who watches the inbox.

## Places of the desk

start = Start
inbox = Inbox
cases = Cases
mediations = Mediation
notes = Messages received
rota = Rota
desk = Work
to_inbox = To the inbox
new_case = New case
new_note = New message
nothing_to_do_here = Your role has no pages here. Ask your manager if you need access.
today_title = Today
today_nothing = Nothing waits for you today.
# $count - number of items
today_waits = { $count ->
    [one] 1 item waits
   *[other] { $count } items wait
}
today_by_department = By department

## Shortcuts

shortcuts = Keyboard shortcuts
shortcuts_button = Shortcuts
shortcuts_when = They work while you are not typing in a field.
key_next = Next
key_previous = Previous
key_open = Open
key_search = Search
key_mark = Mark
key_take = Take
key_belongs = Belongs to a case
key_decline = Decline
key_wait = Wait
key_give = Give to a colleague
key_answer = Answer
key_follow_up = Follow up
key_undo = Undo
key_close = Close
key_refresh = Load again
key_help = Show shortcuts
key_go_inbox = Go to the inbox
key_go_cases = Go to cases
key_go_mediations = Go to mediation
key_go_notes = Go to messages received

## Tables

marked = Marked
mark = Mark
columns = Columns
more_filters = More filters
every_organisation = All organisations
reason = Why
what = What
where_it_is = Where
day = Due
since = Since
taken_by = Who has it
created = Written
changed = Changed
severity = Severity
track = Track
age = Days
# $count - number of rows
rows_found = { $count ->
    [one] 1 row
   *[other] { $count } rows
}
# $count - number of marked rows
rows_marked = { $count ->
    [one] 1 marked
   *[other] { $count } marked
}
unmark = Clear marks
inbox_empty = The inbox is empty.
whose = Who has it
anybody = Anybody
mine = Me
nobody = Nobody
show_waiting = Show those that wait too
only_overdue = Only overdue
only_disputed = Only with two answers
search_inbox = Search place and text
search_cases = Search the cases
state_only = You can only see how far it has come.
open_cases = Open
every_state = All
every_topic = All topics
every_severity = All
untouched_for = Untouched for
# $count - number of days
days_or_more = { $count } days or more
any_time = Any time

## Reasons, in the order in which they are tried

inbox_reason-overdue = Overdue
inbox_reason-due = Today
inbox_reason-disputed = Two answers
inbox_reason-handed_over = Handed over
inbox_reason-pending_note = Message
inbox_reason-new = New
inbox_reason-unanswered = Unanswered
inbox_reason-follow_up = Follow up

## Deadlines

deadline-receipt = Receipt
deadline-assessment = Assessment
deadline-mediation_contact = Mediator's contact
deadline-mediation_meeting = Mediation meeting
deadline-follow_up_four_weeks = Follow-up after 4 weeks
deadline-follow_up_three_months = Follow-up after 3 months
deadline-follow_up_twelve_months = Follow-up after 12 months
deadline-inform_accused = Inform the person complained about
deadline-court = Deadline for the housing court
deadline-no_event = Should it be closed?
deadline-follow_up = Follow up
deadline-signal = Look at it
deadline-answer = Answer
deadline-task = Last day of the task
deadline-note = Decide on the message
deadline-visit = Visit again
deadline-promise = We have promised to call
deadline-inform_postponed = Informing postponed. Does the reason still hold?
legal_deadline = by law
# $count - number of days
days_late = { $count ->
    [one] 1 day late
   *[other] { $count } days late
}
# $count - number of days
days_left = { $count ->
    [one] in 1 day
   *[other] in { $count } days
}
deadline_today = today

## Acts on items of the inbox

take = Take
release = Let go
belongs_to_case = Belongs to a case
decline = Decline
wait_until = Wait until
give_to = Give to
answer = Answer
set_follow_up = Follow up
choose_case = Choose the case
choose_colleague = Choose a colleague
choose_reason = Choose a reason
choose_day = Choose a day
answer_text = Your answer
answer_result = Decision
choose_result = Choose a decision
find_case = Find the case: place or text
no_case_found = No open case of the department matches.
several_departments = The marked items are from several departments. Choose those of one at a time.
what_happens = What happens
do_it = Do it
decline_reason-duplicate = Duplicate
decline_reason-not_house_rules = Not the house rules
decline_reason-sent_on = Sent on
decline_reason-withdrawn = Withdrawn
decline_reason-anonymous = Anonymous, cannot be followed up
decline_reason-old = Too old
# $count - number of items
will_be_yours = { $count ->
    [one] 1 item becomes yours.
   *[other] { $count } items become yours.
}
# $count - number of items
will_be_received = { $count ->
    [one] 1 signal or handover is marked as received. The sender can see it.
   *[other] { $count } signals or handovers are marked as received. The senders can see it.
}
# $count - number of items
will_be_given = { $count ->
    [one] 1 item is given to the colleague.
   *[other] { $count } items are given to the colleague.
}
# $count - number of items
will_reject_cases = { $count ->
    [one] 1 case is rejected.
   *[other] { $count } cases are rejected.
}
# $count - number of items
will_end_signals = { $count ->
    [one] 1 signal is ended.
   *[other] { $count } signals are ended.
}
# $count - number of items
will_archive_notes = { $count ->
    [one] 1 message is archived.
   *[other] { $count } messages are archived.
}
# $count - number of items
will_merge_cases = { $count ->
    [one] 1 case is merged with the one you choose.
   *[other] { $count } cases are merged with the one you choose.
}
# $count - number of items
will_attach_notes = { $count ->
    [one] 1 message is attached to the case.
   *[other] { $count } messages are attached to the case.
}
# $count - number of items
will_link_handovers = { $count ->
    [one] 1 handover is linked to the case.
   *[other] { $count } handovers are linked to the case.
}
# $count - number of items
will_wait = { $count ->
    [one] 1 item leaves the list until the day comes.
   *[other] { $count } items leave the list until the day comes.
}
# $count - number of items
will_be_followed_up = { $count ->
    [one] 1 item comes back on the day.
   *[other] { $count } items come back on the day.
}
# $count - number of items
will_be_answered = { $count ->
    [one] 1 item gets your answer. The sender can see it.
   *[other] { $count } items get your answer. The senders can see it.
}
# $count - number of items
will_stay = { $count ->
    [one] 1 item cannot do that and stays.
   *[other] { $count } items cannot do that and stay.
}
did_take = Taken.
did_release = Let go.
did_give = Given on.
did_belong = Put on the case.
did_decline = Declined.
did_wait = Set to wait.
did_answer = Answered.
did_follow_up = Set to be followed up.
# $count - number of items
did_not_all = { $count ->
    [one] 1 item was not changed.
   *[other] { $count } items were not changed.
}
nothing_to_undo = There is nothing to undo.

## A record

record_missing = It is no longer there, or you have no access to it.
deadlines = Deadlines
what_next = What happens now?
no_next = You cannot change the state from here.
details = Details
timeline = Course of events
no_timeline = Nothing yet.
changes = All changes
show_changes = Show all changes
pictures = Pictures
patterns = Looks like something else
pattern_likeness-same_home = Also about the same home
pattern_likeness-same_two_homes = Also about the same two homes
pattern_likeness-same_place = Also about the same place
pattern_more = There is more that you cannot open.
# $name - name of the person
also_open = { $name } has it open too.
# $name - name of the person
also_typing = { $name } is writing in it now.
# $name - name of the person
written_by = Written by { $name }
field_saved = Saved
saving = Saving
not_saved = Not saved. The text is still here.
save_again = Try again
restored = The last thing you wrote is not saved yet.
save_now = Save
create = Create
# $kind - kind of record
created_record = Created: { $kind }.
draft_here = What you write stays here until you create it.
timeline_made = created
# $names - names of fields
timeline_fields = changed: { $names }
# $written - day that the author stated
# $received - day on which the server received it
late_receipt = written on { $written }, received on { $received }
# $moment - day and time
received_at = received { $moment }
choose_department = Choose a department
linked_unread = A record that you cannot read
keep_value = Keep this
two_values = Two people wrote different things without knowing it. Both are kept. Choose the one that holds.

## Mediation

mediation_stage-offered = Offered
mediation_stage-both_yes = Both agree
mediation_stage-arranged = Meeting arranged
mediation_stage-ended = Ended
activities = Activities
activities_hint = Activities and rounds of doors in all your departments, the newest first. Numbers, and no names.
search_activities = Search names, places and remarks
activities_none = There are no activities.
every_activity = Activities and rounds of doors
new_activity = New activity
activity_day = Day
activity_number = Number
# $count - number of people who came
activity_heads = { $count ->
    [one] 1 person came
   *[other] { $count } people came
}
mediation_none = You have no mediations now.
meeting = Meeting
result = Result
complainant = Complainant agrees
respondent = Respondent agrees
stage = Stage
# $day - a day
deleted_on = Notes must be deleted { $day }
only_you = Only you can read your notes. They must be deleted 30 days after the mediation has ended.
begin_mediation = Begin a mediation
every_stage = All stages

## What people sent

note_source-resident = Resident
note_source-board = Board
note_source-partner = Partner
note_source-staff = Member of staff
note_source-anonymous = Anonymous
note_state-new = New
note_state-owned = Has an owner
note_state-waiting = Waits
note_state-attached = Put on a case
note_state-became_case = Became a case
note_state-declined = Declined
note_state-archived = Archived
note_from = From
note_text = What was said or written?
note_source_wanted = Choose who it comes from.
note_text_wanted = Write what was said or written.
note_place = Place
note_place_hint = Stairwell, area or common room.
note_home = Home
note_contact = Telephone or mail
note_hint = Write only what is necessary. No illness, CPR number or names of children.
notes_none = No messages wait.
note_created = The message is written down.
note_owner = Owner
note_make_case = Make it a case
note_attach = Put on a case
note_archive = Archive
note_reopen = Open again
note_mine = Become the owner
note_changed = The message is changed.
note_became_case = The message became a case.
open_notes = Open
every_note = All

## The rota

rota_title = Rota
rota_hint = The person on the rota watches the inbox and hands out what is new.
# $name - name of the person
rota_today = Today: { $name }
rota_nobody_today = Nobody watches it today.
rota_gaps = Days without anybody
rota_no_gaps = Somebody watches it on each day of the next four weeks.
rota_person = Person
rota_from = First day
rota_to = Last day
rota_cover = Covers a holiday
rota_add = Add a turn
rota_remove = Remove
rota_save = Save the rota
rota_saved = The rota is saved.
rota_none = No turns yet.
rota_day_order = The last day is before the first.

## Welcome visits

welcome = Welcome visits
welcome_hint = Every new tenant is offered a visit 14 days after moving in. The visits become yours.
welcome_file_hint = CSV or Excel with address and day of moving in. Names are not read.
# $new - number of new visits
# $known - number of visits that are there
# $late - number of tenants who moved in too long ago
welcome_plan = { $new } new visits. { $known } are planned already. { $late } moved in too long ago.
# $count - number of visits
welcome_made = { $count } visits are planned.
welcome_apply = Plan the visits
welcome_home = Home
welcome_moved_in = Moved in
welcome_due = Visit

## A resident who moves

relocate = The resident moves to another department
relocate_hint = The social caretaker there gets what you write here. Visits and notes stay where they are.
relocate_home = New home
relocate_yes = Yes, the resident agrees that it is passed on
relocate_send = Pass it on
relocated = It has been passed on to the new department.

## The controller of a record

# $name - name of the controller
record_controller = Data controller: { $name }

## Erasure of a record after its time

erasure = Erasure
# $day - a day
erased_on = This case is erased { $day } and cannot be brought back.
# $name - name of a person
held_by = The case is not erased. { $name } holds it back:
hold_reason = Why must the case be kept longer?
hold_reason_hint = For example because it is before the tenancy board. Write no names.
hold_record = Do not erase the case
release_record = Let the case be erased

## Erasure of a record that was made by mistake

erase_by_hand = Made by mistake
erase_open = Erase the record
erase_hint_alone = The record is erased for ever, in the office and on all phones. Only you have written in it, so nobody else has to agree.
erase_hint_two = The record is erased for ever, in the office and on all phones. Somebody else who may change it has to agree first.
erase_belonging = { $count ->
    [one] 1 record that belongs to it is erased too.
   *[other] { $count } records that belong to it are erased too.
}
erase_reason = Why is the record to be erased?
erase_reason_hint = The reason is erased with the record. Write no names.
erase_now = Erase for ever
erase_ask = Ask a colleague
erase_sent = Somebody else has to agree before the record is erased.
erase_done = The record is erased for ever.
erase_asked_by = { $name } asked { $day } to erase the record
erase_waits = Waits for somebody else who may change the record.
erase_for_ever = If you agree, the record and what belongs to it are gone for ever.
erase_no = Do not erase the record
erase_take_back = Let the record stay
erase_kept = The record stays.
waiting_erasures = Asked to be erased

## Steps that a second person agrees to

approvals = Two people
approval_direct_way = Direct way to the tenancy board
approval_close = Close the case
ask_direct_way = Ask for the direct way to the board
ask_close = Ask to close the case
approval_what = What has happened?
approval_number-violence = Violence or threats (section 81, no. 1)
approval_number-danger = Danger or weapons (section 81, no. 2)
approval_outcome = How did the case end?
approval_reason = Why?
approval_hint_direct = For violence, threats and danger alone. Another case officer has to agree. Needs legal assessment.
approval_hint_close = Another case officer has to agree before the case is closed.
approval_ask = Ask somebody else
approval_sent = Another case officer was asked.
approval_decided = The answer is saved.
approval_asked_by = { $name } asked { $day }
approval_agreed = { $name } agreed { $day }
approval_refused = { $name } did not agree { $day }
approval_waits = Waits for another case officer.
approval_yes = Agree
approval_no = Do not agree
approval_take_back = Take the question back
waiting_approvals = Waits for your yes
unseen_cases = Not looked at for long
unseen_since = { $count ->
    [one] nobody has looked at it for 1 day
   *[other] nobody has looked at it for { $count } days
}
