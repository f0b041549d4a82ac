### The texts of mails.
### Danish: du-form, facts, no names, no places and nothing that somebody recorded.

invitation_subject = Din adgang til Feltbogs kontor
invitation_body = Du er inviteret til Feltbogs kontor. Åbn adressen, og vælg en adgangskode:
invitation_once = Adressen virker én gang og i 72 timer. Send den ikke videre.
invitation_unexpected = Venter du den ikke, så brug den ikke, og sig det til jeres administrator.

lockout_subject = For mange forsøg på at logge ind i Feltbog
lockout_body = Der er prøvet for mange forkerte adgangskoder eller engangskoder til din konto. Den tager ikke imod flere lige nu.
lockout_advice = Var det dig, så vent et kvarter. Var det ikke dig, så sig det til jeres administrator.

break_glass_subject = Nødadgangen til Feltbog er brugt
break_glass_body = Et nødlink er brugt. Én person kan administrere alle afdelinger i højst 30 minutter, men kan ikke læse sager.
break_glass_advice = Se i loggen, hvad der bliver ændret. Venter du det ikke, så sig det til driften med det samme.

own_grant_subject = Nogen har givet sig selv en rolle i Feltbog
own_grant_body = En administrator har givet sig selv en rolle, eller forlænget den.
own_grant_advice = Se i den administrative log, hvem det er, og hvad rollen giver. Databeskyttelsesrådgivere finder det under Sikkerhedshændelser. Venter du det ikke, så spørg med det samme.

late_return_subject = En kollega er ikke meldt ude
late_return_body = En kollega skulle være ude af en bolig for et kvarter siden og er ikke meldt ude.
late_return_advice = Se hvem og hvor i Feltbog på telefonen, eller på kontorets første side. Er der fare, så ring 112.

digest_subject = Der venter noget i Feltbog
digest_body = Det venter på dig:
# $count - number of signals
digest_signals = Nye signaler: { $count }
# $count - number of concerns
digest_concerns = Nye bekymringer: { $count }
# $count - number of concerns
digest_to_contact = Bekymringer til dig som kontaktperson: { $count }. De ligger i din indbakke på kontoret i Feltbog.
# $count - number of handovers
digest_handovers = Nye overdragelser: { $count }
# $count - number of records
digest_overdue = Frister, der er nået: { $count }
# $count - number of cases
digest_approvals = Venter på dit ja: { $count }
# $count - number of cases
digest_unseen = Sager, ingen har set på længe: { $count }
# $link - an address
digest_open = Åbn Feltbog: { $link }
# $link - an address
digest_off = Du kan slå den daglige mail fra: { $link }
