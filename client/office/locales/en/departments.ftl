### Departments.

department = Department
add_department = Add department
back_to_departments = To the departments
search_departments = Search by number, name or municipality
module_on = Module that is on
every_module = All
# $shown - number of rows that are shown
# $total - number of all rows
rows_shown = { $shown } of { $total }
nothing_found = Nothing matches what you search for. Change the search, or choose something else in the lists.
department_basics = The department
number = Number
number_wanted = Enter the department's number.
municipality = Municipality
municipality_hint = The municipality code of four digits, or the name.
ownership_label = Owner
ownership-social_housing = Social housing
ownership-municipal = Municipal
ownership-private = Private
representation_label = Representation of the residents
representation-department_board = Department board
representation-organisation_board = The organisation's board
representation-employee = An employee
house_rules = House rules
house_rules_hint = The address of the page with the house rules.
ambassadors = Green ambassadors
ambassadors_hint = The name stands among the local resources on phones of the department. Ambassadors see areas, observations, counts and tasks alone.
ambassador_scheme = Name of the scheme
ambassador_variant_label = Who are ambassadors?
ambassador_variant-residents = Residents
ambassador_variant-staff = Staff
ambassador_variant-both = Residents and staff
buildings = Dwellings and grounds
dwellings = Dwellings
outdoor_area = Outdoor area in m²
residents = Residents
district = City district
whole_number_wanted = Enter a whole number.
housing_forms = Forms of housing
housing_form-family = Family dwellings
housing_form-youth = Youth dwellings
housing_form-elderly = Dwellings for the elderly
housing_form-senior_community = Senior community
housing_form-alternative = Alternative dwellings
housing_form-shared = Shared dwellings
bfe = BFE numbers
bfe_hint = One a line. They are in Datafordeleren and on the property's papers.
bfe_wanted = A BFE number has digits only. Enter one a line.
access_addresses = Access addresses from DAR
access_addresses_hint = The id of each entrance, one a line.
access_addresses_wanted = An id from DAR has 36 characters with hyphens. Enter one a line.
modules_hint = Enter who decided it and when. A module can be used only when it is on for the organisation too.
decided_on = Decided on
decided_by = Decided by
contacts = People to call
contacts_hint = Those whom staff should call. Write at least one: concerns go to them. Write the name as in the person's profile, and the daily mail tells them. They stand in this order on the department's phones.
contact_name = Name or function
phone_number = Telephone
remark = Hours or remark
add_contact = Add a person to call
contact_missing = Missing
no_contact_people = The department has no contact person.
remove = Remove
bases = Offices and hours
bases_hint = Where and when residents can meet the staff.
base_place = Place
base_staff = Who
base_weekday = Day
from_hour = From
to_hour = To
hours_wanted = The end has to come after the beginning.
add_base = Add hours
weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
weekday-saturday = Saturday
weekday-sunday = Sunday
resources = Local resources
resources_hint = What one can refer to: drop-in centre, homework help, volunteers. They stand on the department's phones.
add_resource = Add a resource

## Retention

retention = Agreed period until deletion
retention_hint = The period that you have agreed, in months. Leave a field empty when the department follows the organisation's period. Feltbog itself erases conflicts, parties, mediation, concerns, visits, visit notes and arrears when it is over. Other periods are an agreement only.
collection-nature = Nature and experiences
collection-guidance = Guidance for everybody
collection-signals = Signals about places
collection-concerns = Signals about dwellings, and handovers
collection-conflicts = Neighbour conflicts
collection-parties = Parties in conflicts
collection-mediation = Mediation
collection-visits = Visits and referrals
collection-visit_notes = Notes of visits
collection-arrears = Arrears and counselling
collection-oversight = Screenings and goals
collection-staff_guidance = Guidance for staff
collection-passed_on = What was passed on
collection-case_parts = Parts in conflicts
collection-deputies = Deputies
collection-activities = Activities and door rounds
collection-interviews = Wellbeing interviews

## Many at once

chosen_departments = Departments chosen
# $name - name of the department
choose_one_department = Choose { $name }
switch_module = Switch a module on or off
set_retention = Set a period until deletion
set_house_rules = Set the house rules
one_module = Module
module_is_on = The module is on
retention_of = Records
retention_in_months = Months
retention_in_months_hint = Leave the field empty when the departments follow the organisation's period.
retention_in_months_wanted = Write a whole number from 1 to 240.
# $changed - number of departments that change
# $unchanged - number of departments that stand so already
department_effects = Departments that change: { $changed }. Departments where it stands so already: { $unchanged }
departments_changed = { $count ->
    [one] 1 department is changed.
   *[other] { $count } departments are changed.
}
