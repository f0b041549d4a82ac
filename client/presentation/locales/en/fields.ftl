### Names of the fields of each kind of record, in the order of its fields.
### English.

field-every_kind-created_at = Written
field-every_kind-follow_up_on = Follow up
field-every_kind-discarded_at = Discarded

## Fields of ConflictCase

field-conflict_case-state = Status
field-conflict_case-topic = Topic
field-conflict_case-noted_as = How do you know?
field-conflict_case-place = Place
field-conflict_case-occurred_at = When did it happen?
field-conflict_case-frequency = How often does it happen?
field-conflict_case-afraid = Is anybody afraid?
field-conflict_case-night = At night
field-conflict_case-severity = How serious is it?
field-conflict_case-parties_count = How many are involved?
field-conflict_case-track = Track
field-conflict_case-description = What did you see or hear?
field-conflict_case-handler_role = Who handles the case?
field-conflict_case-mediation_result = What came of the mediation?
field-conflict_case-mediation_on = Mediated on
field-conflict_case-merged_into = Merged with case
field-conflict_case-outcome = What came of it?
field-conflict_case-own_topic = The topic in your own words
field-conflict_case-contact_promised_on = We call no later than

## Fields of ConflictEvent

field-conflict_event-conflict_case = Case
field-conflict_event-at = When did it happen?
field-conflict_event-kind = What happened?
field-conflict_event-text = What did you see or hear?

## Fields of ConflictParty

field-conflict_party-conflict_case = Case
field-conflict_party-role = Part in the case
field-conflict_party-dwelling_ref = Dwelling
field-conflict_party-name = Name
field-conflict_party-phone = Telephone
field-conflict_party-identity_withheld = The name is withheld
field-conflict_party-withheld_reason = Why is the name withheld?
field-conflict_party-informed_on = Informed on
field-conflict_party-informed_postponed_reason = Why is informing postponed?
field-conflict_party-wants_mediation = Will the person meet a mediator?
field-conflict_party-sleep = Does it affect your sleep?
field-conflict_party-fear = Are you afraid of what may happen?
field-conflict_party-alone = Are you alone with it?
field-conflict_party-other_homes = Are other homes affected?
field-conflict_party-lasted = How long has it gone on?
field-conflict_party-harm_asked_on = Asked on
field-conflict_party-sleep_again = Does it affect your sleep now?
field-conflict_party-fear_again = Are you afraid of what may happen now?
field-conflict_party-alone_again = Are you alone with it now?
field-conflict_party-other_homes_again = Are other homes affected now?
field-conflict_party-harm_asked_again_on = Asked again on

## Fields of SocialVisit

field-social_visit-state = Status
field-social_visit-kind = Kind of visit
field-social_visit-dwelling_ref = Dwelling
field-social_visit-at = When is the visit?
field-social_visit-minutes = How many minutes did it take?
field-social_visit-asked_by = Who asked for the visit?
field-social_visit-consent_contact = Have you asked the resident?
field-social_visit-consent_note = May you write a note?
field-social_visit-consent_on = Asked on
field-social_visit-entry = Where did you meet?
field-social_visit-topics = What did you talk about?
field-social_visit-result = How did it go?
field-social_visit-next_on = Next visit
field-social_visit-household_ref = Household
field-social_visit-share_with = Whom may you tell?
field-social_visit-welcome_done = What have you gone through?
field-social_visit-safety_two_persons = Two should go
field-social_visit-safety_until = Two should go until
field-social_visit-safety_reason = Why should two go?
field-social_visit-own_topic = A topic in your own words

## Fields of VisitNote

field-visit_note-visit = Visit
field-visit_note-text = What was said?

## Fields of Area

field-area-state = Status
field-area-name = Name
field-area-kind = Kind of area
field-area-square_metres = Size in m²
field-area-measured = How was it measured?
field-area-decided_by = Who decided on it?
field-area-decided_on = Decided on
field-area-responsible = Who looks after it?
field-area-sign_status = Sign
field-area-sign_checked_on = Sign checked on
field-area-constraints = What must the care heed?
field-area-square_metres_off = Uncertainty in m²
field-area-outline = Corners
field-area-part_of = Part of area
field-area-sign_text = What does the sign say?
field-area-sign_put_up_on = Sign put up on
field-area-partners = Who else takes part?
field-area-funding = Who pays?
field-area-materials = Materials
field-area-plant_origin = Where do the plants come from?
field-area-adviser_report_ref = Adviser's report
field-area-care_plan = Care plan
field-area-walk = Corners while somebody walks

## Fields of AreaObservation

field-area_observation-state = Status
field-area_observation-area = Area
field-area_observation-kind = What is it about?
field-area_observation-species_text = Species
field-area_observation-text = What did you see?
field-area_observation-severity = How bad is it?
field-area_observation-spot = Place on the map
field-area_observation-answer_text = Answer
field-area_observation-answer_decision = What happens?

## Fields of InsectCount

field-insect_count-state = Status
field-insect_count-protocol = Method
field-insect_count-area = Area
field-insect_count-flower = Flower
field-insect_count-flower_units = Flowers in the patch
field-insect_count-started_at = Started
field-insect_count-finished_at = Finished
field-insect_count-minutes = Minutes
field-insect_count-temp_c = Temperature in °C
field-insect_count-sky = Sky
field-insect_count-wind = Wind
field-insect_count-dry = Was it dry?
field-insect_count-counts = Insects
field-insect_count-group_name = The group’s name
field-insect_count-group_heads = How many are you?
field-insect_count-group_adult = Adult in charge
field-insect_count-place = Where in the area?
field-insect_count-flower_other = What is the flower called?
field-insect_count-flower_unit = What counts as one flower?
field-insect_count-cover = How much does the flower cover?
field-insect_count-surroundings = What stands around?
field-insect_count-shade = Was there shade?
field-insect_count-paused_at = Paused since
field-insect_count-paused_seconds = Paused, in seconds
field-insect_count-butterfly_method = How did you look?
field-insect_count-walked_metres = How many metres did you walk?
field-insect_count-repeat_of = Repeats the count
field-insect_count-butterfly_skill = How well do you know butterflies?
field-insect_count-also_in = Is the count entered somewhere else too?

## Fields of CareTask

field-care_task-state = Status
field-care_task-kind = What must be done?
field-care_task-area = Area
field-care_task-window_from = Not before
field-care_task-window_to = Not after
field-care_task-assigned_team = Who does it?
field-care_task-suitable_for_youth = Young people can do it
field-care_task-minutes_spent = How many minutes did it take?
field-care_task-helpers_count = How many helped?
field-care_task-tool = Tool
field-care_task-required_competency = What skill does it take?
field-care_task-done_on = Done on
field-care_task-after = Follows task
field-care_task-remark = Remark
field-care_task-own_kind = The work in your own words

## Fields of Signal

field-signal-state = Status
field-signal-kind = What did you notice?
field-signal-place = Place
field-signal-urgency = How urgent is it?
field-signal-to_team = Who should look at it?
field-signal-remark = What you saw, in short
field-signal-result = What came of it?

## Fields of Concern

field-concern-state = Status
field-concern-kind = What did you notice?
field-concern-dwelling_ref = Home
field-concern-urgency = How urgent is it?
field-concern-resident_yes = Have you asked the resident?
field-concern-to_team = Who should look at it?
field-concern-remark = What you saw, in short
field-concern-result = What came of it?
field-concern-about = Comes from

## Fields of Handover

field-handover-state = Status
field-handover-from_role = From
field-handover-to_role = Who should have it?
field-handover-subject = What is it about?
field-handover-dwelling_ref = Home
field-handover-text = What you saw, in short
field-handover-resident_yes = Have you asked the resident?
field-handover-about = Comes from
field-handover-basis_if_no_consent = Why against a no?

## Fields of LegalStep

field-legal_step-conflict_case = Case
field-legal_step-kind = Which step?
field-legal_step-on = When?
field-legal_step-appeal_deadline = Can be brought before the court until
field-legal_step-document_ref = Where is the letter kept?
field-legal_step-recipient = Recipient
field-legal_step-received_on = Received
field-legal_step-pdf_hash = Checksum of the letter

## Fields of Mediation

field-mediation-state = Status
field-mediation-conflict_case = Case
field-mediation-complainant_yes = The complainant will meet
field-mediation-respondent_yes = The respondent will meet
field-mediation-meeting_on = When do you meet?
field-mediation-co_mediator = Who mediates too?
field-mediation-notes = Your own notes
field-mediation-agreement_text = What do they agree on?
field-mediation-result = What came of it?

## Fields of Referral

field-referral-from_visit = Visit
field-referral-receiver_kind = Who helps on?
field-referral-receiver_name = Place or office
field-referral-consent_given = The resident says yes
field-referral-consent_on = Asked on
field-referral-consent_scope = What does the resident say yes to?
field-referral-basis_if_no_consent = Why without a yes?
field-referral-sent_by = How did you do it?
field-referral-outcome = How did it go?

## Fields of ActionCard

field-action_card-situation = Situation
field-action_card-title = Heading
field-action_card-title_en = Heading in English
field-action_card-danger = Call 112 first
field-action_card-signs = What you notice
field-action_card-signs_en = What you notice, in English
field-action_card-steps = What you do
field-action_card-steps_en = What you do, in English
field-action_card-do_not = What you do not do
field-action_card-do_not_en = What you do not do, in English
field-action_card-calls = Whom do I call?
field-action_card-calls_en = Whom do I call? In English
field-action_card-escalate_to = Who takes over?
field-action_card-version = Edition
field-action_card-approved_by = Approved by
field-action_card-review_by = Read through by
field-action_card-audience = For whom?

## Fields of ResidentCard

field-resident_card-situation = Situation
field-resident_card-title = Heading
field-resident_card-title_en = Heading in English
field-resident_card-danger = Call 112 first
field-resident_card-signs = What you notice
field-resident_card-signs_en = What you notice, in English
field-resident_card-steps = What you do
field-resident_card-steps_en = What you do, in English
field-resident_card-do_not = What you do not do
field-resident_card-do_not_en = What you do not do, in English
field-resident_card-calls = Whom do I call?
field-resident_card-calls_en = Whom do I call? In English
field-resident_card-escalate_to = Who takes over?
field-resident_card-version = Edition
field-resident_card-approved_by = Approved by
field-resident_card-review_by = Read through by

## Fields of CarePlanEntry

field-care_plan_entry-area = Area
field-care_plan_entry-kind = What is to be done?
field-care_plan_entry-from_month = From month
field-care_plan_entry-to_month = To month
field-care_plan_entry-every = How often?
field-care_plan_entry-tool = Tool
field-care_plan_entry-remove_cuttings = Take the cuttings away
field-care_plan_entry-rule_ref = Which rule?

## Fields of PlanRevision

field-plan_revision-area = Area
field-plan_revision-on = When?
field-plan_revision-why = Why does the care change?

## Fields of PassedOn

field-passed_on-state = Status
field-passed_on-what = What did you pass on?

## Fields of CasePart

field-case_part-conflict_case = Which case?
field-case_part-part = Who takes part?
field-case_part-person = Who?
field-case_part-reason = Why?
field-case_part-remark = Remark
field-case_part-ended = Holds no longer

## Fields of Deputy

field-deputy-person = Who looks after your visits?
field-deputy-from_on = From
field-deputy-until_on = Until and including
field-deputy-remark = What should your colleague know?
field-deputy-ended = Holds no longer

## Fields of Photo

field-photo-about = What does the picture belong to?
field-photo-moment = When?
field-photo-text = What does the picture show?

## Fields of Activity

field-activity-state = Status
field-activity-kind = What is it?
field-activity-name = What is it called on the notice?
field-activity-on = Which day?
field-activity-place = Where?
field-activity-area = Which area?
field-activity-organiser = Who runs it?
field-activity-heads = How many came?
field-activity-young_people = How many young people helped with the work?
field-activity-hours = How many hours in all?
field-activity-goal = Which goal does it serve?
field-activity-phase = Can it stand on its own feet?
field-activity-handed_off_on = When did others take it over?
field-activity-remark = What came of it? No names
field-activity-team = Which team? The association's name
field-activity-task = Which task is the team booked on?
field-activity-agreed_from_on = Agreement from
field-activity-agreed_until_on = Agreement until

## Fields of DoorRound

field-door_round-stairwell = Which stairwell?
field-door_round-purpose = Why are you knocking?
field-door_round-started_at = When?
field-door_round-doors = How did it go at the doors?
field-door_round-remark = What did you hear? No names

## Fields of WellbeingInterview

field-wellbeing_interview-on = Which day?
field-wellbeing_interview-way = Where were the answers given?
field-wellbeing_interview-safety = How safe do you feel outside in the evening? (1-5)
field-wellbeing_interview-neighbours = How do you get on with your neighbours? (1-5)
field-wellbeing_interview-green = How much do you like the green areas? (1-5)
field-wellbeing_interview-contact = How easy is it to reach operations? (1-5)
field-wellbeing_interview-community = Do you have somebody to do things with? (1-5)

## Fields of Screening

field-screening-year = Which year?
field-screening-quarter = Which quarter?
field-screening-high_rent = High rent
field-screening-high_rent_source = High rent: source
field-screening-high_rent_remark = High rent: remark
field-screening-high_turnover = Many people moving
field-screening-high_turnover_source = Many people moving: source
field-screening-high_turnover_remark = Many people moving: remark
field-screening-social_problems = Many with social problems
field-screening-social_problems_source = Many with social problems: source
field-screening-social_problems_remark = Many with social problems: remark
field-screening-insecurity = Insecurity
field-screening-insecurity_source = Insecurity: source
field-screening-insecurity_remark = Insecurity: remark
field-screening-violence = Violence
field-screening-violence_source = Violence: source
field-screening-violence_remark = Violence: remark
field-screening-vandalism = Vandalism
field-screening-vandalism_source = Vandalism: source
field-screening-vandalism_remark = Vandalism: remark
field-screening-wear = Wear of buildings and grounds
field-screening-wear_source = Wear of buildings and grounds: source
field-screening-wear_remark = Wear of buildings and grounds: remark
field-screening-conclusion = What should happen now?
field-screening-action = What do we do about it?
field-screening-next_on = Next screening

## Fields of Goal

field-goal-indicator = What is measured?
field-goal-text = The goal in words
field-goal-baseline = Starting value
field-goal-baseline_on = The starting value is from
field-goal-target = Target
field-goal-target_on = When should it be reached?
field-goal-reached = Latest value
field-goal-measured_on = The latest value is from
field-goal-action = What do we do to get there?
field-goal-ended = The goal no longer applies

## Fields of ArrearsContact

field-arrears_contact-source_list_on = The list is from
field-arrears_contact-dwelling_ref = Which dwelling? Not a name
field-arrears_contact-stage = Step
field-arrears_contact-contact_tries = How many times was contact tried?
field-arrears_contact-first_contact_on = When was the first contact?
field-arrears_contact-result = What came of it?
field-arrears_contact-eviction_result = How did it end?

## Fields of CounsellingInquiry

field-counselling_inquiry-received_on = When did it come?
field-counselling_inquiry-way = How did it come?
field-counselling_inquiry-topic = What is it about?
field-counselling_inquiry-dwelling_ref = Which dwelling? Only where it is needed
field-counselling_inquiry-answered_on = When was it first answered?
field-counselling_inquiry-minutes = How many minutes?
field-counselling_inquiry-outcome = How did it end?
field-counselling_inquiry-ended_on = When did it end?
field-counselling_inquiry-own_outcome = How did it end, in your own words?

## Fields of ExperienceNote

field-experience_note-topic = What is it about?
field-experience_note-worked = Did it work?
field-experience_note-title = In one line
field-experience_note-text = What did you do, what came of it, and what will you do next time?
field-experience_note-area = Which area?

## Fields of ChildNotificationReceipt

field-child_notification_receipt-sent_on = When was it sent?
field-child_notification_receipt-municipality = Which municipality?
field-child_notification_receipt-way = How was it sent?

## Fields of AdviserMeasure

field-adviser_measure-area = Area
field-adviser_measure-text = What does the adviser recommend?
field-adviser_measure-report_ref = Where is the report?
field-adviser_measure-answer = What is your answer?
field-adviser_measure-answered_on = When was it decided?
field-adviser_measure-reason = Why?

## Fields of CasePhoto

field-case_photo-conflict_case = Case
field-case_photo-about = Which event does the picture belong to?
field-case_photo-text = What does the picture show?

## Fields of SignalPhoto

field-signal_photo-signal = Which signal does the picture belong to?
field-signal_photo-text = What does the picture show?
