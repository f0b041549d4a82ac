### The columns and words of the report of efforts and of their tasks.

column_effort = Indsats
column_purpose = Formål
column_state = Fase
column_from = Fra
column_until = Til
column_share = Andel i procent
column_kind = Slags aktivitet
column_activities = Aktiviteter
column_hours = Timer
column_heads = Fremmødte
column_young_people = Heraf unge
column_doors = Døre, der er banket på
column_contacts = Samtaler ved dørene
column_interviews = Heraf interview
column_weekly_hours = Medarbejdertimer om ugen
column_unread = Afdelinger, der ikke er med
column_action = Næste skridt
column_department = Afdeling
column_task = Opgave
column_person = Medarbejder
column_due_on = Senest
column_done_on = Udført
column_done_by = Udført af
all_activities = Alle
unknown_kind = Uden slags
total = I alt
hidden = Skjult, fordi tallet er lille
# $number - a number
at_least = Mindst { $number }
introduced = Introduktion til indsatsen
# $task - the work, and the area
youth_task = Egnet for unge: { $task }

state_draft = Kladde
state_started = Igangsat
state_from_the_side = På sidelinjen
state_runs_itself = Selvkørende
state_closed = Afsluttet

action_complete_draft = Gør kladden færdig
action_answer_stop_questions = Svar på de fem spørgsmål, og afslut
action_anchor = Aftal, hvem der fører det videre
action_finish_tasks = Gør afdelingernes opgaver færdige
action_count_heads = Skriv, hvor mange der kom
action_plan_activity = Planlæg en aktivitet
action_continue = Fortsæt
action_nothing = Intet

activity_kind-workshop = Workshop
activity_kind-arbejdsdag = Arbejdsdag
activity_kind-moede = Møde
activity_kind-kursus = Kursus
activity_kind-samvaer = Samvær
activity_kind-fritidsjob = Fritidsjob
activity_kind-raadgivning = Rådgivning
activity_kind-andet = Andet

care_kind-hoeslaet = Slå engen
care_kind-fjern_hoe = Fjern høet
care_kind-saaning = Så
care_kind-froeindsamling = Indsaml frø
care_kind-eftersaaning = Efterså
care_kind-plantning = Plant
care_kind-kantslaaning = Slå kanten
care_kind-invasiv_bekaempelse = Bekæmp invasiv art
care_kind-skiltetjek = Tjek skiltet
care_kind-vanding = Vand
care_kind-oprydning = Ryd op
care_kind-arbejdsdag = Arbejdsdag
