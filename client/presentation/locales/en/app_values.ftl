### Names of the values that lists and summaries show. They belong to the first screen.
### English.

## Kinds of record

kind-conflict_case = Neighbour conflict
kind-conflict_event = Event
kind-conflict_party = Party
kind-social_visit = Visit
kind-visit_note = Visit note
kind-area = Area
kind-area_observation = Observation
kind-insect_count = Insect count
kind-care_task = Care task
kind-signal = Fault or concern about a place
kind-concern = Concern about a home
kind-handover = Handover
kind-legal_step = Legal step
kind-mediation = Mediation
kind-referral = Referral
kind-action_card = Action card
kind-resident_card = Action card for all
kind-care_plan_entry = Care plan line
kind-plan_revision = Change of plan
kind-passed_on = Passed on
kind-case_part = Taking part
kind-deputy = Deputy
kind-photo = Picture
kind-activity = Activity
kind-door_round = Round of doors
kind-wellbeing_interview = Wellbeing interview
kind-screening = Screening
kind-goal = Goal
kind-arrears_contact = Arrears contact
kind-counselling_inquiry = Counselling inquiry
kind-experience_note = Experience
kind-child_notification_receipt = Receipt of a notification
kind-adviser_measure = Adviser's measure
kind-case_photo = Picture in a case
kind-signal_photo = Picture to a signal

## Roles

role-caretaker = Caretaker
role-social_caretaker = Social caretaker
role-financial_adviser = Financial adviser
role-mediator = Mediator
role-case_officer = Case officer
role-operations_manager = Operations manager
role-green_ambassador = Green ambassador
role-board = Department board
role-central_unit = Central social unit
role-privacy_officer = Privacy officer
role-org_admin = Administrator

## Topic

topic-noise = Noise
topic-noise_from_children = Noise from children
topic-music = Music
topic-pets = Pets
topic-smoke = Smoke
topic-smell = Smell
topic-waste = Waste
topic-laundry_or_common_room = Laundry or common room
topic-parking = Parking
topic-garden_or_hedge = Garden or hedge
topic-wild_area = Wild area
topic-harassment = Harassment
topic-threats = Threats
topic-violence = Violence
topic-vandalism = Vandalism
topic-neglected_dwelling = Neglected dwelling
topic-other = Other

## Conflict state

conflict_state-observed = Seen
conflict_state-reported = Complaint received
conflict_state-screened = Assessed
conflict_state-advice_given = Advice given
conflict_state-mediation_offered = Mediation offered
conflict_state-mediation_accepted = Both will mediate
conflict_state-mediated = Mediated
conflict_state-written_request = Written request sent
conflict_state-warning = Warning
conflict_state-tenancy_board = With the tenancy board
conflict_state-court = With the housing court
conflict_state-monitoring = Follow-up
conflict_state-closed = Closed
conflict_state-withdrawn = Withdrawn
conflict_state-rejected = Not about house rules
conflict_state-merged = Merged with another case

## Event kind

event_kind-observation = Seen or heard
event_kind-conversation = Talk
event_kind-letter = Letter
event_kind-call = Call
event_kind-meeting = Meeting
event_kind-police_called = Police called

## Party role

party_role-complainant = Complainant
party_role-respondent = Respondent
party_role-witness = Witness

## Visit kind

visit_kind-welcome = Welcome
visit_kind-outreach = Outreach
visit_kind-arranged = Arranged
visit_kind-follow_up = Follow-up
visit_kind-with_inspection = With an inspection
visit_kind-telephone = Telephone
visit_kind-walk = Walk

## Visit result value

visit_result_value-talked = Talked
visit_result_value-not_at_home = Not at home
visit_result_value-wants_no_contact = The resident wants no contact
visit_result_value-referred = Referred
visit_result_value-new_appointment = New appointment
visit_result_value-ended = Ended

## Visit state

visit_state-planned = Planned
visit_state-done = Done
visit_state-follow_up = Follow-up
visit_state-closed = Ended

## Area kind

area_kind-flower_meadow = Flower meadow
area_kind-long_grass = Long grass
area_kind-perennial_bed = Perennial bed
area_kind-scrub_or_hedge = Scrub or hedge
area_kind-rain_garden = Rain garden
area_kind-lake_or_stream = Lake or stream
area_kind-slope = Slope
area_kind-roof = Roof
area_kind-planter_boxes = Planter boxes
area_kind-dead_wood = Dead wood
area_kind-forest_floor = Forest floor
area_kind-learning_garden = Learning garden

## Sign status

sign_status-none = No sign
sign_status-ordered = Sign ordered
sign_status-put_up = Sign put up
sign_status-missing = Sign missing
sign_status-damaged = Sign damaged

## Area state

area_state-proposed = Proposed
area_state-decided = Decided
area_state-laid = Laid out
area_state-in_care = In care
area_state-under_adjustment = Under adjustment
area_state-discontinued = Discontinued

## Observation kind

observation_kind-flowering = Flowering
observation_kind-species_seen = A species
observation_kind-insect_life = Insect life
observation_kind-invasive_species = Invasive species
observation_kind-waste = Waste
observation_kind-sign = Sign
observation_kind-wear = Wear
observation_kind-damage = Damage
observation_kind-resident_nuisance = Nuisance to a resident
observation_kind-outside_inquiry = Question from outside
observation_kind-good_news = Good news

## Observation state

observation_state-new = New
observation_state-seen = Seen
observation_state-answered = Answered
observation_state-closed = Closed

## Task kind

task_kind-hay_cut = Cut the meadow
task_kind-hay_removal = Remove the hay
task_kind-sowing = Sow
task_kind-seed_collection = Collect seeds
task_kind-oversowing = Oversow
task_kind-planting = Plant
task_kind-edge_mowing = Mow the edge
task_kind-invasive_control = Control invasive species
task_kind-sign_check = Check the sign
task_kind-watering = Water
task_kind-clean_up = Clean up
task_kind-work_day = Work day

## Tool

tool-scythe = Scythe
tool-sickle_bar_mower = Sickle bar mower
tool-brush_cutter = Brush cutter
tool-by_hand = By hand
tool-machine = Machine

## Task state

task_state-planned = Planned
task_state-assigned = Assigned
task_state-running = Under way
task_state-done = Done
task_state-approved = Approved
task_state-cancelled = Cancelled
task_state-postponed = Postponed

## Flower

flower-dandelion = Dandelion
flower-white_clover = White clover
flower-red_clover = Red clover
flower-bramble = Bramble
flower-thistle = Thistle
flower-knapweed = Knapweed
flower-lavender = Lavender
flower-hemp_agrimony = Hemp-agrimony
flower-yarrow = Yarrow
flower-ivy = Ivy
flower-umbellifer = Umbellifer
flower-buddleia = Buddleia
flower-other = Other

## Count state

count_state-running = Under way
count_state-finished = Finished
count_state-corrected = Corrected
count_state-locked = Locked

## Mediation result

mediation_result-held_with_agreement = Held, with an agreement
mediation_result-held_without_agreement = Held, without an agreement
mediation_result-not_held = Not held

## Mediation state

mediation_state-received = Received
mediation_state-contacted = Parties contacted
mediation_state-meeting_arranged = Meeting arranged
mediation_state-ended = Ended

## Receiver kind

receiver_kind-municipal_housing_adviser = Municipal housing adviser
receiver_kind-municipal_assessment = Municipal assessment
receiver_kind-job_centre = Job centre
receiver_kind-citizen_service = Citizen service
receiver_kind-psychiatry = Psychiatry
receiver_kind-own_doctor = Own doctor
receiver_kind-debt_counselling = Debt counselling
receiver_kind-social_health = Social health
receiver_kind-association = Voluntary association
receiver_kind-local_community = Local community
receiver_kind-mediator = Mediator
receiver_kind-financial_adviser = Financial adviser
receiver_kind-police_or_ssp = Police or SSP

## Signal kind

signal_kind-not_seen_for_long = Not seen for long
signal_kind-neglected_dwelling = Neglected dwelling
signal_kind-hoarding = Hoarding
signal_kind-smell = Smell
signal_kind-isolation = Much alone
signal_kind-confused = Seems confused
signal_kind-unsafe_place = A place that feels unsafe
signal_kind-vandalism = Vandalism
signal_kind-burglary = Burglary
signal_kind-waste = Waste
signal_kind-dark_or_light = Darkness or light
signal_kind-youth_unrest = Unrest among young people
signal_kind-vacancy = Empty dwelling
signal_kind-complaints_rising = More complaints
signal_kind-arrears_rising = More arrears
signal_kind-nuisance_from_green = Nuisance from the green
signal_kind-needs_visit = Needs a visit
signal_kind-not_technical_help = Needs help that is not technical
signal_kind-other = Other

## Urgency

urgency-acute = Acute
urgency-today = Urgent: the same day
urgency-this_week = This week
urgency-when_possible = When possible

## Signal state

signal_state-sent = New
signal_state-received = Received
signal_state-running = Under way
signal_state-ended = Ended

## Passed on kind

passed_on_kind-concern = Concern
passed_on_kind-handover = Handover
passed_on_kind-conflict_case = Conflict

## Handover role

handover_role-caretaker = Caretaker
handover_role-social_caretaker = Social caretaker
handover_role-financial_adviser = Financial adviser
handover_role-mediator = Mediator
handover_role-case_officer = Case officer
handover_role-operations_manager = Operations manager
handover_role-central_unit = Central social unit

## Handover subject

handover_subject-help_not_technical = Needs help that is not technical
handover_subject-conflict = Conflict
handover_subject-economy = Money
handover_subject-loneliness = Loneliness
handover_subject-home = The home
handover_subject-other = Other

## Legal step kind

legal_step_kind-reminder = Reminder
legal_step_kind-warning = Warning
legal_step_kind-brought_to_board = Brought before the board
legal_step_kind-board_decision = The board's decision
legal_step_kind-appeal = Brought before the housing court
legal_step_kind-request = Written request
legal_step_kind-last_reminder = Last reminder
legal_step_kind-mediation_invitation = Invitation to mediation
legal_step_kind-notification = Notification
legal_step_kind-closing = Closing letter

## Referral outcome

referral_outcome-in_touch = Got in touch
referral_outcome-running = Under way
referral_outcome-declined = Declined
referral_outcome-does_not_want = Does not want it
referral_outcome-unknown = Unknown

## Situation

situation-acute_danger = Danger right now
situation-threats_against_you = Violence or threats against you
situation-mental_crisis = Mental crisis
situation-suicidal_thoughts = Thoughts of suicide
situation-concern_for_child = Concern for a child
situation-not_seen_for_days = Not seen for days
situation-hoarding_or_pests = Hoarding or pests
situation-dementia_or_confused = Confused resident
situation-substance_abuse = Substance abuse or needles
situation-noisy_neighbours = Noisy neighbours
situation-homeless_in_stairwell = Sleeps in the stairwell
situation-eviction = Bailiff and eviction
situation-animals = Dogs and animals
situation-water_damage = Water damage
situation-invasive_plant = Invasive plant
situation-wild_area_complaint = Complaint about a wild area
situation-other = Other

## Every

every-year = Every year
every-second_year = Every second year
every-month = Every month
every-when_needed = When needed

## Answers to measures of advisers

measure_answer-yes = Yes
measure_answer-no = No
measure_answer-later = Later

## Part

part-assigned = Was given the case
part-recused = Takes no part

## Recusal reason

recusal_reason-own_home = It is my own home or stairwell
recusal_reason-family = I am related to one of them
recusal_reason-friend = I know one of them well
recusal_reason-involved = I am a party myself
recusal_reason-other = Something else

## Photo moment

photo_moment-before = Before
photo_moment-after = After

## Activity kind

activity_kind-workshop = Workshop
activity_kind-work_day = Work day
activity_kind-meeting = Meeting
activity_kind-course = Course
activity_kind-gathering = Gathering
activity_kind-youth_job = Spare-time job
activity_kind-counselling = Counselling
activity_kind-other = Other

## Activity state

activity_state-planned = Planned
activity_state-held = Held
activity_state-cancelled = Cancelled

## Door round purpose

door_round_purpose-welcome = Welcome
door_round_purpose-wellbeing = Wellbeing
door_round_purpose-safety = Safety
door_round_purpose-green = Green areas
door_round_purpose-invitation = Invitation
door_round_purpose-other = Other
