### The desk: inbox, cases, mediations, what people sent, and who watches the inbox.
### Danish: du-form, facts rather than verdicts, and the imperative on buttons.

## Places of the desk

start = Start
inbox = Indbakke
cases = Sager
mediations = Mægling
notes = Henvendelser
rota = Vagter
desk = Arbejde
to_inbox = Til indbakken
new_case = Ny sag
new_note = Ny henvendelse
nothing_to_do_here = Din rolle har ingen sider her. Spørg din leder, hvis du mangler adgang.
today_title = I dag
today_nothing = Intet venter på dig i dag.
# $count - number of items
today_waits = { $count ->
    [one] 1 punkt venter
   *[other] { $count } punkter venter
}
today_by_department = Efter afdeling

## Shortcuts

shortcuts = Genveje på tastaturet
shortcuts_button = Genveje
shortcuts_when = De virker, når du ikke skriver i et felt.
key_next = Næste
key_previous = Forrige
key_open = Åbn
key_search = Søg
key_mark = Markér
key_take = Tag
key_belongs = Hører til en sag
key_decline = Afvis
key_wait = Vent
key_give = Giv til en kollega
key_answer = Svar
key_follow_up = Følg op
key_undo = Fortryd
key_close = Luk
key_refresh = Hent igen
key_help = Vis genveje
key_go_inbox = Gå til indbakken
key_go_cases = Gå til sager
key_go_mediations = Gå til mægling
key_go_notes = Gå til henvendelser

## Tables

marked = Markeret
mark = Markér
columns = Kolonner
more_filters = Flere filtre
every_organisation = Alle organisationer
reason = Hvorfor
what = Hvad
where_it_is = Hvor
day = Senest
since = Siden
taken_by = Har den
created = Skrevet
changed = Ændret
severity = Alvor
track = Spor
age = Dage
# $count - number of rows
rows_found = { $count ->
    [one] 1 række
   *[other] { $count } rækker
}
# $count - number of marked rows
rows_marked = { $count ->
    [one] 1 markeret
   *[other] { $count } markeret
}
unmark = Fjern markering
inbox_empty = Indbakken er tom.
whose = Hvem har den
anybody = Alle
mine = Mig
nobody = Ingen
show_waiting = Vis også dem, der venter
only_overdue = Kun over tiden
only_disputed = Kun med to svar
search_inbox = Søg i sted og tekst
search_cases = Søg i sagerne
state_only = Du kan kun se, hvor langt den er.
open_cases = Åbne
every_state = Alle
every_topic = Alle emner
every_severity = Alle
untouched_for = Ikke rørt i
# $count - number of days
days_or_more = { $count } dage eller mere
any_time = Uanset hvornår

## Reasons, in the order in which they are tried

inbox_reason-overdue = Over tiden
inbox_reason-due = I dag
inbox_reason-disputed = To svar
inbox_reason-handed_over = Givet videre
inbox_reason-pending_note = Henvendelse
inbox_reason-new = Ny
inbox_reason-unanswered = Uden svar
inbox_reason-follow_up = Følg op

## Deadlines

deadline-receipt = Kvittering
deadline-assessment = Vurdering
deadline-mediation_contact = Mæglers kontakt
deadline-mediation_meeting = Mæglingsmøde
deadline-follow_up_four_weeks = Opfølgning efter 4 uger
deadline-follow_up_three_months = Opfølgning efter 3 måneder
deadline-follow_up_twelve_months = Opfølgning efter 12 måneder
deadline-inform_accused = Underret den, der er klaget over
deadline-court = Frist til boligretten
deadline-no_event = Skal den lukkes?
deadline-follow_up = Følg op
deadline-signal = Se på det
deadline-answer = Svar
deadline-task = Opgavens sidste dag
deadline-note = Afgør henvendelsen
deadline-visit = Nyt besøg
deadline-promise = Vi har lovet at ringe
deadline-inform_postponed = Oplysning udsat. Gælder grunden stadig?
legal_deadline = efter loven
# $count - number of days
days_late = { $count ->
    [one] 1 dag over
   *[other] { $count } dage over
}
# $count - number of days
days_left = { $count ->
    [one] om 1 dag
   *[other] om { $count } dage
}
deadline_today = i dag

## Acts on items of the inbox

take = Tag
release = Slip
belongs_to_case = Hører til en sag
decline = Afvis
wait_until = Vent til
give_to = Giv til
answer = Svar
set_follow_up = Følg op
choose_case = Vælg sagen
choose_colleague = Vælg en kollega
choose_reason = Vælg en grund
choose_day = Vælg en dag
answer_text = Dit svar
answer_result = Beslutning
choose_result = Vælg en beslutning
find_case = Find sagen: sted eller tekst
no_case_found = Ingen åben sag i afdelingen passer.
several_departments = Det, du har markeret, er fra flere afdelinger. Vælg fra én ad gangen.
what_happens = Det sker der
do_it = Gør det
decline_reason-duplicate = Dublet
decline_reason-not_house_rules = Ikke husorden
decline_reason-sent_on = Sendt videre
decline_reason-withdrawn = Trukket tilbage
decline_reason-anonymous = Anonym, kan ikke følges op
decline_reason-old = For gammel
# $count - number of items
will_be_yours = { $count ->
    [one] 1 punkt bliver dit.
   *[other] { $count } punkter bliver dine.
}
# $count - number of items
will_be_received = { $count ->
    [one] 1 signal eller overdragelse står som modtaget. Afsenderen kan se det.
   *[other] { $count } signaler eller overdragelser står som modtaget. Afsenderne kan se det.
}
# $count - number of items
will_be_given = { $count ->
    [one] 1 punkt bliver givet til kollegaen.
   *[other] { $count } punkter bliver givet til kollegaen.
}
# $count - number of items
will_reject_cases = { $count ->
    [one] 1 sag bliver afvist.
   *[other] { $count } sager bliver afvist.
}
# $count - number of items
will_end_signals = { $count ->
    [one] 1 signal bliver afsluttet.
   *[other] { $count } signaler bliver afsluttet.
}
# $count - number of items
will_archive_notes = { $count ->
    [one] 1 henvendelse bliver arkiveret.
   *[other] { $count } henvendelser bliver arkiveret.
}
# $count - number of items
will_merge_cases = { $count ->
    [one] 1 sag bliver lagt sammen med den, du vælger.
   *[other] { $count } sager bliver lagt sammen med den, du vælger.
}
# $count - number of items
will_attach_notes = { $count ->
    [one] 1 henvendelse bliver lagt på sagen.
   *[other] { $count } henvendelser bliver lagt på sagen.
}
# $count - number of items
will_link_handovers = { $count ->
    [one] 1 overdragelse bliver knyttet til sagen.
   *[other] { $count } overdragelser bliver knyttet til sagen.
}
# $count - number of items
will_wait = { $count ->
    [one] 1 punkt er ude af listen, til dagen kommer.
   *[other] { $count } punkter er ude af listen, til dagen kommer.
}
# $count - number of items
will_be_followed_up = { $count ->
    [one] 1 punkt kommer frem igen på dagen.
   *[other] { $count } punkter kommer frem igen på dagen.
}
# $count - number of items
will_be_answered = { $count ->
    [one] 1 punkt får dit svar. Afsenderen kan se det.
   *[other] { $count } punkter får dit svar. Afsenderne kan se det.
}
# $count - number of items
will_stay = { $count ->
    [one] 1 punkt kan ikke det og bliver stående.
   *[other] { $count } punkter kan ikke det og bliver stående.
}
did_take = Taget.
did_release = Sluppet.
did_give = Givet videre.
did_belong = Lagt på sagen.
did_decline = Afvist.
did_wait = Sat til at vente.
did_answer = Svaret.
did_follow_up = Sat til opfølgning.
# $count - number of items
did_not_all = { $count ->
    [one] 1 punkt blev ikke ændret.
   *[other] { $count } punkter blev ikke ændret.
}
nothing_to_undo = Der er intet at fortryde.

## A record

record_missing = Den findes ikke længere, eller du har ikke adgang til den.
deadlines = Frister
what_next = Hvad skal der ske nu?
no_next = Du kan ikke ændre status herfra.
details = Oplysninger
timeline = Forløb
no_timeline = Intet endnu.
changes = Alle ændringer
show_changes = Vis alle ændringer
pictures = Billeder
patterns = Ligner noget andet
pattern_likeness-same_home = Også om samme bolig
pattern_likeness-same_two_homes = Også om de samme to boliger
pattern_likeness-same_place = Også om samme sted
pattern_more = Der er mere, som du ikke kan åbne.
# $name - name of the person
also_open = { $name } har den også åben.
# $name - name of the person
also_typing = { $name } skriver i den nu.
# $name - name of the person
written_by = Skrevet af { $name }
field_saved = Gemt
saving = Gemmer
not_saved = Ikke gemt. Teksten står her endnu.
save_again = Prøv igen
restored = Det, du skrev sidst, er ikke gemt endnu.
save_now = Gem
create = Opret
# $kind - kind of record
created_record = { $kind } er oprettet.
draft_here = Det, du skriver, bliver her, til du opretter det.
timeline_made = oprettet
# $names - names of fields
timeline_fields = rettet: { $names }
# $written - day that the author stated
# $received - day on which the server received it
late_receipt = skrevet den { $written }, modtaget den { $received }
# $moment - day and time
received_at = modtaget { $moment }
choose_department = Vælg afdeling
linked_unread = En registrering, du ikke kan læse
keep_value = Behold denne
two_values = To har skrevet forskelligt uden at vide det. Begge dele er gemt. Vælg den, der gælder.

## Mediation

mediation_stage-offered = Tilbudt
mediation_stage-both_yes = Begge vil
mediation_stage-arranged = Møde aftalt
mediation_stage-ended = Slut
activities = Aktiviteter
activities_hint = Aktiviteter og dørrunder i alle dine afdelinger, de nyeste først. Antal, og ingen navne.
search_activities = Søg i navn, sted og bemærkning
activities_none = Der er ingen aktiviteter.
every_activity = Aktiviteter og dørrunder
new_activity = Ny aktivitet
activity_day = Dag
activity_number = Antal
# $count - number of people who came
activity_heads = { $count ->
    [one] 1 fremmødt
   *[other] { $count } fremmødte
}
mediation_none = Du har ingen mæglinger lige nu.
meeting = Møde
result = Resultat
complainant = Klager vil
respondent = Indklaget vil
stage = Trin
# $day - a day
deleted_on = Noter skal slettes { $day }
only_you = Kun du kan læse dine noter. De skal slettes 30 dage efter, at mæglingen er slut.
begin_mediation = Begynd mægling
every_stage = Alle trin

## What people sent

note_source-resident = Beboer
note_source-board = Bestyrelse
note_source-partner = Samarbejdspartner
note_source-staff = Medarbejder
note_source-anonymous = Anonym
note_state-new = Ny
note_state-owned = Har en ejer
note_state-waiting = Venter
note_state-attached = Lagt på sag
note_state-became_case = Blev til en sag
note_state-declined = Afvist
note_state-archived = Arkiveret
note_from = Fra
note_text = Hvad blev der sagt eller skrevet?
note_source_wanted = Vælg, hvem det kommer fra.
note_text_wanted = Skriv, hvad der blev sagt eller skrevet.
note_place = Sted
note_place_hint = Opgang, areal eller fællesrum.
note_home = Bolig
note_contact = Telefon eller mail
note_hint = Skriv kun det, der er nødvendigt. Ikke sygdom, cpr-nummer eller børns navne.
notes_none = Ingen henvendelser venter.
note_created = Henvendelsen er skrevet ned.
note_owner = Ejer
note_make_case = Gør til en sag
note_attach = Læg på en sag
note_archive = Arkivér
note_reopen = Åbn igen
note_mine = Bliv ejer
note_changed = Henvendelsen er ændret.
note_became_case = Henvendelsen blev til en sag.
open_notes = Åbne
every_note = Alle

## The rota

rota_title = Vagter
rota_hint = Den, der har vagten, ser efter i indbakken og fordeler det nye.
# $name - name of the person
rota_today = I dag: { $name }
rota_nobody_today = Ingen har vagten i dag.
rota_gaps = Dage uden vagt
rota_no_gaps = Alle dage de næste fire uger har en vagt.
rota_person = Person
rota_from = Fra og med
rota_to = Til og med
rota_cover = Dækker ferie
rota_add = Tilføj vagt
rota_remove = Fjern
rota_save = Gem vagterne
rota_saved = Vagterne er gemt.
rota_none = Ingen vagter endnu.
rota_day_order = Den sidste dag er før den første.

## Welcome visits

welcome = Velkomstbesøg
welcome_hint = Alle nye lejere tilbydes et besøg 14 dage efter, at de er flyttet ind. Besøgene bliver dine.
welcome_file_hint = CSV eller Excel med adresse og indflytningsdato. Navne læses ikke.
# $new - number of new visits
# $known - number of visits that are there
# $late - number of tenants who moved in too long ago
welcome_plan = { $new } nye besøg. { $known } er planlagt i forvejen. { $late } flyttede ind for længe siden.
# $count - number of visits
welcome_made = { $count } besøg er planlagt.
welcome_apply = Planlæg besøgene
welcome_home = Bolig
welcome_moved_in = Flyttet ind
welcome_due = Besøg

## A resident who moves

relocate = Beboeren flytter til en anden afdeling
relocate_hint = Den sociale vicevært dér får det, du skriver her. Besøg og notater bliver, hvor de er.
relocate_home = Ny bolig
relocate_yes = Ja, beboeren siger ja til, at det gives videre
relocate_send = Giv videre
relocated = Det er givet videre til den nye afdeling.

## The controller of a record

# $name - name of the controller
record_controller = Dataansvarlig: { $name }

## Erasure of a record after its time

erasure = Sletning
# $day - a day
erased_on = Denne sag slettes { $day } og kan ikke hentes igen.
# $name - name of a person
held_by = Sagen slettes ikke. { $name } har holdt den tilbage:
hold_reason = Hvorfor skal sagen gemmes længere?
hold_reason_hint = For eksempel fordi den er i beboerklagenævnet. Skriv ingen navne.
hold_record = Slet ikke sagen
release_record = Lad sagen blive slettet

## Erasure of a record that was made by mistake

erase_by_hand = Lavet ved en fejl
erase_open = Slet posten
erase_hint_alone = Posten slettes for altid, på kontoret og på alle telefoner. Kun du har skrevet i den, så ingen anden skal sige ja.
erase_hint_two = Posten slettes for altid, på kontoret og på alle telefoner. En anden, der også må rette den, skal sige ja først.
# $count - number of records
erase_belonging = { $count ->
    [one] 1 post, der hører til, slettes også.
   *[other] { $count } poster, der hører til, slettes også.
}
erase_reason = Hvorfor skal posten slettes?
erase_reason_hint = Grunden slettes sammen med posten. Skriv ingen navne.
erase_now = Slet for altid
erase_ask = Spørg en kollega
erase_sent = En anden skal sige ja, før posten slettes.
erase_done = Posten er slettet for altid.
# $name - name of a person
# $day - a day
erase_asked_by = { $name } bad { $day } om at slette posten
erase_waits = Venter på en anden, der må rette posten.
erase_for_ever = Siger du ja, er posten og det, der hører til den, væk for altid.
erase_no = Slet ikke posten
erase_take_back = Lad posten blive
erase_kept = Posten bliver.
waiting_erasures = Bedt slettet

## Steps that a second person agrees to

approvals = To personer
approval_direct_way = Direkte vej til beboerklagenævnet
approval_close = Luk sagen
ask_direct_way = Bed om direkte vej til nævnet
ask_close = Bed om at lukke sagen
approval_what = Hvad er der sket?
approval_number-violence = Vold eller trusler (§ 81, nr. 1)
approval_number-danger = Fare eller våben (§ 81, nr. 2)
approval_outcome = Hvordan endte sagen?
approval_reason = Hvorfor?
approval_hint_direct = Kun ved vold, trusler og fare. En anden sagsbehandler skal sige ja. Kræver juridisk vurdering.
approval_hint_close = En anden sagsbehandler skal sige ja, før sagen lukkes.
approval_ask = Spørg en anden
approval_sent = En anden sagsbehandler er spurgt.
approval_decided = Svaret er gemt.
# $name - name of a person
# $day - a day
approval_asked_by = { $name } spurgte { $day }
# $name - name of a person
# $day - a day
approval_agreed = { $name } sagde ja { $day }
# $name - name of a person
# $day - a day
approval_refused = { $name } sagde nej { $day }
approval_waits = Venter på en anden sagsbehandler.
approval_yes = Sig ja
approval_no = Sig nej
approval_take_back = Tag spørgsmålet tilbage
waiting_approvals = Venter på dit ja
unseen_cases = Ingen har set på dem længe
# $count - number of days
unseen_since = { $count ->
    [one] ingen har set på den i 1 dag
   *[other] ingen har set på den i { $count } dage
}
