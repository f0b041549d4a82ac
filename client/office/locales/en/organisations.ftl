### Organisations.

add_organisation = Add organisation
key = Short key
key_hint = For addresses: small letters, digits and hyphens. It cannot be changed later.
key_wanted = Enter a key of small letters from a to z, digits and hyphens.
cvr = CVR number
cvr_wanted = Enter the CVR number of eight digits, or leave the field empty.
lbf_number = Number in Landsbyggefonden's Stamdata
controller = Data controller
controller_hint = As it has to stand in letters. Leave the field empty when it is the organisation itself.
organisation_modules_hint = A module that is off here is off in all departments.
unused_days = Days until an unused phone has to be enrolled again
unused_days_hint = From 7 to 90.
unused_days_wanted = Enter a number from 7 to 90.
confirms_phones = New phones are confirmed here in the office by a short number
# $name - name of what was saved
saved = { $name } is saved.
save = Save
name = Name
name_wanted = Enter a name.
day_wanted = Choose a day.

## Modules, in the order of their keys

modules = Modules
module-conflicts = Neighbour conflicts
module-visits = Social visits
module-nature = Nature
module-screening = Screening
module-arrears = Arrears
