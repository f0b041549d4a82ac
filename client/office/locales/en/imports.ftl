### Import of lists from a file.

import_lead = Bring in a list from your own system. First you see what would happen. Nothing is changed until you press Carry out.
import_what = Which list is it?
import_kind-departments = Departments
import_kind-people = People
import_kind-grants = Roles
import_kind-dwellings = Dwellings
import_kind_hint-departments = Columns with these headings: afdelingsnummer, navn, kommune, boliger. Also LBF afd.nr, udeareal, BFE, boligtype, bestyrelse, beboere, bydel, ejerforhold.
import_kind_hint-people = Columns with these headings: medarbejdernummer or objectId, navn, mail, rolle, afdeling, fra, til.
import_kind_hint-grants = Columns with these headings: medarbejdernummer or mail, rolle, afdeling, fra, til, stedfortræder for.
import_kind_hint-dwellings = Columns with these headings: afdeling, adgangsadresse-id, vejnavn, husnummer, etage, dør.
import_file = File
import_file_hint = CSV or Excel (xlsx), as your system saves it. Semicolons, commas and Danish letters are recognised.
file_unreadable = The file could not be read. It may have been changed or moved since you chose it. Choose it again.
import_reading = The file is being read.
import_plan = The effects
import_is_ready = The list is ready. Look the changes through, and press Carry out.
import_has_faults = The list has faults. Correct them in the file, and choose it again. Nothing is changed.
import_changes_nothing = Everything on the list stands here already. There is nothing to change.
import_is_applied = The list is brought in.
import_applied = The import is carried out.
import_apply = Carry out
import_added = Added
import_changed = Changed
import_unchanged = As they should be
import_ended = Ended
import_skipped = Skipped
import_faults = Faults to correct
import_warnings = Remarks
import_changes = Changes
import_place = Line and column
import_remark = Remark
import_line = Line
import_subject = Who or what
import_field = Field
before = Before
after = After
import_whole = This is the whole list: those who are missing have left
import_ended_number = How many have left
import_ended_hint = Write the number when it is asked for.
import_again = Read the file again
import_columns = Columns
import_columns_hint = Choose what the columns are. It is remembered for the next time.
import_column_open = Not read
import_column_none = Not to be used
import_accept = That is fine ({ $count }): { $sentence }
import_accept_all = Tick all remarks first.
import_choices = Reading of the file
import_choose = Choose
import_sheet = Sheet
import_dates = Dates whose years have two digits
import_dates_dmy = Day first: 31-12-26
import_dates_mdy = Month first: 12/31/26
import_width = Digits of people's numbers
import_width_hint = Leading zeros that the spreadsheet took away come back. It is remembered for the next time. Leave the field empty to read the numbers as they stand.
import_width_wrong = Write a number from 1 to 20.
import_roles = Words for roles
import_roles_hint = Choose the role of each word. It is remembered for the next time.
import_people = Is it the same person?
import_people_hint = Choose for each. Name and mail address alone do not decide it.
# $name - name in the list
# $known - person who is there
import_person = "{ $name }" on the list: is it { $known }?
import_person_same = Yes, it is the same person
import_person_new = No, it is somebody else
# $header - header of a column
# $values - values of the column
import_samples = { $header } (for example { $values })
# $shown - number of changes on the page
# $all - number of changes
import_more = The page shows { $shown } of { $all } changes. The report has all of them.
import_report_csv = Save the report as CSV
import_report_xlsx = Save the report for Excel
