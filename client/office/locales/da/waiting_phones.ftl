### Phones that wait for their confirmation.

waiting_phones = Nye telefoner
waiting_phones_lead = Spørg personen, hvilket tal der står på telefonen. Er det et andet end her, lukkes telefonen.
waiting_phones_none = Ingen telefoner venter.
waiting_phone = Telefon
waiting_number = Tal
waiting_since = Oprettet
waiting_same = Samme tal
waiting_other = Et andet tal
# $name - name of the person
waiting_confirmed = Telefonen hos { $name } er godkendt.
# $name - name of the person
waiting_refused = Telefonen hos { $name } er lukket. Lav en ny kode.
