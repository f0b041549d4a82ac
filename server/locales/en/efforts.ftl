### The columns and words of the report of efforts and of their tasks.

column_effort = Effort
column_purpose = Purpose
column_state = Phase
column_from = From
column_until = Until
column_share = Share in per cent
column_kind = Kind of activity
column_activities = Activities
column_hours = Hours
column_heads = People who came
column_young_people = Young people among them
column_doors = Doors knocked at
column_contacts = Conversations at doors
column_interviews = Interviews among them
column_weekly_hours = Hours of staff a week
column_unread = Departments left out
column_action = Next step
column_department = Department
column_task = Task
column_person = Member of staff
column_due_on = Due on
column_done_on = Done on
column_done_by = Done by
all_activities = All
unknown_kind = No kind
total = In all
hidden = Hidden, because the number is small
at_least = At least { $number }
introduced = Introduction to the effort
# $task - the work, and the area
youth_task = Suitable for young people: { $task }

state_draft = Draft
state_started = Started
state_from_the_side = From the side
state_runs_itself = Runs itself
state_closed = Closed

action_complete_draft = Complete the draft
action_answer_stop_questions = Answer the five questions and close it
action_anchor = Agree who carries it on
action_finish_tasks = Finish the tasks of the departments
action_count_heads = Note how many came
action_plan_activity = Plan an activity
action_continue = Go on
action_nothing = Nothing

activity_kind-workshop = Workshop
activity_kind-arbejdsdag = Work day
activity_kind-moede = Meeting
activity_kind-kursus = Course
activity_kind-samvaer = Gathering
activity_kind-fritidsjob = Youth job
activity_kind-raadgivning = Counselling
activity_kind-andet = Other

care_kind-hoeslaet = Cut the meadow
care_kind-fjern_hoe = Remove the hay
care_kind-saaning = Sow
care_kind-froeindsamling = Collect seeds
care_kind-eftersaaning = Oversow
care_kind-plantning = Plant
care_kind-kantslaaning = Mow the edge
care_kind-invasiv_bekaempelse = Control invasive species
care_kind-skiltetjek = Check the sign
care_kind-vanding = Water
care_kind-oprydning = Clean up
care_kind-arbejdsdag = Work day
