### People, their roles and their phones.

person = Person
add_person = Tilføj person
add_person_lead = Når personen er gemt, giver du roller og laver en kode til telefonen på personens side.
back_to_people = Til personerne
search_people = Søg efter navn, nummer eller mailadresse
role = Rolle
roles = Roller
every_role = Alle roller
every_department = Alle afdelinger
everybody = Alle
state = Status
person_state-active = Har en rolle nu
person_state-without_role = Uden rolle
person_state-without_phone = Uden telefon
person_state-office = Har adgang til kontoret
employee_number = Medarbejdernummer
phones = Telefoner
office_column = Kontor
office_access = Adgang til kontoret
yes = Ja
more_rows = Vis flere
choose_all = Vælg alle, der vises
# $name - name of the person
choose_person = Vælg { $name }
places = { $count ->
    [one] 1 sted
   *[other] { $count } steder
}
place = Gælder for
choose = Vælg
whole_organisation = Hele organisationen
first_day = Første dag
last_day = Sidste dag
last_day_hint = Lad feltet være tomt, når rollen ikke har en slutning.

## Many at once

chosen_people = Valgte personer
chosen = { $count ->
    [one] 1 valgt
   *[other] { $count } valgt
}
choose_nobody = Fravælg alle
give_role = Giv en rolle
end_role = Afslut en rolle
make_codes = Lav koder til telefoner
choose_role = Vælg en rolle.
choose_place = Vælg, hvor rollen gælder.
end_before_beginning = Slutningen ligger før begyndelsen. Vælg en senere dag.
show_effects = Vis, hvad der sker
# $added - number of roles that are added
# $changed - number of roles that get another end
# $unchanged - number of roles that stand already
effects = Nye roller: { $added }. Roller med ny slutning: { $changed }. Uændrede roller: { $unchanged }
carry_out = Gennemfør
grants_changed = { $count ->
    [one] 1 rolle er ændret.
   *[other] { $count } roller er ændret.
}

## One person

no_roles = Personen har ingen roller og ser derfor ingenting på telefonen.
add_role = Tilføj rolle
end_now = Afslut nu
grant_coming = Begynder senere
grant_holding = Gælder nu
grant_ended = Slut
no_phones = Personen har ingen telefon endnu.
enrolled_at = Tilmeldt
phone_in_use = I brug
# $time - day and time
phone_locked_at = Lukket { $time }
phone_is_gone = Telefonen er væk
# $name - name of the phone
phone_is_gone_title = Er { $name } væk?
phone_is_gone_why = Telefonen bliver lukket for altid og sletter det, den har, næste gang den får net. Det, der ikke er sendt, kan kun hentes med hjælp. Skal den bruges igen, tilmeldes den på ny.
phone_lock = Luk telefonen
# $name - name of the phone
phone_is_locked = { $name } er lukket. Den sletter det, den har, næste gang den får net. Det, der er sendt, er her stadig.
make_code = Lav kode til en telefon
has_account = Personen kan logge ind på kontoret.
has_no_account = Personen kan ikke logge ind på kontoret. Det er kun nødvendigt for dem, der skal arbejde her.
invite = Inviter til kontoret
invite_again = Lav en ny invitation
# $time - day and time
invitation_lead = Send linket til personen. Det virker én gang og til { $time }. Det vises kun nu.

## Codes for phones

phone_codes = Koder til telefoner
phone_codes_lead = Udskriv arket nu: koderne vises kun denne ene gang. Klip kortene ud, og giv hver person sit eget.
# $name - name of the person
phone_code_qr = QR-kode til { $name }. Koden står som tekst nedenunder.
code_step_scan = Scan koden med telefonens kamera, og åbn linket.
# $address - address of the server
code_step_type = Eller åbn { $address } i browseren, og skriv koden.
code_step_home = Sæt Feltbog på hjemmeskærmen, når telefonen spørger.
# $time - day and time
code_expires = Koden virker én gang og til { $time }.

## Sessions of a person

person_sessions = Hvor personen er logget ind på kontoret
person_sessions_none = Personen er ikke logget ind på kontoret lige nu.
person_sessions_hint = Er en browser ukendt, eller er en computer væk, så log personen ud overalt. Telefoner er ikke berørt.
person_sessions_end = Log personen ud overalt
# $name - name of the person
person_sessions_ended = { $name } er logget ud overalt på kontoret.
