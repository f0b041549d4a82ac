### Efforts, their tasks, staff and report.
### Danish: facts and an action, never a verdict on residents.

efforts = Indsatser
effort = Indsats
new_effort = Ny indsats
change_effort = Ret indsatsen
all_efforts = Alle indsatser
back_to_effort = Tilbage til indsatsen
may_not_change = Du kan læse indsatsen, men ikke rette den.
efforts_none = Der er ingen indsatser i dine afdelinger.
# $count - number of efforts
effort_count = { $count ->
    [one] 1 indsats
   *[other] { $count } indsatser
}
search_efforts = Søg i navn, ejer og afdeling
open_efforts = Alle, der ikke er afsluttet
every_state = Alle, også afsluttede
every_kind = Alle slags
every_organisation = Alle boligorganisationer
every_funder = Alle, der betaler
every_effort = Alle indsatser
every_year = Alle år
only_with_action = Kun dem, der mangler noget
organisation = Boligorganisation
decimal_mark = ,
# $number - 1 to 4
# $year - year
quarter = { $number }. kvartal { $year }

kind_label = Slags
kind-helhedsplan = Boligsocial helhedsplan
kind-lokalt_udviklingsprojekt = Lokalt udviklingsprojekt
kind-social_vicevaert = Social vicevært
kind-raadgivning = Beboerrådgivning
kind-groen_indsats = Grøn indsats
kind-ungejob = Ungejob

geography_label = Geografi
geography-flere_almene = 1: Flere almene områder
geography-almene_private_kommunale = 2: Almene, private og kommunale boliger
geography-omraader_og_borgere = 3: Områder og udvalgte borgere
geography-omraader_og_institutioner = 4: Områder og institutioner
geography-balance_i_byen = 5: Balance i byen
geography_hint-flere_almene = Vælg mindst to afdelinger. De kan høre til flere boligorganisationer.
geography_hint-almene_private_kommunale = Tilføj de private eller kommunale boliger under andre steder.
geography_hint-omraader_og_borgere = Skriv aldrig, hvem borgerne er. Besøg og samtykke står i afdelingens egne sager.
geography_hint-omraader_og_institutioner = Tilføj skoler og dagtilbud under andre steder. Skriv aldrig om elever.
geography_hint-balance_i_byen = Tilføj steder i byen, hvor indsatsen holder aktiviteter.

placement_label = Placering
placement-lokal = Lokalt i afdelingerne
placement-central = Centralt i organisationen
placement-mix = Begge dele

state_label = Fase
state-kladde = Kladde
state-igangsat = Igangsat
state-paa_sidelinjen = På sidelinjen
state-selvkoerende = Selvkørende
state-afsluttet = Afsluttet

owner = Ejer
owner_kind_label = Hvem ejer indsatsen?
owner_name = Ejerens navn
owner_kind-boligorganisation = Boligorganisation
owner_kind-kommune = Kommune
owner_kind-partner = En anden

basics = Om indsatsen
name = Navn
purpose = Formål
purpose_hint = Som det står i bevillingen. Skriv ingen navne på beboere.
facts = Om indsatsen

departments = Afdelinger
departments_hint = Vælg alle afdelinger, som indsatsen gælder. De, der arbejder i dem, kan læse den.
# $departments - departments with their organisations
departments_of_others = Indsatsen gælder også: { $departments }

places = Andre steder
places_hint = Private og kommunale boliger, skoler, dagtilbud og steder i byen. Skriv intet om personer.
add_place = Tilføj sted
place_kind-kommunal = Kommunale boliger
place_kind-privat = Private boliger
place_kind-skole = Skole
place_kind-dagtilbud = Dagtilbud
place_kind-anden_institution = Anden institution
place_kind-bysted = Sted i byen

partners = Partnere
partners_hint = Skriv, hvem I arbejder sammen med. Politiets oplysninger hører ikke til her.
add_partner = Tilføj partner
partner_kind-kommune = Kommune
partner_kind-ssp = SSP
partner_kind-politi = Politi
partner_kind-institution = Skole eller institution
partner_kind-jobcenter = Jobcenter
partner_kind-forening = Forening
partner_kind-boligorganisation = Boligorganisation
partner_kind-andet = Andet
row_kind = Slags
row_name = Navn
row_name_wanted = Skriv et navn, eller fjern linjen.

period = Periode
from = Fra
until = Til
lbf_area_label = Landsbyggefondens indsatsområde
lbf_area_hint = Listen følger bevillingsperioden for den første dag: 2015-18 eller 2019-26.
no_lbf_area = Intet
lbf_area-tryghed_trivsel = Tryghed og trivsel
lbf_area-kriminalpraeventiv = Kriminalpræventiv indsats
lbf_area-uddannelse_beskaeftigelse = Uddannelse og beskæftigelse
lbf_area-forebyggelse_foraeldreansvar = Forebyggelse og forældreansvar
lbf_area-uddannelse_livschancer = Uddannelse og livschancer
lbf_area-beskaeftigelse = Beskæftigelse
lbf_area-kriminalitetsforebyggelse = Kriminalitetsforebyggelse
lbf_area-sammenhaengskraft_medborgerskab = Sammenhængskraft og medborgerskab

funding = Finansiering
funding_hint = Skriv, hvem der betaler, og hvor stor en del. Delene skal give 100 procent.
funding_none = Der er ikke skrevet, hvem der betaler.
funder = Hvem betaler?
share = Andel i procent
add_funding = Tilføj en, der betaler
add_usual_funding = Indsæt 75, 12,5 og 12,5
funder_fund = Landsbyggefonden
funder_municipality = Kommunen
funder_organisation = Boligorganisationen
# $sum - the sum
funding_whole = I alt { $sum } procent.
# $sum - the sum
# $rest - what is missing
funding_lacks = I alt { $sum } procent. Der mangler { $rest }.
# $sum - the sum
# $rest - what is too much
funding_too_much = I alt { $sum } procent. Det er { $rest } for meget.
share_wanted = Skriv en andel, for eksempel 12,5.

goals = Mål for det boligsociale arbejde
basis = Grundlag
basis_label = Screening
basis_hint = Vælg den screening, som indsatsen bygger på. En helhedsplan kan ikke begynde uden.
basis_hidden = Indsatsen bygger på en screening, som du ikke kan læse.
no_basis = Ingen

anchoring = Forankring
strategy = Hvordan bliver det forankret?
strategy_hint = Skriv fra starten, hvordan andre kan føre arbejdet videre. Uden en plan bliver indsatsen en kladde.
anchoring_owner = Hvem fører det videre?
anchoring_by = Forankret senest
anchoring_state_label = Hvor langt er I?
anchoring_state-planlagt = Aftalt, ikke begyndt
anchoring_state-i_gang = I gang
anchoring_state-forankret = Forankret

onboarding = Når indsatsen begynder
onboarding_hint = Hver afdeling får disse opgaver, og alle medarbejdere dér bliver skrevet ind til en introduktion.
add_step = Tilføj opgave
step_title = Opgave
step_days = Dage fra begyndelsen
days_wanted = Skriv et antal dage, for eksempel 14.

changed_meanwhile = En kollega har rettet indsatsen, siden du skrev. Her står det, der er gemt.
take_up_draft = Vis det, jeg skrev
drop_draft = Slet det, jeg skrev
# $name - name of the effort
effort_saved = { $name } er gemt.

fault-name = Skriv et navn.
fault-departments = Vælg mindst én afdeling.
fault-geography = Stederne passer ikke til geografien. Vælg flere afdelinger, eller tilføj andre steder.
fault-period = Skriv en første og en sidste dag. Den sidste skal komme efter den første.
fault-funding = Skriv, hvem der betaler. Andelene skal give 100 procent.
fault-lbf_area = Vælg et område fra den periode, som den første dag ligger i.
fault-goals = Vælg mindst ét mål.
fault-basis = Vælg den screening, som helhedsplanen bygger på.
fault-anchoring = Skriv, hvordan arbejdet bliver forankret, hvem der fører det videre, og hvornår.
fault-hand_off = Skriv dagen, hvor andre tog over.
fault-stop_questions = Svar på alle fem spørgsmål.

new_state = Hvilken fase er indsatsen i?
save_phase = Gem fasen
phase_needs = Det mangler, før fasen kan gemmes
# $state - the new phase
phase_saved = Indsatsen er nu: { $state }
handed_off_on = Overdraget den
closed_on = Afsluttet den
stop_questions = Fem spørgsmål, før indsatsen slutter
stop_questions_hint = Svar på dem alle. Et nej hindrer ikke, at I afslutter.
stop_question-behov = Kan afdelingen undvære indsatsen?
stop_question-maal_naaet = Er målene nået?
stop_question-forankret = Er arbejdet forankret?
stop_question-opbakning = Er der opbakning til det?
stop_question-finansiering = Er der penge til det?
yes = Ja
no = Nej
remark = Bemærkning

doors = Dørrunder
doors_none = Ingen
# $doors - number of doors
# $contacts - number of conversations
# $interviews - number of interviews
doors_in_words = { $doors } døre, samtaler: { $contacts }, heraf interview: { $interviews }
action_label = Næste skridt
action-complete_draft = Gør kladden færdig
action-answer_stop_questions = Svar på de fem spørgsmål, og afslut
action-anchor = Aftal, hvem der fører det videre
action-finish_tasks = Gør afdelingernes opgaver færdige
action-count_heads = Skriv, hvor mange der kom
action-plan_activity = Planlæg en aktivitet
action-continue = Fortsæt
action-nothing = Intet

activities = Aktiviteter
activity = Aktivitet
activities_none = Ingen aktiviteter hører til indsatsen endnu.
new_activity = Ny aktivitet
other_activities = Aktiviteter, der kan lægges til
other_activities_hint = Aktiviteter i afdelingerne og i perioden, som ikke hører til en indsats.
link_activity = Læg til indsatsen
unlink_activity = Tag fra indsatsen
belongs_heading = Hører til
activity_kind = Slags aktivitet
activity_state = Tilstand
without_kind = Uden slags
day = Dag
heads = Fremmødte
hours = Timer
young_people = Heraf unge

tasks = Opgaver i afdelingerne
tasks_hint = Når indsatsen begynder, får hver afdeling sine opgaver. Alle medarbejdere skal introduceres.
tasks_csv = Hent opgaverne som CSV
# $done - number of tasks that are done
# $all - number of all tasks
tasks_done = { $done } af { $all } er udført.
task = Opgave
due_on = Senest
done_on = Udført
done_by = Udført af
mark_heading = Marker
mark_done = Udført
not_done = Ikke udført
is_late = over tiden
# $person - name of a member of staff
introduce = Introducér { $person } til indsatsen
new_task = Ny opgave
add_task = Tilføj opgave
enrol = Skriv nye medarbejdere ind
enrolled = Alle medarbejdere i afdelingen er skrevet ind.

staff = Bemanding
all_staff = Hele bemandingen
new_staff = Ny medarbejder
change_staff = Ret medarbejderen
staff_none = Der er ingen bemanding i dine afdelinger.
staff_missing = Du kan ikke rette denne medarbejder.
staff_saved = Bemandingen er gemt.
staff_basics = Om medarbejderen
profile = Medarbejderens profil
no_profile = Ingen, navnet står nedenfor
staff_name = Navn
staff_title = Stilling
staff_funding = Finansiering
staff_funding_hint = Hvem betaler lønnen?
staff_base = Base
staff_base_hint = Lokale eller adresse
staff_hours = Timer i ugen
add_hours = Tilføj dag
weekly_hours = Timer pr. uge
no_effort = Ingen indsats
lendings = Udlån
lendings_hint = En medarbejder kan lånes ud til en anden afdeling til og med en dag.
add_lending = Tilføj udlån
lent_to = Lånes ud til
# $department - name of the other department
# $day - last day
lent_until = { $department } til og med { $day }
lending_days_wanted = Skriv en første og en sidste dag for udlånet.
lending_access = Giv adgang dér, så længe udlånet varer
# $lending - the department and the last day
lent_with_access = { $lending }, med adgang
lending_elsewhere = Vælg en anden afdeling end medarbejderens egen.
period_reversed = Den sidste dag skal komme efter den første.
with_former = Vis også dem, der er stoppet
staff_by_department = På arbejde i dag, efter afdeling
staff_by_effort = På arbejde i dag, efter indsats
people = Medarbejdere
positions = Fuldtidsstillinger
dwellings = Boliger
dwellings_per_position = Boliger pr. stilling

report = Rapport om indsatser
screening_of_effort = Screening og tal for afdelingerne
report_of_effort = Rapport om indsatsen
report_csv = Hent rapporten som CSV
# $funder - the party that pays
# $year - the year
# $day - the day of the numbers
report_lead = { $funder } · { $year } · Tallene er fra { $day }.
report_hint = Kun summer. Tal under fem er skjult, og det er tal, der ville afsløre dem, også. Kladder er ikke med.
report_none = Ingen indsatser passer til valget. Vælg noget andet foroven.
year = År
all_activities = Alle
activities_held = Afholdte aktiviteter
# $count - number of departments
unread_departments = Uden { $count } afdelinger, som du ikke kan læse

## The efforts to which the person is to be introduced

own_introductions = Indsatser, du skal høre om
own_introductions_lead = Din afdeling er med i en indsats. Få den fortalt af din driftsleder, og sig til her, når du har hørt om den.
# $department - department
# $day - last day
own_introduction_due = { $department }, senest { $day }
# $effort - name of the effort
own_introduction_had = Jeg har hørt om { $effort }
own_introduction_thanks = Tak. Det er noteret, at du har hørt om indsatsen.

## Goals of an effort

effort_goals = Indsatsens mål
effort_goals_none = Indsatsen har ingen mål endnu. Mål sættes på afdelingens screening og vælges her.
other_goals = Afdelingernes andre mål
effort_goal = Mål
goal_department = Afdeling
goal_baseline = Fra
goal_latest = Nu
goal_target = Til
goal_by = Senest
goal_progress = Nået
goal_choice = Valg
# $goal - the goal
link_goal = Gør til indsatsens mål: { $goal }
# $goal - the goal
unlink_goal = Fjern fra indsatsen: { $goal }
department_tasks = Din afdelings opgaver i indsatser
department_tasks_lead = Sig til her, når en opgave er gjort. Så er den gjort for alle i afdelingen.
# $task - what is to be done
department_task_done = Gjort: { $task }
department_task_thanks = Tak. Opgaven er noteret som gjort.
