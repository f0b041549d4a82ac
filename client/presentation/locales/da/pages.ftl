### The texts of the pages behind the first screen.
### Danish: du-form, facts rather than verdicts, and the imperative on buttons.

## Records and their fields

on_phone_sends_later = Gemt på telefonen. Sendes, når du har net.
draft_blocked = Ligger på telefonen og gives ikke videre.
only_own_shown = Her står kun dem, du må læse.
past_days-today = I dag
past_days-yesterday = I går
past_days-one_week_ago = For 1 uge siden
held_fields = { $count ->
    [one] 1 felt skal rettes, før det kan sendes. Det, du skrev, er på telefonen.
   *[other] { $count } felter skal rettes, før de kan sendes. Det, du skrev, er på telefonen.
}
draft_sends_later = Gemt på telefonen. Sendes, når du trykker på Færdig.
discard = Kassér
discarded_here = Det er kasseret og vises ikke mere.
drafts_heading = Ikke færdige
record_gone = Det er ikke længere på denne telefon. Du har måske ikke adgang mere.
not_chosen = Ikke valgt
reading_only = Du kan læse det her, men ikke rette det.
go_on_writing = Skriv videre
# $name - name of the person
# $moment - a day and time
created_by = Skrevet af { $name } { $moment }
# $count - number of characters
letters_left = { $count } tegn tilbage
# $count - number of characters
too_long = { $count } tegn for meget
# $least - the smallest number
# $most - the largest number
number_outside = Skriv et helt tal fra { $least } til { $most }.
more = En mere
fewer = En mindre
other_day = Vælg en anden dag
nobody_to_choose = Her er ingen kollega, der kan få det.
given_away = Når det er sendt, har de det, som skal se på det. Så forsvinder det fra din telefon.
this_time = Denne gang
last_year = Sidste år
save_copy = Gem sikkerhedskopi
roles = Rolle
photo = Billede

## Problems of what is entered

entry_in_future = Det er ikke sket endnu. Vælg en dag til og med i dag.
# $start - the first day
entry_before_start = Slutdagen er før startdagen, { $start }. Ret en af dem.
entry_far_day = Dagen ligger for langt væk. Se efter, om året er rigtigt.
entry_too_long = { $count ->
    [one] Teksten er 1 tegn for lang. Slet det markerede, så kan den sendes.
   *[other] Teksten er { $count } tegn for lang. Slet det markerede, så kan den sendes.
}
news = Nyt, siden du så den sidst
news_in_history = Noget er kommet til, siden du så den sidst. Se det under Historik.
entry_home_under_place = Det ligner en bolig. Skriv kun stedet her. Er det en bolig, så skriv en bekymring for en bolig.
entry_cpr = Det markerede ligner et cpr-nummer. Slet det, så kan teksten sendes.
entry_not_a_number = Skriv tallet med cifre, så kan det sendes.
# $below - the whole number below the one written
# $above - the whole number above it
entry_not_whole = Skriv et helt tal, { $below } eller { $above }, så kan det sendes.
entry_not_a_day = Det er ikke en dag. Vælg dagen i kalenderen.

## New and mine

new_title = Hvad vil du skrive ned?
new_nothing = Du kan ikke skrive noget nyt i denne afdeling.
mine_title = Det, du har skrevet
mine_nothing = Du har ikke skrevet noget i denne afdeling endnu.

## Consent

consent_no_receiver = Vælg, hvem der skal have det. Før det er valgt, sendes det ikke.
consent_said_no = Beboeren har sagt nej, så det gives ikke videre. Er der akut fare eller en aftale, så vælg hvorfor. Ellers kassér det.
consent_said_no_concern = Beboeren har sagt nej, så det gives ikke videre. Er der fare lige nu, så vælg Akut. Ellers kassér det.
consent_no_yes = Henvis kun med beboerens ja. Uden et ja skal du vælge hvorfor. Før det er valgt, sendes det ikke.
# $day - the last day
contact_unwanted = Beboeren har sagt nej til kontakt indtil { $day }. Kom kun, hvis beboeren selv beder om det.
two_persons = I skal være to
# $reason - why two should go
# $name - name of the person who wrote it
# $until - the last day
# $review - the day on which somebody looks at it again
two_persons_why = I skal være to. Grund: { $reason }. Skrevet af { $name }. Gælder til { $until }. Se på det igen senest { $review }.
two_persons_no_reason = ikke skrevet
two_persons_review = Se på det igen nu: Skal I stadig være to?
two_persons_hint = Skriv kun, hvad der er sket med en ansat. Ikke sygdom, gæld, oprindelse eller rygter.

## Conflicts

call_112 = Ring 112, hvis der er fare lige nu.
# On a button that dials the number.
call_112_button = Ring 112
happened_again = Det er sket igen
what_do_i_do = Hvad gør jeg?
both_must_agree = Begge naboer skal sige ja til mægling. Skriv deres svar ved parterne.
looks_like_illness = Det ligner en sygdom. Skriv kun, hvad du så eller hørte.
conflict_what = Hvad drejer det sig om?
conflict_where = Hvor er det?
conflict_place_hint = Opgang, areal eller fællesrum. Ikke dør eller navn.
conflict_seen = Hvad har du set eller hørt?
only_needed = Skriv kun det, der er nødvendigt.
no_sensitive = Skriv ikke sygdom, cpr-nummer eller børns navne.
what_now = Hvad skal der ske nu?
# $number - number of the step
# $step - the step
guide_now = Trin { $number } af 7: { $step }
guide_order = Først dialog, trin 1 til 3. Så jura, trin 4 til 6.
guide_violence = Ved vold og trusler: tilbyd kun mægling, hvis de selv beder om den.
conflict_guide-hear = Hør den, der klager
conflict_guide-advise = Hør den anden side, og giv råd
conflict_guide-mediate = Tal sammen med en mægler
conflict_guide-request = Send en henstilling
conflict_guide-warn = Send en påmindelse, hvis det sker igen
conflict_guide-board = Gå til beboerklagenævnet
conflict_guide-follow_up = Følg op med begge sider
no_events = Ingen hændelser endnu.
add_event = Tilføj hændelse
no_parties = Ingen parter endnu.
add_party = Tilføj part
no_legal_steps = Ingen retlige skridt.
add_legal_step = Tilføj retligt skridt
no_mediations = Ingen mægling.
add_mediation = Begynd mægling
no_case_parts = Ingen er tilføjet.
add_case_part = Giv sagen til en konfliktmægler
recuse = Jeg er inhabil
recuse_hint = Vælg hvorfor. Sagen går videre og forsvinder fra din telefon, når det er sendt.
events = Hændelser
parties = Parter
legal_steps = Retlige skridt
mediations = Mægling
case_parts = Hvem tager del?

## Harm

harm_asked_of_all = Vi spørger alle om det samme. Du vælger, hvad du vil svare.
harm_call_today = Ring i dag: bange for vold.
harm_call_afraid = Ring inden for 2 arbejdsdage: bange.
harm_call_sleep = Ring inden for 2 arbejdsdage: søvnen næsten hver nat.
harm_call_alone = Ring inden for 2 arbejdsdage: alene med det.
harm_offer_visit = Tilbyd den sociale vicevært, hvis beboeren siger ja.
harm_logs = Bed hvert berørt hjem om at skrive ned, hvad der sker.
harm_lasting = Lad den ansvarlige se på sagen: over 6 måneder.
harm_worse = Det er blevet værre siden sidst. Lad den ansvarlige se på sagen.

## Visits and referrals

visit_where = Hvor er besøget?
visit_result = Hvordan gik det?
visit_asked = Har du spurgt beboeren?
visit_note_asked = Må du skrive et notat?
visit_topics = Hvad talte I om?
visit_next = Hvornår er næste besøg?
no_referrals = Ingen henvisninger.
add_referral = Henvis beboeren
referrals = Henvisninger

## Visit notes

note_ask_first = Spørg først, om du må skrive et notat.
note_title = Besøgsnotat
note_locked = Låst. Kun du og din stedfortræder kan læse det.
note_show = Åbn notatet
note_hide = Skjul notatet
notes_several = Der er flere notater til besøget. Alle vises her.
notes_join = Saml til ét notat
notes_too_long = Notaterne er for lange til ét. Gør dem kortere, og saml dem så.
note_not_wanted = Beboeren har sagt nej til et notat.

## Signals and handovers

signal_where = Hvor er det?
signal_seen = Hvad har du lagt mærke til?
handover_what = Hvad drejer det sig om?
handed_over = Givet videre
not_handed_over = Ikke givet videre.
passed_on = Når det er sendt, kan du se, at det er modtaget. Du kan ikke se indholdet.

## Insect counts

count_will_be_invalid = Du kan godt tælle, men tællingen bliver ikke gyldig:
count_finish_now = Ja, afslut nu
count_go_on = Tæl videre
count_finished = Tællingen er afsluttet
count_rule_butterflies = Tæl hver sommerfugl én gang: 2,5 meter til siderne og 5 meter frem.
count_box = Tæl det, der flyver højst 2,5 meter til hver side, 5 meter foran dig og 5 meter op. Tæl intet bag dig. Du behøver ikke kende arterne.
butterfly_guide = Sådan kender du dem
butterfly_which = Hvilken er det?
butterfly_not_sure = Ved ikke hvilken
butterfly_groups = Alle grupper
wind_hint = Stille: røg stiger lige op. Let: blade rasler. Jævn: små grene bevæger sig. Frisk: små træer svajer.
also_in_hint = Et fund skal kun stå ét sted. Står det i et andet system, går tællingen ikke med ud som åbne data.
dry = Tørvejr
rain = Regn
count_patch = Vælg et felt på 50 × 50 cm med blomsten i.
count_rule = Tæl hver gang et insekt lander på en blomst.
# $minutes - number of minutes
count_start = Start tælling – { $minutes } minutter
count_time_left = Tid tilbage
count_pause = Hold pause
count_resume = Fortsæt
count_paused = Pause. Tiden står stille.
count_two_left = 2 minutter tilbage
count_time_over = Tiden er gået. Tryk på Afslut tælling.
count_finish = Afslut tælling
# $group - name of a group of insects, in small letters
count_undone = 1 { $group } er trukket fra
count_weather = Hvordan var vejret?
count_receipt = Din tælling
count_valid = Tællingen er gyldig.
count_not_valid = Tællingen er gemt, men den er ikke gyldig:
count_thanks = Tak for din tælling!
count_correct = Ret tællingen
# $degrees - a whole number
degrees = { $degrees } °C
minutes = { $minutes ->
    [one] 1 minut
   *[other] { $minutes } minutter
}
# $group - name of a group of insects
# $count - number counted so far
count_add = { $group }, { $count }
count_where = Hvor tæller du?
count_flower = Hvilken blomst ser du på?
count_flower_units = Hvor mange blomster er der i feltet?

## Areas, observations and tasks

all_areas = Alle arealer
no_observations = Ingen observationer endnu.
counts_here = Tællinger her
tasks_here = Opgaver her
no_tasks = Ingen opgaver endnu.
activities_here = Arbejdsdage og aktiviteter
no_activities_here = Ingen arbejdsdage endnu.
add_activity_here = Planlæg en arbejdsdag
spot_here = Her står jeg
spot_remove = Fjern stedet
spot_refused = Feltbog må ikke se, hvor telefonen er.
spot_nothing = Telefonen kan ikke finde stedet. Gå ud i det fri.
contact_person_none = Afdelingen har ingen kontaktperson endnu. Sig det til driftslederen.
door_take_back = Træk den seneste fra
refer_title = Bekymring for en beboer
refer_line = Her tager kommunen sig af det. Ring, eller brug en anvisning. Skriv intet om beboeren.
refer_done = Jeg har givet det til kommunen
refer_kept = Kvittering gemt. Der står intet om beboeren.
after_inspection = Efter et eftersyn: hjælp, der ikke er teknik
after_inspection_hint = Beboeren siger ja, og den sociale vicevært får det.
observation_seen = Hvad har du set?
care_plan_lines = Plejeplan måned for måned
no_care_plan_lines = Ingen linjer i plejeplanen.
add_care_plan_line = Tilføj linje
plan_revisions = Ændringer af planen
no_plan_revisions = Ingen ændringer endnu.
add_plan_revision = Skriv en ændring
adviser_measures = Forslag fra rådgiver
no_adviser_measures = Ingen forslag fra en rådgiver.
add_adviser_measure = Skriv et forslag
observations = Observationer
# $size - a number
# $off - how far off the size may be
about_square_metres = ca. { $size } m² ±{ "\u00A0" }{ $off }
corners = { $count ->
    [one] 1 hjørne
   *[other] { $count } hjørner
}

## Map

# One letter on the map for north.
map_north = N
# $size - size and corners of the area in words
map_of = Kort over arealet: { $size }. Nord er opad.
map_of_all = Kort over arealerne. Nord er opad.
map_numbers = Tallene er de samme som i listen. Arealer uden tal er ikke gået rundt endnu.

## Walking round an area

# $seconds - age of the position
walk_old = Positionen er { $seconds } sekunder gammel. Venter på en ny …
walk = Gå arealet rundt
# $corners - a number of corners such as "3 hjørner"
walk_on = Gå videre – { $corners } er gemt
walk_over = Begynd forfra
walk_thrown_away = Hjørnerne er væk.
corner = Hjørne
# $number - number of the corner
walk_kept = Hjørne { $number } er sat. Gå langs kanten til det næste.
# $number - number of the corner
walk_undone = Hjørne { $number } er fortrudt.
walk_waits = Venter på telefonens GPS …
# $metres - exactness in metres
walk_fix = GPS er nøjagtig til { $metres } m
walk_poor = Så stor usikkerhed giver et dårligt mål. Gå ud i det fri, og vent lidt. Du kan også skridte arealet af.
walk_refused = Feltbog må ikke se, hvor telefonen er. Giv lov i telefonens indstillinger, eller gå tilbage, og skridt arealet af.
walk_nothing = Telefonen kan ikke finde ud af, hvor den er. Gå ud i det fri, og vent lidt. Du kan også skridte arealet af.
walk_same = GPS står stadig ved det forrige hjørne. Vent lidt, og tryk igen.
walk_few = Et areal har mindst 3 hjørner. Gå videre til det næste.
walk_crosses = Linjerne krydser hinanden. Fortryd de seneste hjørner, og gå langs kanten. Alt er gemt.
walk_full = Der er ikke plads til flere hjørner. Tryk på Færdig.

## Pacing an area

pace = Skridt arealet af
pace_hint = Gå den lange side og så den korte. Tæl dine skridt.
pace_long = Skridt på langs
pace_wide = Skridt på tværs
pace_step = Dit skridt i cm
pace_use = Brug målet

## Sign of an area

sign = Print skilt med kode
sign_print = Print skiltet
sign_wild = Området er vildt med vilje
sign_why = Her får blomster, græs og smådyr lov at passe sig selv.
sign_hint = Er du med i arbejdet? Scan koden, eller skriv den i Feltbog.
# $address - address of the area
sign_qr = Kode, der åbner { $address }

## Code of a sign

code_enter = Skriv koden
code_title = Koden på skiltet
code_field = Skriv koden fra skiltet
code_go = Find arealet
code_wrong = En kode har 6 tegn, fx K7M-2QX. Se på skiltet igen.
# $code - the code from the sign
code_unknown = Intet areal på telefonen har koden { $code }. Se på skiltet igen. Er arealet nyt, så prøv igen, når du har net.
code_several = Flere arealer har denne kode. Vælg det, du står ved.
code_scan = Scan koden
code_scanning = Hold kameraet hen over koden
code_no_scan = Du kan også åbne telefonens kamera-app og holde den hen over koden på skiltet.
code_no_camera = Kameraet kan ikke bruges her. Skriv koden, eller brug telefonens kamera-app.

## Photos

photo_take = Tag et billede
photo_choose = Vælg et billede
photo_hint = Kun stedet: ingen ansigter, navneskilte eller nummerplader. Hvor og hvornår billedet er taget, følger ikke med.
photo_hint_case = Kun det, der er sket, på fællesarealer: ingen ansigter, navneskilte, nummerplader eller noget inde i en bolig. De, der læser sagen, ser billedet, og det bliver slettet med sagen.
photo_saving = Gemmer billedet …
photo_unreadable = Billedet kan ikke læses. Tag det igen, eller vælg et andet.
photo_not_kept = Billedet er ikke gemt endnu. Prøv igen nederst på siden.
photo_not_here = Billedet vises, når der er net.

## Two people, one field

both_kept = Kollega har også rettet. Begge dele er gemt.
# $name - name of the colleague
both_kept_by = { $name } har også rettet. Begge dele er gemt.
keep_this = Behold denne
# $name - name of the person
# $moment - a day and time
wrote = { $name }, { $moment }

## History

# $field - name of the field
# $kept - the value kept
# $others - the values given up
did_keep = { $field }: beholdt { $kept } i stedet for { $others }
# $field - name of the field
did_keep_one = { $field }: beholdt den ene af to
# $field - name of the field
# $others - the values given up
did_keep_none = { $field }: beholdt tomt i stedet for { $others }
# $title - title of the record
history_of = Historik for { $title }
history_none = Der er ingen historik endnu.
homes_choose = Vælg boligen på listen
homes_stairwell = Opgang
homes_door = Etage og side
log_sheet = Logbog til beboeren
log_about = Hvad handler logbogen om?
# $topic - topic of the conflict
log_title = Logbog: { $topic }
log_lead = Skriv hver gang, det sker, helst samme dag. Skriv kun det, du selv har set eller hørt.
log_name = Navn og bolig:
log_date = Dato
log_from = Fra kl.
log_until = Til kl.
log_heard = Hvad hørte du selv?
log_smelled = Hvad kunne du selv lugte?
log_seen = Hvad så du selv?
log_seen_or_heard = Hvad så eller hørte du selv?
log_where = Hvor var det?
log_effect = Hvad gjorde det ved dig?
log_present = Hvem var med? Kun med deres ja
log_done = Hvad gjorde du?
log_signature = Dato og underskrift:
log_foot = Skriv ikke om sygdom eller børns navne. Optag ikke i skjul. Den anden part kan se arket i nævnet.
printout = Udskriv
printout_button = Udskriv nu
printout_hint = Du kan også gemme som PDF: Vælg det i stedet for en printer. Det virker uden net.
printout_with_note = Tag det låste notat med
# $moment - a day and time
# $name - name of the person
printout_by = Udskrevet { $moment } af { $name }
printout_confidential = Fortroligt. Giv det kun til kolleger, der arbejder med det. Makulér det, når det er brugt.
printout_withheld = En person her vil ikke have sit navn frem. Vis ikke arket til andre beboere.
# $words - the value shown
# $others - the values that colleagues wrote
printout_also = { $words } (en kollega har skrevet: { $others })
printout_photos = { $count ->
    [one] 1 billede er ikke trykt her.
   *[other] { $count } billeder er ikke trykt her.
}
did_create = Oprettede det
# $field - name of the field
# $value - the new value
did_set = { $field }: { $value }
# $field - name of the field
did_clear = { $field }: fjernet
# $field - name of the field
# $value - the value added
did_include = { $field }: tilføjede { $value }
# $field - name of the field
# $value - the value removed
did_exclude = { $field }: fjernede { $value }
# $group - name of a group of insects
# $number - what was added, with its sign
did_count = { $group }: { $number }
# $field - name of the field
# $added - number of characters
did_write = { $field }: skrev { $added } tegn
# $field - name of the field
# $removed - number of characters
did_delete = { $field }: slettede { $removed } tegn
# $field - name of the field
# $added - number of characters
# $removed - number of characters
did_rewrite = { $field }: skrev { $added } tegn og slettede { $removed }

## Guidance

departments_title = Afdelinger
departments_line = Hvem der kommer hvornår, og hvem du kan ringe til
departments_none = Der står ikke noget om dine afdelinger endnu.
department_empty = Kontoret har ikke skrevet noget om afdelingen endnu.
department_contacts = Hvem skal jeg ringe til?
department_bases = Hvem kommer hvornår?
department_resources = I nærheden
directory_escalations = Hvem tager over?
directory_contacts = Kontakter
directory_resources = Foreninger, lokaler og tilbud
house_rules = Husorden
no_cards = Der er ingen anvisninger på telefonen endnu.
card_signs = Det lægger du mærke til
card_steps = Det gør du
card_do_not = Det gør du ikke
# $role - the role to ask
card_escalate = Er det ikke nok: { $role }
# $number - telephone number
# $name - name of the service
card_call = Ring { $number }: { $name }

## Finding

find_what = Hvad leder du efter?
find_only = Vælg, hvad du leder i
find_clear = Ryd valg
# $department - name of the department
find_here = Kun i { $department }
find_kinds = Hvad er det?
find_place = Hvor er det?
find_place_any = Alle steder
find_state = Status
find_state_any = Alle
find_going_on = I gang
find_over = Afsluttet
find_time = Hvornår er det skrevet?
find_time_any = Når som helst
# $days - number of days
find_days = Sidste { $days } dage
found = { $count ->
    [one] 1 fundet
   *[other] { $count } fundet
}
found_nothing = Det står ikke på telefonen. Prøv færre ord.

## Sent and received

things_lack_sending = { $count ->
    [one] 1 ting mangler at blive sendt
   *[other] { $count } ting mangler at blive sendt
}
status_title = Hvad er sendt?
status_all_sent_long = Serveren har modtaget alt, hvad du har skrevet på denne telefon.
status_nothing_yet = Der er ikke noget, der venter på at blive sendt.
set_aside_count = { $count ->
    [one] 1 ting kunne ikke læses og er lagt til side på telefonen.
   *[other] { $count } ting kunne ikke læses og er lagt til side på telefonen.
}

## Settings

theme_phone = Som telefonen
theme_light = Lyst
theme_dark = Mørkt
theme_sun = Sol
theme_sun_hint = Sol er til stærkt lys udendørs.
hand = Hvilken hånd bruger du?
hand_hint = Den vigtigste knap står i samme side som din tommelfinger.
hand_right = Højre
hand_left = Venstre
signed_in_as = Du er

## Push

push = Sig til, når der er nyt til mig
push_hint = Telefonen viser kun »Der er nyt i Feltbog« og intet om, hvad det er.
push_denied = Telefonen tillader det ikke. Du kan tillade beskeder fra Feltbog i telefonens egne indstillinger.
push_failed = Det lykkedes ikke. Se, om du har net, og prøv igen.
push_news = Der er nyt i Feltbog

## One's own phones

own_phones = Mine telefoner
own_phones_unreachable = Dine telefoner kan ses og lukkes, når der er net. Prøv igen senere.
own_phone_is_this = Denne telefon
# $time - day and time
own_phone_seen_at = Sidst brugt { $time }
# $time - day and time
own_phone_enrolled_at = Tilmeldt { $time }
# $time - day and time
own_phone_locked_at = Lukket { $time }
own_phone_gone = Telefonen er væk
own_phone_gone_why = Den bliver lukket for altid og sletter det, den har, næste gang den får net. Det, der ikke er sendt fra den, kan kun hentes med hjælp.
own_phone_lock = Luk telefonen

## Introductions to efforts, and experiences of all departments

introductions_way = Du skal høre om en indsats
introductions_title = Indsatser i din afdeling
introductions_lead = Din afdeling er med i en indsats. Få den fortalt af din driftsleder, og tryk, når du har hørt om den.
introductions_none = Der er ingen indsatser, du mangler at høre om.
# $department - department
# $day - last day
introduction_due = { $department }, senest { $day }
# $effort - name of the effort
introduction_had = Jeg har hørt om { $effort }
tasks_way = Din afdeling har opgaver i en indsats
tasks_lead = Opgaver for din afdeling. Tryk, når en er gjort. Så er den gjort for alle.
# $task - what is to be done
effort_task_done = Gjort: { $task }
experiences_title = Erfaringer fra alle afdelinger
experiences_line = Hvad der virkede, og hvad der ikke gjorde
experiences_search = Søg i erfaringer
experiences_none = Ingen erfaringer passer til det.
own_courses_title = Mine kurser
own_courses_line = Hvad du har lært, og hvornår det skal gentages
own_courses_none = Der står ingen kurser. Sig til din leder, hvis du har taget et.
# $day - a day
own_course_taken = Taget { $day }
# $day - a day
own_course_until = Skal gentages { $day }
# $day - a day
own_course_over = Skulle være gentaget { $day }
competencies_of_card = Kurser til det her
# $competency - name of a competency
competency_held = { $competency }. Du har kurset.
# $competency - name of a competency
competency_over = { $competency }. Dit kursus skal gentages.
# $competency - name of a competency
competency_lacking = { $competency }. Du har ikke kurset.

## Saying when one will be out of a home

safe_return_title = Godt hjem
safe_return_line = Sig, hvornår du er ude, før du går ind i en bolig
safe_return_lead = En kollega får besked, hvis du ikke er ude i tide, også når der ikke er net derinde. Telefonen siger ikke, hvor du er, og næste dag er der intet tilbage.
safe_return_not_for_role = Godt hjem er for dem, der arbejder i afdelingen.
safe_return_home = Hvor går du ind?
safe_return_home_hint = Skriv kun boligen, ikke navne. Kollegaen ser den først, når du ikke er ude i tide.
safe_return_when = Hvornår er du ude?
# $minutes - number of minutes
safe_return_minutes = Om { $minutes } minutter
safe_return_colleague = Hvem skal have besked?
safe_return_choose_colleague = Vælg en kollega
safe_return_lacks_colleague = Vælg den kollega, der skal have besked.
safe_return_go_in = Jeg går ind nu
safe_return_saying = Melder …
safe_return_not_reached = Ikke meldt. Find net først.
safe_return_refused = Ikke meldt. Vælg en anden kollega, eller ring til en.
# $time - time of the day
safe_return_out_by = Ude senest kl. { $time }
# $name - name of the colleague
safe_return_inside = { $name } får besked, hvis du ikke er ude.
# $name - name of the colleague
safe_return_over = Tiden er gået. Tryk, når du er ude. { $name } får besked om lidt.
# $name - name of the colleague
safe_return_told = { $name } har fået besked. Tryk, når du er ude.
# $name - name of the colleague
safe_return_unsent = Du er ude, men det er ikke sendt endnu. Ring til { $name }, hvis du ikke får net.
safe_return_end = Jeg er ude igen
safe_return_extend = Forlæng 15 minutter
# $name - name of the colleague
safe_return_late = { $name } er ikke meldt ude
# $time - time of the day
safe_return_was_due = Skulle være ude kl. { $time }.
# $home - the home
safe_return_home_was = Bolig: { $home }
# $name - name of the colleague
safe_return_call = Ring til { $name }.
safe_return_go_two = Svarer ingen, så gå to derhen sammen.
safe_return_looked_after = Det er afklaret
