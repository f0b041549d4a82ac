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
