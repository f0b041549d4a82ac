### Arrears and counselling.
### Danish: facts and an action, never a verdict. No amounts and no names.

arrears = Restancer
arrears_lead = Ring ved den første rykker. Her står bolig og trin, aldrig beløb og aldrig navne.
organisation = Boligorganisation
latest_list = Seneste liste
next_list = Næste liste senest
no_list = Ingen liste endnu
bring_list_in = Hent restanceliste ind
every_organisation = Alle boligorganisationer
only_open = Vis kun dem, der mangler noget
arrears_none = Der er ingen restancer, der mangler noget.
new_contact = Ny restancekontakt
department = Afdeling
dwelling = Bolig
dwelling_unknown = Uden bolig
stage = Trin
list_day = Liste
not_on_latest = ikke på den seneste liste
tries = Forsøg
first_contact = Nået første gang
result = Resultat
eviction_result = Efter fogeden
import_title = Hent restanceliste ind
import_lead = Listen hentes ind hver 14. dag. Intet ændres, før du har set planen.
import_hint = CSV eller XLSX med Lejemålsnr eller Adresse, Trin og eventuelt Dato og Afd. Kolonner med beløb og navne læses ikke.
list_on = Listens dag
list_on_hint = Den dag, listen er trukket. Står der en dato på linjerne, gælder den.
list_on_wanted = Vælg en dag, der ikke ligger i fremtiden.
all_arrears = Alle restancer
inquiries = Rådgivning
inquiries_lead = Henvendelser til rådgivningen i alle dine boligorganisationer. De ældste, der mangler et udfald, står først.
inquiries_none = Ingen henvendelser mangler et udfald.
new_inquiry = Ny henvendelse
received = Kom
inquiry_topic = Emne
inquiry_way = Vej
answered = Besvaret
outcome = Udfald
without_topic = Uden emne
effect = Effekt af rådgivning
effect_lead = Udsættelser, undgåede udsættelser og løste henvendelser i et år.
year = År
contacts = Restancer med kontakt
evictions = Udsættelser
evictions_per_thousand = Udsættelser pr. 1.000 boliger
avoided = Undgåede udsættelser
avoided_hint = Fogeden var berammet, og husstanden blev boende.
saving = Sparet
effect_action_heading = Det gør vi
dwellings = Boliger
whole_organisation = Hele organisationen
departments = Afdelinger
# $amount - a number
kroner = { $amount } kr.
effect_action-call_earlier = Ring allerede ved den første rykker.
effect_action-go_on = Fortsæt kontakten, til aftalen holder.
effect_action-keep_calling = Bliv ved med at ringe ved den første rykker.
effect_action-bring_lists_in = Hent restancelisterne ind hver 14. dag.
formula = Sådan er det regnet ud
# $avoided - number of evictions
# $cost - cost of one
# $saving - the product
formula_own = { $avoided } undgåede udsættelser × { $cost } kr. = { $saving } kr.
formula_hidden = Antallet af undgåede udsættelser er under fem og vises ikke. Derfor vises besparelsen heller ikke.
# $dwellings - number of dwellings
# $saving - the product
formula_expected = CFBU regner med 2,4 undgåede udsættelser pr. 1.000 boliger × 54.000 kr. = 129.600 kr. For { $dwellings } boliger er det { $saving } kr.
cost = Hvad en udsættelse koster jer, i kroner
cost_hint = Lad feltet stå tomt for at regne med CFBU's 54.000 kr.
cost_wanted = Skriv et helt tal fra 1 til 10.000.000, eller lad feltet stå tomt.
cost_by_cfbu = CFBU's tal
cost_is_own = Jeres eget tal
save_cost = Gem beløbet
cost_saved = Beløbet er gemt.
inquiry_figures = Henvendelser, der er afsluttet
ended = Afsluttet
solved_share = Løst
referred = Henvist
unsolved = Ikke løst
hidden_hint = Tal under fem er skjult for dem, der kun ser samlede tal, og det er tal, der ville afsløre dem, også.
