### Import of lists from a file.

import_lead = Hent en liste fra jeres eget system. Først ser du, hvad der vil ske. Intet ændres, før du trykker på Gennemfør.
import_what = Hvad er det for en liste?
import_kind-departments = Afdelinger
import_kind-people = Personer
import_kind-grants = Roller
import_kind-dwellings = Boliger
import_kind_hint-departments = Kolonner: afdelingsnummer, navn, kommune, boliger. Desuden LBF afd.nr, udeareal, BFE, boligtype, bestyrelse, beboere, bydel, ejerforhold.
import_kind_hint-people = Kolonner: medarbejdernummer eller objectId, navn, mail, rolle, afdeling, fra, til.
import_kind_hint-grants = Kolonner: medarbejdernummer eller mail, rolle, afdeling, fra, til, stedfortræder for.
import_kind_hint-dwellings = Kolonner: afdeling, adgangsadresse-id, vejnavn, husnummer, etage, dør.
import_file = Fil
import_file_hint = CSV eller Excel (xlsx), som jeres system gemmer den. Semikolon, komma og danske bogstaver genkendes.
file_unreadable = Filen kunne ikke læses. Den er måske ændret eller flyttet, siden du valgte den. Vælg den igen.
import_reading = Filen læses.
import_plan = Det, der vil ske
import_is_ready = Listen er klar. Se ændringerne igennem, og tryk på Gennemfør.
import_has_faults = Listen har fejl. Ret dem i filen, og vælg den igen. Intet er ændret.
import_changes_nothing = Alt på listen står her allerede. Der er intet at ændre.
import_is_applied = Listen er hentet ind.
import_applied = Importen er gennemført.
import_apply = Gennemfør
import_added = Kommer til
import_changed = Ændres
import_unchanged = Er, som de skal være
import_ended = Afsluttes
import_skipped = Sprunget over
import_faults = Fejl, der skal rettes
import_warnings = Bemærkninger
import_changes = Ændringer
import_place = Linje og kolonne
import_remark = Bemærkning
import_line = Linje
import_subject = Hvem eller hvad
import_field = Felt
before = Før
after = Efter
import_whole = Det er hele listen: de, der mangler, er stoppet
import_ended_number = Hvor mange er stoppet
import_ended_hint = Skriv tallet, når der bliver spurgt efter det.
import_again = Læs filen igen
import_columns = Kolonner
import_columns_hint = Vælg, hvad kolonnerne er. Det huskes til næste gang.
import_column_open = Læses ikke
import_column_none = Skal ikke bruges
# $sentence - a remark
# $count - number of such remarks
import_accept = Det er i orden ({ $count }): { $sentence }
import_accept_all = Sæt hak ved alle bemærkninger først.
import_choices = Læsning af filen
import_choose = Vælg
import_sheet = Ark
import_dates = Datoer med to cifre i årstallet
import_dates_dmy = Dag først: 31-12-26
import_dates_mdy = Måned først: 12/31/26
import_width = Cifre i medarbejdernumre
import_width_hint = Nuller forrest, som regnearket har fjernet, kommer tilbage. Det huskes til næste gang. Lad feltet være tomt, hvis numrene skal læses, som de står.
import_width_wrong = Skriv et tal fra 1 til 20.
import_roles = Ord for roller
import_roles_hint = Vælg, hvilken rolle hvert ord er. Det huskes til næste gang.
import_people = Er det den samme person?
import_people_hint = Vælg ved hver. Navn og mail alene afgør det ikke.
# $name - name in the list
# $known - person who is there
import_person = »{ $name }« på listen: er det { $known }?
import_person_same = Ja, det er den samme
import_person_new = Nej, det er en anden
# $header - header of a column
# $values - values of the column
import_samples = { $header } (for eksempel { $values })
# $shown - number of changes on the page
# $all - number of changes
import_more = Siden viser { $shown } af { $all } ændringer. Rapporten har dem alle.
import_report_csv = Hent rapport som CSV
import_report_xlsx = Hent rapport til Excel
