### Settings that departments take over.

settings = Settings
settings_lead = They apply to all departments without settings of their own.
settings_house_rules_hint = The address of the house rules, or where they hang.
settings_retention_hint = For how many months is it kept? An empty field is the usual time.
settings_months_wanted = Write a whole number from 1 to 240.
settings_periods_hint = An empty field is the usual period. Changed periods hold at once, also for cases that are under way.
settings_period_wanted = Write a whole number that suits the period.
deadline_period-receipt = Receipt for a complaint (working days)
deadline_period-assessment = Assessment (working days)
deadline_period-mediation_contact = Mediator's contact (days)
deadline_period-mediation_meeting = Mediation meeting (days)
deadline_period-follow_up = First follow-up (days)
deadline_period-second_follow_up = Second follow-up (months)
deadline_period-third_follow_up = Follow-up after mediation (months)
deadline_period-inform = Inform the person complained about (1 month at most)
deadline_period-no_event = Without events: close the case? (days)
deadline_period-answer = Answer to an observation (working days)
deadline_period-note = Decide a note (working days)
