### The texts of the first screen. They are loaded before anything is shown: a text that only one page needs belongs into
### pages.ftl.
### English.

## Dates and numbers

weekdays-monday = Mon
weekdays-tuesday = Tue
weekdays-wednesday = Wed
weekdays-thursday = Thu
weekdays-friday = Fri
weekdays-saturday = Sat
weekdays-sunday = Sun
months-january = Jan
months-february = Feb
months-march = Mar
months-april = Apr
months-may = May
months-june = June
months-july = July
months-august = Aug
months-september = Sep
months-october = Oct
months-november = Nov
months-december = Dec
today = today
tomorrow = tomorrow
yesterday = yesterday
at_clock = { " " }at{ " " }
after_day = { "" }
clock_separator = :
thousands_separator = ,

## Everywhere

brand = Feltbog
skip_to_content = Skip to content
home = Home
new = New
mine = Mine
places_in_app = Places in the app
back = Back
help = Help
done = Done
try_again = Try again
undo = Undo
yes = Yes
no = No
loading = Loading …
nothing_here = Nothing here yet.
and_more = and { $count } older ones that are not shown here
somebody = A colleague
page_missing = There is no such page.
page_not_here = This page has not been fetched yet. Try again when there is a connection.
to_home = Go to Home
stopped = Something went wrong in the app. What you wrote is saved on the phone.

## Saved, sent, received

on_phone = Saved on the phone
nothing_to_send = Nothing to send
lacks_sending = { $count } waiting to be sent
not_taken = { $count ->
    [one] 1 was not received
   *[other] { $count } were not received
}
all_sent = Everything is sent
no_net = no connection right now
sending = sending now
first_sync = Fetching the department’s records …
status_more = See what has been sent
item_waits = Waiting to be sent
item_waits_changes = { $count ->
    [one] Saved on the phone. 1 change is waiting to be sent.
   *[other] Saved on the phone. { $count } changes are waiting to be sent.
}
item_sent = Sent
item_refused = Not received
saving = Saving …
clock_ahead = The phone’s clock is { $time } fast. Set it, so that days and deadlines are right.
clock_behind = The phone’s clock is { $time } slow. Set it, so that days and deadlines are right.
clock_minutes = { $count } minutes
clock_hours = { $count } hours
clock_days = { $count } days
due_cases = Follow up today
due_promise = We have promised to call
due_receipt = Send a receipt
due_assessment = Assess the case
due_inform = Inform the person complained about
due_inform_postponed = Does the reason not to inform still hold?
due_no_event = Should it be closed?
mediations_running = Mediations under way
counselling_open = Arrears and inquiries
activities_planned = Planned activities
observations_open = Observations that wait for an answer
measures_open = Measures that wait for an answer
next_visits = The next 7 days
days_over = { $count ->
    [one] 1 day over
   *[other] { $count } days over
}
due_by = By { $day }
show_more = Show more
drafts = { $count ->
    [one] 1 is not finished
   *[other] { $count } are not finished
}
item_draft = Not finished. It is on the phone.
not_saved_yet = Not saved yet
not_done = Was not saved: { $reason }
discarded = Discarded: { $title }
storage_full = The phone is full. Delete photos or apps, and try again.
storage_silent = The phone cannot save right now. Close other tabs with Feltbog, and try again.
record_missing = It is not on this phone.

## Enrolment

enrol_title = Open Feltbog
enrol_accessibility = Accessibility
enrol_intro = You were given a code by your housing organisation.
enrol_code = Enter your code to open
enrol_code_hint = Twice five characters. Capitals or not makes no difference.
enrol_go = Open
enrol_under_way = Checking the code …
enrol_unreachable = The server cannot be reached. Find a place with a connection, and try again.
enrol_waiting = The phone waits for the office. Tell this number to the person who gave you the code:
enrol_too_short = The code has ten characters. Check it, and enter all of it.
enrol_unsent = { $count ->
    [one] 1 thing on this phone has not been sent. It stays on the phone until you have opened with a new code.
   *[other] { $count } things on this phone have not been sent. They stay on the phone until you have opened with a new code.
}
welcome = Welcome, { $name }
welcome_where = You are now ready in { $organisation }.
welcome_go = Get started
who = Who are you?
lock = Lock or change person
welcome_offline = The app also works without a connection. Everything is saved on the phone as you write.
welcome_refilled = The phone had deleted what the app kept. Everything that was sent is being fetched again. What was not sent can only come from a backup copy.

## Departments

choose_department = Choose department
change_department = { $department }, change department
no_departments = You have no access to any department right now. Ask your manager.

## Home

todays_round = Today’s round
open_cases = Open cases
no_open_cases = No open cases.
care_tasks = Care tasks
no_tasks_today = No tasks today
todays_visits = Today
no_visits_today = No visits today.
overdue_visits = Overdue ({ $count })
visit_now = Visit now
latest_visits = Latest visits
new_visit = New visit
count_insects = Count insects
count_insects_in = Count insects – { $area }
go_on_counting = Go on counting
areas = Areas
no_areas = The department has no areas yet.
latest_counts = Latest counts
both_kept_badge = Both are kept
nothing_for_role = You can read along in other parts of Feltbog, but there is nothing for your role on the phone yet.
unseen = New
work_at_office = Most of your work is in the office: open Feltbog on a computer.
conflict = Conflict
count = Count
area = Area
fault = Fault

## Records

history = History
in_days-today = Today
in_days-tomorrow = Tomorrow
in_days-one_week = In 1 week
in_days-two_weeks = In 2 weeks
in_days-four_weeks = In 4 weeks
in_days-three_months = In 3 months
now = Now
follow_up = When should you follow up?
count_total = { $count ->
    [one] 1 insect in all
   *[other] { $count } insects in all
}

## Areas and tasks

square_metres = { $size } m²
no_counts = No counts yet.
task_window = { $first } to { $last }
task_until = by { $last }

## Settings and updates

settings = Settings
language = Language
theme = Appearance
organisation = Housing organisation
department = Department
update_ready = A new version is ready
update_now = Update now
too_old = The app is too old to send. What you wrote is saved on the phone. Update the app.

## Headings and buttons

cards = Action cards
photos = Pictures
referrals_due = Ask how it went
find = Find
open_signals = Faults and concerns
no_signals = No faults or concerns right now.
visitor = This area is wild on purpose. You are welcome to look at it! The rest is for those who care for it in Feltbog.
