### Names of the fields of each kind of record, in the order of its fields.
### Danish: du-form, facts rather than verdicts, and the imperative on buttons.

field-every_kind-created_at = Skrevet
field-every_kind-follow_up_on = Følg op
field-every_kind-discarded_at = Kasseret

## Fields of ConflictCase

field-conflict_case-state = Status
field-conflict_case-topic = Emne
field-conflict_case-noted_as = Hvordan ved du det?
field-conflict_case-place = Sted
field-conflict_case-occurred_at = Hvornår skete det?
field-conflict_case-frequency = Hvor tit sker det?
field-conflict_case-afraid = Er nogen bange?
field-conflict_case-night = Om natten
field-conflict_case-severity = Hvor alvorligt er det?
field-conflict_case-parties_count = Hvor mange er involveret?
field-conflict_case-track = Spor
field-conflict_case-description = Hvad har du set eller hørt?
field-conflict_case-handler_role = Hvem har sagen?
field-conflict_case-mediation_result = Hvad kom der ud af mæglingen?
field-conflict_case-mediation_on = Mæglet den
field-conflict_case-merged_into = Samlet med sag
field-conflict_case-outcome = Hvad kom der ud af det?
field-conflict_case-own_topic = Emnet med jeres egne ord
field-conflict_case-contact_promised_on = Vi ringer senest

## Fields of ConflictEvent

field-conflict_event-conflict_case = Sag
field-conflict_event-at = Hvornår skete det?
field-conflict_event-kind = Hvad skete der?
field-conflict_event-text = Hvad har du set eller hørt?

## Fields of ConflictParty

field-conflict_party-conflict_case = Sag
field-conflict_party-role = Rolle i sagen
field-conflict_party-dwelling_ref = Bolig
field-conflict_party-name = Navn
field-conflict_party-phone = Telefon
field-conflict_party-identity_withheld = Navnet holdes skjult
field-conflict_party-withheld_reason = Hvorfor holdes navnet skjult?
field-conflict_party-informed_on = Oplyst den
field-conflict_party-informed_postponed_reason = Hvorfor er det udskudt at oplyse?
field-conflict_party-wants_mediation = Vil personen mødes med en mægler?
field-conflict_party-sleep = Går det ud over din søvn?
field-conflict_party-fear = Er du bange for, hvad der kan ske?
field-conflict_party-alone = Står du alene med det?
field-conflict_party-other_homes = Er andre hjem berørt?
field-conflict_party-lasted = Hvor længe har det stået på?
field-conflict_party-harm_asked_on = Spurgt den
field-conflict_party-sleep_again = Går det ud over din søvn nu?
field-conflict_party-fear_again = Er du bange for, hvad der kan ske nu?
field-conflict_party-alone_again = Står du alene med det nu?
field-conflict_party-other_homes_again = Er andre hjem berørt nu?
field-conflict_party-harm_asked_again_on = Spurgt igen den

## Fields of SocialVisit

field-social_visit-state = Status
field-social_visit-kind = Slags besøg
field-social_visit-dwelling_ref = Bolig
field-social_visit-at = Hvornår er besøget?
field-social_visit-minutes = Hvor mange minutter varede det?
field-social_visit-asked_by = Hvem bad om besøget?
field-social_visit-consent_contact = Har du spurgt beboeren?
field-social_visit-consent_note = Må du skrive et notat?
field-social_visit-consent_on = Spurgt den
field-social_visit-entry = Hvor mødtes I?
field-social_visit-topics = Hvad talte I om?
field-social_visit-result = Hvordan gik det?
field-social_visit-next_on = Næste besøg
field-social_visit-household_ref = Husstand
field-social_visit-share_with = Hvem må du fortælle det til?
field-social_visit-welcome_done = Hvad har I gennemgået?
field-social_visit-safety_two_persons = I skal være to
field-social_visit-safety_until = I skal være to indtil
field-social_visit-safety_reason = Hvorfor skal I være to?
field-social_visit-own_topic = Et emne med jeres egne ord

## Fields of VisitNote

field-visit_note-visit = Besøg
field-visit_note-text = Hvad blev der sagt?

## Fields of Area

field-area-state = Status
field-area-name = Navn
field-area-kind = Slags areal
field-area-square_metres = Størrelse i m²
field-area-measured = Hvordan er det målt?
field-area-decided_by = Hvem har besluttet det?
field-area-decided_on = Besluttet den
field-area-responsible = Hvem passer det?
field-area-sign_status = Skilt
field-area-sign_checked_on = Skilt tjekket den
field-area-constraints = Hvad skal plejen tage hensyn til?
field-area-square_metres_off = Usikkerhed i m²
field-area-outline = Hjørner
field-area-part_of = Del af areal
field-area-sign_text = Hvad står der på skiltet?
field-area-sign_put_up_on = Skilt sat op den
field-area-partners = Hvem er ellers med?
field-area-funding = Hvem betaler?
field-area-materials = Materialer
field-area-plant_origin = Hvor kommer planterne fra?
field-area-adviser_report_ref = Rådgivers rapport
field-area-care_plan = Plejeplan
field-area-walk = Hjørner, mens nogen går

## Fields of AreaObservation

field-area_observation-state = Status
field-area_observation-area = Areal
field-area_observation-kind = Hvad handler det om?
field-area_observation-species_text = Art
field-area_observation-text = Hvad har du set?
field-area_observation-severity = Hvor slemt er det?
field-area_observation-spot = Sted på kortet
field-area_observation-answer_text = Svar
field-area_observation-answer_decision = Hvad sker der?

## Fields of InsectCount

field-insect_count-state = Status
field-insect_count-protocol = Metode
field-insect_count-area = Areal
field-insect_count-flower = Blomst
field-insect_count-flower_units = Blomster i feltet
field-insect_count-started_at = Begyndt
field-insect_count-finished_at = Afsluttet
field-insect_count-minutes = Minutter
field-insect_count-temp_c = Temperatur i °C
field-insect_count-sky = Himmel
field-insect_count-wind = Vind
field-insect_count-dry = Var det tørvejr?
field-insect_count-counts = Insekter
field-insect_count-group_name = Gruppens navn
field-insect_count-group_heads = Hvor mange er I?
field-insect_count-group_adult = Ansvarlig voksen
field-insect_count-place = Hvor på arealet?
field-insect_count-flower_other = Hvad hedder blomsten?
field-insect_count-flower_unit = Hvad tæller som én blomst?
field-insect_count-cover = Hvor meget fylder blomsten?
field-insect_count-surroundings = Hvad er der rundt om?
field-insect_count-shade = Var der skygge?
field-insect_count-paused_at = Pause siden
field-insect_count-paused_seconds = Pause i sekunder
field-insect_count-butterfly_method = Hvordan ledte du?
field-insect_count-walked_metres = Hvor mange meter gik du?
field-insect_count-repeat_of = Gentager tælling
field-insect_count-butterfly_skill = Hvor godt kender du sommerfugle?
field-insect_count-also_in = Er tællingen også skrevet et andet sted?

## Fields of CareTask

field-care_task-state = Status
field-care_task-kind = Hvad skal gøres?
field-care_task-area = Areal
field-care_task-window_from = Tidligst den
field-care_task-window_to = Senest den
field-care_task-assigned_team = Hvem gør det?
field-care_task-suitable_for_youth = Unge kan gøre det
field-care_task-minutes_spent = Hvor mange minutter tog det?
field-care_task-helpers_count = Hvor mange hjalp til?
field-care_task-tool = Redskab
field-care_task-required_competency = Hvad kræver det at kunne?
field-care_task-done_on = Udført den
field-care_task-after = Følger efter opgave
field-care_task-remark = Bemærkning
field-care_task-own_kind = Arbejdet med jeres egne ord

## Fields of Signal

field-signal-state = Status
field-signal-kind = Hvad har du lagt mærke til?
field-signal-place = Sted
field-signal-urgency = Hvor meget haster det?
field-signal-to_team = Hvem skal se på det?
field-signal-remark = Kort om det, du så
field-signal-result = Hvad kom der ud af det?

## Fields of Concern

field-concern-state = Status
field-concern-kind = Hvad har du lagt mærke til?
field-concern-dwelling_ref = Bolig
field-concern-urgency = Hvor meget haster det?
field-concern-resident_yes = Har du spurgt beboeren?
field-concern-to_team = Hvem skal se på det?
field-concern-remark = Kort om det, du så
field-concern-result = Hvad kom der ud af det?
field-concern-about = Kommer fra

## Fields of Handover

field-handover-state = Status
field-handover-from_role = Fra
field-handover-to_role = Hvem skal have det?
field-handover-subject = Hvad drejer det sig om?
field-handover-dwelling_ref = Bolig
field-handover-text = Kort om det, du så
field-handover-resident_yes = Har du spurgt beboeren?
field-handover-about = Kommer fra
field-handover-basis_if_no_consent = Hvorfor mod et nej?

## Fields of LegalStep

field-legal_step-conflict_case = Sag
field-legal_step-kind = Hvilket skridt?
field-legal_step-on = Hvornår?
field-legal_step-appeal_deadline = Kan indbringes indtil
field-legal_step-document_ref = Hvor ligger brevet?
field-legal_step-recipient = Modtager
field-legal_step-received_on = Modtaget
field-legal_step-pdf_hash = Brevets kontroltal

## Fields of Mediation

field-mediation-state = Status
field-mediation-conflict_case = Sag
field-mediation-complainant_yes = Klager vil mødes
field-mediation-respondent_yes = Indklaget vil mødes
field-mediation-meeting_on = Hvornår mødes I?
field-mediation-co_mediator = Hvem mægler med?
field-mediation-notes = Dine egne noter
field-mediation-agreement_text = Hvad er de enige om?
field-mediation-result = Hvad kom der ud af det?

## Fields of Referral

field-referral-from_visit = Besøg
field-referral-receiver_kind = Hvem hjælper videre?
field-referral-receiver_name = Sted eller kontor
field-referral-consent_given = Beboeren siger ja
field-referral-consent_on = Spurgt den
field-referral-consent_scope = Hvad siger beboeren ja til?
field-referral-basis_if_no_consent = Hvorfor uden et ja?
field-referral-sent_by = Hvordan gjorde du det?
field-referral-outcome = Hvordan gik det?

## Fields of ActionCard

field-action_card-situation = Situation
field-action_card-title = Overskrift
field-action_card-title_en = Overskrift på engelsk
field-action_card-danger = Ring 112 først
field-action_card-signs = Det lægger du mærke til
field-action_card-signs_en = Det lægger du mærke til, på engelsk
field-action_card-steps = Det gør du
field-action_card-steps_en = Det gør du, på engelsk
field-action_card-do_not = Det gør du ikke
field-action_card-do_not_en = Det gør du ikke, på engelsk
field-action_card-calls = Hvem skal jeg ringe til?
field-action_card-calls_en = Hvem skal jeg ringe til? På engelsk
field-action_card-escalate_to = Hvem tager over?
field-action_card-version = Udgave
field-action_card-approved_by = Godkendt af
field-action_card-review_by = Læses igennem senest
field-action_card-audience = For hvem?

## Fields of ResidentCard

field-resident_card-situation = Situation
field-resident_card-title = Overskrift
field-resident_card-title_en = Overskrift på engelsk
field-resident_card-danger = Ring 112 først
field-resident_card-signs = Det lægger du mærke til
field-resident_card-signs_en = Det lægger du mærke til, på engelsk
field-resident_card-steps = Det gør du
field-resident_card-steps_en = Det gør du, på engelsk
field-resident_card-do_not = Det gør du ikke
field-resident_card-do_not_en = Det gør du ikke, på engelsk
field-resident_card-calls = Hvem skal jeg ringe til?
field-resident_card-calls_en = Hvem skal jeg ringe til? På engelsk
field-resident_card-escalate_to = Hvem tager over?
field-resident_card-version = Udgave
field-resident_card-approved_by = Godkendt af
field-resident_card-review_by = Læses igennem senest

## Fields of CarePlanEntry

field-care_plan_entry-area = Areal
field-care_plan_entry-kind = Hvad skal gøres?
field-care_plan_entry-from_month = Fra måned
field-care_plan_entry-to_month = Til måned
field-care_plan_entry-every = Hvor tit?
field-care_plan_entry-tool = Redskab
field-care_plan_entry-remove_cuttings = Fjern det, der er slået
field-care_plan_entry-rule_ref = Hvilken regel?

## Fields of PlanRevision

field-plan_revision-area = Areal
field-plan_revision-on = Hvornår?
field-plan_revision-why = Hvorfor ændres plejen?

## Fields of PassedOn

field-passed_on-state = Status
field-passed_on-what = Hvad sendte du videre?

## Fields of CasePart

field-case_part-conflict_case = Hvilken sag?
field-case_part-part = Hvem tager del?
field-case_part-person = Hvem?
field-case_part-reason = Hvorfor?
field-case_part-remark = Bemærkning
field-case_part-ended = Gælder ikke længere

## Fields of Deputy

field-deputy-person = Hvem passer dine besøg?
field-deputy-from_on = Fra og med
field-deputy-until_on = Til og med
field-deputy-remark = Hvad skal kollegaen vide?
field-deputy-ended = Gælder ikke længere

## Fields of Photo

field-photo-about = Hvad hører billedet til?
field-photo-moment = Hvornår?
field-photo-text = Hvad viser billedet?

## Fields of Activity

field-activity-state = Status
field-activity-kind = Hvad er det?
field-activity-name = Hvad hedder den på opslaget?
field-activity-on = Hvilken dag?
field-activity-place = Hvor?
field-activity-area = Hvilket areal?
field-activity-organiser = Hvem står for den?
field-activity-heads = Hvor mange kom?
field-activity-young_people = Hvor mange unge arbejdede med?
field-activity-hours = Hvor mange timer i alt?
field-activity-goal = Hvilket mål støtter den?
field-activity-phase = Kan den stå på egne ben?
field-activity-handed_off_on = Hvornår overtog andre den?
field-activity-remark = Hvad kom der ud af den? Ingen navne
field-activity-team = Hvilket hold? Navnet på foreningen
field-activity-task = Hvilken opgave er holdet booket til?
field-activity-agreed_from_on = Aftalen gælder fra
field-activity-agreed_until_on = Aftalen gælder til

## Fields of DoorRound

field-door_round-stairwell = Hvilken opgang?
field-door_round-purpose = Hvorfor banker du på?
field-door_round-started_at = Hvornår?
field-door_round-doors = Hvordan gik det ved dørene?
field-door_round-remark = Hvad hørte du? Ingen navne

## Fields of WellbeingInterview

field-wellbeing_interview-on = Hvilken dag?
field-wellbeing_interview-way = Hvor blev der svaret?
field-wellbeing_interview-safety = Hvor tryg er du ude om aftenen? (1-5)
field-wellbeing_interview-neighbours = Hvordan går det med naboerne? (1-5)
field-wellbeing_interview-green = Hvor glad er du for de grønne områder? (1-5)
field-wellbeing_interview-contact = Hvor let er det at få fat i driften? (1-5)
field-wellbeing_interview-community = Har du nogen at lave noget sammen med? (1-5)

## Fields of Screening

field-screening-year = Hvilket år?
field-screening-quarter = Hvilket kvartal?
field-screening-high_rent = Høj husleje
field-screening-high_rent_source = Høj husleje: kilde
field-screening-high_rent_remark = Høj husleje: bemærkning
field-screening-high_turnover = Høj flyttefrekvens
field-screening-high_turnover_source = Høj flyttefrekvens: kilde
field-screening-high_turnover_remark = Høj flyttefrekvens: bemærkning
field-screening-social_problems = Mange med sociale problemer
field-screening-social_problems_source = Mange med sociale problemer: kilde
field-screening-social_problems_remark = Mange med sociale problemer: bemærkning
field-screening-insecurity = Utryghed
field-screening-insecurity_source = Utryghed: kilde
field-screening-insecurity_remark = Utryghed: bemærkning
field-screening-violence = Vold
field-screening-violence_source = Vold: kilde
field-screening-violence_remark = Vold: bemærkning
field-screening-vandalism = Hærværk
field-screening-vandalism_source = Hærværk: kilde
field-screening-vandalism_remark = Hærværk: bemærkning
field-screening-wear = Nedslidning af bygninger og friarealer
field-screening-wear_source = Nedslidning af bygninger og friarealer: kilde
field-screening-wear_remark = Nedslidning af bygninger og friarealer: bemærkning
field-screening-conclusion = Hvad skal der ske?
field-screening-action = Hvad gør vi ved det?
field-screening-next_on = Næste screening

## Fields of Goal

field-goal-indicator = Hvad måles?
field-goal-text = Målet i ord
field-goal-baseline = Udgangspunkt
field-goal-baseline_on = Udgangspunktet er fra
field-goal-target = Mål
field-goal-target_on = Hvornår skal det være nået?
field-goal-reached = Seneste tal
field-goal-measured_on = Seneste tal er fra
field-goal-action = Hvad gør vi for at nå det?
field-goal-ended = Målet gælder ikke længere

## Fields of ArrearsContact

field-arrears_contact-source_list_on = Listen er fra
field-arrears_contact-dwelling_ref = Hvilken bolig? Ikke et navn
field-arrears_contact-stage = Trin
field-arrears_contact-contact_tries = Hvor mange gange er kontakt forsøgt?
field-arrears_contact-first_contact_on = Hvornår var den første kontakt?
field-arrears_contact-result = Hvad kom der ud af det?
field-arrears_contact-eviction_result = Hvordan endte det?

## Fields of CounsellingInquiry

field-counselling_inquiry-received_on = Hvornår kom den?
field-counselling_inquiry-way = Hvordan kom den?
field-counselling_inquiry-topic = Hvad handler den om?
field-counselling_inquiry-dwelling_ref = Hvilken bolig? Kun hvis det er nødvendigt
field-counselling_inquiry-answered_on = Hvornår blev den først besvaret?
field-counselling_inquiry-minutes = Hvor mange minutter?
field-counselling_inquiry-outcome = Hvordan endte den?
field-counselling_inquiry-ended_on = Hvornår sluttede den?
field-counselling_inquiry-own_outcome = Hvordan endte den, med jeres egne ord?

## Fields of ExperienceNote

field-experience_note-topic = Hvad handler det om?
field-experience_note-worked = Virkede det?
field-experience_note-title = I én linje
field-experience_note-text = Hvad gjorde I, hvad kom der ud af det, og hvad gør I næste gang?
field-experience_note-area = Hvilket areal?

## Fields of ChildNotificationReceipt

field-child_notification_receipt-sent_on = Hvornår blev den sendt?
field-child_notification_receipt-municipality = Hvilken kommune?
field-child_notification_receipt-way = Hvordan blev den sendt?

## Fields of AdviserMeasure

field-adviser_measure-area = Areal
field-adviser_measure-text = Hvad foreslår rådgiveren?
field-adviser_measure-report_ref = Hvor ligger rapporten?
field-adviser_measure-answer = Hvad svarer I?
field-adviser_measure-answered_on = Hvornår blev det besluttet?
field-adviser_measure-reason = Hvorfor?

## Fields of CasePhoto

field-case_photo-conflict_case = Sag
field-case_photo-about = Hvilken hændelse hører billedet til?
field-case_photo-text = Hvad viser billedet?

## Fields of SignalPhoto

field-signal_photo-signal = Hvilket signal hører billedet til?
field-signal_photo-text = Hvad viser billedet?
