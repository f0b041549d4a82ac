### Names of the values that only the pages of a record show, and the buttons that change a record's state.
### Danish: du-form, facts rather than verdicts, and the imperative on buttons.

## Why a count that begins now would not be valid

count_warning-out_of_season = En gyldig tælling er fra 1. april til 30. september.
count_warning-dark = Det er mørkt. Insekterne flyver, når det er lyst.
count_warning-rain = Det regner. En gyldig tælling er i tørvejr.
count_warning-cold = Det er for koldt til en gyldig tælling.
count_warning-out_of_hours = En gyldig tælling af sommerfugle begynder mellem kl. 10 og 17.

## Why a count is not valid

count_flaw-not_dry = Der er ikke skrevet, at det var tørvejr.
count_flaw-out_of_season = En gyldig tælling er fra 1. april til 30. september.
count_flaw-wrong_duration = En gyldig tælling varer 10 minutter, for sommerfugle 15 minutter.
count_flaw-too_cold = Det er for koldt til en gyldig tælling. Du kan godt tælle alligevel.
count_flaw-weather_missing = Temperatur eller himmel mangler.
count_flaw-too_windy = Det blæste for meget. Sommerfugle flyver op til jævn vind.
count_flaw-out_of_hours = En gyldig tælling af sommerfugle begynder mellem kl. 10 og 17.

## What a new record of a kind is for; empty for kinds that are not offered

create_hint-conflict_case = Noget, du har set eller hørt mellem naboer
create_hint-conflict_event = { "" }
create_hint-conflict_party = { "" }
create_hint-social_visit = Et besøg, en samtale eller et opkald
create_hint-visit_note = { "" }
create_hint-area = Et sted, der passes for naturens skyld
create_hint-area_observation = Noget, du har set på et areal
create_hint-insect_count = 10 minutter ved en blomst
create_hint-care_task = Noget, der skal gøres på et areal
create_hint-signal = Noget ved et sted, som nogen skal se på
create_hint-concern = Noget ved en bolig, som den sociale vicevært skal kende
create_hint-handover = Giv noget videre til en anden rolle
create_hint-legal_step = { "" }
create_hint-mediation = { "" }
create_hint-referral = { "" }
create_hint-action_card = { "" }
create_hint-resident_card = { "" }
create_hint-care_plan_entry = { "" }
create_hint-plan_revision = { "" }
create_hint-passed_on = { "" }
create_hint-case_part = { "" }
create_hint-deputy = En kollega, der passer dine besøg, mens du er væk
create_hint-photo = { "" }
create_hint-activity = En workshop, en arbejdsdag eller et møde
create_hint-door_round = Bank på i en opgang og tæl, hvad der kom ud af det
create_hint-wellbeing_interview = Fem spørgsmål uden navn
create_hint-screening = { "" }
create_hint-goal = { "" }
create_hint-arrears_contact = { "" }
create_hint-counselling_inquiry = En beboer vil have råd
create_hint-experience_note = Noget, der virkede eller ikke virkede, til kolleger andre steder
create_hint-child_notification_receipt = { "" }
create_hint-adviser_measure = { "" }
create_hint-case_photo = { "" }
create_hint-signal_photo = { "" }

## Titles of records that have no title yet

untitled-conflict_case = Ny nabokonflikt
untitled-conflict_event = Ny hændelse
untitled-conflict_party = Ny part
untitled-social_visit = Nyt besøg
untitled-visit_note = Nyt besøgsnotat
untitled-area = Nyt areal
untitled-area_observation = Ny observation
untitled-insect_count = Ny insekttælling
untitled-care_task = Ny plejeopgave
untitled-signal = Ny fejl eller bekymring
untitled-concern = Ny bekymring
untitled-handover = Ny overdragelse
untitled-legal_step = Nyt retligt skridt
untitled-mediation = Ny mægling
untitled-referral = Ny henvisning
untitled-action_card = Ny anvisning
untitled-resident_card = Ny anvisning for alle
untitled-care_plan_entry = Ny linje i plejeplanen
untitled-plan_revision = Ny ændring af planen
untitled-passed_on = Sendt videre
untitled-case_part = Hvem har sagen?
untitled-deputy = Ny stedfortræder
untitled-photo = Nyt billede
untitled-activity = Ny aktivitet
untitled-door_round = Ny dørrunde
untitled-wellbeing_interview = Nyt trivselsinterview
untitled-screening = Ny screening
untitled-goal = Nyt mål
untitled-arrears_contact = Ny restancekontakt
untitled-counselling_inquiry = Ny henvendelse
untitled-experience_note = Ny erfaring
untitled-child_notification_receipt = Ny kvittering
untitled-adviser_measure = Nyt forslag fra rådgiver
untitled-case_photo = Nyt billede i en sag
untitled-signal_photo = Nyt billede til et signal

## Buttons that move a conflict case to its next state

case_step-observed = Tilbage til set
case_step-reported = Der er kommet en klage
case_step-screened = Sagen er vurderet
case_step-advice_given = Jeg har givet råd
case_step-mediation_offered = Tilbyd mægling
case_step-mediation_accepted = Begge naboer vil tale sammen
case_step-mediated = Der er mæglet
case_step-written_request = Send henstilling
case_step-warning = Send advarsel eller påmindelse
case_step-tenancy_board = Indbring for beboerklagenævnet
case_step-court = Indbring for boligretten
case_step-monitoring = Hold øje
case_step-closed = Luk sagen
case_step-withdrawn = Klagen er trukket tilbage
case_step-rejected = Det er ikke en sag om husorden
case_step-merged = { "" }

## Buttons that move a visit to its next state

visit_step-planned = { "" }
visit_step-done = Besøget er udført
visit_step-follow_up = Følg op
visit_step-closed = Afslut besøget

## Buttons that move an area to its next state

area_step-proposed = Foreslå arealet
area_step-decided = Arealet er besluttet
area_step-laid = Arealet er anlagt
area_step-in_care = Arealet er i drift
area_step-under_adjustment = Plejen skal justeres
area_step-discontinued = Arealet er nedlagt

## Buttons that move an observation to its next state

observation_step-new = { "" }
observation_step-seen = Jeg har set den
observation_step-answered = Der er svaret
observation_step-closed = Luk observationen

## Buttons that move a care task to its next state

task_step-planned = Planlæg opgaven
task_step-assigned = Opgaven er tildelt
task_step-running = Opgaven er i gang
task_step-done = Opgaven er udført
task_step-approved = Godkend opgaven
task_step-cancelled = Aflys opgaven
task_step-postponed = Udskyd opgaven

## Noted as

noted_as-seen_myself = Set selv
noted_as-heard_from_resident = Hørt fra beboer
noted_as-written_complaint = Skriftlig klage

## Frequency

frequency-once = Én gang
frequency-several_times = Af og til
frequency-weekly = Hver uge
frequency-daily = Næsten dagligt

## Afraid

afraid-no = Nej
afraid-uneasy = Utryg
afraid-afraid = Bange
afraid-not_asked = Ikke spurgt

## Sleep

harm_sleep-no = Nej
harm_sleep-sometimes = Af og til
harm_sleep-weekly = Hver uge
harm_sleep-almost_nightly = Næsten hver nat
harm_sleep-not_said = Vil ikke svare

## Fear

harm_fear-no = Nej
harm_fear-uneasy = Utryg
harm_fear-afraid = Bange
harm_fear-of_violence = Bange for vold
harm_fear-not_said = Vil ikke svare

## Aloneness

harm_alone-no = Nej
harm_alone-mostly = Mest
harm_alone-yes = Ja
harm_alone-not_said = Vil ikke svare

## Other homes

harm_other_homes-no = Nej
harm_other_homes-one = Ét
harm_other_homes-several = Flere
harm_other_homes-unknown = Ved ikke
harm_other_homes-not_said = Vil ikke svare

## Duration of harm

harm_lasted-under_a_week = Under 1 uge
harm_lasted-under_a_month = Under 1 måned
harm_lasted-up_to_six_months = 1 til 6 måneder
harm_lasted-over_six_months = Over 6 måneder
harm_lasted-not_said = Vil ikke svare

## Severity

severity-low = Lav
severity-middle = Middel
severity-high = Høj
severity-acute = Akut

## Track

track-dialogue = Dialog
track-written = Skriftligt

## Outcome

outcome-solved_themselves = De løste det selv
outcome-agreement = Der er lavet en aftale
outcome-ceased = Det er holdt op
outcome-request_followed = Henstillingen er fulgt
outcome-warning_given = Der er givet advarsel
outcome-board_warning = Nævnet gav advarsel
outcome-board_conditional = Nævnet gjorde lejemålet betinget
outcome-terminated = Lejemålet er opsagt
outcome-revoked = Lejemålet er ophævet
outcome-moved_out = Beboeren er flyttet
outcome-not_house_rules = Det var ikke husorden
outcome-no_answer = Der kom intet svar

## Withheld reason

withheld_reason-risk_of_harassment = Risiko for chikane
withheld_reason-threats = Trusler

## Wants mediation

wants_mediation-yes = Ja
wants_mediation-no = Nej
wants_mediation-unknown = Ved ikke

## Asked by

asked_by-resident = Beboeren
asked_by-caretaker = Ejendomsfunktionær
asked_by-board = Bestyrelsen
asked_by-conflict_team = Konfliktteam
asked_by-municipality = Kommunen
asked_by-others = Andre

## Contact consent

contact_consent-yes = Ja, beboeren siger ja
contact_consent-no = Nej, beboeren vil ikke
contact_consent-not_asked = Ikke spurgt endnu

## Note consent

note_consent-yes = Ja, du må skrive
note_consent-no = Nej, intet notat

## Entry

entry-invited_in = Inviteret ind
entry-at_the_door = Ved døren
entry-outside = Ude
entry-telephone = Telefon

## Visit topic

visit_topic-economy = Økonomi
visit_topic-arrears = Restance
visit_topic-loneliness = Ensomhed
visit_topic-housing_adviser = Kontakt til boligrådgiver
visit_topic-conflict = Konflikt
visit_topic-cleaning_of_the_home = Rengøring i hjemmet
visit_topic-moving = Flytning
visit_topic-practical_help = Praktisk hjælp
visit_topic-community = Fællesskab
visit_topic-other = Andet

## Measured

measured-surveyed = Opmålt
measured-map = Målt på kort
measured-estimate = Skøn
measured-paced = Skridtet af
measured-walked = Gået med telefonen

## Decided by

decided_by-department_meeting = Afdelingsmøde
decided_by-department_board = Afdelingsbestyrelse
decided_by-organisation_board = Organisationsbestyrelse
decided_by-organisation = Organisationen

## Responsible

responsible-operations = Driften
responsible-residents = Beboere
responsible-shared = Fælles
responsible-external = Ekstern

## Constraint

constraint-allergy_friendly = Allergivenlig
constraint-sightline = Fri oversigt
constraint-fire_road = Brandvej
constraint-playground = Legeplads

## Answer decision

answer_decision-task = Det bliver en opgave
answer_decision-plan_changed = Plejen ændres
answer_decision-no_change = Ingen ændring

## Team

team-operations = Driften
team-resident_group = Beboergruppe
team-youth_team = Hold af unge
team-contractor = Entreprenør

## Protocol

protocol-fit_ten_minutes = 10 minutter ved en blomst
protocol-group_or_class = Gruppe eller klasse
protocol-butterflies_fifteen_minutes = Sommerfugle i 15 minutter

## Sky

sky-sun = Sol
sky-light_cloud = Let skyet
sky-overcast = Overskyet

## Wind

wind-still = Stille
wind-light = Let vind
wind-moderate = Jævn vind
wind-fresh = Frisk vind

## Insect

insect-bumblebee = Humlebi
insect-honeybee = Honningbi
insect-solitary_bee = Enlig bi
insect-wasp = Hveps
insect-hoverfly = Svirreflue
insect-other_fly = Anden flue
insect-butterfly_or_moth = Sommerfugl eller natsværmer
insect-beetle = Bille
insect-small_insect = Lille insekt under 3 mm
insect-other_insect = Andet insekt
insect-whites = Hvid sommerfugl
insect-yellows = Gul sommerfugl
insect-blues = Blåfugl
insect-coppers = Ildfugl
insect-hairstreaks = Lille med hale
insect-tortoiseshells = Takvinge
insect-admirals = Admiral eller tidselsommerfugl
insect-fritillaries = Perlemorsommerfugl
insect-browns = Randøje
insect-skippers = Bredpande
insect-swallowtails = Med lang hale, gul og sort
insect-unknown_butterfly = Ukendt sommerfugl
insect-day_moth = Natsværmer om dagen
insect-pieridae = Hvidvingefamilien
insect-lycaenidae = Blåfuglefamilien
insect-nymphalidae = Takvingefamilien
insect-hesperiidae = Bredpandefamilien
insect-papilionidae = Svalehalefamilien
insect-rapae_or_napi = Lille eller grønåret kålsommerfugl
insect-rapae_or_brassicae = Lille eller stor kålsommerfugl
insect-brassicae_or_rhamni = Stor kålsommerfugl eller citronsommerfugl
insect-agestis_or_icarus = Rødplettet eller almindelig blåfugl
insect-lineola_or_sylvestris = Skråstregbredpande eller stregbredpande
insect-pieris_brassicae = Stor kålsommerfugl
insect-pieris_rapae = Lille kålsommerfugl
insect-pieris_napi = Grønåret kålsommerfugl
insect-anthocharis_cardamines = Aurora
insect-gonepteryx_rhamni = Citronsommerfugl
insect-aglais_urticae = Nældens takvinge
insect-aglais_io = Dagpåfugleøje
insect-vanessa_atalanta = Admiral
insect-vanessa_cardui = Tidselsommerfugl
insect-polygonia_c_album = Det hvide C
insect-araschnia_levana = Nældesommerfugl
insect-nymphalis_antiopa = Sørgekåbe
insect-argynnis_paphia = Kejserkåbe
insect-issoria_lathonia = Storplettet perlemorsommerfugl
insect-maniola_jurtina = Græsrandøje
insect-aphantopus_hyperantus = Engrandøje
insect-coenonympha_pamphilus = Okkergul randøje
insect-pararge_aegeria = Skovrandøje
insect-lasiommata_megera = Vejrandøje
insect-polyommatus_icarus = Almindelig blåfugl
insect-celastrina_argiolus = Skovblåfugl
insect-aricia_agestis = Rødplettet blåfugl
insect-lycaena_phlaeas = Lille ildfugl
insect-thecla_betulae = Guldhale
insect-satyrium_w_album = Det hvide W
insect-ochlodes_sylvanus = Stor bredpande
insect-thymelicus_lineola = Skråstregbredpande
insect-thymelicus_sylvestris = Stregbredpande
insect-colias_crocea = Orange høsommerfugl
insect-papilio_machaon = Svalehale
insect-nymphalis_polychloros = Kirsebærtakvinge
insect-favonius_quercus = Blåhale

## Handler role

handler_role-caretaker = Ejendomsfunktionær
handler_role-operations_manager = Driftsleder
handler_role-case_officer = Sagsbehandler
handler_role-mediator = Konfliktmægler

## Welcome item

welcome_item-keys_and_contact = Nøgler og kontakt
welcome_item-house_rules = Husorden
welcome_item-waste = Affald
welcome_item-neighbours = Naboer
welcome_item-common_rooms = Fællesrum
welcome_item-economy_offer = Tilbud om økonomisk rådgivning
welcome_item-green_area = Grønt område

## Safety reason

safety_reason-violence = Vold
safety_reason-threat = Trussel
safety_reason-weapon = Våben
safety_reason-dog = Hund
safety_reason-other = Andet, der er sket

## Observation severity

observation_severity-low = Lidt
observation_severity-middle = Noget
observation_severity-high = Meget

## Flower unit

flower_unit-single_flower = Enkelt blomst
flower_unit-head = Hoved
flower_unit-umbel = Skærm
flower_unit-spike = Aks

## Cover

cover-under_half = Under halvdelen
cover-half = Omkring halvdelen
cover-over_half = Over halvdelen
cover-not_recorded = Ikke noteret

## Surroundings

surroundings-larger_patch_of_same = Flere af samme slags
surroundings-larger_mixed_patch = Blandede blomster
surroundings-isolated = Står alene
surroundings-not_recorded = Ikke noteret

## Shade

shade-sun = I sol
shade-partly = Delvis skygge
shade-shaded = I skygge
shade-not_recorded = Ikke noteret

## Butterfly method

butterfly_method-walk = Gåtur
butterfly_method-fixed_point = Fast punkt
butterfly_method-area = Areal

## Knowledge of butterflies

butterfly_skill-groups = Jeg kender grupper
butterfly_skill-some_species = Jeg kender nogle arter
butterfly_skill-all_species = Jeg kender alle arter på listen

## Other systems that a count was entered in

other_system-nowhere = Nej
other_system-arter = Ja, i Arter
other_system-butterfly_count = Ja, i ButterflyCount

## Marks by which a butterfly is known; empty for names that need none

butterfly_mark-bumblebee = { "" }
butterfly_mark-honeybee = { "" }
butterfly_mark-solitary_bee = { "" }
butterfly_mark-wasp = { "" }
butterfly_mark-hoverfly = { "" }
butterfly_mark-other_fly = { "" }
butterfly_mark-butterfly_or_moth = { "" }
butterfly_mark-beetle = { "" }
butterfly_mark-small_insect = { "" }
butterfly_mark-other_insect = { "" }
butterfly_mark-whites = hvid, evt. sort eller orange spids
butterfly_mark-yellows = helt gul eller grønlig
butterfly_mark-blues = lille, blå eller brun med orange prikker
butterfly_mark-coppers = lille, blank orange
butterfly_mark-hairstreaks = lille, brun, hvid streg under
butterfly_mark-tortoiseshells = stor, farvet, takket kant
butterfly_mark-admirals = stor, hvide pletter i sort spids
butterfly_mark-fritillaries = orange, sorte prikker, sølv under
butterfly_mark-browns = brun, øjepletter ved kanten
butterfly_mark-skippers = lille, orange, bredt hoved, hurtig
butterfly_mark-swallowtails = stor, gul og sort, hale
butterfly_mark-unknown_butterfly = en sommerfugl, du ikke kan placere
butterfly_mark-day_moth = lodden, eller svirrer foran blomst
butterfly_mark-pieridae = { "" }
butterfly_mark-lycaenidae = { "" }
butterfly_mark-nymphalidae = { "" }
butterfly_mark-hesperiidae = { "" }
butterfly_mark-papilionidae = { "" }
butterfly_mark-rapae_or_napi = { "" }
butterfly_mark-rapae_or_brassicae = { "" }
butterfly_mark-brassicae_or_rhamni = { "" }
butterfly_mark-agestis_or_icarus = { "" }
butterfly_mark-lineola_or_sylvestris = { "" }
butterfly_mark-pieris_brassicae = sort spids langt ned ad kanten
butterfly_mark-pieris_rapae = kort grå spids, ingen årer under
butterfly_mark-pieris_napi = grågrønne årer under
butterfly_mark-anthocharis_cardamines = han orange spids, mosgrøn under
butterfly_mark-gonepteryx_rhamni = spidse vinger uden sort
butterfly_mark-aglais_urticae = blå måner langs kanten
butterfly_mark-aglais_io = fire store øjne
butterfly_mark-vanessa_atalanta = sort med rødt bånd
butterfly_mark-vanessa_cardui = lys orange, ingen blå kant
butterfly_mark-polygonia_c_album = flosset kant, hvidt c under
butterfly_mark-araschnia_levana = lyst net under; forår orange, sommer sort
butterfly_mark-nymphalis_antiopa = mørk med lys kant
butterfly_mark-argynnis_paphia = stor, sølvstriber på grønt
butterfly_mark-issoria_lathonia = store spejle under
butterfly_mark-maniola_jurtina = ét øje i gulligt felt
butterfly_mark-aphantopus_hyperantus = gule ringe under
butterfly_mark-coenonympha_pamphilus = lille, sidder med lukkede vinger
butterfly_mark-pararge_aegeria = brun, flødegule pletter, i skygge
butterfly_mark-lasiommata_megera = orange med brunt net, på sten
butterfly_mark-polyommatus_icarus = orange prikker under, hvid kile
butterfly_mark-celastrina_argiolus = grå under, kun sorte prikker, flyver højt
butterfly_mark-aricia_agestis = brun, aldrig blå; to prikker som kolon under
butterfly_mark-lycaena_phlaeas = blank orange, sorte prikker
butterfly_mark-thecla_betulae = gylden under, kort hale
butterfly_mark-satyrium_w_album = hvidt W under, ved elm
butterfly_mark-ochlodes_sylvanus = lyse pletter på orange
butterfly_mark-thymelicus_lineola = følehorn sort under spidsen
butterfly_mark-thymelicus_sylvestris = følehorn orange under
butterfly_mark-colias_crocea = orangegul, sort rand
butterfly_mark-papilio_machaon = stor, gul-sort, hale
butterfly_mark-nymphalis_polychloros = som nældens takvinge, større, kun blå bagtil
butterfly_mark-favonius_quercus = sølvgrå under, højt i eg

## Receiving team

receiving_team-operations = Driften
receiving_team-social_caretaker = Social vicevært
receiving_team-central_unit = Boligsocial enhed
receiving_team-contact_person = Kontaktperson
receiving_team-case_officer = Sagsbehandler

## Signal result

signal_result-fixed = Ordnet
signal_result-contacted = Kontakt skabt
signal_result-referred_on = Henvist
signal_result-watched = Vi holder øje
signal_result-nothing_found = Intet fundet

## Resident yes

resident_yes-yes = Ja, beboeren siger ja
resident_yes-no = Nej, beboeren vil ikke
resident_yes-not_asked = Ikke spurgt endnu

## Basis without consent

basis_without_consent-acute_danger = Akut fare
basis_without_consent-contact_person_agreement = Aftale med kontaktperson

## Sent by

sent_by-call = Ringede
sent_by-went_along = Fulgtes ad
sent_by-secure_mail = Sikker post

## Audience

audience-caretaker = Ejendomsfunktionærer
audience-social_caretaker = Sociale viceværter
audience-office = Kontoret

## Escalate to

escalate_to-caretaker_lead = Ejendomsmester
escalate_to-operations_manager = Driftsleder
escalate_to-social_caretaker = Social vicevært
escalate_to-contact_person = Kontaktperson
escalate_to-mediator = Konfliktmægler
escalate_to-case_officer = Sagsbehandler
escalate_to-financial_adviser = Økonomisk rådgiver

## Buttons that move a signal to its next state

signal_step-sent = { "" }
signal_step-received = Jeg har set det
signal_step-running = Vi er i gang
signal_step-ended = Det er afsluttet

## Buttons that move a mediation to its next state

mediation_step-received = { "" }
mediation_step-contacted = Jeg har kontaktet begge
mediation_step-meeting_arranged = Mødet er aftalt
mediation_step-ended = Afslut mæglingen

## Screening conclusion

screening_conclusion-nothing = Ikke noget lige nu
screening_conclusion-watch = Hold øje
screening_conclusion-local_solution = Lokal løsning
screening_conclusion-social_caretaker = Social vicevært
screening_conclusion-development_project = Udviklingsprojekt
screening_conclusion-master_plan = Helhedsplan

## Indicator

indicator-square_metres = Kvadratmeter til natur
indicator-percent_of_grounds = Procent af udearealet
indicator-evictions = Udsættelser
indicator-neighbour_complaints = Naboklager
indicator-days_to_first_contact = Dage til første kontakt
indicator-wellbeing = Trivsel
indicator-activities = Aktiviteter
indicator-other = Andet

## Arrears stage

arrears_stage-reminder = Rykker
arrears_stage-terminated = Lejemålet er ophævet
arrears_stage-bailiff_date = Tid i fogedretten

## Arrears result

arrears_result-agreement = Aftale
arrears_result-paid = Betalt
arrears_result-referred_to_municipality = Henvist til kommunen
arrears_result-no_contact = Ingen kontakt

## Eviction result

eviction_result-stayed = Blev boende
eviction_result-moved_out = Flyttede selv
eviction_result-evicted = Sat ud af boligen

## Inquiry topic

inquiry_topic-rent = Husleje
inquiry_topic-debt = Gæld
inquiry_topic-benefits = Ydelser
inquiry_topic-letters = Breve
inquiry_topic-housing = Bolig
inquiry_topic-neighbours = Naboer
inquiry_topic-other = Andet

## Inquiry way

inquiry_way-office_hours = Åben rådgivning
inquiry_way-call = Opkald
inquiry_way-mail = Mail
inquiry_way-from_colleague = En kollega

## Inquiry outcome

inquiry_outcome-solved = Løst
inquiry_outcome-solved_in_part = Delvist løst
inquiry_outcome-referred_on = Henvist
inquiry_outcome-not_solved = Ikke løst
inquiry_outcome-withdrawn = Trukket tilbage

## Experience topic

experience_topic-meadow = Eng
experience_topic-planting = Beplantning
experience_topic-water_in_grounds = Regnvand
experience_topic-insects = Insekter
experience_topic-signs = Skilte
experience_topic-machines = Maskiner
experience_topic-residents_take_part = Beboerne deltager
experience_topic-young_people = Unge
experience_topic-visits = Besøg hos beboere
experience_topic-new_tenants = Nye beboere
experience_topic-neighbour_conflicts = Nabokonflikter
experience_topic-loneliness = Ensomhed og netværk
experience_topic-safety = Tryghed
experience_topic-economy = Økonomi
experience_topic-other = Andet

## Worked

worked-yes = Det virkede
worked-in_part = Delvist
worked-no = Det virkede ikke

## Social goal

social_goal-develop_welfare = Udvikle velfærd
social_goal-build_bridges = Bygge bro
social_goal-support_core_work = Understøtte kerneområder
social_goal-strengthen_neighbours = Styrke naboskab

## Activity phase

activity_phase-started = Igangsat
activity_phase-from_the_side = På sidelinjen
activity_phase-runs_itself = Selvkørende

## Organiser

organiser-social_work = Boligsocialt arbejde
organiser-operations = Driften
organiser-residents = Beboere
organiser-board_members = Bestyrelsen
organiser-partner = En samarbejdspartner

## Door result

door_result-nobody_home = Ikke hjemme
door_result-talked = Talt sammen
door_result-interviewed = Interview
door_result-wants_no_talk = Ønsker ikke at tale

## Interview way

interview_way-at_the_door = Ved døren
interview_way-at_an_activity = Ved en aktivitet
interview_way-own_phone = På egen telefon

## Criterion level

criterion_level-low = Lav
criterion_level-middle = Middel
criterion_level-high = Høj

## Notification way

notification_way-secure_mail = Sikker post
notification_way-municipal_form = Kommunens blanket
notification_way-call = Opkald

## Buttons that move an activity to its next state

activity_step-planned = Tilbage til planlagt
activity_step-held = Den er afholdt
activity_step-cancelled = Aflys
