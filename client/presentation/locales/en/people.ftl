### Several people on one phone.
### English.

still_sends = What each of you has not sent yet is sent by itself when there is a connection.
add_person = Add a person
phone_full = There are eight people on the phone already. There is no room for more.
pin = PIN
pin_opens = Feltbog opens when all digits are entered.
pin_wrong = The PIN does not fit. Try again.
pin_spent = The PIN did not fit ten times. It does not open any more. What is not sent yet is still here.
wait_seconds = { $seconds ->
    [one] The PIN does not fit. Wait 1 second, and try again. Everything is saved.
   *[other] The PIN does not fit. Wait { $seconds } seconds, and try again. Everything is saved.
}
wait_minutes = { $minutes ->
    [one] The PIN does not fit. Wait 1 minute, and try again. Everything is saved.
   *[other] The PIN does not fit. Wait { $minutes } minutes, and try again. Everything is saved.
}
pin_forgotten = Forgotten PIN
new_code = Ask your housing organisation for a new code. What you have not sent yet stays on the phone. The rest is fetched again.
somebody_else = Somebody else
choose_pin = Choose a PIN
pin_why = The PIN opens your part of the phone. It locks when the phone has been left for five minutes.
pin_longer = The PIN has to be longer, because it now locks what is on the phone. Choose one of at least six digits.
pin_first = Choose a PIN first, so that nobody but you opens your part of the phone.
new_pin = New PIN
pin_rule = Enter 6 to 12 digits.
save_pin = Save the PIN
pin_not_kept = The phone cannot keep a PIN. Open Feltbog from the address you were given with the code.
no_secret = The PIN locks what is on the phone. After ten wrong ones only a new code opens, and what the server has is fetched again.
silent = The phone has been without a connection for too long
silent_lead = Go to a place with a connection. Feltbog opens when the phone has had one.
still_sends_own = What you have not sent yet is saved and is sent by itself.
shared = Several on the phone
shared_lead = Each person has a part of their own with their own things. Nobody sees or sends for another.
change_pin = Change the PIN
remove_pin = Remove the PIN
leave = Take me off this phone
leave_lead = Everything you have written is sent and stays with the housing organisation. It is deleted on this phone only. You need a new code to come back.
leave_yes = Yes, take me off this phone
leave_unsent = Some of what you have written has not been received yet. Tap the line at the bottom to see what. Try again when everything is sent.
leave_unreachable = The phone has no connection. Try again when it has. Everything is as it was.
stay = No, stay
