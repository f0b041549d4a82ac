### Settings that departments take over.

settings = Indstillinger
settings_lead = De gælder for alle afdelinger, der ikke har deres egne indstillinger.
settings_house_rules_hint = Adressen på husordenen, eller hvor den hænger.
settings_retention_hint = Den frist, I har aftalt, i måneder. Et tomt felt er den sædvanlige frist. Feltbog sletter selv konflikter, parter, mægling, bekymringer, besøg, besøgsnotater og restancer, når fristen er gået, og skriver det på sagen mindst 14 dage før. Andre frister er kun en aftale.
settings_months_wanted = Skriv et helt tal fra 1 til 240.
settings_controllers = Dataansvarlig for hver slags oplysninger
settings_controllers_hint = Et tomt felt er den dataansvarlige, der står på organisationens side. Navnet står på sagen og i breve om nabokonflikter.
settings_periods_hint = Et tomt felt er den sædvanlige frist. Ændrede frister gælder straks, også for sager, der er i gang.
settings_period_wanted = Skriv et helt tal, som passer til fristen.
settings_accessibility = Kontakt om tilgængelighed
settings_accessibility_hint = Navn eller enhed, mail og telefon. Alle kan læse det på /tilgaengelighed uden at logge ind. Er feltet tomt, står I der ikke.
settings_cases = Nabokonflikter
settings_closing = En anden sagsbehandler skal sige ja, før en sag lukkes
settings_unseen = Sig til om sager, ingen har set på i så mange dage
settings_unseen_hint = 30, når feltet er tomt. 0 siger aldrig til.
settings_unseen_wanted = Skriv et tal fra 0 til 730.
deadline_period-receipt = Kvittering for en klage (arbejdsdage)
deadline_period-assessment = Vurdering (arbejdsdage)
deadline_period-mediation_contact = Mæglerens kontakt (dage)
deadline_period-mediation_meeting = Mæglingsmøde (dage)
deadline_period-follow_up = Første opfølgning (dage)
deadline_period-second_follow_up = Anden opfølgning (måneder)
deadline_period-third_follow_up = Opfølgning efter mægling (måneder)
deadline_period-inform = Underret den, der er klaget over (højst 1 måned)
deadline_period-no_event = Uden hændelser: skal sagen lukkes? (dage)
deadline_period-answer = Svar på en observation (arbejdsdage)
deadline_period-note = Afgør en henvendelse (arbejdsdage)

## Values that an organisation adds to lists

own_values = Jeres egne ord
own_values_lead = Jeres egne ord står på telefonerne under det, de hører til. Tallene tæller dem med dér.
own_value_add = Tilføj et ord
own_value_change = Ret
own_value_retire = Tag af brug
own_value_offer_again = Brug igen
own_value_retired = Bruges ikke mere
own_value_offered = I brug
own_value_list = Hvor det bruges
own_value_base = Hører til
own_value_base_hint = Ordet kan vælges, når dette er valgt. Det kan ikke ændres senere.
own_value_danish = På dansk
own_value_english = På engelsk
own_value_english_hint = Tomt: det danske ord.
own_value_wanted = Skriv ordet på dansk.
