### Sharing and competence: experiences, competencies of staff, the directory, and the pages about roles.

organisation = Boligorganisation
experiences = Erfaringer
experiences_lead = Hvad virkede, og hvad virkede ikke, i alle afdelinger. Ingen personer nævnes. Skriv en erfaring, så naboen ikke begynder forfra.
search_experiences = Søg i erfaringer
topic = Emne
any_topic = Alle emner
worked = Virkede det?
any_worked = Begge dele
new_experience = Ny erfaring
experiences_none = Ingen erfaringer passer til det.
# $shown - number of experiences on the page
# $total - number of all
experiences_some = De { $shown } nyeste af { $total } vises. Søg for at finde de andre.
# $department - name of a department
# $organisation - name of an organisation
# $day - a day
experience_from = { $department }, { $organisation }, { $day }
competencies = Kompetencer
competencies_lead = Kurser, som medarbejdere har taget, og opgaver, der kræver dem.
competency = Kompetence
competency_list = Kompetencer i organisationen
competencies_none = Der er ingen kompetencer på listen endnu.
lasts_months = Gentages efter (måneder)
lasts_hint = Lad feltet stå tomt, når kurset ikke skal gentages.
lasts_always = gentages ikke
# $months - number of months
lasts = efter { $months } måneder
situations = Hører til anvisningerne
held_by = Har den
add_competency = Ny kompetence
change = Ret
remove = Fjern
# $name - name of a competency, a course or a contact
change_one = Ret { $name }
# $name - name of a competency, a course or a contact
remove_one = Fjern { $name }
name = Navn
competency_name_hint = Opgaver kræver kompetencen med dette navn, for eksempel »psykisk førstehjælp«.
name_wanted = Skriv et navn.
months_wanted = Skriv et helt tal fra 1 til 240, eller lad feltet stå tomt.
courses = Kurser
courses_none = Der er ingen kurser endnu.
person = Medarbejder
person_wanted = Vælg en medarbejder.
choose_person = Vælg medarbejder
competency_wanted = Vælg en kompetence.
choose_competency = Vælg kompetence
course = Kursus
course_hint = Kursets navn, for eksempel »Biodiversitet i anlægsgartnerfaget«.
taken_on = Dato
taken_on_wanted = Vælg en dag, der ikke ligger i fremtiden.
expires_on = Gælder til
expired = udløbet
add_course = Nyt kursus
required = Opgaver, der kræver en kompetence
required_none = Ingen åbne opgaver kræver en kompetence.
department = Afdeling
task = Opgave
required_competency = Kræver
holders = Medarbejdere i afdelingen, der har den
nobody_holds = Ingen har den. Send en på kurset, eller lån en kollega.
directory = Kontakter
directory_lead = Lokale foreninger, lokaler og tilbud, hvem man ringer til i kommunen, og hvem der tager over. Det står også på telefonerne, uden net. Skriv steder og funktioner, ikke privatpersoner.
directory_none = Der er ingen kontakter endnu.
kind = Slags
directory_kind-resource = Lokale foreninger, lokaler og tilbud
directory_kind-contact = Hvem man ringer til
directory_kind-escalation = Hvem der tager over
municipality = Kommune
every_municipality = Alle kommuner
situation = Situation
any_situation = Alle situationer
phone = Telefon
remark = Åbningstid eller bemærkning
add_entry = Ny kontakt
save = Gem
# $name - name of an entry
saved = { $name } er gemt.
# $name - name of an entry
removed = { $name } er fjernet.
role_title = Det må du med din rolle
role_lead = Læs, hvad du må se og gøre, og sig, at du har læst det. Din boligorganisation kan se, at du har gjort det.
role_unread = Læs, hvad du må se og gøre med din rolle.
role_open = Læs om rollen
role_read = Jeg har læst det
role_thanks = Tak. Det er noteret, at du har læst det.
# $day - a day
role_read_on = Læst { $day }
role_none = Du har ingen rolle i en afdeling.
role_page-caretaker = Du noterer konflikter, signaler og grønt arbejde i dine afdelinger og følger dem op. Du ser kun de parter, du selv har noteret, og ingen besøg.
role_page-social_caretaker = Du noterer besøg og ser dine egne og dem, du er stedfortræder for. Du hjælper frivilligt og træffer ingen afgørelser. Ingen i klagesager kan læse dine besøg.
role_page-financial_adviser = Du henter restancelister ind, ringer, og besvarer henvendelser til rådgivningen. Du ser signaler og de overdragelser, der er til dig. Du ser ingen konfliktsager og ingen besøg.
role_page-mediator = Du ser de konflikter, du mægler i. Dine mæglingsnotater er kun dine; sagen får resultatet.
role_page-case_officer = Du ser og behandler konflikter og parter i dine afdelinger og sender breve. Du ser aldrig besøg og aldrig mæglingsnotater.
role_page-operations_manager = Du ser konflikter og signaler og styrer det grønne arbejde og medarbejdernes kompetencer i dine afdelinger. Du ser ikke besøg.
role_page-green_ambassador = Du tæller insekter, noterer observationer og passer arealer. Du ser aldrig en sag om mennesker.
role_page-board = Du ser arealer, opgaver, mål og samlede tal, og du beslutter om arealerne. Du ser ingen sager.
role_page-central_unit = Du ser samlede tal, screeninger, arealer, signaler og anvisninger på tværs af afdelinger, og du holder anvisninger og kontakter ved lige. Du ser ingen sager.
role_page-privacy_officer = Du fører tilsyn med, hvem der har adgang, og hvor længe oplysninger gemmes. Du ser ikke indholdet af sager og besøg.
role_page-org_admin = Du styrer organisationer, afdelinger, personer, roller og telefoner. Du ser ikke indholdet af sager og besøg.
