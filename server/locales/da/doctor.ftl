### The sentences of `feltbog doctor`.
### Danish: du-form, facts rather than verdicts, and the imperative in advice.

## Results

result_fault = FEJL
result_warning = ADVARSEL
result_ok = OK
# $advice - what to do
advice = { "    " }Gør: { $advice }
read_more = Mere om hvert punkt: docs/operations.md, "Doctor".

## The address

# $address - the address that people use
https_ok = { $address } svarer på HTTPS.
# $address - the address that people use
https_local = { $address } kan kun nås fra denne maskine.
https_local_advice = Sæt public_url til den adresse med https://, som folk bruger.
# $address - the address that people use
# $reason - the error
https_unreachable = { $address } svarer ikke på HTTPS: { $reason }
https_unreachable_advice = Se efter navnet i DNS, port 443 i firewallen, proxyen og om serveren kører.
address_ok = Adressen fører til denne server.
# $address - the address that people use
address_other = På { $address } svarer en anden server, eller en uden denne hemmelighed.
address_other_advice = Ret public_url, eller lad proxyen sende adressen hertil.
# $days - number of days
certificate_ok = Certifikatet gælder i { $days } dage.
# $days - number of days
certificate_ends = Certifikatet udløber om { $days } dage.
certificate_ends_advice = Forny det. Med [tls] mode = "acme" eller Caddy sker det af sig selv: se i journalen hvorfor ikke.

## Proxies

proxy_ok = Serveren kender opkalderens adresse.
proxy_silent = Proxyen sender ikke opkalderens adresse.
proxy_silent_advice = Lad den sætte X-Forwarded-For, som i deploy/Caddyfile og deploy/haproxy.cfg.
proxy_forged = Alle kan påstå en adresse.
proxy_forged_advice = Sæt trusted_proxies til proxyens egne adresser, og lad den overskrive X-Forwarded-For.
proxy_open = Enhver nabo regnes for en proxy (behind_proxy uden trusted_proxies).
proxy_open_advice = Sæt trusted_proxies til proxyens egne adresser.
proxy_unlisted = Der står en proxy foran, som ikke er nævnt: alle opkald ligner ét.
proxy_unlisted_advice = Sæt trusted_proxies til proxyens egne adresser.
stream_ok = Strømmen kommer frem med det samme.
stream_held = Strømmen bliver holdt tilbage af proxyen.
stream_held_advice = Slå buffering fra for text/event-stream (nginx: proxy_buffering off).

## The machine

# $seconds - number of seconds
clock_ok = Uret går højst { $seconds } s forkert.
# $seconds - number of seconds
clock_off = Uret går { $seconds } s forkert.
clock_off_advice = Slå tidssynkronisering til: apt install systemd-timesyncd eller chrony.
# $percent - share of the disk
# $folder - a folder
disk_ok = Der er { $percent } % plads tilbage på { $folder }.
# $percent - share of the disk
# $folder - a folder
disk_full = Der er kun { $percent } % plads tilbage på { $folder }.
disk_full_advice = Gør plads, eller flyt sikkerhedskopier til en anden disk.
# $folder - a folder
folder_missing = { $folder } er der ikke eller kan ikke læses.
folder_missing_advice = Kør feltbog init, og kør doctor som root eller som serverens bruger.
files_ok = Ingen andre kan læse serverens filer.
# $file - a file
files_open = { $file } kan læses af andre.
# $file - a file
files_open_advice = chmod o-rwx { $file } (hemmelighed og nøgle: chmod 600).

## The database

database_ok = Databasen svarer og passer til denne udgave.
# $reason - the error
database_away = Databasen kan ikke læses: { $reason }
database_away_advice = Se efter, at den kører, og at database_url er rigtig. Før den første start: feltbog init.
# $migration - number of a migration
database_newer = Databasen er fra en nyere udgave (migration { $migration }).
database_newer_advice = Installer den udgave igen, eller gendan kopien fra før opgraderingen.
# $migration - number of a migration
database_older = Databasen er fra en ældre udgave (migration { $migration }).
database_older_advice = Den bringes ajour ved næste start. Tag en sikkerhedskopi først.
durability_ok = Databasen gemmer, hvad den kvitterer for.
# $setting - name of a setting
# $value - its value
durability_careless = Databasen kører med { $setting } = { $value } og kan miste, hvad den har kvitteret for.
durability_careless_advice = SQLite: lad kun Feltbog åbne filen (WAL). PostgreSQL: fsync, full_page_writes og synchronous_commit på on.
orphans_ok = Hver række hører til noget.
# $count - number of rows
orphans_found = { $count } rækker hører ikke til noget.
orphans_found_advice = Kør feltbog verify og derefter feltbog rebuild.
# $percent - share of the quota
quota_ok = Højst { $percent } % af en kvote er brugt.
# $percent - share of the quota
quota_nearly = { $percent } % af en kvote er brugt. Ved 100 % modtager serveren ikke mere fra dem, det gælder.
# $percent - share of the quota
quota_used_up = { $percent } % af en kvote er brugt. Serveren modtager ikke mere fra dem, det gælder.
quota_advice = Find ud af, hvem der sender så meget, eller sæt quota op. Se Kvoter i driftsvejledningen.

## Secret, ledger and backups

secret_ok = Hemmeligheden er databasens.
# $file - a file
secret_other = Hemmeligheden i { $file } mangler eller hører til en anden database.
secret_other_advice = Læg databasens egen hemmelighed tilbage fra kopien. Er den tabt: feltbog rebuild --new-secret.
# $days - number of days
secret_copy_ok = En kopi af hemmeligheden blev prøvet for { $days } dage siden.
secret_copy_missing = Hemmeligheden er ikke gemt andre steder.
# $file - a file
secret_copy_missing_advice = Gem en kopi af { $file } væk fra serveren, og prøv den: feltbog secret-copy --file KOPI
ledger_ok = Slettelisten ligger på en anden disk end databasen.
# $file - a file
ledger_same_disk = Slettelisten ({ $file }) ligger på samme disk som databasen.
ledger_same_disk_advice = Sæt erasure_ledger til en fil på en anden disk, eller kopiér den hver dag.
# $hours - number of hours
backup_ok = Sidste sikkerhedskopi er { $hours } timer gammel.
# $hours - number of hours
backup_old = Sidste sikkerhedskopi er { $hours } timer gammel, og der skal være en hver dag.
backup_none = Der er ikke lavet nogen sikkerhedskopi.
backup_advice = Sæt [backup] recipient og folder, og slå den daglige til: systemctl enable --now feltbog-backup.timer
# $days - number of days
verification_ok = Databasen blev efterprøvet for { $days } dage siden.
# $days - number of days
verification_old = Databasen er ikke efterprøvet i { $days } dage.
verification_none = Databasen er aldrig efterprøvet.
verification_advice = Kør feltbog verify, og slå den ugentlige til: systemctl enable --now feltbog-verify.timer

## Mail

mail_off = Der sendes ikke mail.
# $server - a host
mail_ok = Mailserveren { $server } tager imod.
# $reason - the error
mail_fails = Mail kan ikke sendes: { $reason }
mail_fails_advice = Ret [mail] i opsætningen: server, port, tls, user, password_file. Mails venter og bliver sendt, når det virker.
mail_queue_ok = Ingen mail venter for længe.
# $hours - number of hours
mail_queue_old = Den ældste mail har ventet i { $hours } timer.
mail_queue_old_advice = Se i journalen hvorfor, og om serveren kører.
# $count - number of mails
mail_queue_dead = { $count } mails er opgivet.
mail_queue_dead_advice = Se i journalen hvorfor. Ret de mailadresser, som mailserveren ikke kender.

## Background work

# $hours - number of hours
background_ok = Nattens arbejde kørte for { $hours } timer siden.
# $hours - number of hours
background_old = Nattens arbejde er ikke kørt i { $hours } timer.
background_none = Nattens arbejde har aldrig kørt.
background_advice = Det kører et kvarter efter starten og hver nat efter kl. 2, mens serveren kører. Se i journalen, hvorfor ikke: journalctl -u feltbog

## Providers of identities

provider_none = Der er ingen loginudbyder.
# $reason - the error
provider_file = Filen med loginudbydere duer ikke: { $reason }
provider_file_advice = Ret filen, som providers i opsætningen nævner. Serveren kan ikke starte, før den er rigtig.
# $name - name of the provider
provider_ok = Loginudbyderen { $name } svarer.
# $name - name of the provider
# $told - the issuer that it names
# $wanted - the issuer of the configuration
provider_other = Loginudbyderen { $name } kalder sig "{ $told }" og ikke { $wanted }.
provider_other_advice = Skriv issuer nøjagtig, som udbyderens dokument openid-configuration nævner den.
# $name - name of the provider
# $reason - the error
provider_away = Loginudbyderen { $name } svarer ikke: { $reason }
provider_away_advice = Se efter issuer i filen med loginudbydere, navnet i DNS, og om firewallen lader serveren ringe ud på port 443. Der kan ikke logges ind med den imens.

## Another version

# $version - the version to be installed
upgrade_ok = Intet står i vejen for udgave { $version }.
# $version - the version to be installed
# $present - the version that runs
upgrade_not_newer = Udgave { $version } er ikke nyere end { $present }.
upgrade_not_newer_advice = Skal en ældre udgave tilbage, så gendan også kopien fra før opgraderingen: se "Stopping and upgrading".
# $version - the version to be installed
# $present - the version that runs
upgrade_skips = Udgave { $version } kræver, at udgaverne mellem den og { $present } har kørt.
upgrade_skips_advice = Installer dem én ad gangen, og start hver af dem.
# $version - the version to be installed
# $present - the version that runs
upgrade_database = Udgave { $version } kræver en database, der er ajour med { $present }.
upgrade_database_advice = Kør feltbog migrate, eller start serveren en gang.
# $version - the version to be installed
upgrade_backup = Udgave { $version } kræver en sikkerhedskopi, der er højst en time gammel.
upgrade_backup_advice = Kør systemctl start feltbog-backup, og så doctor igen.
# $version - the version to be installed
# $needed - megabytes that are needed
# $free - megabytes that are free
upgrade_room = Udgave { $version } kræver { $needed } MB fri plads, og der er { $free } MB.
upgrade_room_advice = Gør plads, eller flyt sikkerhedskopier til en anden disk.
