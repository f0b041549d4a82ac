### Letters as they come with Feltbog, in English. The Danish letters are those that have legal effect. The names of
### fields are the same in both languages.

letter-request-title = Written request
letter-request-body =
    # Request for good order

    Dear [modtager]

    We have been told of [forhold] [tider]. Please follow item [punkt] of the house rules.

    We would like to hear your side: call [kontakt] no later than [svarfrist].

    We also offer mediation. It is voluntary and free.

    > This is not a reminder.

    Kind regards

    { "[" }underskriver]
letter-request-mandatory =
    { "[" }forhold]
    { "[" }tider]
    item [punkt] of the house rules
    We would like to hear your side
    { "[" }svarfrist]
    This is not a reminder.
letter-request-fields =
    forhold
    tider
    punkt
    kontakt
    svarfrist
    underskriver

letter-reminder-title = Reminder
letter-reminder-body =
    # Reminder, almenlejeloven section 82(2)

    Dear [modtager]

    Reminder, almenlejeloven section 82(2). We take it that this happened:

    { "[" }hændelser]

    This is against [grundlag].

    > It must not happen again; this also applies to your household and guests. If it does, we can go to the tenancy board, which can give a warning or make the tenancy conditional. In serious cases the tenancy can be ended, with or without notice.

    If you disagree, answer no later than [svarfrist]; the answer follows the case. You can call [kontakt].

    Kind regards

    { "[" }underskriver]
letter-reminder-mandatory =
    Reminder, almenlejeloven section 82(2).
    { "[" }hændelser]
    This is against [grundlag]
    It must not happen again; this also applies to your household and guests.
    we can go to the tenancy board, which can give a warning or make the tenancy conditional
    In serious cases the tenancy can be ended, with or without notice.
    If you disagree, answer no later than [svarfrist]; the answer follows the case.
    { "[" }underskriver]
letter-reminder-fields =
    hændelser
    grundlag
    svarfrist
    kontakt
    underskriver

letter-last_reminder-title = Last reminder
letter-last_reminder-body =
    # Last reminder

    Dear [modtager]

    You got a reminder [dato_1]. Since then:

    { "[" }nye]

    > This is the last reminder under section 82(2). If it happens again, we expect to go to the tenancy board.

    Talk to us first: [kontakt]. If you disagree, answer no later than [svarfrist].

    Kind regards

    { "[" }underskriver]
letter-last_reminder-mandatory =
    You got a reminder [dato_1].
    { "[" }nye]
    This is the last reminder under section 82(2).
    If it happens again, we expect to go to the tenancy board.
    Talk to us first: [kontakt]
    { "[" }underskriver]
letter-last_reminder-fields =
    dato_1
    nye
    kontakt
    svarfrist
    underskriver

letter-mediation_invitation-title = Invitation to mediation
letter-mediation_invitation-body =
    # Would you like to talk with a mediator present?

    Dear [modtager]

    Would you like to talk with [anden_part] together with a mediator? It is voluntary and free.

    The mediator takes no side and tells us only whether the meeting was held and whether you agreed.

    > A no has no consequences.

    Answer [mægler] no later than [svarfrist].

    Kind regards

    { "[" }underskriver]
letter-mediation_invitation-mandatory =
    It is voluntary and free.
    The mediator takes no side and tells us only whether the meeting was held and whether you agreed.
    A no has no consequences.
    Answer [mægler] no later than [svarfrist].
letter-mediation_invitation-fields =
    anden_part
    mægler
    svarfrist
    underskriver

letter-notification-title = Notification
letter-notification-body =
    # You are named in a complaint

    Dear [modtager]

    You are named in a complaint about [forhold] [tider]. We have not taken a position.

    { "[" }ansvarlig] processes [kategorier] to keep good order ([hjemmel]). They come from [kilde], can be given to the tenancy board, the housing court and a lawyer, and are erased [sletning].

    You can see your data, ask for correction and erasure, object, write to [dpo] and complain to Datatilsynet.

    Tell us your side no later than [svarfrist]. You can call [kontakt].

    Kind regards

    { "[" }underskriver]
letter-notification-mandatory =
    You are named in a complaint about [forhold]
    We have not taken a position.
    { "[" }ansvarlig] processes [kategorier] to keep good order ([hjemmel]).
    They come from [kilde], can be given to the tenancy board, the housing court and a lawyer, and are erased [sletning].
    You can see your data, ask for correction and erasure, object, write to [dpo] and complain to Datatilsynet.
    Tell us your side no later than [svarfrist].
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

letter-closing-title = Closing letter
letter-closing-body =
    # The case is closed

    Dear [modtager]

    The case about [forhold] is closed: [årsag].

    We have [gjort]. We will call you [opfølgning].

    If it happens again, write down day and time and call [kontakt].

    The case is erased [sletning].

    Kind regards

    { "[" }underskriver]
letter-closing-mandatory =
    The case about [forhold] is closed: [årsag].
    We have [gjort].
    We will call you [opfølgning].
    The case is erased [sletning].
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
value_basis = the house rules and almenlejeloven section 80
value_categories = name, address and what was complained of
value_legal_basis = article 6(1)(f) of the GDPR and almenlejeloven section 80
value_source = residents of the department
value_retention = 12 months after the case is closed

## Preview

preview_recipient = Ann Example
preview_address = Eksempelvej 1, 2. tv., 8000 Aarhus C
page = Page
of = of
case_number = Case number
department = Department
withheld = { "[" }left out]
