### Letters as they come with Feltbog, and the sentences that every version must hold. Names in brackets are fields.
### Lines: `# ` begins the heading, `- ` a point, `> ` a paragraph that stands out. An empty line ends a paragraph.
### Fields that the case itself tells are not asked for: modtager, adresse, dato, sagsnr.

letter-request-title = Henstilling
letter-request-body =
    # Henstilling om god orden

    Kære [modtager]

    Vi har fået en henvendelse om [forhold] [tider]. Følg venligst husordenens punkt [punkt].

    Vi vil gerne høre, hvordan du ser det: ring til [kontakt] senest [svarfrist].

    Vi tilbyder også mægling. Det er frivilligt og gratis.

    > Dette er ikke en påmindelse.

    Venlig hilsen

    { "[" }underskriver]
letter-request-mandatory =
    { "[" }forhold]
    { "[" }tider]
    husordenens punkt [punkt]
    Vi vil gerne høre, hvordan du ser det
    { "[" }svarfrist]
    Dette er ikke en påmindelse.
letter-request-fields =
    forhold
    tider
    punkt
    kontakt
    svarfrist
    underskriver

letter-reminder-title = Påmindelse
letter-reminder-body =
    # Påmindelse, almenlejeloven § 82, stk. 2

    Kære [modtager]

    Påmindelse, almenlejeloven § 82, stk. 2. Vi lægger til grund:

    { "[" }hændelser]

    Det strider mod [grundlag].

    > Det må ikke ske igen; det gælder også husstand og gæster. Sker det, kan vi gå til beboerklagenævnet, som kan give en advarsel eller gøre lejemålet betinget. I alvorlige tilfælde kan lejemålet opsiges eller ophæves.

    Er du uenig, så svar senest [svarfrist]; svaret følger sagen. Du kan ringe til [kontakt].

    Venlig hilsen

    { "[" }underskriver]
letter-reminder-mandatory =
    Påmindelse, almenlejeloven § 82, stk. 2.
    { "[" }hændelser]
    Det strider mod [grundlag]
    Det må ikke ske igen; det gælder også husstand og gæster.
    kan vi gå til beboerklagenævnet, som kan give en advarsel eller gøre lejemålet betinget
    I alvorlige tilfælde kan lejemålet opsiges eller ophæves.
    Er du uenig, så svar senest [svarfrist]; svaret følger sagen.
    { "[" }underskriver]
letter-reminder-fields =
    hændelser
    grundlag
    svarfrist
    kontakt
    underskriver

letter-last_reminder-title = Sidste påmindelse
letter-last_reminder-body =
    # Sidste påmindelse

    Kære [modtager]

    Du fik en påmindelse [dato_1]. Siden er der sket:

    { "[" }nye]

    > Dette er sidste påmindelse efter § 82, stk. 2. Ved gentagelse forventer vi at gå til beboerklagenævnet.

    Tal med os inden: [kontakt]. Er du uenig, så svar senest [svarfrist].

    Venlig hilsen

    { "[" }underskriver]
letter-last_reminder-mandatory =
    Du fik en påmindelse [dato_1].
    { "[" }nye]
    Dette er sidste påmindelse efter § 82, stk. 2.
    Ved gentagelse forventer vi at gå til beboerklagenævnet.
    Tal med os inden: [kontakt]
    { "[" }underskriver]
letter-last_reminder-fields =
    dato_1
    nye
    kontakt
    svarfrist
    underskriver

letter-mediation_invitation-title = Indbydelse til mægling
letter-mediation_invitation-body =
    # Vil du tale sammen med en mægler?

    Kære [modtager]

    Vil du tale med [anden_part] sammen med en mægler? Det er frivilligt og gratis.

    Mægleren tager ikke parti og fortæller os kun, om mødet blev holdt, og om I fik en aftale.

    > Et nej får ingen følger.

    Svar [mægler] senest [svarfrist].

    Venlig hilsen

    { "[" }underskriver]
letter-mediation_invitation-mandatory =
    Det er frivilligt og gratis.
    Mægleren tager ikke parti og fortæller os kun, om mødet blev holdt, og om I fik en aftale.
    Et nej får ingen følger.
    Svar [mægler] senest [svarfrist].
letter-mediation_invitation-fields =
    anden_part
    mægler
    svarfrist
    underskriver

letter-notification-title = Underretning
letter-notification-body =
    # Du er nævnt i en klage

    Kære [modtager]

    Du er nævnt i en klage om [forhold] [tider]. Vi har ikke taget stilling.

    { "[" }ansvarlig] behandler [kategorier] for at sikre god orden ([hjemmel]). De kommer fra [kilde], kan gives til beboerklagenævn, boligret og advokat og slettes [sletning].

    Du kan få indsigt, bede om rettelse og sletning, gøre indsigelse, skrive til [dpo] og klage til Datatilsynet.

    Fortæl os din side senest [svarfrist]. Du kan ringe til [kontakt].

    Venlig hilsen

    { "[" }underskriver]
letter-notification-mandatory =
    Du er nævnt i en klage om [forhold]
    Vi har ikke taget stilling.
    { "[" }ansvarlig] behandler [kategorier] for at sikre god orden ([hjemmel]).
    De kommer fra [kilde], kan gives til beboerklagenævn, boligret og advokat og slettes [sletning].
    Du kan få indsigt, bede om rettelse og sletning, gøre indsigelse, skrive til [dpo] og klage til Datatilsynet.
    Fortæl os din side senest [svarfrist].
letter-notification-fields =
    forhold
    tider
    ansvarlig
    kategorier
    hjemmel
    kilde
    sletning
    dpo
    svarfrist
    kontakt
    underskriver

letter-closing-title = Afslutning
letter-closing-body =
    # Sagen er lukket

    Kære [modtager]

    Sagen om [forhold] er lukket: [årsag].

    Vi har [gjort]. Vi ringer [opfølgning].

    Sker det igen, så skriv dag og tid ned og ring til [kontakt].

    Sagen slettes [sletning].

    Venlig hilsen

    { "[" }underskriver]
letter-closing-mandatory =
    Sagen om [forhold] er lukket: [årsag].
    Vi har [gjort].
    Vi ringer [opfølgning].
    Sagen slettes [sletning].
letter-closing-fields =
    forhold
    årsag
    gjort
    opfølgning
    kontakt
    sletning
    underskriver

## Fields

field_events = hændelser
field_new_events = nye
field_basis = grundlag
field_categories = kategorier
field_legal_basis = hjemmel
value_basis = husordenen og almenlejeloven § 80
value_categories = navn, adresse og oplysninger om det, der er klaget over
value_legal_basis = databeskyttelsesforordningens artikel 6, stk. 1, litra f, og almenlejeloven § 80
value_source = beboere i afdelingen
value_retention = 12 måneder efter, at sagen er lukket

## Preview

preview_recipient = Åse Eksempel
preview_address = Eksempelvej 1, 2. tv., 8000 Aarhus C
page = Side
of = af
case_number = Sagsnummer
department = Afdeling
withheld = { "[" }udeladt]
