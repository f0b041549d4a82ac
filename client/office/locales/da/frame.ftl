### The frame of the office, and what every page uses.
### Danish: du-form, facts rather than verdicts, and the imperative on buttons.

# Name of the office.
brand = Feltbog kontor
skip = Gå til indholdet
waiting = Henter
try_again = Prøv igen
undo = Fortryd
undone = Ændringen er fortrudt.
close = Luk
cancel = Annuller
read_again = Hent det igen
print = Udskriv
correct_first = Ret dette først
navigation = Sider
administration = Administration
overview = Organisationer
all_organisations = Alle organisationer
organisation = Organisation
departments = Afdelinger
people = Personer
import = Import
log = Log
page_missing = Siden findes ikke
page_missing_why = Adressen fører ikke til noget, du har adgang til. Den kan være skrevet forkert, eller din adgang kan være ændret.
to_overview = Til forsiden
theme = Udseende
theme_system = Som computeren
theme_light = Lys
theme_dark = Mørk
theme_contrast = Høj kontrast
language = Sprog

## When something did not go through

server_failed = Noget gik galt på serveren. Det, du har skrevet, står her endnu. Prøv igen, og sig det til den, der driver jeres Feltbog, hvis det bliver ved.
server_busy = Serveren har travlt. Det, du har skrevet, står her endnu. Prøv igen om lidt.
server_full = Serverens disk er fuld. Det, du har skrevet, står her endnu. Sig det til den, der driver jeres Feltbog.
unreachable = Serveren svarer ikke. Det, du har skrevet, står her endnu. Se, om du har net, og prøv igen.
session_ended = Du er logget ud. Log ind igen. Det, du har skrevet, står her endnu.
answer_unreadable = Serverens svar kunne ikke læses. Genindlæs siden. Sker det igen, så skriv til den, der driver jeres Feltbog.
