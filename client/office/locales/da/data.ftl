### Eksport, og andre systemers adgang.

exports = Eksport
exports_lead = Hent de oplysninger, du må læse, som en fil. Hver eksport bliver skrevet i loggen.
export_format = Hvilken fil?
export_format_name-xlsx = Excel-projektmappe
export_format_name-csv = Tabel (CSV)
export_format_name-geojson = Kort (GeoJSON)
export_format_name-dwca = Åbne naturdata (Darwin Core)
export_format_name-jsonl = JSON Lines
export_format_name-automerge = Oplysninger med historik (Automerge)
export_format_hint-xlsx = Et ark for hver slags.
export_format_hint-csv = Én slags. Åbner rigtigt i en dansk Excel.
export_format_hint-geojson = Arealerne med deres omrids. Ingen personer.
export_format_hint-dwca = Insekttællinger og fund til GBIF og Arter. Ingen personer. Låste, gyldige tællinger fra én organisation.
export_format_hint-jsonl = Én post på hver linje, til andre systemer.
export_format_hint-automerge = Én fil for hver post, pakket sammen.
export_kinds = Hvilke oplysninger?
export_kinds_all = Alt, filen kan rumme, hvis du ikke vælger noget.
export_department = Afdeling
export_department_all = Alle mine afdelinger
export_from = Ændret fra
export_until = Ændret til
export_personal = Oplysningerne handler om mennesker. Du bliver bedt om at vise, hvem du er. Pas på filen, og slet den, når du har brugt den.
export_organisation = Organisation
export_unlocked = Tag tællinger med, der ikke er låst endnu
export_invalid = Tag ugyldige tællinger med, mærket som ugyldige
export_mailbox = Fælles postkasse til spørgsmål
export_make = Hent filen
export_counting = Posterne bliver talt.
# $rows - number of records
export_fetching = Poster, der hentes: { $rows }. Bliv på siden, til filen er her.
export_received_little = Hentet: under 1 MB
# $megabytes - number of megabytes
export_received = Hentet: { $megabytes } MB
# $rows - number of records
export_is_done = Filen er hentet. Antal poster: { $rows }
export_cancelled = Eksporten er stoppet. Ingen fil er gemt.
export_nothing = Du har ingen oplysninger at hente.

data_access = Andre systemer
data_access_lead = Lad et datalager læse oplysninger, eller lad et andet system vide, når noget ændres. De får kun det, som personen bag dem selv må læse.
data_tokens = Læsenøgler
data_tokens_lead = Et system læser oplysninger med en nøgle. Giv hvert system sin egen nøgle.
data_none = Der er ingen endnu.
data_name = Navn
data_name_hint = For eksempel systemets navn.
data_days = Dage, til den udløber
data_days_wanted = Skriv et tal fra 1 til 366.
data_by = Lavet af
data_kinds = Oplysninger
data_expires = Udløber
data_used = Sidst brugt
data_never = Aldrig
data_state = Status
data_state_live = I brug
data_state_ended = Afsluttet
data_state_expired = Udløbet
data_make_token = Lav en læsenøgle
data_revoke = Afslut
data_revoked = Nøglen er afsluttet.
data_secret_once = Kopiér den nu. Den vises kun denne ene gang.
data_secret_kept = Jeg har kopieret den
webhooks = Beskeder til andre systemer
webhooks_lead = Modtageren får besked, når noget ændres. Kun id og slags bliver sendt, og hver besked er underskrevet.
webhook_url = Adresse
webhook_url_hint = Begynder med https:// og fører til internettet.
webhook_make = Tilføj modtager
webhook_ended = Modtageren får ikke flere beskeder.
webhook_last = Seneste beskeder
# $at - day and time
# $events - number of events
webhook_call_done = { $at }: modtaget. Antal ændringer: { $events }
# $at - day and time
# $reason - why it failed
webhook_call_failed = { $at }: ikke modtaget. { $reason }
data_may_not_make = Den boligsociale enhed laver læsenøgler og tilføjer modtagere. Du kan se dem og afslutte dem.
