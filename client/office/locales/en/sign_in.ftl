### Signing in, invitations and sessions.

sign_in_title = Sign in to the office
sign_in_accessibility = Accessibility
sign_in = Sign in
# $name - name of a provider of identities
sign_in_with = Sign in with { $name }
no_way_in = The office has no way of signing in yet. Write to whoever runs your Feltbog.
account = Mail address
password = Password
code = One-time code
code_hint = Six digits from your app for one-time codes, or one of your recovery codes.
password_forgotten = Forgot the password or lost the phone with one-time codes? Ask an administrator for a new invitation.
sign_out = Sign out
session_ended_title = You are signed out
session_ended_keeps = The page is still here, with what you wrote. Sign in again to go on.
proof_title = Confirm that it is you
proof_why = What you are about to do can give or take access. Enter password and one-time code again.
proof_give = Confirm
proof_at_provider = What you are about to do can give or take access. Confirm in a new tab that it is you. What you wrote here stays.
proof_go = Confirm in a new tab
proof_done = I have confirmed
proven = You have confirmed
proven_lead = Close the tab, go back to the other one, and press I have confirmed.
invitation_or_provider = Or use the account that you already have at work:

## Invitation

invitation_title = Your access to the office
# $name - name of the person
invitation_welcome = Welcome, { $name }. Choose a password, and set up one-time codes. It takes five minutes.
new_password = New password
password_rules = At least 15 characters, such as four or five words in a row. It must not be one that many people use.
password_too_short = Enter a password of at least 15 characters.
mail_wanted = Enter the mail address that you use at work.
code_wanted = Enter the six digits that your app shows right now.
totp_title = One-time codes
totp_why = Scan the code with an app for one-time codes on your phone, such as the one you use for other systems at work.
totp_qr = QR code for the app with one-time codes. The key stands as text below.
totp_secret = Cannot scan? Enter this key in the app:
totp_code = The six digits the app shows
make_account = Make my access
recovery_title = Your recovery codes
recovery_why = Each code works once, when you do not have your phone. They are shown only now. Print them and keep them in a safe place.
recovery_done = I have kept them. Sign in

## Sessions

sessions = Where I am signed in
sessions_lead = End those you do not know, and change your password by asking for a new invitation.
browser = Browser
begun = Signed in
last_seen = Last used
session_is_this = This browser
end_session = Sign out there
session_is_ended = It is signed out.

## Emergency

break_glass_title = Access in an emergency
break_glass_lead = The link gives access for half an hour, to correct what keeps the others out. It works once, and its use stands in the log.
break_glass_begin = Sign in
