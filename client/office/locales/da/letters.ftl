### Printed letters, their templates, the bundle for the tenancy board and the agreed plan.

letter_templates = Brevskabeloner
letter_templates_choose = Vælg organisation
letter_templates_none = Du skriver ikke breve i nogen afdeling.
letter_templates_lead = Teksterne til jeres breve. Ord i kantede parenteser udfyldes fra sagen. En ny tekst skal godkendes af en anden end den, der skrev den.
letter_template_text = Brevets tekst
letter_template_hint = Linjer: # overskrift, - punkt, > fremhævet. En tom linje slutter et afsnit.
letter_template_fields = Felter
letter_template_mandatory = Sætninger, der skal stå i brevet
letter_template_built_in = Feltbogs egen tekst er i brug.
# $version - number of the version
# $name - the person who approved it
letter_template_used = I brug: version { $version }, godkendt af { $name }
# $version - number of the version
# $name - the person who wrote it
letter_template_draft = Venter på godkendelse: version { $version }, skrevet af { $name }
letter_template_lacking = Disse sætninger mangler
letter_template_unknown = Disse felter findes ikke
letter_template_is_own = En anden skal godkende teksten.
letter_template_approve = Godkend teksten
letter_template_saved = Teksten er gemt og venter på godkendelse.
letter_template_approved = Teksten er i brug nu.
see_pdf = Hent som PDF
case_documents = Breve og papirer
letters_none = Der er ingen breve i sagen.
letter_name = Brev
letter_to = Modtager
letter_on = Dato
letter_received = Modtaget
letter_receipt_note = Notér modtaget
letter_receipt_noted = Modtagelsen er noteret.
new_letter = Nyt brev
letter_choose = Hvilket brev?
letter_recipient = Hvem skal have det?
letter_no_recipient = Tilføj først den part, brevet skal til.
letter_text = Sådan bliver brevet
letter_empty_fields = Udfyld først
letter_tells_withheld = Brevet nævner en beboer, hvis navn er holdt tilbage. Ret teksten.
letter_preview = Se brevet
letter_keep = Gem på sagen
letter_invitation_pdf = Hent indbydelsen som PDF
letter_invitation_not_kept = Indbydelsen bliver ikke gemt på sagen. Gem PDF-filen, hvis du får brug for den.
letter_kept = Brevet er gemt på sagen. Hent det som PDF, og udskriv det.
bundle = Sagen til beboerklagenævnet
bundle_lead = Én PDF med forløb, breve og bilag. Den er forseglet, så enhver kan se, om den er ændret.
bundle_claim = Påstand
bundle_number = Nummer i § 81 (1 til 11)
bundle_lease_on = Lejekontraktens dato
bundle_rules_on = Husordenen gælder fra
bundle_fee_on = Gebyret er betalt
bundle_mandate_on = Fuldmagtens dato
bundle_direct = Hvorfor uden påmindelse? (kun vold og fare)
bundle_witnesses = Vidnerne vil møde op
bundle_check = Se, hvad der mangler
bundle_make = Lav PDF til nævnet
bundle_outcome_present = Ok
bundle_outcome_lacking = Mangler
bundle_outcome_assess = Vurdér
plan = Aftalt plan
plan_lead = En side til at skrive ud ved døren. Nævn ikke den anden part.
plan_wish = Det ønsker beboeren
plan_we = Det gør vi (én ting på hver linje, dato sidst: 1.12.2026)
plan_you = Det gør beboeren (én ting på hver linje, dato sidst: 1.12.2026)
plan_next = Næste kontakt
plan_way = Hvordan?
plan_print = Hent planen som PDF
plan_keep = Gem planen på sagen
plan_is_kept = Planen er gemt på sagen.
# $day - a day
# $name - name of a person
plan_kept_by = Plan aftalt { $day }, { $name }
