### Efforts, their tasks, staff and report.

efforts = Efforts
effort = Effort
new_effort = New effort
change_effort = Change the effort
all_efforts = All efforts
back_to_effort = Back to the effort
may_not_change = You may read the effort, but not change it.
efforts_none = There are no efforts in your departments.
# $count - number of efforts
effort_count = { $count ->
    [one] 1 effort
   *[other] { $count } efforts
}
search_efforts = Search names, owners and departments
open_efforts = All that are not closed
every_state = All, closed ones too
every_kind = All kinds
every_organisation = All housing organisations
every_funder = All who pay
every_effort = All efforts
every_year = All years
only_with_action = Only those that lack something
organisation = Housing organisation
decimal_mark = .
# $number - 1 to 4
# $year - year
quarter = quarter { $number } of { $year }

kind_label = Kind
kind-helhedsplan = Master plan
kind-lokalt_udviklingsprojekt = Local development project
kind-social_vicevaert = Social caretaker
kind-raadgivning = Counselling of residents
kind-groen_indsats = Green effort
kind-ungejob = Youth jobs

geography_label = Geography
geography-flere_almene = 1: Several social housing areas
geography-almene_private_kommunale = 2: Social, private and municipal housing
geography-omraader_og_borgere = 3: Areas and chosen citizens
geography-omraader_og_institutioner = 4: Areas and institutions
geography-balance_i_byen = 5: Balance in the town
geography_hint-flere_almene = Choose at least two departments. They may belong to several housing organisations.
geography_hint-almene_private_kommunale = Add the private or municipal housing under other places.
geography_hint-omraader_og_borgere = Never write who the citizens are. Visits and consent stand in the records of the department.
geography_hint-omraader_og_institutioner = Add schools and day care under other places. Never write about pupils.
geography_hint-balance_i_byen = Add places in the town where the effort holds activities.

placement_label = Placement
placement-lokal = Local, in the departments
placement-central = Central, in the organisation
placement-mix = Both

state_label = Phase
state-kladde = Draft
state-igangsat = Started
state-paa_sidelinjen = From the side
state-selvkoerende = Runs itself
state-afsluttet = Closed

owner = Owner
owner_kind_label = Who owns the effort?
owner_name = Name of the owner
owner_kind-boligorganisation = Housing organisation
owner_kind-kommune = Municipality
owner_kind-partner = Somebody else

basics = About the effort
name = Name
purpose = Purpose
purpose_hint = As it stands in the grant. Write no names of residents.
facts = About the effort

departments = Departments
departments_hint = Choose all departments of the effort. Those who work in them may read it.
# $departments - departments with their organisations
departments_of_others = The effort also holds for: { $departments }

places = Other places
places_hint = Private and municipal housing, schools, day care and places in the town. Write nothing about people.
add_place = Add a place
place_kind-kommunal = Municipal housing
place_kind-privat = Private housing
place_kind-skole = School
place_kind-dagtilbud = Day care
place_kind-anden_institution = Another institution
place_kind-bysted = Place in the town

partners = Partners
partners_hint = Write who you work with. Information of the police does not belong here.
add_partner = Add a partner
partner_kind-kommune = Municipality
partner_kind-ssp = SSP
partner_kind-politi = Police
partner_kind-institution = School or institution
partner_kind-jobcenter = Job centre
partner_kind-forening = Association
partner_kind-boligorganisation = Housing organisation
partner_kind-andet = Other
row_kind = Kind
row_name = Name
row_name_wanted = Write a name, or remove the line.

period = Period
from = From
until = Until
lbf_area_label = Area of Landsbyggefonden
lbf_area_hint = The list follows the grant period of the first day: 2015-18 or 2019-26.
no_lbf_area = None
lbf_area-tryghed_trivsel = Safety and wellbeing
lbf_area-kriminalpraeventiv = Crime prevention
lbf_area-uddannelse_beskaeftigelse = Education and employment
lbf_area-forebyggelse_foraeldreansvar = Prevention and parenting
lbf_area-uddannelse_livschancer = Education and chances in life
lbf_area-beskaeftigelse = Employment
lbf_area-kriminalitetsforebyggelse = Prevention of crime
lbf_area-sammenhaengskraft_medborgerskab = Cohesion and citizenship

funding = Funding
funding_hint = Write who pays, and how large a part. The parts must add up to 100 per cent.
funding_none = Nobody has noted who pays.
funder = Who pays?
share = Share in per cent
add_funding = Add somebody who pays
add_usual_funding = Fill in 75, 12.5 and 12.5
funder_fund = Landsbyggefonden
funder_municipality = The municipality
funder_organisation = The housing organisation
# $sum - the sum
funding_whole = { $sum } per cent in all.
# $sum - the sum
# $rest - what is missing
funding_lacks = { $sum } per cent in all. { $rest } are missing.
# $sum - the sum
# $rest - what is too much
funding_too_much = { $sum } per cent in all. That is { $rest } too much.
share_wanted = Write a share, for example 12.5.

goals = Goals of the social work
basis = Basis
basis_label = Screening
basis_hint = Choose the screening that the effort rests on. A master plan cannot begin without one.
basis_hidden = The effort rests on a screening that you may not read.
no_basis = None

anchoring = Anchoring
strategy = How will it be anchored?
strategy_hint = Write from the beginning how others can carry the work on. Without a plan the effort stays a draft.
anchoring_owner = Who carries it on?
anchoring_by = Anchored by
anchoring_state_label = How far are you?
anchoring_state-planlagt = Agreed, not begun
anchoring_state-i_gang = Under way
anchoring_state-forankret = Anchored

onboarding = When the effort begins
onboarding_hint = Each department gets these tasks, and all staff there are enrolled for an introduction.
add_step = Add a task
step_title = Task
step_days = Days from the beginning
days_wanted = Write a number of days, for example 14.

changed_meanwhile = A colleague has changed the effort since you wrote. This is what is saved.
take_up_draft = Show what I wrote
drop_draft = Delete what I wrote
# $name - name of the effort
effort_saved = { $name } is saved.

fault-name = Write a name.
fault-departments = Choose at least one department.
fault-geography = The places do not suit the geography. Choose more departments, or add other places.
fault-period = Write a first and a last day. The last one comes after the first.
fault-funding = Write who pays. The shares must add up to 100 per cent.
fault-lbf_area = Choose an area of the period in which the first day lies.
fault-goals = Choose at least one goal.
fault-basis = Choose the screening that the master plan rests on.
fault-anchoring = Write how the work will be anchored, who carries it on, and by when.
fault-hand_off = Write the day on which others took over.
fault-stop_questions = Answer all five questions.

new_state = Which phase is the effort in?
save_phase = Save the phase
phase_needs = This is missing before the phase can be saved
# $state - the new phase
phase_saved = The effort is now: { $state }
handed_off_on = Handed over on
closed_on = Closed on
stop_questions = Five questions before the effort ends
stop_questions_hint = Answer them all. A no does not keep you from closing it.
stop_question-behov = Can the department do without the effort?
stop_question-maal_naaet = Are the goals reached?
stop_question-forankret = Is the work anchored?
stop_question-opbakning = Is there backing for it?
stop_question-finansiering = Is there money for it?
yes = Yes
no = No
remark = Remark

doors = Rounds of doors
doors_none = None
# $doors - number of doors
# $contacts - number of conversations
# $interviews - number of interviews
doors_in_words = { $doors } doors, conversations: { $contacts }, interviews among them: { $interviews }
action_label = Next step
action-complete_draft = Complete the draft
action-answer_stop_questions = Answer the five questions and close it
action-anchor = Agree who carries it on
action-finish_tasks = Finish the tasks of the departments
action-count_heads = Note how many came
action-plan_activity = Plan an activity
action-continue = Go on
action-nothing = Nothing

activities = Activities
activity = Activity
activities_none = No activities belong to the effort yet.
new_activity = New activity
other_activities = Activities that can be added
other_activities_hint = Activities in the departments and the period that belong to no effort.
link_activity = Add to the effort
unlink_activity = Take from the effort
belongs_heading = Belongs to it
activity_kind = Kind of activity
activity_state = State
without_kind = No kind
day = Day
heads = People who came
hours = Hours
young_people = Young people among them

tasks = Tasks in the departments
tasks_hint = When the effort begins, each department gets its tasks. All staff are to be introduced.
tasks_csv = Download the tasks as CSV
# $done - number of tasks that are done
# $all - number of all tasks
tasks_done = { $done } of { $all } are done.
task = Task
due_on = Due on
done_on = Done on
done_by = Done by
mark_heading = Mark
mark_done = Done
not_done = Not done
is_late = overdue
# $person - name of a member of staff
introduce = Introduce { $person } to the effort
new_task = New task
add_task = Add the task
enrol = Enrol new staff
enrolled = All staff of the department are enrolled.

staff = Staff
all_staff = All staff
new_staff = New member of staff
change_staff = Change the member of staff
staff_none = There is no staff in your departments.
staff_missing = You may not change this member of staff.
staff_saved = The staff is saved.
staff_basics = About the member of staff
profile = Profile of the member of staff
no_profile = None, the name stands below
staff_name = Name
staff_title = Position
staff_funding = Funding
staff_funding_hint = Who pays the wage?
staff_base = Base
staff_base_hint = Room or address
staff_hours = Hours of the week
add_hours = Add a day
weekly_hours = Hours a week
no_effort = No effort
lendings = Lending
lendings_hint = A member of staff can be lent to another department until a last day.
add_lending = Add a lending
lent_to = Lent to
# $department - name of the other department
# $day - last day
lent_until = { $department } until { $day }
lending_days_wanted = Write a first and a last day of the lending.
lending_access = Give access there while the lending lasts
# $lending - the department and the last day
lent_with_access = { $lending }, with access
lending_elsewhere = Choose another department than the own one.
period_reversed = The last day comes after the first.
with_former = Show those who have stopped too
staff_by_department = At work today, by department
staff_by_effort = At work today, by effort
people = Members of staff
positions = Full positions
dwellings = Dwellings
dwellings_per_position = Dwellings for each position

report = Report of efforts
screening_of_effort = Screening and numbers of the departments
report_of_effort = Report of the effort
report_csv = Download the report as CSV
# $funder - the party that pays
# $year - the year
# $day - the day of the numbers
report_lead = { $funder } · { $year } · The numbers are of { $day }.
report_hint = Sums alone. Numbers below five are hidden, and so are numbers that would give them away. Drafts are left out.
report_none = No effort suits the choice. Choose something else above.
year = Year
all_activities = All
activities_held = Activities held
# $count - number of departments
unread_departments = Without { $count } departments that you may not read

## The efforts to which the person is to be introduced

own_introductions = Efforts that you are to hear about
own_introductions_lead = Your department takes part in an effort. Have your manager tell you about it, and say so here once you have heard.
# $department - department
# $day - last day
own_introduction_due = { $department }, by { $day }
# $effort - name of the effort
own_introduction_had = I have heard about { $effort }
own_introduction_thanks = Thank you. It is noted that you have heard about the effort.

## Goals of an effort

effort_goals = Goals of the effort
effort_goals_none = The effort has no goals yet. Goals are set at the screening of a department and chosen here.
other_goals = Other goals of the departments
effort_goal = Goal
goal_department = Department
goal_baseline = From
goal_latest = Now
goal_target = To
goal_by = By
goal_progress = Reached
goal_choice = Choice
# $goal - the goal
link_goal = Make it a goal of the effort: { $goal }
# $goal - the goal
unlink_goal = Take it from the effort: { $goal }
department_tasks = Tasks of your department in efforts
department_tasks_lead = Say so here when a task is done. Then it is done for everybody in the department.
# $task - what is to be done
department_task_done = Done: { $task }
department_task_thanks = Thank you. The task is noted as done.
