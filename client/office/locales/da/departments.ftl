### Departments.

department = Afdeling
add_department = Tilføj afdeling
back_to_departments = Til afdelingerne
search_departments = Søg efter nummer, navn eller kommune
module_on = Modul, der er slået til
every_module = Alle
# $shown - number of rows that are shown
# $total - number of all rows
rows_shown = { $shown } af { $total }
nothing_found = Ingen passer til det, du søger efter. Ret søgningen, eller vælg noget andet i listerne.
department_basics = Afdelingen
number = Nummer
number_wanted = Skriv afdelingens nummer.
municipality = Kommune
municipality_hint = Kommunekoden med fire cifre, eller navnet.
ownership_label = Ejer
ownership-social_housing = Almen
ownership-municipal = Kommunal
ownership-private = Privat
representation_label = Beboernes repræsentation
representation-department_board = Afdelingsbestyrelse
representation-organisation_board = Organisationsbestyrelsen
representation-employee = En medarbejder
house_rules = Husorden
house_rules_hint = Adressen på siden med husordenen.
ambassadors = Grønne ambassadører
ambassadors_hint = Navnet står blandt de lokale tilbud på telefonerne i afdelingen. Ambassadører ser kun arealer, observationer, tællinger og opgaver.
ambassador_scheme = Ordningens navn
ambassador_variant_label = Hvem er ambassadører?
ambassador_variant-residents = Beboere
ambassador_variant-staff = Medarbejdere
ambassador_variant-both = Beboere og medarbejdere
buildings = Boliger og arealer
dwellings = Boliger
outdoor_area = Udeareal i m²
residents = Beboere
district = Bydel
whole_number_wanted = Skriv et helt tal.
housing_forms = Boligformer
housing_form-family = Familieboliger
housing_form-youth = Ungdomsboliger
housing_form-elderly = Ældreboliger
housing_form-senior_community = Seniorfællesskab
housing_form-alternative = Skæve boliger
housing_form-shared = Deleboliger
bfe = BFE-numre
bfe_hint = Et på hver linje. De står i Datafordeleren og på ejendommens papirer.
bfe_wanted = Et BFE-nummer består kun af cifre. Skriv et på hver linje.
access_addresses = Adgangsadresser fra DAR
access_addresses_hint = Id for hver opgang, et på hver linje.
access_addresses_wanted = Et id fra DAR har 36 tegn med bindestreger. Skriv et på hver linje.
modules_hint = Skriv, hvem der besluttede det og hvornår. Et modul kan kun bruges, når det også er slået til for organisationen.
decided_on = Besluttet den
decided_by = Besluttet af
contacts = Kontaktpersoner
contacts_hint = Dem, medarbejderne skal ringe til. Skriv mindst én: bekymringer går til dem. Skriv navnet som i personens profil, så får personen besked i den daglige mail. De står i denne orden på telefonerne i afdelingen.
contact_name = Navn eller funktion
phone_number = Telefon
remark = Tid eller bemærkning
add_contact = Tilføj kontaktperson
contact_missing = Mangler
no_contact_people = Afdelingen har ingen kontaktperson.
remove = Fjern
bases = Kontorer og træffetider
bases_hint = Hvor og hvornår beboerne kan møde personalet.
base_place = Sted
base_staff = Hvem
base_weekday = Dag
from_hour = Fra
to_hour = Til
hours_wanted = Slutningen skal ligge efter begyndelsen.
add_base = Tilføj træffetid
weekday-monday = Mandag
weekday-tuesday = Tirsdag
weekday-wednesday = Onsdag
weekday-thursday = Torsdag
weekday-friday = Fredag
weekday-saturday = Lørdag
weekday-sunday = Søndag
resources = Lokale tilbud
resources_hint = Det, man kan henvise til: værested, lektiehjælp, frivillige. De står på telefonerne i afdelingen.
add_resource = Tilføj tilbud

## Retention

retention = Aftalt frist for at slette
retention_hint = Den frist, I har aftalt, i måneder. Lad et felt være tomt, når afdelingen følger organisationens frist. Feltbog sletter selv konflikter, parter, mægling, bekymringer, besøg, besøgsnotater og restancer, når fristen er gået. Andre frister er kun en aftale.
collection-nature = Natur og erfaringer
collection-guidance = Anvisninger for alle
collection-signals = Signaler om steder
collection-concerns = Signaler om boliger og overdragelser
collection-conflicts = Nabokonflikter
collection-parties = Parter i konflikter
collection-mediation = Mægling
collection-visits = Besøg og henvisninger
collection-visit_notes = Notater fra besøg
collection-arrears = Restancer og rådgivning
collection-oversight = Screeninger og mål
collection-staff_guidance = Anvisninger for personale
collection-passed_on = Det, der er givet videre
collection-case_parts = Deltagelse i konflikter
collection-deputies = Stedfortrædere
collection-activities = Aktiviteter og dørrunder
collection-interviews = Trivselsinterviews

## Many at once

chosen_departments = Valgte afdelinger
# $name - name of the department
choose_one_department = Vælg { $name }
switch_module = Slå et modul til eller fra
set_retention = Sæt en frist for at slette
set_house_rules = Sæt husorden
one_module = Modul
module_is_on = Modulet er slået til
retention_of = Oplysninger
retention_in_months = Måneder
retention_in_months_hint = Lad feltet være tomt, når afdelingerne skal følge organisationens frist.
retention_in_months_wanted = Skriv et helt tal fra 1 til 240.
# $changed - number of departments that change
# $unchanged - number of departments that stand so already
department_effects = Afdelinger, der bliver ændret: { $changed }. Afdelinger, hvor det står sådan allerede: { $unchanged }
departments_changed = { $count ->
    [one] 1 afdeling er ændret.
   *[other] { $count } afdelinger er ændret.
}
