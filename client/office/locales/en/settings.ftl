### Settings that departments take over.

settings = Settings
settings_lead = They apply to all departments without settings of their own.
settings_house_rules_hint = The address of the house rules, or where they hang.
settings_retention_hint = The period that you have agreed, in months. An empty field is the usual period. Feltbog itself erases conflicts, parties, mediation, concerns, visits, visit notes and arrears when it is over, and says so on the record at least 14 days before. Other periods are an agreement only.
settings_months_wanted = Write a whole number from 1 to 240.
settings_controllers = Data controller of each kind of information
settings_controllers_hint = An empty field is the data controller on the page of the organisation. The name stands on the record and in letters about neighbour conflicts.
settings_periods_hint = An empty field is the usual period. Changed periods hold at once, also for cases that are under way.
settings_period_wanted = Write a whole number that suits the period.
settings_accessibility = Contact about accessibility
settings_accessibility_hint = Name or unit, mail and phone. Everybody can read it at /tilgaengelighed without signing in. With an empty field you do not stand there.
settings_cases = Neighbour conflicts
settings_closing = Another case officer has to agree before a case is closed
settings_unseen = Tell of cases that nobody has looked at for so many days
settings_unseen_hint = 30 when the field is empty. 0 never tells.
settings_unseen_wanted = Write a number from 0 to 730.
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

## Values that an organisation adds to lists

own_values = Your own words
own_values_lead = Your own words stand on the phones under what they belong to. Numbers count them there.
own_value_add = Add a word
own_value_change = Change
own_value_retire = Take out of use
own_value_offer_again = Use again
own_value_retired = Not used any more
own_value_offered = In use
own_value_list = Where it is used
own_value_base = Belongs to
own_value_base_hint = The word can be chosen when this is chosen. It cannot be changed later.
own_value_danish = In Danish
own_value_english = In English
own_value_english_hint = Empty: the Danish word.
own_value_wanted = Write the word in Danish.
