### The texts of the first screen. They are loaded before anything is shown: a text that only one page needs belongs into
### pages.ftl.
### Danish: du-form, facts rather than verdicts, and the imperative on buttons.

## Dates and numbers

weekdays-monday = man.
weekdays-tuesday = tirs.
weekdays-wednesday = ons.
weekdays-thursday = tors.
weekdays-friday = fre.
weekdays-saturday = lør.
weekdays-sunday = søn.
months-january = jan.
months-february = feb.
months-march = mar.
months-april = apr.
months-may = maj
months-june = juni
months-july = juli
months-august = aug.
months-september = sep.
months-october = okt.
months-november = nov.
months-december = dec.
today = i dag
tomorrow = i morgen
yesterday = i går
# Between a day and a time, with its blanks.
at_clock = { " " }kl.{ " " }
# After the day's number: 26. nov.
after_day = .
# Between hour and minute.
clock_separator = .
# Between thousands.
thousands_separator = .

## Everywhere

# Name of the app.
brand = Feltbog
skip_to_content = Gå til indhold
home = Hjem
new = Nyt
mine = Mine
# Name of the main navigation, for screen readers.
places_in_app = Steder i appen
back = Tilbage
help = Hjælp
done = Færdig
try_again = Prøv igen
undo = Fortryd
yes = Ja
no = Nej
loading = Henter …
nothing_here = Her er ikke noget endnu.
# $count - number of older ones
and_more = og { $count } ældre, som ikke vises her
somebody = En kollega
page_missing = Siden findes ikke.
page_not_here = Siden er ikke hentet endnu. Prøv igen, når der er net.
to_home = Gå til Hjem
stopped = Noget gik galt i appen. Det, du har skrevet, er gemt på telefonen.

## Saved, sent, received

on_phone = Gemt på telefonen
nothing_to_send = Intet at sende
# $count - number of things
lacks_sending = { $count } mangler at blive sendt
not_taken = { $count ->
    [one] 1 blev ikke modtaget
   *[other] { $count } blev ikke modtaget
}
all_sent = Alt er sendt
no_net = ingen forbindelse lige nu
sending = sender nu
first_sync = Henter afdelingens ting …
# Name of the page that the status line leads to.
status_more = Se, hvad der er sendt
item_waits = Mangler at blive sendt
item_waits_changes = { $count ->
    [one] Gemt på telefonen. 1 rettelse mangler at blive sendt.
   *[other] Gemt på telefonen. { $count } rettelser mangler at blive sendt.
}
item_sent = Sendt
item_refused = Ikke modtaget
saving = Gemmer …
# $time - a time such as "5 minutter"
clock_ahead = Telefonens ur går { $time } foran. Stil det, så dage og frister passer.
# $time - a time such as "5 minutter"
clock_behind = Telefonens ur går { $time } bagud. Stil det, så dage og frister passer.
# $count - number of minutes, at least 2
clock_minutes = { $count } minutter
# $count - number of hours, at least 2
clock_hours = { $count } timer
# $count - number of days, at least 2
clock_days = { $count } dage
due_cases = Følg op i dag
due_promise = Vi har lovet at ringe
due_receipt = Send kvittering
due_assessment = Vurdér sagen
due_inform = Underret den, der er klaget over
due_inform_postponed = Gælder grunden til ikke at underrette stadig?
due_no_event = Skal den lukkes?
mediations_running = Mæglinger i gang
counselling_open = Restancer og henvendelser
activities_planned = Planlagte aktiviteter
observations_open = Observationer, der venter på svar
measures_open = Forslag, der venter på svar
next_visits = De næste 7 dage
# $count - number of days, at least 1
days_over = { $count ->
    [one] 1 dag over
   *[other] { $count } dage over
}
# $day - a day such as "i morgen"
due_by = Senest { $day }
show_more = Vis flere
drafts = { $count ->
    [one] 1 er ikke færdig
   *[other] { $count } er ikke færdige
}
item_draft = Ikke færdig. Ligger på telefonen.
not_saved_yet = Ikke gemt endnu
# $reason - a sentence
not_done = Blev ikke gemt: { $reason }
# $title - title of the record
discarded = Kasseret: { $title }
storage_full = Telefonen er fuld. Slet billeder eller apps, og prøv igen.
storage_silent = Telefonen kan ikke gemme lige nu. Luk andre faner med Feltbog, og prøv igen.
record_missing = Det findes ikke på denne telefon.

## Enrolment

enrol_title = Åbn Feltbog
enrol_accessibility = Tilgængelighed
enrol_intro = Du har fået en kode af din boligorganisation.
enrol_code = Skriv din kode for at åbne
enrol_code_hint = To gange fem tegn. Store og små bogstaver er lige gode.
enrol_go = Åbn
enrol_under_way = Tjekker koden …
enrol_unreachable = Der er ikke forbindelse til serveren. Find et sted med net, og prøv igen.
enrol_waiting = Telefonen venter på kontoret. Sig dette tal til den, der gav dig koden:
enrol_too_short = Koden er ti tegn. Se efter, og skriv den hele.
enrol_unsent = { $count ->
    [one] 1 ting på denne telefon er ikke sendt. Den bliver på telefonen, til du har åbnet med en ny kode.
   *[other] { $count } ting på denne telefon er ikke sendt. De bliver på telefonen, til du har åbnet med en ny kode.
}
# $name - name of the person
welcome = Velkommen, { $name }
# $organisation - name of the housing organisation
welcome_where = Du er nu klar i { $organisation }.
welcome_go = Kom i gang
who = Hvem er du?
lock = Lås eller skift person
welcome_offline = Appen virker også uden net. Alt bliver gemt på telefonen, mens du skriver.
welcome_refilled = Telefonen havde slettet det, appen gemte. Alt, hvad der var sendt, hentes igen nu. Det, der ikke var sendt, kan kun komme fra en sikkerhedskopi.

## Departments

choose_department = Vælg afdeling
# $department - name of the department in use
change_department = { $department }, skift afdeling
no_departments = Du har ikke adgang til nogen afdeling lige nu. Spørg din leder.

## Home

todays_round = Dagens runde
open_cases = Åbne sager
no_open_cases = Ingen åbne sager.
care_tasks = Plejeopgaver
no_tasks_today = Ingen opgaver i dag
todays_visits = I dag
no_visits_today = Ingen besøg i dag.
# $count - number of visits
overdue_visits = Overskredet ({ $count })
visit_now = Besøg nu
latest_visits = Seneste besøg
new_visit = Nyt besøg
count_insects = Tæl insekter
# $area - name of the area
count_insects_in = Tæl insekter – { $area }
go_on_counting = Fortsæt tælling
areas = Arealer
no_areas = Afdelingen har ingen arealer endnu.
latest_counts = Seneste tællinger
both_kept_badge = Begge dele er gemt
nothing_for_role = Du kan læse med i andre dele af Feltbog, men der er ikke noget på telefonen til din rolle endnu.
unseen = Nyt
work_at_office = Det meste af dit arbejde ligger på kontoret: åbn Feltbog på en computer.
conflict = Konflikt
# Name of the button.
count = Tæl
area = Areal
# Name of the button, on which the name of the kind is too long.
fault = Fejl

## Records

history = Historik
in_days-today = I dag
in_days-tomorrow = I morgen
in_days-one_week = Om 1 uge
in_days-two_weeks = Om 2 uger
in_days-four_weeks = Om 4 uger
in_days-three_months = Om 3 måneder
now = Nu
follow_up = Hvornår skal du følge op?
count_total = { $count ->
    [one] 1 insekt i alt
   *[other] { $count } insekter i alt
}

## Areas and tasks

# $size - a number
square_metres = { $size } m²
no_counts = Ingen tællinger endnu.
# $first - a day
# $last - a day
task_window = { $first } til { $last }
# $last - a day
task_until = senest { $last }

## Settings and updates

settings = Indstillinger
language = Sprog
theme = Udseende
organisation = Boligorganisation
department = Afdeling
update_ready = Ny version er klar
update_now = Opdater nu
too_old = Appen er for gammel til at sende. Det, du har skrevet, er gemt på telefonen. Opdater appen.

## Headings and buttons

cards = Anvisninger
photos = Billeder
referrals_due = Spørg, hvordan det gik
find = Find
open_signals = Fejl og bekymringer
no_signals = Ingen fejl eller bekymringer lige nu.
# For somebody who scans an area's sign without being signed in.
visitor = Området er vildt med vilje. Velkommen til at kigge på det! Resten er for dem, der passer det i Feltbog.
