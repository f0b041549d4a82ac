### Mail: the person's own settings, and invitations by mail.

my_settings = My settings
# $mail - the person's mail address
settings_mail = Mail is sent to { $mail }.
settings_no_mail = You have no mail address here. Ask your administrator to add it.
settings_mail_off = This server sends no mail.
# $hour - hour of the day
settings_digest = Send me a mail at { $hour }:00 when something waits for me
settings_digest_hint = The mail has numbers and a link. It has no names, places or texts.
settings_language = Language of mails
settings_saved = Your settings are saved.
invite_by_mail = Send the invitation by mail
# $mail - a mail address
# $time - day and time
invitation_mailed = The invitation is sent to { $mail }. It works once and until { $time }.

## One's own phones

own_phones = My phones
own_phones_none = You have no phones. An administrator can make a code for you.
