### Overview, nature and the board's page.
### Danish: facts and an action, never a verdict.

figures = Tal og tendenser
# $day - day of the numbers
figures_lead = Tallene er fra { $day }. Ved hvert varsel står, hvad I kan gøre.
figures_nothing = Der er ingen tal, du må se her.
figures_above = Niveauer over
figures_below = Steder
place = Sted
findings = Det skal I se på
findings_none = Der er ingen varsler lige nu.
finding_kind-conflicts_rising = Flere nye konflikter end normalt her
finding_kind-signals_rising = Flere nye signaler end normalt her
finding_kind-follow_ups_overdue = Opfølgninger er over tiden
finding_kind-old_conflicts = Konflikter har været åbne i et halvt år
finding_kind-slow_contact = Der går en uge eller mere, før et signal bliver taget op
finding_kind-tasks_overdue = Plejeopgaver er over tiden
finding_kind-observations_unanswered = Observationer mangler svar
finding_kind-phones_silent = Telefoner har ikke meldt sig
finding_kind-below_target = Der mangler areal for at nå målet
finding_action-offer_dialogue = Se på de nye konflikter sammen, og tilbyd dialog tidligt.
finding_action-walk_the_place = Gå stedet igennem med driften.
finding_action-call_back = Ring tilbage, eller sæt en ny dag.
finding_action-decide_next_step = Beslut næste skridt, eller luk sagen.
finding_action-agree_on_rota = Aftal, hvem der holder øje med indbakken.
finding_action-plan_the_work = Planlæg opgaven med driftslederen, eller aflys den.
finding_action-answer = Skriv et svar til dem, der skrev.
finding_action-ask_to_open_app = Bed folk åbne appen, hvor der er net.
finding_action-propose_area = Foreslå et areal til bestyrelsen.
# $value - number found
# $threshold - number from which it is a warning
finding_numbers = { $value } (varsel fra { $threshold })
conflicts = Konflikter
signals = Signaler om steder
nature = Natur
phones_title = Telefoner
open_conflicts = Åbne konflikter
open_signals = Åbne signaler
by_age = Åbne konflikter efter alder
by_state = Åbne konflikter efter status
age_band-fresh = Under 4 uger
age_band-weeks = 4 uger til 2 måneder
age_band-months = 2 til 6 måneder
age_band-old = Over 6 måneder
age = Alder
overdue_follow_ups = Opfølgning over tiden
solved_share = Løst af de lukkede det sidste år
solved_early = Løst ved tidlig dialog
solved_early_hint = Klager, der ikke blev til skriftlige sager
closed_year = Lukket af sidste års konflikter
signals_overdue = Signaler over tiden
contact_days = Dage, før et signal typisk bliver taget op
contacted = Signaler, der er taget op det sidste år
new_conflicts = Nye konflikter i hver 4 uger
new_signals = Nye signaler i hver 4 uger
period = Periode
period_now = Nu
# $weeks - number of weeks
weeks_ago = For { $weeks } uger siden
# $number - the usual number
usually = normalt { $number }
number_of = Antal
show_numbers = Vis tallene
# $number - a number that is known
at_least = mindst { $number }
hidden_number = skjult
hidden_hint = Tal under 5 er skjult. Det samme er tal, der kunne afsløre dem.
phones_count = Telefoner i brug
phones_silent = Har ikke meldt sig i 3 dage
phones_unsent = Det er ukendt, hvad de mangler at sende. En telefon fortæller det først, når den har net.
laid_out = Udlagt til natur
share_outdoor = Del af udearealet
outdoor_unknown = Udearealet er ikke oplyst
target = Mål
target_none = Intet mål
target_square_metres = Mål i m²
target_percent = Mål i procent af udearealet
save_targets = Gem mål
targets_saved = Målene er gemt.
public_pages = Vis en offentlig side om hvert areal bag skiltets kode
areas_count = Arealer
areas_proposed = Forslag, der venter
tasks_waiting = Opgaver, der venter
tasks_late = Opgaver over tiden
unanswered = Observationer uden svar
valid_counts = Gyldige tællinger i år
invalid_counts = Ikke gyldige tællinger i år
nature_map = Kort over arealerne
nature_map_empty = Ingen arealer er tegnet endnu.
map_number = På kortet
area = Areal
kind_of_area = Slags
size = Størrelse
state_label = Status
every_department = Alle afdelinger
choose_organisation = Vælg organisation
plan_changes = Ændringer af plejen
plan_changes_none = Ingen planer er ændret.
photo_before = Før
photo_after = Efter
observations = Observationer og svar
observations_none = Ingen observationer endnu.
observation = Observation
observation_text = Beskrivelse
answer = Svar
answer_missing = Intet svar endnu
calendar = Plejekalender
calendar_none = Ingen opgaver venter.
without_day = Uden dag
insect_counts = Tællinger år for år
insect_counts_lead = Insekter pr. gyldig tælling, i gennemsnit. Tællinger, der ikke er gyldige, er kun med i tabellen.
insect_counts_none = Ingen tællinger endnu.
year = År
per_count = Insekter pr. tælling
# $valid - number of valid counts
# $invalid - number of other counts
# $minutes - minutes of valid counts
effort = { $valid } gyldige, { $invalid } ikke gyldige, { $minutes } minutter
# $square_metres - square metres
effort_square_metres = { $square_metres } m² gået igennem
count_table = Alle tællinger
day = Dag
protocol = Metode
minutes = Minutter
insects = Insekter
validity = Gyldig
valid = Ja
locked = Låst
count_flaw-not_dry = Ikke tørt
count_flaw-out_of_season = Uden for 1. april til 30. september
count_flaw-wrong_duration = Ikke hele tiden
count_flaw-too_cold = For koldt
count_flaw-weather_missing = Vejret mangler
board_page = Bestyrelsen
board_lead = Mål, arealer, opgaver og forslag. Ingen sager og ingen navne.
proposals = Forslag til beslutning
proposals_none = Ingen forslag venter.
