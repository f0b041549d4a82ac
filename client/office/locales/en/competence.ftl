### Sharing and competence: experiences, competencies of staff, the directory, and the pages about roles.

organisation = Housing organisation
experiences = Experiences
experiences_lead = What worked and what did not, in all departments. Nobody is named. Write an experience so that your neighbour need not begin from nothing.
search_experiences = Search experiences
topic = Topic
any_topic = All topics
worked = Did it work?
any_worked = Either
new_experience = New experience
experiences_none = No experience fits that.
# $shown - number of experiences on the page
# $total - number of all
experiences_some = The newest { $shown } of { $total } are shown. Search for the others.
# $department - name of a department
# $organisation - name of an organisation
# $day - a day
experience_from = { $department }, { $organisation }, { $day }
competencies = Competencies
competencies_lead = Courses that staff have taken, and tasks that require them.
competency = Competency
competency_list = Competencies of the organisation
competencies_none = No competency is on the list yet.
lasts_months = Repeated after (months)
lasts_hint = Leave the field empty when the course need not be repeated.
lasts_always = not repeated
# $months - number of months
lasts = after { $months } months
situations = Belongs to the action cards
held_by = Held by
add_competency = New competency
change = Change
remove = Remove
# $name - name of a competency, a course or a contact
change_one = Change { $name }
# $name - name of a competency, a course or a contact
remove_one = Remove { $name }
name = Name
competency_name_hint = Tasks require the competency by this name, »psykisk førstehjælp« for instance.
name_wanted = Write a name.
months_wanted = Write a whole number from 1 to 240, or leave the field empty.
courses = Courses
courses_none = There are no courses yet.
person = Member of staff
person_wanted = Choose a member of staff.
choose_person = Choose member of staff
competency_wanted = Choose a competency.
choose_competency = Choose competency
course = Course
course_hint = The name of the course, »Biodiversitet i anlægsgartnerfaget« for instance.
taken_on = Date
taken_on_wanted = Choose a day that is not in the future.
expires_on = Holds until
expired = expired
add_course = New course
required = Tasks that require a competency
required_none = No open task requires a competency.
department = Department
task = Task
required_competency = Requires
holders = Staff of the department who hold it
nobody_holds = Nobody holds it. Send somebody on the course, or borrow a colleague.
directory = Contacts
directory_lead = Local associations, rooms and offers, whom to call at the municipality, and who takes over. It is on the phones too, without a connection. Write places and functions, no private persons.
directory_none = There are no contacts yet.
kind = Kind
directory_kind-resource = Local associations, rooms and offers
directory_kind-contact = Whom to call
directory_kind-escalation = Who takes over
municipality = Municipality
every_municipality = All municipalities
situation = Situation
any_situation = All situations
phone = Telephone
remark = Hours or a remark
add_entry = New contact
save = Save
# $name - name of an entry
saved = { $name } is saved.
# $name - name of an entry
removed = { $name } is removed.
role_title = What your role may do
role_lead = Read what you may see and do, and say that you have read it. Your housing organisation can see that you did.
role_unread = Read what you may see and do with your role.
role_open = Read about the role
role_read = I have read it
role_thanks = Thank you. It is noted that you have read it.
# $day - a day
role_read_on = Read { $day }
role_none = You have no role in a department.
role_page-caretaker = You note conflicts, signals and green work in your departments and follow them up. You see only the parties that you noted yourself, and no visits.
role_page-social_caretaker = You note visits and see your own and those you are deputy for. You help where it is wanted and decide nothing. Nobody who handles complaints can read your visits.
role_page-financial_adviser = You bring lists of arrears in, call, and answer inquiries to the adviser. You see signals and the handovers that are to you. You see no conflict cases and no visits.
role_page-mediator = You see the conflicts that you mediate in. Your notes of mediation are yours alone; the case gets the result.
role_page-case_officer = You see and handle conflicts and parties in your departments and send letters. You never see visits nor notes of mediation.
role_page-operations_manager = You see conflicts and signals and steer green work and the competencies of staff in your departments. You do not see visits.
role_page-green_ambassador = You count insects, note observations and look after areas. You never see a case about people.
role_page-board = You see areas, tasks, goals and aggregates, and you decide about areas. You see no cases.
role_page-central_unit = You see aggregates, screenings, areas, signals and action cards across departments, and keep action cards and contacts. You see no cases.
role_page-privacy_officer = You supervise who has access, and how long information is kept. You do not see the content of cases and visits.
role_page-org_admin = You manage organisations, departments, people, roles and phones. You do not see the content of cases and visits.
