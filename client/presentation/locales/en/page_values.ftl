### Names of the values that only the pages of a record show, and the buttons that change a record's state.
### English.

## Why a count that begins now would not be valid

count_warning-out_of_season = A valid count is from 1 April to 30 September.
count_warning-dark = It is dark. Insects fly while it is light.
count_warning-rain = It is raining. A valid count is in dry weather.
count_warning-cold = It is too cold for a valid count.
count_warning-out_of_hours = A valid count of butterflies begins between 10 and 17 o’clock.

## Why a count is not valid

count_flaw-not_dry = It is not noted that it was dry.
count_flaw-out_of_season = A valid count is from 1 April to 30 September.
count_flaw-wrong_duration = A valid count lasts 10 minutes, of butterflies 15 minutes.
count_flaw-too_cold = It is too cold for a valid count. You can count all the same.
count_flaw-weather_missing = Temperature or sky is missing.
count_flaw-too_windy = It was too windy. Butterflies fly in up to a moderate wind.
count_flaw-out_of_hours = A valid count of butterflies begins between 10 and 17 o’clock.

## What a new record of a kind is for; empty for kinds that are not offered

create_hint-conflict_case = Something you saw or heard between neighbours
create_hint-conflict_event = { "" }
create_hint-conflict_party = { "" }
create_hint-social_visit = A visit, a talk or a call
create_hint-visit_note = { "" }
create_hint-area = A place looked after for nature’s sake
create_hint-area_observation = Something you saw in an area
create_hint-insect_count = 10 minutes at a flower
create_hint-care_task = Something to be done in an area
create_hint-signal = Something about a place that somebody should look at
create_hint-concern = Something about a home that the social caretaker should know
create_hint-handover = Pass something on to another role
create_hint-legal_step = { "" }
create_hint-mediation = { "" }
create_hint-referral = { "" }
create_hint-action_card = { "" }
create_hint-resident_card = { "" }
create_hint-care_plan_entry = { "" }
create_hint-plan_revision = { "" }
create_hint-passed_on = { "" }
create_hint-case_part = { "" }
create_hint-deputy = A colleague who looks after your visits while you are away
create_hint-photo = { "" }
create_hint-activity = A workshop, a work day or a meeting
create_hint-door_round = Knock on the doors of a stairwell and count what came of it
create_hint-wellbeing_interview = Five questions, no name
create_hint-screening = { "" }
create_hint-goal = { "" }
create_hint-arrears_contact = { "" }
create_hint-counselling_inquiry = A resident wants advice
create_hint-experience_note = Something that worked or did not, for colleagues elsewhere
create_hint-child_notification_receipt = { "" }
create_hint-adviser_measure = { "" }
create_hint-case_photo = { "" }
create_hint-signal_photo = { "" }

## Titles of records that have no title yet

untitled-conflict_case = New neighbour conflict
untitled-conflict_event = New event
untitled-conflict_party = New party
untitled-social_visit = New visit
untitled-visit_note = New visit note
untitled-area = New area
untitled-area_observation = New observation
untitled-insect_count = New insect count
untitled-care_task = New care task
untitled-signal = New fault or concern
untitled-concern = New concern
untitled-handover = New handover
untitled-legal_step = New legal step
untitled-mediation = New mediation
untitled-referral = New referral
untitled-action_card = New action card
untitled-resident_card = New action card for all
untitled-care_plan_entry = New care plan line
untitled-plan_revision = New change of plan
untitled-passed_on = Passed on
untitled-case_part = Who has the case?
untitled-deputy = New deputy
untitled-photo = New picture
untitled-activity = New activity
untitled-door_round = New round of doors
untitled-wellbeing_interview = New wellbeing interview
untitled-screening = New screening
untitled-goal = New goal
untitled-arrears_contact = New arrears contact
untitled-counselling_inquiry = New inquiry
untitled-experience_note = New experience
untitled-child_notification_receipt = New receipt
untitled-adviser_measure = New measure of an adviser
untitled-case_photo = New picture in a case
untitled-signal_photo = New picture to a signal

## Buttons that move a conflict case to its next state

case_step-observed = Back to seen
case_step-reported = A complaint has come in
case_step-screened = The case is assessed
case_step-advice_given = I gave advice
case_step-mediation_offered = Offer mediation
case_step-mediation_accepted = Both neighbours will talk
case_step-mediated = Mediation took place
case_step-written_request = Send written request
case_step-warning = Send warning
case_step-tenancy_board = Bring to the tenancy board
case_step-court = Bring to the housing court
case_step-monitoring = Keep an eye on it
case_step-closed = Close the case
case_step-withdrawn = The complaint is withdrawn
case_step-rejected = It is not about house rules
case_step-merged = { "" }

## Buttons that move a visit to its next state

visit_step-planned = { "" }
visit_step-done = The visit is done
visit_step-follow_up = Follow up
visit_step-closed = End the visit

## Buttons that move an area to its next state

area_step-proposed = Propose the area
area_step-decided = The area is decided
area_step-laid = The area is laid out
area_step-in_care = The area is in care
area_step-under_adjustment = The care must be adjusted
area_step-discontinued = The area is discontinued

## Buttons that move an observation to its next state

observation_step-new = { "" }
observation_step-seen = I have seen it
observation_step-answered = It is answered
observation_step-closed = Close the observation

## Buttons that move a care task to its next state

task_step-planned = Plan the task
task_step-assigned = The task is assigned
task_step-running = The task is under way
task_step-done = The task is done
task_step-approved = Approve the task
task_step-cancelled = Cancel the task
task_step-postponed = Postpone the task

## Noted as

noted_as-seen_myself = Seen myself
noted_as-heard_from_resident = Heard from a resident
noted_as-written_complaint = Written complaint

## Frequency

frequency-once = Once
frequency-several_times = Sometimes
frequency-weekly = Weekly
frequency-daily = Almost daily

## Afraid

afraid-no = No
afraid-uneasy = Uneasy
afraid-afraid = Afraid
afraid-not_asked = Not asked

## Sleep

harm_sleep-no = No
harm_sleep-sometimes = Sometimes
harm_sleep-weekly = Weekly
harm_sleep-almost_nightly = Almost nightly
harm_sleep-not_said = Prefers not to say

## Fear

harm_fear-no = No
harm_fear-uneasy = Uneasy
harm_fear-afraid = Afraid
harm_fear-of_violence = Afraid of violence
harm_fear-not_said = Prefers not to say

## Aloneness

harm_alone-no = No
harm_alone-mostly = Mostly
harm_alone-yes = Yes
harm_alone-not_said = Prefers not to say

## Other homes

harm_other_homes-no = No
harm_other_homes-one = One
harm_other_homes-several = Several
harm_other_homes-unknown = Does not know
harm_other_homes-not_said = Prefers not to say

## Duration of harm

harm_lasted-under_a_week = Under 1 week
harm_lasted-under_a_month = Under 1 month
harm_lasted-up_to_six_months = 1 to 6 months
harm_lasted-over_six_months = Over 6 months
harm_lasted-not_said = Prefers not to say

## Severity

severity-low = Low
severity-middle = Middle
severity-high = High
severity-acute = Acute

## Track

track-dialogue = Dialogue
track-written = In writing

## Outcome

outcome-solved_themselves = They solved it themselves
outcome-agreement = An agreement was made
outcome-ceased = It has stopped
outcome-request_followed = The request was followed
outcome-warning_given = A warning was given
outcome-board_warning = The board gave a warning
outcome-board_conditional = The board made the tenancy conditional
outcome-terminated = The tenancy was terminated with notice
outcome-revoked = The tenancy was terminated at once
outcome-moved_out = The resident moved out
outcome-not_house_rules = It was not about house rules
outcome-no_answer = No answer came

## Withheld reason

withheld_reason-risk_of_harassment = Risk of harassment
withheld_reason-threats = Threats

## Wants mediation

wants_mediation-yes = Yes
wants_mediation-no = No
wants_mediation-unknown = Does not know

## Asked by

asked_by-resident = The resident
asked_by-caretaker = Caretaker
asked_by-board = The board
asked_by-conflict_team = Conflict team
asked_by-municipality = The municipality
asked_by-others = Others

## Contact consent

contact_consent-yes = Yes, the resident agrees
contact_consent-no = No, the resident does not want it
contact_consent-not_asked = Not asked yet

## Note consent

note_consent-yes = Yes, you may write
note_consent-no = No, no note

## Entry

entry-invited_in = Invited in
entry-at_the_door = At the door
entry-outside = Outside
entry-telephone = Telephone

## Visit topic

visit_topic-economy = Economy
visit_topic-arrears = Arrears
visit_topic-loneliness = Loneliness
visit_topic-housing_adviser = Contact with housing adviser
visit_topic-conflict = Conflict
visit_topic-cleaning_of_the_home = Cleaning of the home
visit_topic-moving = Moving
visit_topic-practical_help = Practical help
visit_topic-community = Community
visit_topic-other = Other

## Measured

measured-surveyed = Surveyed
measured-map = Measured on a map
measured-estimate = Estimate
measured-paced = Paced
measured-walked = Walked with the phone

## Decided by

decided_by-department_meeting = Department meeting
decided_by-department_board = Department board
decided_by-organisation_board = Organisation board
decided_by-organisation = The organisation

## Responsible

responsible-operations = Operations
responsible-residents = Residents
responsible-shared = Shared
responsible-external = External

## Constraint

constraint-allergy_friendly = Allergy-friendly
constraint-sightline = Clear sightline
constraint-fire_road = Fire road
constraint-playground = Playground

## Answer decision

answer_decision-task = It becomes a task
answer_decision-plan_changed = The care is changed
answer_decision-no_change = No change

## Team

team-operations = Operations
team-resident_group = Residents’ group
team-youth_team = Youth team
team-contractor = Contractor

## Protocol

protocol-fit_ten_minutes = 10 minutes at a flower
protocol-group_or_class = Group or class
protocol-butterflies_fifteen_minutes = Butterflies in 15 minutes

## Sky

sky-sun = Sun
sky-light_cloud = Light cloud
sky-overcast = Overcast

## Wind

wind-still = Still
wind-light = Light wind
wind-moderate = Moderate wind
wind-fresh = Fresh wind

## Insect

insect-bumblebee = Bumblebee
insect-honeybee = Honeybee
insect-solitary_bee = Solitary bee
insect-wasp = Wasp
insect-hoverfly = Hoverfly
insect-other_fly = Other fly
insect-butterfly_or_moth = Butterfly or moth
insect-beetle = Beetle
insect-small_insect = Small insect under 3 mm
insect-other_insect = Other insect
insect-whites = White
insect-yellows = Yellow
insect-blues = Blue
insect-coppers = Copper
insect-hairstreaks = Hairstreak
insect-tortoiseshells = Tortoiseshell or peacock
insect-admirals = Admiral or painted lady
insect-fritillaries = Fritillary
insect-browns = Brown
insect-skippers = Skipper
insect-swallowtails = Yellow and black with tails
insect-unknown_butterfly = Unknown butterfly
insect-day_moth = Moth by day
insect-pieridae = Whites and yellows family
insect-lycaenidae = Blues family
insect-nymphalidae = Brush-footed family
insect-hesperiidae = Skippers family
insect-papilionidae = Swallowtails family
insect-rapae_or_napi = Small or green-veined white
insect-rapae_or_brassicae = Small or large white
insect-brassicae_or_rhamni = Large white or brimstone
insect-agestis_or_icarus = Brown argus or common blue
insect-lineola_or_sylvestris = Essex or small skipper
insect-pieris_brassicae = Large white
insect-pieris_rapae = Small white
insect-pieris_napi = Green-veined white
insect-anthocharis_cardamines = Orange-tip
insect-gonepteryx_rhamni = Brimstone
insect-aglais_urticae = Small tortoiseshell
insect-aglais_io = Peacock
insect-vanessa_atalanta = Red admiral
insect-vanessa_cardui = Painted lady
insect-polygonia_c_album = Comma
insect-araschnia_levana = Map
insect-nymphalis_antiopa = Camberwell beauty
insect-argynnis_paphia = Silver-washed fritillary
insect-issoria_lathonia = Queen of Spain fritillary
insect-maniola_jurtina = Meadow brown
insect-aphantopus_hyperantus = Ringlet
insect-coenonympha_pamphilus = Small heath
insect-pararge_aegeria = Speckled wood
insect-lasiommata_megera = Wall
insect-polyommatus_icarus = Common blue
insect-celastrina_argiolus = Holly blue
insect-aricia_agestis = Brown argus
insect-lycaena_phlaeas = Small copper
insect-thecla_betulae = Brown hairstreak
insect-satyrium_w_album = White-letter hairstreak
insect-ochlodes_sylvanus = Large skipper
insect-thymelicus_lineola = Essex skipper
insect-thymelicus_sylvestris = Small skipper
insect-colias_crocea = Clouded yellow
insect-papilio_machaon = Swallowtail
insect-nymphalis_polychloros = Large tortoiseshell
insect-favonius_quercus = Purple hairstreak

## Handler role

handler_role-caretaker = Caretaker
handler_role-operations_manager = Operations manager
handler_role-case_officer = Case officer
handler_role-mediator = Mediator

## Welcome item

welcome_item-keys_and_contact = Keys and contact
welcome_item-house_rules = House rules
welcome_item-waste = Waste
welcome_item-neighbours = Neighbours
welcome_item-common_rooms = Common rooms
welcome_item-economy_offer = Offer of financial advice
welcome_item-green_area = Green area

## Safety reason

safety_reason-violence = Violence
safety_reason-threat = Threat
safety_reason-weapon = Weapon
safety_reason-dog = Dog
safety_reason-other = Something else that happened

## Observation severity

observation_severity-low = A little
observation_severity-middle = Somewhat
observation_severity-high = Very

## Flower unit

flower_unit-single_flower = Single flower
flower_unit-head = Head
flower_unit-umbel = Umbel
flower_unit-spike = Spike

## Cover

cover-under_half = Under half
cover-half = About half
cover-over_half = Over half
cover-not_recorded = Not recorded

## Surroundings

surroundings-larger_patch_of_same = More of the same
surroundings-larger_mixed_patch = Mixed flowers
surroundings-isolated = Stands alone
surroundings-not_recorded = Not recorded

## Shade

shade-sun = In the sun
shade-partly = Partly shaded
shade-shaded = Shaded
shade-not_recorded = Not recorded

## Butterfly method

butterfly_method-walk = Walk
butterfly_method-fixed_point = Fixed point
butterfly_method-area = Area

## Knowledge of butterflies

butterfly_skill-groups = I know groups
butterfly_skill-some_species = I know some species
butterfly_skill-all_species = I know all species of the list

## Other systems that a count was entered in

other_system-nowhere = No
other_system-arter = Yes, in Arter
other_system-butterfly_count = Yes, in ButterflyCount

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
butterfly_mark-whites = white, some with a black or orange tip
butterfly_mark-yellows = all yellow or greenish
butterfly_mark-blues = small, blue, or brown with orange dots
butterfly_mark-coppers = small, shiny orange
butterfly_mark-hairstreaks = small, brown, white line below
butterfly_mark-tortoiseshells = large, coloured, ragged edge
butterfly_mark-admirals = large, white spots in a black tip
butterfly_mark-fritillaries = orange, black dots, silver below
butterfly_mark-browns = brown, eye spots near the edge
butterfly_mark-skippers = small, orange, broad head, quick
butterfly_mark-swallowtails = large, yellow and black, tails
butterfly_mark-unknown_butterfly = a butterfly you cannot place
butterfly_mark-day_moth = furry, or hovers in front of a flower
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
butterfly_mark-pieris_brassicae = black tip far down the edge
butterfly_mark-pieris_rapae = short grey tip, plain below
butterfly_mark-pieris_napi = grey-green veins below
butterfly_mark-anthocharis_cardamines = male orange tip, mossy below
butterfly_mark-gonepteryx_rhamni = pointed wings, no black
butterfly_mark-aglais_urticae = blue crescents on the edge
butterfly_mark-aglais_io = four big eyes
butterfly_mark-vanessa_atalanta = black with a red band
butterfly_mark-vanessa_cardui = pale orange, no blue edge
butterfly_mark-polygonia_c_album = ragged edge, white c below
butterfly_mark-araschnia_levana = pale net below; orange in spring, black in summer
butterfly_mark-nymphalis_antiopa = dark with a pale border
butterfly_mark-argynnis_paphia = large, silver streaks on green
butterfly_mark-issoria_lathonia = big mirrors below
butterfly_mark-maniola_jurtina = one eye in an orange patch
butterfly_mark-aphantopus_hyperantus = yellow rings below
butterfly_mark-coenonympha_pamphilus = small, rests with closed wings
butterfly_mark-pararge_aegeria = brown, cream spots, in shade
butterfly_mark-lasiommata_megera = orange with a brown net, on stone
butterfly_mark-polyommatus_icarus = orange dots below, white wedge
butterfly_mark-celastrina_argiolus = grey below, black dots only, flies high
butterfly_mark-aricia_agestis = brown, never blue; two dots like a colon below
butterfly_mark-lycaena_phlaeas = shiny orange, black dots
butterfly_mark-thecla_betulae = golden below, short tail
butterfly_mark-satyrium_w_album = white W below, at elms
butterfly_mark-ochlodes_sylvanus = pale spots on orange
butterfly_mark-thymelicus_lineola = antennae black under the tip
butterfly_mark-thymelicus_sylvestris = antennae orange below
butterfly_mark-colias_crocea = orange-yellow, black rim
butterfly_mark-papilio_machaon = large, yellow and black, tails
butterfly_mark-nymphalis_polychloros = like the small tortoiseshell, larger, blue on the hindwing only
butterfly_mark-favonius_quercus = silver-grey below, high in oaks

## Receiving team

receiving_team-operations = Operations
receiving_team-social_caretaker = Social caretaker
receiving_team-central_unit = Central social unit
receiving_team-contact_person = Contact person
receiving_team-case_officer = Case officer

## Signal result

signal_result-fixed = Fixed
signal_result-contacted = Contact made
signal_result-referred_on = Referred
signal_result-watched = We keep an eye on it
signal_result-nothing_found = Nothing found

## Resident yes

resident_yes-yes = Yes, the resident says yes
resident_yes-no = No, the resident does not want it
resident_yes-not_asked = Not asked yet

## Basis without consent

basis_without_consent-acute_danger = Acute danger
basis_without_consent-contact_person_agreement = Agreement with a contact person

## Sent by

sent_by-call = Called
sent_by-went_along = Went along
sent_by-secure_mail = Secure mail

## Audience

audience-caretaker = Caretakers
audience-social_caretaker = Social caretakers
audience-office = The office

## Escalate to

escalate_to-caretaker_lead = Lead caretaker
escalate_to-operations_manager = Operations manager
escalate_to-social_caretaker = Social caretaker
escalate_to-contact_person = Contact person
escalate_to-mediator = Mediator
escalate_to-case_officer = Case officer
escalate_to-financial_adviser = Financial adviser

## Buttons that move a signal to its next state

signal_step-sent = { "" }
signal_step-received = I have seen it
signal_step-running = We are on it
signal_step-ended = It is ended

## Buttons that move a mediation to its next state

mediation_step-received = { "" }
mediation_step-contacted = I have contacted both
mediation_step-meeting_arranged = The meeting is arranged
mediation_step-ended = End the mediation

## Screening conclusion

screening_conclusion-nothing = Nothing just now
screening_conclusion-watch = Keep an eye on it
screening_conclusion-local_solution = Local solution
screening_conclusion-social_caretaker = Social caretaker
screening_conclusion-development_project = Development project
screening_conclusion-master_plan = Master plan

## Indicator

indicator-square_metres = Square metres for nature
indicator-percent_of_grounds = Per cent of the grounds
indicator-evictions = Evictions
indicator-neighbour_complaints = Complaints about neighbours
indicator-days_to_first_contact = Days to first contact
indicator-wellbeing = Wellbeing
indicator-activities = Activities
indicator-other = Other

## Arrears stage

arrears_stage-reminder = Reminder
arrears_stage-terminated = Tenancy terminated
arrears_stage-bailiff_date = Date at the bailiff's court

## Arrears result

arrears_result-agreement = Agreement
arrears_result-paid = Paid
arrears_result-referred_to_municipality = Referred to the municipality
arrears_result-no_contact = No contact

## Eviction result

eviction_result-stayed = Stayed
eviction_result-moved_out = Moved out themselves
eviction_result-evicted = Evicted

## Inquiry topic

inquiry_topic-rent = Rent
inquiry_topic-debt = Debt
inquiry_topic-benefits = Benefits
inquiry_topic-letters = Letters
inquiry_topic-housing = Housing
inquiry_topic-neighbours = Neighbours
inquiry_topic-other = Other

## Inquiry way

inquiry_way-office_hours = Open office hours
inquiry_way-call = Call
inquiry_way-mail = Mail
inquiry_way-from_colleague = A colleague

## Inquiry outcome

inquiry_outcome-solved = Solved
inquiry_outcome-solved_in_part = Solved in part
inquiry_outcome-referred_on = Referred on
inquiry_outcome-not_solved = Not solved
inquiry_outcome-withdrawn = Withdrawn

## Experience topic

experience_topic-meadow = Meadow
experience_topic-planting = Planting
experience_topic-water_in_grounds = Rainwater
experience_topic-insects = Insects
experience_topic-signs = Signs
experience_topic-machines = Machines
experience_topic-residents_take_part = Residents take part
experience_topic-young_people = Young people
experience_topic-visits = Visits to residents
experience_topic-new_tenants = New residents
experience_topic-neighbour_conflicts = Conflicts of neighbours
experience_topic-loneliness = Loneliness and networks
experience_topic-safety = Safety
experience_topic-economy = Economy
experience_topic-other = Other

## Worked

worked-yes = It worked
worked-in_part = In part
worked-no = It did not work

## Social goal

social_goal-develop_welfare = Develop welfare
social_goal-build_bridges = Build bridges
social_goal-support_core_work = Support the core work
social_goal-strengthen_neighbours = Strengthen ties between neighbours

## Activity phase

activity_phase-started = Started
activity_phase-from_the_side = On the sideline
activity_phase-runs_itself = Runs itself

## Organiser

organiser-social_work = Social work
organiser-operations = Operations
organiser-residents = Residents
organiser-board_members = The board
organiser-partner = A partner

## Door result

door_result-nobody_home = Nobody home
door_result-talked = Talked
door_result-interviewed = Interview
door_result-wants_no_talk = Does not want to talk

## Interview way

interview_way-at_the_door = At the door
interview_way-at_an_activity = At an activity
interview_way-own_phone = On their own phone

## Criterion level

criterion_level-low = Low
criterion_level-middle = Middle
criterion_level-high = High

## Notification way

notification_way-secure_mail = Secure mail
notification_way-municipal_form = The municipality's form
notification_way-call = Call

## Buttons that move an activity to its next state

activity_step-planned = Back to planned
activity_step-held = It was held
activity_step-cancelled = Call it off
