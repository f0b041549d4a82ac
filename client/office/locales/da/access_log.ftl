### The access log of privacy officers.

access_log = Adgangslog
access_log_lead = Her ser du, hvem der har set eller ændret en fortrolig sag. Loggen viser ikke, hvad der står i sagen. At du læser i den, bliver også skrevet ned.
access_home = Bolig
access_home_hint = Skriv boligen, som den står i sagerne, for eksempel "Prøvevej 12, 2. tv.".
access_document = Sagens nummer
access_document_hint = Udfyld kun det ene af de to felter. Nummeret står sidst i sagens adresse.
access_search = Vis adgange
access_sample = Tag en stikprøve
access_none = Ingen har set eller ændret noget her.
access_by_server = Feltbog selv
access_where = Hvor
access_subject = Sag
audit_action-read = Set
audit_action-change = Ændret
audit_action-erase = Slettet
audit_action-lost = Rækker mangler
audit_purpose-phone_fetch = Hentet til telefon
audit_purpose-phone_change = Skrevet på telefon
audit_purpose-phone_record = Læst fra telefon
audit_purpose-office_list = Liste på kontoret
audit_purpose-office_record = Sag åbnet på kontoret
audit_purpose-office_history = Historik på kontoret
audit_purpose-office_change = Skrevet på kontoret
audit_purpose-photo = Billede
audit_purpose-letter = Brev
audit_purpose-bundle = Sagsbundt til nævnet
audit_purpose-export = Eksport
audit_purpose-data_access = Læsenøgle
audit_purpose-erasure = Slettet i hånden
audit_purpose-retention = Slettet efter fristen
audit_purpose-access_log = Adgangslog
audit_purpose-overload = For travlt til at skrive ned
audit_purpose-subject_access = Svar på indsigt
audit_purpose-hold = Holdt tilbage fra sletning
audit_purpose-hold_ended = Tilbageholdelse ophævet
audit_purpose-erasure_asked = Bedt slettet
security_events = Sikkerhedshændelser
security_events_lead = Forkerte koder, afviste websteder, forsøg på at se noget uden adgang, opbrugte kvoter og roller, som nogen har givet sig selv. De nyeste står først.
security_none = Der er ingen hændelser.
security_count = Antal
security_address = Netadresse
security_route = Hvad der blev bedt om
security_kind-failed_code = Forkert kode
security_kind-wrong_origin = Afvist websted
security_kind-access_denied = Ingen adgang
security_kind-budget_exceeded = Kvote brugt op
security_kind-own_grant = Rolle givet til sig selv

## Privacy papers

papers = Databeskyttelse
papers_lead = Papirerne følger med denne udgave af Feltbog og siger, hvad den gør, og hvad der mangler. Det, der står som [udfyldes], svarer I selv på. Ret papirerne til jeres egen organisation, før I bruger dem.
