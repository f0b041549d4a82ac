### Phones that wait for their confirmation.

waiting_phones = New phones
waiting_phones_lead = Ask the person which number stands on the phone. If it is another than here, the phone is locked out.
waiting_phones_none = No phones are waiting.
waiting_phone = Phone
waiting_number = Number
waiting_since = Enrolled
waiting_same = Same number
waiting_other = Another number
waiting_confirmed = The phone of { $name } is confirmed.
waiting_refused = The phone of { $name } is locked out. Make a new code.

## All phones, and open invitations

all_phones = All phones
all_phones_lead = A phone is silent when it has fetched nothing for a week. Ask whether it is in use; if it is lost, lock it.
every_phone = All phones
search_phones = Search for a person or a phone
phone_state-in_use = In use
phone_state-silent = Silent for more than a week
phone_state-waiting = Waiting for approval
phone_state-locked = Locked
open_invitations = Open invitations
open_invitations_lead = Codes and links that were made and not used yet. Withdraw those that were sent to the wrong person.
open_invitations_none = No invitations are open.
invitation_to = To
invitation_to_phone = A phone
invitation_to_office = The office
invitation_made_at = Made
invitation_works_until = Works until
invitation_withdraw = Withdraw
# $name - name of the person
invitation_withdrawn = The invitation to { $name } is withdrawn. Link and code work no more.
