### The sentences of imports.

too_large = The file is too large. Split it.
not_text = This is no text file and no XLSX; save the list as CSV or XLSX.
not_as_marked = The file says that it is UTF-8 and is not. Save it as "CSV UTF-8" in Excel.
broken_letters = The Danish letters are broken. Save it as "CSV UTF-8" in Excel.
open_quote = A quotation mark is not closed.
html = The file is a web page and no workbook. Open it in Excel and save it as XLSX.
old_workbook = The file is an old workbook. Save it as XLSX.
locked = The file is locked with a password. Save it without.
bomb = The file is too large when it is unpacked. It was not opened.
bad_workbook = The workbook cannot be read. Open it in Excel and save it again as XLSX.
# $name - name of a sheet
no_sheet = There is no visible sheet "{ $name }" with the columns.
# $names - names of sheets
several_sheets = Several sheets have the columns: { $names }. Choose one.
# $names - names of sheets
hidden_sheets = Hidden sheets were not read: { $names }.
# $columns - names of columns
no_header = There is no header; the columns must be { $columns }.
cpr_column = The column looks like CPR numbers. Remove it and try again. Nothing was stored.
column_twice = The column stands there twice. Keep one.
column_missing = The column is missing. Choose one.
# $header - a header
# $field - name of a column
column_missing_near = The column is missing. Is "{ $header }" the column { $field }?
# $header - a header
# $field - name of a column
column_near = Is "{ $header }" the column { $field }? It was not read.
# $headers - headers
columns_unread = These columns are not read: { $headers }.
# $field - name of a column
column_unknown = The list has no field called "{ $field }".
bad_row = The row cannot be read.
# $count - number of columns
many_cells = The row has more cells than the header ({ $count }).
cpr_cell = The cell looks like a CPR number. Remove it. It was not stored.
# $form - encoding and delimiter, or sheet
# $rows - number of rows
# $skipped - number of rows
file_form = { $form }, { $rows } rows, { $skipped } skipped
file_unread = The file was not read, because the list of departments has faults.
# $count - number of remarks
more_remarks = There are { $count } more that are not shown.
# $value - content of a cell
cell_error = "{ $value }" is an error of the spreadsheet.
empty = The cell is empty.
# $count - number of letters
too_long = The text is too long. There is room for { $count } letters.
control_letters = The text holds control characters.
# $value - content of a cell
lost_letters = "{ $value }" holds a question mark. Were Danish letters lost?
# $value - content of a cell
no_date = "{ $value }" is no date. Write dd-mm-yyyy.
# $value - content of a cell
unclear_date = "{ $value }" can be read in several ways. Choose a format of dates, or write dd-mm-yyyy.
# $value - content of a cell
date_range = "{ $value }" lies outside the years 1900 to 2100.
# $value - content of a cell
no_number = "{ $value }" is no number that fits here.
# $value - content of a cell
unclear_number = Is the decimal sign of "{ $value }" the point or the comma? Write 1.234,50.
# $value - content of a cell
rounded_number = "{ $value }" was rounded by the spreadsheet. Show the whole number as text.
# $value - content of a cell
no_flag = "{ $value }" is neither yes nor no.
# $value - content of a cell
short_phone = "{ $value }" has only seven digits.
# $value - content of a cell
no_phone = "{ $value }" is no telephone number.
# $value - content of a cell
no_mail = "{ $value }" is no mail address.
# $value - content of a cell
no_municipality = "{ $value }" is no municipality. Write its code of four digits.
# $value - content of a cell
no_floor = "{ $value }" is no floor. Write st, kl or a number.
ground_floor = Is 0 the ground floor? Write st.
# $value - content of a cell
no_door = "{ $value }" is no door. Write tv, mf, th or a number.
# $value - content of a cell
no_house_number = "{ $value }" is no house number. Write 1 to 999 and at most one letter.
# $value - content of a cell
no_address = "{ $value }" cannot be read as an address.
# $value - content of a cell
no_dar_id = "{ $value }" is no id of DAR.
# $value - content of a cell
no_bfe = "{ $value }" is no BFE number.
# $value - content of a cell
no_postcode = "{ $value }" is no postcode.
# $value - content of a cell
spreadsheet_date = The spreadsheet has made the date { $value } of the cell. Save the column as text.
# $value - a number
# $other - a number
number_width = Are "{ $value }" and "{ $other }" one number? They differ by leading zeros alone.
# $line - number of a line
same_as = The same as line { $line }.
# $line - number of a line
other_organisation = Another organisation than on line { $line }.
# $number - number of a department
# $line - number of a line
department_twice = Department "{ $number }" stands on line { $line } too, with other values.
# $name - name of a department
department_namesake = A department called "{ $name }" is there without a number. This makes another.
record_unreadable = What is stored about the department cannot be read. Tell whoever runs the server.
# $value - content of a cell
no_housing_form = "{ $value }" is not a form of housing. Write familieboliger, ungdomsboliger, ældreboliger, seniorfællesskab, skæve boliger or deleboliger.
# $value - content of a cell
no_representation = "{ $value }" is not a representation of residents. Write afdelingsbestyrelse, organisationsbestyrelse or medarbejder.
# $value - content of a cell
no_ownership = "{ $value }" is not a kind of owner. Write almen, kommunal or privat.
# $value - content of a cell
no_department = There is no department "{ $value }".
# $value - content of a cell
# $number - number of a department
no_department_near = There is no department "{ $value }". Is it { $number }?
# $value - content of a cell
no_departments = There are no departments of "{ $value }".
# $value - content of a cell
# $count - number of departments
many_departments = Department "{ $value }" is there { $count } times. Choose one.
# $name - name of a person
number_missing = "{ $name }" has no number.
# $count - number of people
# $name - name of a person
number_missing_namesakes = There are { $count } people called { $name }. Add the number.
# $line - number of a line
number_twice = Line { $line } gives this number to another name.
# $number - number of a person
number_reused = Number { $number } belonged to somebody else. Was it used again?
# $name - name of a person
person_namesake = Somebody called { $name } is there without a number. This makes another.
# $name - name of a person
person_returns = Somebody called { $name } has stopped with another number. Is it the same person?
# $name - name of a person
# $number - number of a person
account_namesake = There is somebody called { $name } already (number { $number }). Is it the same person?
# $value - content of a cell
# $name - name of a person
mail_known = The mail address "{ $value }" is { $name }'s. Is it the same person?
# $value - content of a cell
no_object_id = "{ $value }" is no objectId of Entra.
# $value - content of a cell
no_tenant = "{ $value }" is no id of a tenant.
tenant_missing = Write the tenant's id in a column called Tenant.
# $line - number of a line
account_twice = The account stands on line { $line } too, with another person.
# $name - name of a person
account_of_another = The account is { $name }'s, and the number is somebody else's.
# $name - name of a person
account_differs = { $name } signs in with another account of the same tenant.
account_elsewhere = The account belongs to somebody who is not in the organisation. Give the person a role on the person's page.
# $value - content of a cell
deputy_unknown = There is nobody "{ $value }" to stand in for. Write the number or the mail address.
deputy_without_end = Write the last day. Somebody stands in for a time only.
# $name - name of a person
# $role - name of a role
deputy_without_role = { $name } is not { $role } now.
# $value - content of a cell
person_unknown = There is nobody with the number "{ $value }".
# $value - content of a cell
mail_unknown = There is nobody with the mail "{ $value }" in the list of people.
# $value - content of a cell
mail_shared = The mail "{ $value }" is shared by several. Use the number.
key_missing = Write a number or a mail address.
# $value - content of a cell
no_role = "{ $value }" is no role.
# $role - name of a role
# $department - name of a department
module_off = "{ $role }" has nothing to do in { $department }, because the module is off.
end_before_beginning = The end lies before the beginning.
far_beginning = The beginning lies more than two years ahead.
# $line - number of a line
grant_overlaps = Line { $line } gives the same role in the same department over the same time.
grant_ended = This role was ended here since. Give it a later beginning.
# $count - number of people
# $total - number of people
leavers_keep = { $count } of { $total } people of earlier imports are missing from the list and keep what they have. If the list is whole, and they have left, say so and write { $count } (on the command line: --whole-list --ended { $count }).
# $count - number of people
# $total - number of people
leavers_count = { $count } of { $total } are missing from the list. Write { $count } if they have left.
leavers_of_office = { $count } of { $total } are missing in the file and keep their roles. If they have left and the list is whole, choose so above.
administrator_by_hand = The role of an administrator is ended on the page of the person, not by a list.
seen_elsewhere = The person works elsewhere too. Name, mail and account are changed on the page of the person by somebody who administers all of it.
# $count - number of people
inactive = { $count } rows are not active and were skipped.
address_missing = The dwelling has neither an id of DAR nor a whole address with postcode.
# $count - number of dwellings
# $value - an id
shared_id = { $count } dwellings have the same id ({ $value }). They look like access addresses.
# $line - number of a line
dwelling_twice = The dwelling stands on line { $line } too, with other values.
# $before - an address
# $after - an address
address_differs = The id belongs to { $before }, but the list says { $after }. The id counts.
# $value - name of a street
# $street - name of a street
street_near = Is "{ $value }" the same as { $street }? This makes another dwelling.
# $value - an id
# $before - an id
id_moves = The address had the id { $before } and gets { $value }. The id counts.
# $count - number of dwellings
dwellings_missing = { $count } dwellings are missing from the list. They stay as they are.
field_department = Department
field_name = Name
field_mail = Mail
field_municipality = Municipality
field_dwelling_count = Number of dwellings
field_lbf_number = LBF department number
field_outdoor_area = Outdoor area in m²
field_housing_forms = Forms of housing
field_representation = Representation of residents
field_residents = Residents
field_district = City district
field_ownership = Owner
field_person = New person
field_number = Number
field_account = Account for signing in
field_role = Role
field_end = Last day
field_dwelling = New dwelling
field_address = Address
field_address_id = Address id
field_access_address_id = Access address id
field_bfe = BFE
field_tenancy = Number of the tenancy
field_grants = All roles of the list end
# $file - name of a file
# $line - number of a line
at_line = { $file }, line { $line }
# $file - name of a file
# $line - number of a line
# $column - a header
at_column = { $file }, line { $line }, column { $column }
# $file - name of a file
# $cell - a cell such as "Ark1!C17"
# $column - a header
at_cell = { $file }, { $cell } { $column }
# $count - number of faults
faults = { $count } faults: nothing was imported.
# $count - number of warnings
warnings = { $count } warnings.
# $count - number of changes
dry_run = { $count } changes. Nothing was done: this was a dry run.
# $count - number of changes
done = { $count } changes were made.
nothing = Nothing to change.
# $count - number of cards
cards = { $count } action cards were installed.
# $added - number
# $changed - number
# $unchanged - number
# $ended - number
# $skipped - number
totals = New: { $added }. Changed: { $changed }. Unchanged: { $unchanged }. Ended: { $ended }. Skipped: { $skipped }.
# $count - number of changes
more_changes = { $count } more changes are not shown.
moved = The database was changed in the meantime. Look at the plan again.
refused = Nothing was imported. Correct what the report names.
report_kind = Kind
report_place = Place
report_code = Code
report_sentence = Text
report_before = Before
report_after = After
kind_fault = Fault
kind_warning = Warning
kind_change = Change
# $value - content of a cell
no_year = "{ $value }" is no year of which there can be figures.
# $value - content of a cell
no_indicator = There is no indicator named "{ $value }".
# $value - content of a cell
indicator_range = "{ $value }" cannot be right. Per cent go from 0 to 100, residents are whole numbers.
# $line - number of a line
value_twice = The figure stands on line { $line } too, with another value.
# $department - number or name of a department
screening_off = Screening is off in { $department }.
# $department - name of a department
few_residents = { $department } has fewer than 100 residents. Figures about the residents are left out.
# $department - name of a department
residents_unknown = The number of residents in { $department } is not known. Figures about them are shown once it is set.
# $name - name of an indicator
field_indicator = { $name }
# $headers - headers
amounts_dropped = Amounts are not kept. These columns are not read: { $headers }
# $headers - headers
names_dropped = Names and numbers of residents are not kept. These columns are not read: { $headers }
# $value - a word
no_stage = "{ $value }" is no stage. Write Rykker, Ophævet or Foged.
# $value - a day
future_day = The day { $value } has not come yet.
# $value - a tenancy or an address
dwelling_unknown = The dwelling "{ $value }" is not in your departments, or arrears are switched off there. The line is skipped.
# $count - number of dwellings
many_dwellings = { $count } dwellings match. Add the department's number.
# $line - number of a line
several_stages = The dwelling also stands on line { $line } with another stage. The furthest stage holds.
field_stage = Stage
field_list_on = Day of the list
