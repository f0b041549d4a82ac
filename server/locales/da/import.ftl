### The sentences of imports.

too_large = Filen er for stor. Del den i flere.
not_text = Filen er hverken tekst eller XLSX. Gem listen som CSV eller XLSX.
not_as_marked = Filen siger, at den er UTF-8, men er det ikke. Gem som »CSV UTF-8« i Excel.
broken_letters = Æ, ø og å er gået i stykker. Gem som »CSV UTF-8« i Excel.
open_quote = Et anførselstegn mangler.
html = Filen er en webside og ikke et regneark. Åbn den i Excel, og gem den som XLSX.
old_workbook = Filen er et gammelt regneark. Gem den som XLSX.
locked = Filen er låst med adgangskode. Gem den uden.
bomb = Filen fylder for meget, når den pakkes ud. Den er ikke åbnet.
bad_workbook = Regnearket kan ikke læses. Åbn det i Excel, og gem det igen som XLSX.
# $name - name of a sheet
no_sheet = Der er ikke noget synligt ark »{ $name }« med kolonnerne.
# $names - names of sheets
several_sheets = Flere ark har kolonnerne: { $names }. Vælg et.
# $names - names of sheets
hidden_sheets = Skjulte ark er ikke læst: { $names }.
# $columns - names of columns
no_header = Overskrifterne mangler. Der skal være kolonner til { $columns }.
cpr_column = Kolonnen ligner CPR-numre. Fjern den, og prøv igen. Intet er gemt.
column_twice = Kolonnen er der to gange. Behold den rigtige.
column_missing = Kolonnen mangler. Vælg kolonne.
# $header - a header
# $field - name of a column
column_missing_near = Kolonnen mangler. Er »{ $header }« { $field }? Passer det?
# $header - a header
# $field - name of a column
column_near = Er »{ $header }« { $field }? Passer det? Kolonnen er ikke læst.
# $headers - headers
columns_unread = Disse kolonner bliver ikke læst: { $headers }.
# $field - name of a column
column_unknown = Listen har ikke et felt, der hedder »{ $field }«.
bad_row = Linjen kan ikke læses.
# $count - number of columns
many_cells = Linjen har flere felter end overskriften ({ $count }).
cpr_cell = Feltet ligner et CPR-nummer. Fjern det. Det er ikke gemt.
# $form - encoding and delimiter, or sheet
# $rows - number of rows
# $skipped - number of rows
file_form = { $form }, { $rows } rækker, { $skipped } sprunget over
file_unread = Filen er ikke læst, fordi listen over afdelinger har fejl.
# $count - number of remarks
more_remarks = Der er { $count } mere, som ikke vises.
# $value - content of a cell
cell_error = »{ $value }« er en fejl fra regnearket.
empty = Feltet er tomt.
# $count - number of letters
too_long = Teksten er for lang. Der er plads til { $count } tegn.
control_letters = Teksten har usynlige styretegn.
# $value - content of a cell
lost_letters = »{ $value }« har et spørgsmålstegn. Er æ, ø eller å gået tabt?
# $value - content of a cell
no_date = »{ $value }« er ikke en dato. Skriv dd-mm-åååå.
# $value - content of a cell
unclear_date = »{ $value }« kan læses på flere måder. Vælg datoformat, eller skriv dd-mm-åååå.
# $value - content of a cell
date_range = »{ $value }« ligger uden for årene 1900 til 2100.
# $value - content of a cell
no_number = »{ $value }« er ikke et tal, der kan bruges her.
# $value - content of a cell
unclear_number = Er »{ $value }« med punktum eller komma som decimaltegn? Skriv 1.234,50.
# $value - content of a cell
rounded_number = »{ $value }« er afrundet af regnearket. Vis hele tallet som tekst.
# $value - content of a cell
no_flag = »{ $value }« er hverken ja eller nej.
# $value - content of a cell
short_phone = »{ $value }« har kun syv cifre.
# $value - content of a cell
no_phone = »{ $value }« er ikke et telefonnummer.
# $value - content of a cell
no_mail = »{ $value }« er ikke en mailadresse.
# $value - content of a cell
no_municipality = »{ $value }« er ikke en kommune. Skriv koden på fire cifre.
# $value - content of a cell
no_floor = »{ $value }« er ikke en etage. Skriv st, kl eller et tal.
ground_floor = Er 0 stuen? Skriv st.
# $value - content of a cell
no_door = »{ $value }« er ikke en dør. Skriv tv, mf, th eller et tal.
# $value - content of a cell
no_house_number = »{ $value }« er ikke et husnummer. Skriv 1 til 999 og højst ét bogstav.
# $value - content of a cell
no_address = »{ $value }« kan ikke læses som en adresse.
# $value - content of a cell
no_dar_id = »{ $value }« er ikke et id fra DAR.
# $value - content of a cell
no_bfe = »{ $value }« er ikke et BFE-nummer.
# $value - content of a cell
no_postcode = »{ $value }« er ikke et postnummer.
# $value - content of a cell
spreadsheet_date = Regnearket har gjort feltet til datoen { $value }. Gem kolonnen som tekst.
# $value - a number
# $other - a number
number_width = Er »{ $value }« og »{ $other }« samme nummer? De skilles kun af nuller forrest.
# $line - number of a line
same_as = Det samme som linje { $line }.
# $line - number of a line
other_organisation = En anden organisation end på linje { $line }.
# $number - number of a department
# $line - number of a line
department_twice = Afdeling »{ $number }« står også på linje { $line } med andre oplysninger.
# $name - name of a department
department_namesake = Der er en afdeling uden nummer, der hedder »{ $name }«. Listen gør en til.
record_unreadable = Det, der er gemt om afdelingen, kan ikke læses. Sig det til den, der driver serveren.
# $value - content of a cell
no_housing_form = »{ $value }« er ikke en boligtype. Skriv familieboliger, ungdomsboliger, ældreboliger, seniorfællesskab, skæve boliger eller deleboliger.
# $value - content of a cell
no_representation = »{ $value }« er ikke en beboerrepræsentation. Skriv afdelingsbestyrelse, organisationsbestyrelse eller medarbejder.
# $value - content of a cell
no_ownership = »{ $value }« er ikke et ejerforhold. Skriv almen, kommunal eller privat.
# $value - content of a cell
no_department = Der er ikke nogen afdeling »{ $value }«.
# $value - content of a cell
# $number - number of a department
no_department_near = Der er ikke nogen afdeling »{ $value }«. Er det { $number }?
# $value - content of a cell
no_departments = Der er ikke nogen afdelinger fra »{ $value }«.
# $value - content of a cell
# $count - number of departments
many_departments = Afdeling »{ $value }« findes { $count } gange. Vælg en.
# $name - name of a person
number_missing = »{ $name }« har ikke noget medarbejdernummer.
# $count - number of people
# $name - name of a person
number_missing_namesakes = Der er { $count }, der hedder { $name }. Tilføj medarbejdernummer.
# $line - number of a line
number_twice = Linje { $line } giver et andet navn samme nummer.
# $number - number of a person
number_reused = Nummer { $number } tilhørte en anden. Er det genbrugt?
# $name - name of a person
person_namesake = Der er en uden nummer, der hedder { $name }. Listen gør en til.
# $name - name of a person
person_returns = En, der hedder { $name }, er stoppet med et andet nummer. Er det den samme?
# $name - name of a person
# $number - number of a person
account_namesake = Der er allerede en, der hedder { $name } (nummer { $number }). Er det den samme?
# $value - content of a cell
# $name - name of a person
mail_known = Mailen »{ $value }« er { $name }s. Er det den samme?
# $value - content of a cell
no_object_id = »{ $value }« er ikke et objectId fra Entra.
# $value - content of a cell
no_tenant = »{ $value }« er ikke et id for en tenant.
tenant_missing = Skriv tenantens id i en kolonne, der hedder Tenant.
# $line - number of a line
account_twice = Kontoen står også på linje { $line } med en anden person.
# $name - name of a person
account_of_another = Kontoen er { $name }s, men medarbejdernummeret er en andens.
# $name - name of a person
account_differs = { $name } logger ind med en anden konto i samme tenant.
account_elsewhere = Kontoen er allerede knyttet til en, der ikke er i organisationen. Giv personen en rolle på personens side.
# $value - content of a cell
deputy_unknown = Der er ikke nogen »{ $value }« at være stedfortræder for. Skriv medarbejdernummer eller mail.
deputy_without_end = Skriv den sidste dag. En stedfortræder er det kun for en tid.
# $name - name of a person
# $role - name of a role
deputy_without_role = { $name } er ikke { $role } nu.
# $value - content of a cell
person_unknown = Der er ikke nogen med nummer »{ $value }«.
# $value - content of a cell
mail_unknown = Der er ikke nogen med mailen »{ $value }« i listen over medarbejdere.
# $value - content of a cell
mail_shared = Mailen »{ $value }« deles af flere. Brug medarbejdernummer.
key_missing = Skriv medarbejdernummer eller mail.
# $value - content of a cell
no_role = »{ $value }« er ikke en rolle.
# $role - name of a role
# $department - name of a department
module_off = »{ $role }« bruges ikke i { $department }, fordi modulet er slået fra.
end_before_beginning = Til ligger før Fra.
far_beginning = Fra ligger mere end to år fremme.
# $line - number of a line
grant_overlaps = Linje { $line } giver samme rolle i samme afdeling over samme tid.
grant_ended = Rollen er afsluttet her siden. Giv den en senere begyndelse.
# $count - number of people
# $total - number of people
leavers_keep = { $count } af { $total } mangler i filen og beholder deres roller. Er listen hel, og er de stoppet, så sig det, og skriv { $count } (på kommandolinjen: --whole-list --ended { $count }).
# $count - number of people
# $total - number of people
leavers_count = { $count } af { $total } mangler i filen. Skriv { $count }, hvis de er stoppet.
# $count - number of people
# $total - number of people
leavers_of_office = { $count } af { $total } mangler i filen og beholder deres roller. Hvis de er stoppet, og listen er hel, så vælg det ovenfor.
administrator_by_hand = En administrators rolle afsluttes på personens side, ikke med en liste.
seen_elsewhere = Personen arbejder også andre steder. Navn, mail og konto ændres på personens side af en, der administrerer det hele.
# $count - number of people
inactive = { $count } rækker er ikke aktive og er sprunget over.
address_missing = Boligen har hverken et id fra DAR eller en hel adresse med postnummer.
# $count - number of dwellings
# $value - an id
shared_id = { $count } boliger har samme id ({ $value }). Det ligner adgangsadresser.
# $line - number of a line
dwelling_twice = Boligen står også på linje { $line } med andre oplysninger.
# $before - an address
# $after - an address
address_differs = Id'et hører til { $before }, men listen siger { $after }. Id'et gælder.
# $value - name of a street
# $street - name of a street
street_near = Er »{ $value }« det samme som { $street }? Listen gør en bolig til.
# $value - an id
# $before - an id
id_moves = Adressen havde id { $before } og får { $value }. Id'et gælder.
# $count - number of dwellings
dwellings_missing = { $count } boliger mangler i filen. De bliver, som de er.
field_department = Afdeling
field_name = Navn
field_mail = Mail
field_municipality = Kommune
field_dwelling_count = Antal boliger
field_lbf_number = LBF afd.nr
field_outdoor_area = Udeareal i m²
field_housing_forms = Boligtype
field_representation = Beboerrepræsentation
field_residents = Beboere
field_district = Bydel
field_ownership = Ejerforhold
field_person = Ny medarbejder
field_number = Medarbejdernummer
field_account = Konto til log ind
field_role = Rolle
field_end = Sidste dag
field_dwelling = Ny bolig
field_address = Adresse
field_address_id = Adresse-id
field_access_address_id = Adgangsadresse-id
field_bfe = BFE
field_tenancy = Lejemålsnummer
field_grants = Alle roller fra listen slutter
# $file - name of a file
# $line - number of a line
at_line = { $file }, linje { $line }
# $file - name of a file
# $line - number of a line
# $column - a header
at_column = { $file }, linje { $line }, { $column }
# $file - name of a file
# $cell - a cell such as "Ark1!C17"
# $column - a header
at_cell = { $file }, { $cell } { $column }
# $count - number of faults
faults = { $count } fejl. Intet er indlæst.
# $count - number of warnings
warnings = { $count } advarsler.
# $count - number of changes
dry_run = { $count } ændringer. Intet er gjort: det var en prøve.
# $count - number of changes
done = { $count } ændringer er gemt.
nothing = Filen er indlæst før. Intet at ændre.
# $count - number of cards
cards = { $count } anvisninger er lagt ind.
# $added - number
# $changed - number
# $unchanged - number
# $ended - number
# $skipped - number
totals = Nye: { $added }. Ændres: { $changed }. Uændrede: { $unchanged }. Stopper: { $ended }. Sprunget over: { $skipped }.
# $count - number of changes
more_changes = { $count } ændringer mere vises ikke.
moved = Noget er ændret imens. Se planen igen.
refused = Intet er indlæst. Ret det, som rapporten nævner.
report_kind = Slags
report_place = Sted
report_code = Kode
report_sentence = Tekst
report_before = Før
report_after = Efter
kind_fault = Fejl
kind_warning = Advarsel
kind_change = Ændring
# $value - content of a cell
no_year = »{ $value }« er ikke et år, der kan være tal for.
# $value - content of a cell
no_indicator = Der er ikke nogen indikator, der hedder »{ $value }«.
# $value - content of a cell
indicator_range = »{ $value }« kan ikke passe. Procent går fra 0 til 100, beboere er hele tal.
# $line - number of a line
value_twice = Tallet står også på linje { $line }, med en anden værdi.
# $department - number or name of a department
screening_off = Screening er slået fra i { $department }.
# $department - name of a department
few_residents = { $department } har under 100 beboere. Tal om beboerne er ikke taget med.
# $department - name of a department
residents_unknown = Antallet af beboere i { $department } kendes ikke. Tal om beboerne vises ikke, før det er sat.
# $name - name of an indicator
field_indicator = { $name }
# $headers - headers
amounts_dropped = Beløb gemmes ikke. Kolonnerne er ikke læst: { $headers }
# $headers - headers
names_dropped = Navne og numre på beboere gemmes ikke. Kolonnerne er ikke læst: { $headers }
# $value - a word
no_stage = »{ $value }« er ikke et trin. Skriv Rykker, Ophævet eller Foged.
# $value - a day
future_day = Dagen { $value } er ikke kommet endnu.
# $value - a tenancy or an address
dwelling_unknown = Boligen »{ $value }« er ikke i dine afdelinger, eller restancer er slået fra der. Linjen springes over.
# $count - number of dwellings
many_dwellings = { $count } boliger passer. Tilføj afdelingens nummer.
# $line - number of a line
several_stages = Boligen står også på linje { $line } med et andet trin. Det trin, der er længst, gælder.
field_stage = Trin
field_list_on = Listens dag
