### Settings that departments take over.

settings = Settings
settings_lead = They apply to all departments without settings of their own.
settings_house_rules_hint = The address of the house rules, or where they hang.
settings_retention_hint = The period that you have agreed, in months. An empty field is the usual period. Feltbog does not delete by itself when it is over.
settings_months_wanted = Write a whole number from 1 to 240.

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
