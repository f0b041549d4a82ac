### Signing in, invitations and sessions.

sign_in_title = Log ind på kontoret
sign_in_accessibility = Tilgængelighed
sign_in = Log ind
# $name - name of a provider of identities
sign_in_with = Log ind med { $name }
no_way_in = Kontoret har endnu ingen måde at logge ind på. Skriv til den, der driver jeres Feltbog.
account = Mailadresse
password = Adgangskode
code = Engangskode
code_hint = Seks cifre fra din app til engangskoder, eller en af dine nødkoder.
password_forgotten = Har du glemt adgangskoden eller mistet telefonen med engangskoder? Bed en administrator om en ny invitation.
sign_out = Log ud
session_ended_title = Du er logget ud
session_ended_keeps = Siden er her endnu, med det du har skrevet. Log ind igen for at gå videre.
proof_title = Bekræft, at det er dig
proof_why = Det, du er ved at gøre, kan give eller tage adgang. Skriv adgangskode og engangskode igen.
proof_give = Bekræft
proof_at_provider = Det, du er ved at gøre, kan give eller tage adgang. Bekræft i en ny fane, at det er dig. Det, du har skrevet her, bliver stående.
proof_go = Bekræft i en ny fane
proof_done = Jeg har bekræftet
proven = Du har bekræftet
proven_lead = Luk fanen, gå tilbage til den anden, og tryk på Jeg har bekræftet.
invitation_or_provider = Eller brug den konto, du allerede har på arbejdet:

## Invitation

invitation_title = Din adgang til kontoret
# $name - name of the person
invitation_welcome = Velkommen, { $name }. Vælg en adgangskode, og sæt engangskoder op. Det tager fem minutter.
new_password = Ny adgangskode
password_rules = Mindst 15 tegn. Gerne fire-fem ord efter hinanden. Den må ikke være en, som mange bruger.
password_too_short = Skriv en adgangskode på mindst 15 tegn.
mail_wanted = Skriv din mailadresse, som den bruges på arbejdet.
code_wanted = Skriv de seks cifre, som din app viser lige nu.
totp_title = Engangskoder
totp_why = Scan koden med en app til engangskoder på din telefon, for eksempel den, du bruger til andre systemer på arbejdet.
totp_qr = QR-kode til appen med engangskoder. Koden står som tekst nedenunder.
totp_secret = Kan du ikke scanne? Skriv denne nøgle i appen:
totp_code = De seks cifre, appen viser
make_account = Opret min adgang
recovery_title = Dine nødkoder
recovery_why = Hver kode virker én gang, hvis du ikke har din telefon. De vises kun nu. Udskriv dem, og læg dem et sikkert sted.
recovery_done = Jeg har gemt dem. Log ind

## Sessions

sessions = Hvor jeg er logget ind
sessions_lead = Afslut dem, du ikke kender, og skift adgangskode ved at bede om en ny invitation.
browser = Browser
begun = Logget ind
last_seen = Sidst brugt
session_is_this = Denne browser
end_session = Log ud der
session_is_ended = Den er logget ud.

## Emergency

break_glass_title = Adgang i en nødsituation
break_glass_lead = Linket giver adgang i en halv time til at rette det, der spærrer for de andre. Det virker én gang, og brugen står i loggen.
break_glass_begin = Log ind
