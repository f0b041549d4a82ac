### Settings that departments take over.

settings = Indstillinger
settings_lead = De gælder for alle afdelinger, der ikke har deres egne indstillinger.
settings_house_rules_hint = Adressen på husordenen, eller hvor den hænger.
settings_retention_hint = Hvor mange måneder gemmes det? Et tomt felt er den sædvanlige tid.
settings_months_wanted = Skriv et helt tal fra 1 til 240.
