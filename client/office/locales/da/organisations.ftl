### Organisations.

add_organisation = Tilføj organisation
key = Kort nøgle
key_hint = Til adresser: små bogstaver, tal og bindestreger. Den kan ikke ændres senere.
key_wanted = Skriv en nøgle af små bogstaver fra a til z, tal og bindestreger.
cvr = CVR-nummer
cvr_wanted = Skriv CVR-nummeret med otte cifre, eller lad feltet være tomt.
lbf_number = Nummer i Landsbyggefondens Stamdata
controller = Dataansvarlig
controller_hint = Som det skal stå i breve. Lad feltet være tomt, når det er organisationen selv.
organisation_modules_hint = Et modul, der er slået fra her, er slået fra i alle afdelinger.
unused_days = Dage, før en ubrugt telefon skal tilmeldes igen
unused_days_hint = Fra 7 til 90.
unused_days_wanted = Skriv et tal fra 7 til 90.
confirms_phones = Nye telefoner bekræftes her på kontoret med et kort nummer
# $name - name of what was saved
saved = { $name } er gemt.
save = Gem
name = Navn
name_wanted = Skriv et navn.
day_wanted = Vælg en dag.

## Modules, in the order of their keys

modules = Moduler
module-conflicts = Nabokonflikter
module-visits = Sociale besøg
module-nature = Natur
module-screening = Screening
module-arrears = Restancer
