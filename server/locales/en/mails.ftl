### The texts of mails.

invitation_subject = Your access to Feltbog's office
invitation_body = You are invited to Feltbog's office. Open the address and choose a password:
invitation_once = The address works once and for 72 hours. Do not pass it on.
invitation_unexpected = If you do not expect it, do not use it, and tell your administrator.

lockout_subject = Too many tries to sign in to Feltbog
lockout_body = Too many wrong passwords or one-time codes were tried for your account. It accepts no more just now.
lockout_advice = If it was you, wait a quarter of an hour. If it was not, tell your administrator.

break_glass_subject = The break-glass access to Feltbog was used
break_glass_body = A break-glass link was used. One person can administer all departments for at most 30 minutes, and cannot read cases.
break_glass_advice = See in the log what is changed. If you do not expect it, tell those who run the server at once.

own_grant_subject = Somebody gave themselves a role in Feltbog
own_grant_body = An administrator gave a role to themselves, or prolonged one.
own_grant_advice = See in the administrative log who it is and what the role allows. Privacy officers find it among the security events. If you do not expect it, ask at once.

late_return_subject = A colleague has not reported that they are out
late_return_body = A colleague wanted to be out of a home a quarter of an hour ago and has not reported that they are.
late_return_advice = See who and where in Feltbog on the phone, or on the first page of the office. If there is danger, call 112.

digest_subject = Something is waiting in Feltbog
digest_body = Waiting for you:
# $count - number of signals
digest_signals = New signals: { $count }
# $count - number of concerns
digest_concerns = New concerns: { $count }
# $count - number of concerns
digest_to_contact = Concerns for you as contact person: { $count }. They are in your inbox at the office of Feltbog.
# $count - number of handovers
digest_handovers = New handovers: { $count }
# $count - number of records
digest_overdue = Deadlines reached: { $count }
# $count - number of cases
digest_approvals = Waiting for your yes: { $count }
# $count - number of cases
digest_unseen = Cases nobody has looked at for long: { $count }
# $link - an address
digest_open = Open Feltbog: { $link }
# $link - an address
digest_off = You can switch the daily mail off: { $link }
