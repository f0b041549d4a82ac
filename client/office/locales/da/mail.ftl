### Mail: the person's own settings, and invitations by mail.

my_settings = Mine indstillinger
# $mail - the person's mail address
settings_mail = Mail sendes til { $mail }.
settings_no_mail = Der står ingen mailadresse på dig. Bed jeres administrator om at tilføje den.
settings_mail_off = Denne server sender ikke mail.
# $hour - hour of the day
settings_digest = Send en mail kl. { $hour }, når der venter noget på mig
settings_digest_hint = Mailen har tal og et link. Den har ingen navne, steder eller tekster.
settings_language = Sprog i mails
settings_saved = Dine indstillinger er gemt.
invite_by_mail = Send invitationen med mail
# $mail - a mail address
# $time - day and time
invitation_mailed = Invitationen sendes til { $mail }. Den virker én gang og til { $time }.

## One's own phones

own_phones = Mine telefoner
own_phones_none = Du har ingen telefoner. En administrator kan lave en kode til dig.
