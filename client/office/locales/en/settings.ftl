### Settings that departments take over.

settings = Settings
settings_lead = They apply to all departments without settings of their own.
settings_house_rules_hint = The address of the house rules, or where they hang.
settings_retention_hint = For how many months is it kept? An empty field is the usual time.
settings_months_wanted = Write a whole number from 1 to 240.
