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

## All phones, and open invitations

all_phones = Alle telefoner
all_phones_lead = En telefon er tavs, når den ikke har hentet noget i en uge. Spørg, om den er i brug; er den væk, så luk den.
every_phone = Alle telefoner
search_phones = Søg efter person eller telefon
phone_state-in_use = I brug
phone_state-silent = Tavs i mere end en uge
phone_state-waiting = Venter på godkendelse
phone_state-locked = Lukket
open_invitations = Åbne invitationer
open_invitations_lead = Koder og links, der er lavet og ikke brugt endnu. Træk dem tilbage, som er sendt forkert.
open_invitations_none = Ingen invitationer er åbne.
invitation_to = Til
invitation_to_phone = En telefon
invitation_to_office = Kontoret
invitation_made_at = Lavet
invitation_works_until = Virker til
invitation_withdraw = Træk tilbage
# $name - name of the person
invitation_withdrawn = Invitationen til { $name } er trukket tilbage. Linket og koden virker ikke mere.
