### Names of the values that lists and summaries show. They belong to the first screen.
### Danish: du-form, facts rather than verdicts, and the imperative on buttons.

## Kinds of record

kind-conflict_case = Nabokonflikt
kind-conflict_event = Hændelse
kind-conflict_party = Part
kind-social_visit = Besøg
kind-visit_note = Besøgsnotat
kind-area = Areal
kind-area_observation = Observation
kind-insect_count = Insekttælling
kind-care_task = Plejeopgave
kind-signal = Fejl eller bekymring ved et sted
kind-concern = Bekymring for en bolig
kind-handover = Overdragelse
kind-legal_step = Retligt skridt
kind-mediation = Mægling
kind-referral = Henvisning
kind-action_card = Anvisning
kind-resident_card = Anvisning for alle
kind-care_plan_entry = Linje i plejeplanen
kind-plan_revision = Ændret plan
kind-passed_on = Sendt videre
kind-case_part = Deltagelse
kind-deputy = Stedfortræder
kind-photo = Billede
kind-activity = Aktivitet
kind-door_round = Dørrunde
kind-wellbeing_interview = Trivselsinterview
kind-screening = Screening
kind-goal = Mål
kind-arrears_contact = Restancekontakt
kind-counselling_inquiry = Henvendelse til rådgivningen
kind-experience_note = Erfaring
kind-child_notification_receipt = Kvittering for underretning
kind-adviser_measure = Forslag fra rådgiver
kind-case_photo = Billede i en sag
kind-signal_photo = Billede til et signal

## Roles

role-caretaker = Ejendomsfunktionær
role-social_caretaker = Social vicevært
role-financial_adviser = Økonomisk rådgiver
role-mediator = Konfliktmægler
role-case_officer = Sagsbehandler
role-operations_manager = Driftsleder
role-green_ambassador = Grøn ambassadør
role-board = Afdelingsbestyrelse
role-central_unit = Boligsocial enhed
role-privacy_officer = Databeskyttelsesrådgiver
role-org_admin = Administrator

## Topic

topic-noise = Støj
topic-noise_from_children = Støj fra børn
topic-music = Musik
topic-pets = Husdyr
topic-smoke = Røg
topic-smell = Lugt
topic-waste = Affald
topic-laundry_or_common_room = Vasketur eller fællesrum
topic-parking = Parkering
topic-garden_or_hedge = Have eller hegn
topic-wild_area = Vildt areal
topic-harassment = Chikane
topic-threats = Trusler
topic-violence = Vold
topic-vandalism = Hærværk
topic-neglected_dwelling = Vanrøgtet bolig
topic-other = Andet

## Conflict state

conflict_state-observed = Set
conflict_state-reported = Klage modtaget
conflict_state-screened = Vurderet
conflict_state-advice_given = Råd givet
conflict_state-mediation_offered = Mægling tilbudt
conflict_state-mediation_accepted = Begge vil mægle
conflict_state-mediated = Mæglet
conflict_state-written_request = Henstilling sendt
conflict_state-warning = Advarsel eller påmindelse
conflict_state-tenancy_board = Hos beboerklagenævnet
conflict_state-court = Hos boligretten
conflict_state-monitoring = Opfølgning
conflict_state-closed = Lukket
conflict_state-withdrawn = Trukket tilbage
conflict_state-rejected = Ikke husorden
conflict_state-merged = Samlet med en anden sag

## Event kind

event_kind-observation = Set eller hørt
event_kind-conversation = Samtale
event_kind-letter = Brev
event_kind-call = Opkald
event_kind-meeting = Møde
event_kind-police_called = Politiet tilkaldt

## Party role

party_role-complainant = Klager
party_role-respondent = Indklaget
party_role-witness = Vidne

## Visit kind

visit_kind-welcome = Velkomst
visit_kind-outreach = Opsøgende
visit_kind-arranged = Aftalt
visit_kind-follow_up = Opfølgning
visit_kind-with_inspection = Sammen med eftersyn
visit_kind-telephone = Telefon
visit_kind-walk = Gåtur

## Visit result value

visit_result_value-talked = Talt sammen
visit_result_value-not_at_home = Ikke hjemme
visit_result_value-wants_no_contact = Beboeren ønsker ikke kontakt
visit_result_value-referred = Henvist
visit_result_value-new_appointment = Ny aftale
visit_result_value-ended = Afsluttet

## Visit state

visit_state-planned = Planlagt
visit_state-done = Udført
visit_state-follow_up = Opfølgning
visit_state-closed = Afsluttet

## Area kind

area_kind-flower_meadow = Blomstereng
area_kind-long_grass = Langt græs
area_kind-perennial_bed = Staudebed
area_kind-scrub_or_hedge = Krat eller hegn
area_kind-rain_garden = Regnbed
area_kind-lake_or_stream = Sø eller vandløb
area_kind-slope = Skråning
area_kind-roof = Tag
area_kind-planter_boxes = Plantekasser
area_kind-dead_wood = Dødt ved
area_kind-forest_floor = Skovbund
area_kind-learning_garden = Læringshave

## Sign status

sign_status-none = Intet skilt
sign_status-ordered = Skilt er bestilt
sign_status-put_up = Skilt er sat op
sign_status-missing = Skilt mangler
sign_status-damaged = Skilt er skadet

## Area state

area_state-proposed = Foreslået
area_state-decided = Besluttet
area_state-laid = Anlagt
area_state-in_care = I drift
area_state-under_adjustment = Under justering
area_state-discontinued = Nedlagt

## Observation kind

observation_kind-flowering = Blomstring
observation_kind-species_seen = En art
observation_kind-insect_life = Insektliv
observation_kind-invasive_species = Invasiv art
observation_kind-waste = Affald
observation_kind-sign = Skilt
observation_kind-wear = Slitage
observation_kind-damage = Skade
observation_kind-resident_nuisance = Gene for beboer
observation_kind-outside_inquiry = Henvendelse udefra
observation_kind-good_news = Godt nyt

## Observation state

observation_state-new = Ny
observation_state-seen = Set
observation_state-answered = Besvaret
observation_state-closed = Lukket

## Task kind

task_kind-hay_cut = Slå engen
task_kind-hay_removal = Fjern høet
task_kind-sowing = Så
task_kind-seed_collection = Indsaml frø
task_kind-oversowing = Efterså
task_kind-planting = Plant
task_kind-edge_mowing = Slå kanten
task_kind-invasive_control = Bekæmp invasiv art
task_kind-sign_check = Tjek skiltet
task_kind-watering = Vand
task_kind-clean_up = Ryd op
task_kind-work_day = Arbejdsdag

## Tool

tool-scythe = Le
tool-sickle_bar_mower = Fingerklipper
tool-brush_cutter = Buskrydder
tool-by_hand = Hånd
tool-machine = Maskine

## Task state

task_state-planned = Planlagt
task_state-assigned = Tildelt
task_state-running = I gang
task_state-done = Udført
task_state-approved = Godkendt
task_state-cancelled = Aflyst
task_state-postponed = Udskudt

## Flower

flower-dandelion = Mælkebøtte
flower-white_clover = Hvidkløver
flower-red_clover = Rødkløver
flower-bramble = Brombær
flower-thistle = Tidsel
flower-knapweed = Knopurt
flower-lavender = Lavendel
flower-hemp_agrimony = Hjortetrøst
flower-yarrow = Røllike
flower-ivy = Efeu
flower-umbellifer = Skærmplante
flower-buddleia = Sommerfuglebusk
flower-other = Andet

## Count state

count_state-running = I gang
count_state-finished = Færdig
count_state-corrected = Rettet
count_state-locked = Låst

## Mediation result

mediation_result-held_with_agreement = Holdt, med aftale
mediation_result-held_without_agreement = Holdt, uden aftale
mediation_result-not_held = Ikke holdt

## Mediation state

mediation_state-received = Modtaget
mediation_state-contacted = Parterne er kontaktet
mediation_state-meeting_arranged = Møde aftalt
mediation_state-ended = Afsluttet

## Receiver kind

receiver_kind-municipal_housing_adviser = Kommunens boligrådgiver
receiver_kind-municipal_assessment = Kommunens visitation
receiver_kind-job_centre = Jobcenter
receiver_kind-citizen_service = Borgerservice
receiver_kind-psychiatry = Psykiatri
receiver_kind-own_doctor = Egen læge
receiver_kind-debt_counselling = Gældsrådgivning
receiver_kind-social_health = Social sundhed
receiver_kind-association = Frivillig forening
receiver_kind-local_community = Lokalt fællesskab
receiver_kind-mediator = Konfliktmægler
receiver_kind-financial_adviser = Økonomisk rådgiver
receiver_kind-police_or_ssp = Politi eller SSP

## Signal kind

signal_kind-not_seen_for_long = Ikke set længe
signal_kind-neglected_dwelling = Vanrøgtet bolig
signal_kind-hoarding = Ophobning
signal_kind-smell = Lugt
signal_kind-isolation = Er meget alene
signal_kind-confused = Virker forvirret
signal_kind-unsafe_place = Utrygt sted
signal_kind-vandalism = Hærværk
signal_kind-burglary = Indbrud
signal_kind-waste = Affald
signal_kind-dark_or_light = Mørke eller lys
signal_kind-youth_unrest = Uro blandt unge
signal_kind-vacancy = Tom bolig
signal_kind-complaints_rising = Flere klager
signal_kind-arrears_rising = Flere restancer
signal_kind-nuisance_from_green = Gene fra det grønne
signal_kind-needs_visit = Behov for besøg
signal_kind-not_technical_help = Behov for hjælp, der ikke er teknik
signal_kind-other = Andet

## Urgency

urgency-acute = Akut
urgency-today = Haster: samme dag
urgency-this_week = Denne uge
urgency-when_possible = Når det passer

## Signal state

signal_state-sent = Ny
signal_state-received = Modtaget
signal_state-running = I gang
signal_state-ended = Afsluttet

## Passed on kind

passed_on_kind-concern = Bekymring
passed_on_kind-handover = Overdragelse
passed_on_kind-conflict_case = Konflikt

## Handover role

handover_role-caretaker = Ejendomsfunktionær
handover_role-social_caretaker = Social vicevært
handover_role-financial_adviser = Økonomisk rådgiver
handover_role-mediator = Konfliktmægler
handover_role-case_officer = Sagsbehandler
handover_role-operations_manager = Driftsleder
handover_role-central_unit = Boligsocial enhed

## Handover subject

handover_subject-help_not_technical = Behov for hjælp, der ikke er teknik
handover_subject-conflict = Konflikt
handover_subject-economy = Økonomi
handover_subject-loneliness = Ensomhed
handover_subject-home = Boligen
handover_subject-other = Andet

## Legal step kind

legal_step_kind-reminder = Påmindelse
legal_step_kind-warning = Advarsel
legal_step_kind-brought_to_board = Indbragt for nævnet
legal_step_kind-board_decision = Nævnets afgørelse
legal_step_kind-appeal = Indbragt for boligretten
legal_step_kind-request = Henstilling
legal_step_kind-last_reminder = Sidste påmindelse
legal_step_kind-mediation_invitation = Indbydelse til mægling
legal_step_kind-notification = Underretning
legal_step_kind-closing = Afslutning

## Referral outcome

referral_outcome-in_touch = Kom i kontakt
referral_outcome-running = I gang
referral_outcome-declined = Afvist
referral_outcome-does_not_want = Ønsker det ikke
referral_outcome-unknown = Ved ikke

## Situation

situation-acute_danger = Fare lige nu
situation-threats_against_you = Vold eller trusler mod dig
situation-mental_crisis = Psykisk krise
situation-suicidal_thoughts = Tanker om selvmord
situation-concern_for_child = Bekymring for et barn
situation-not_seen_for_days = Ikke set i flere dage
situation-hoarding_or_pests = Ophobning eller skadedyr
situation-dementia_or_confused = Forvirret beboer
situation-substance_abuse = Misbrug eller kanyler
situation-noisy_neighbours = Nabostøj
situation-homeless_in_stairwell = Sover i opgangen
situation-eviction = Foged og udsættelse
situation-animals = Hund eller husdyr
situation-water_damage = Vandskade
situation-invasive_plant = Invasiv plante
situation-wild_area_complaint = Klage over vildt areal
situation-other = Andet

## Every

every-year = Hvert år
every-second_year = Hvert andet år
every-month = Hver måned
every-when_needed = Efter behov

## Answers to measures of advisers

measure_answer-yes = Ja
measure_answer-no = Nej
measure_answer-later = Senere

## Part

part-assigned = Har fået sagen
part-recused = Tager ikke del

## Recusal reason

recusal_reason-own_home = Det er min egen bolig eller opgang
recusal_reason-family = Jeg er i familie med en af dem
recusal_reason-friend = Jeg kender en af dem godt
recusal_reason-involved = Jeg er selv part i sagen
recusal_reason-other = Andet

## Photo moment

photo_moment-before = Før
photo_moment-after = Efter

## Activity kind

activity_kind-workshop = Workshop
activity_kind-work_day = Arbejdsdag
activity_kind-meeting = Møde
activity_kind-course = Kursus
activity_kind-gathering = Samvær
activity_kind-youth_job = Fritidsjob
activity_kind-counselling = Rådgivning
activity_kind-other = Andet

## Activity state

activity_state-planned = Planlagt
activity_state-held = Afholdt
activity_state-cancelled = Aflyst

## Door round purpose

door_round_purpose-welcome = Velkomst
door_round_purpose-wellbeing = Trivsel
door_round_purpose-safety = Tryghed
door_round_purpose-green = Det grønne
door_round_purpose-invitation = Indbydelse
door_round_purpose-other = Andet
