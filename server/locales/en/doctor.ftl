### The sentences of `feltbog doctor`.

## Results

result_fault = FAULT
result_warning = WARNING
result_ok = OK
# $advice - what to do
advice = { "    " }Do: { $advice }
read_more = More on each of these: docs/operations.md, "Doctor".

## The address

# $address - the address that people use
https_ok = { $address } answers by HTTPS.
# $address - the address that people use
https_local = { $address } can be reached from this machine only.
https_local_advice = Set public_url to the address with https:// that people use.
# $address - the address that people use
# $reason - the error
https_unreachable = { $address } does not answer by HTTPS: { $reason }
https_unreachable_advice = Look at the name in DNS, port 443 in the firewall, the proxy, and whether the server runs.
address_ok = The address leads to this server.
# $address - the address that people use
address_other = Another server answers at { $address }, or one without this secret.
address_other_advice = Correct public_url, or let the proxy send the address here.
# $days - number of days
certificate_ok = The certificate is valid for { $days } days.
# $days - number of days
certificate_ends = The certificate ends in { $days } days.
certificate_ends_advice = Renew it. With [tls] mode = "acme" or Caddy that happens by itself: the journal says why it does not.

## Proxies

proxy_ok = The server knows the caller's address.
proxy_silent = The proxy does not send the caller's address.
proxy_silent_advice = Let it set X-Forwarded-For, as in deploy/Caddyfile and deploy/haproxy.cfg.
proxy_forged = Everybody can claim an address.
proxy_forged_advice = Set trusted_proxies to the proxy's own addresses, and let it overwrite X-Forwarded-For.
proxy_open = Any neighbour counts as a proxy (behind_proxy without trusted_proxies).
proxy_open_advice = Set trusted_proxies to the proxy's own addresses.
proxy_unlisted = A proxy stands before the server that is not named: all callers look like one.
proxy_unlisted_advice = Set trusted_proxies to the proxy's own addresses.
stream_ok = The stream arrives at once.
stream_held = The proxy holds the stream back.
stream_held_advice = Switch buffering off for text/event-stream (nginx: proxy_buffering off).

## The machine

# $seconds - number of seconds
clock_ok = The clock is at most { $seconds } s off.
# $seconds - number of seconds
clock_off = The clock is { $seconds } s off.
clock_off_advice = Switch time synchronisation on: apt install systemd-timesyncd or chrony.
# $percent - share of the disk
# $folder - a folder
disk_ok = { $percent } % of the disk under { $folder } are free.
# $percent - share of the disk
# $folder - a folder
disk_full = Only { $percent } % of the disk under { $folder } are free.
disk_full_advice = Make room, or move backups to another disk.
# $folder - a folder
folder_missing = { $folder } is not there or cannot be read.
folder_missing_advice = Run feltbog init, and run doctor as root or as the server's user.
files_ok = Nobody else can read the server's files.
# $file - a file
files_open = { $file } can be read by others.
# $file - a file
files_open_advice = chmod o-rwx { $file } (secret and key: chmod 600).

## The database

database_ok = The database answers and fits this version.
# $reason - the error
database_away = The database cannot be read: { $reason }
database_away_advice = See that it runs and that database_url is right. Before the first start: feltbog init.
# $migration - number of a migration
database_newer = The database is of a newer version (migration { $migration }).
database_newer_advice = Install that version again, or restore the backup from before the upgrade.
# $migration - number of a migration
database_older = The database is of an older version (migration { $migration }).
database_older_advice = The next start brings it up to date. Make a backup first.
durability_ok = The database keeps what it acknowledges.
# $setting - name of a setting
# $value - its value
durability_careless = The database runs with { $setting } = { $value } and can lose what it has acknowledged.
durability_careless_advice = SQLite: let Feltbog alone open the file (WAL). PostgreSQL: fsync, full_page_writes and synchronous_commit on.
orphans_ok = Every row belongs to something.
# $count - number of rows
orphans_found = { $count } rows belong to nothing.
orphans_found_advice = Run feltbog verify and then feltbog rebuild.
# $percent - share of the quota
quota_ok = At most { $percent } % of a quota are used.
# $percent - share of the quota
quota_nearly = { $percent } % of a quota are used. At 100 % the server takes in no more from those concerned.
# $percent - share of the quota
quota_used_up = { $percent } % of a quota are used. The server takes in no more from those concerned.
quota_advice = Find out who sends so much, or raise quota. See the limits in the guide to operations.

## Secret, ledger and backups

secret_ok = The secret is the database's.
# $file - a file
secret_other = The secret in { $file } is missing or belongs to another database.
secret_other_advice = Put the database's own secret back from its copy. If it is lost: feltbog rebuild --new-secret.
# $days - number of days
secret_copy_ok = A copy of the secret was tried { $days } days ago.
secret_copy_missing = The secret is not kept anywhere else.
# $file - a file
secret_copy_missing_advice = Keep a copy of { $file } away from the server, and try it: feltbog secret-copy --file COPY
ledger_ok = The erasure ledger is on another disk than the database.
# $file - a file
ledger_same_disk = The erasure ledger ({ $file }) is on the same disk as the database.
ledger_same_disk_advice = Set erasure_ledger to a file on another disk, or copy it every day.
# $hours - number of hours
backup_ok = The last backup is { $hours } hours old.
# $hours - number of hours
backup_old = The last backup is { $hours } hours old, and there should be one every day.
backup_none = No backup has been made.
backup_advice = Set [backup] recipient and folder, and switch on the daily one: systemctl enable --now feltbog-backup.timer
# $days - number of days
verification_ok = The database was verified { $days } days ago.
# $days - number of days
verification_old = The database was not verified for { $days } days.
verification_none = The database was never verified.
verification_advice = Run feltbog verify, and switch on the weekly one: systemctl enable --now feltbog-verify.timer

## Mail

mail_off = No mail is sent.
# $server - a host
mail_ok = The mail server { $server } accepts.
# $reason - the error
mail_fails = Mail cannot be sent: { $reason }
mail_fails_advice = Put [mail] in the configuration right: server, port, tls, user, password_file. Mails wait and are sent when it works.
mail_queue_ok = No mail waits too long.
# $hours - number of hours
mail_queue_old = The oldest mail has waited for { $hours } hours.
mail_queue_old_advice = See in the journal why, and whether the server runs.
# $count - number of mails
mail_queue_dead = { $count } mails were given up.
mail_queue_dead_advice = See in the journal why. Correct the mail addresses that the mail server does not know.

## Background work

# $hours - number of hours
background_ok = The night's work ran { $hours } hours ago.
# $hours - number of hours
background_old = The night's work has not run for { $hours } hours.
background_none = The night's work has never run.
background_advice = It runs a quarter of an hour after the start and each night after two o'clock while the server runs. See in the journal why it did not: journalctl -u feltbog

## Providers of identities

provider_none = No provider of identities is set.
# $reason - the error
provider_file = The file with providers of identities is not right: { $reason }
provider_file_advice = Correct the file that providers in the configuration names. The server cannot start before it is right.
# $name - name of the provider
provider_ok = The provider { $name } answers.
# $name - name of the provider
# $told - the issuer that it names
# $wanted - the issuer of the configuration
provider_other = The provider { $name } calls itself "{ $told }" and not { $wanted }.
provider_other_advice = Write issuer exactly as the provider's document openid-configuration names it.
# $name - name of the provider
# $reason - the error
provider_away = The provider { $name } does not answer: { $reason }
provider_away_advice = Look at issuer in the file with providers, the name in DNS, and whether the firewall lets the server call out on port 443. Nobody can sign in with it meanwhile.

## Another version

# $version - the version to be installed
upgrade_ok = Nothing stands in the way of version { $version }.
# $version - the version to be installed
# $present - the version that runs
upgrade_not_newer = Version { $version } is not newer than { $present }.
upgrade_not_newer_advice = To go back to an older version, restore the backup from before the upgrade too: see "Stopping and upgrading".
# $version - the version to be installed
# $present - the version that runs
upgrade_skips = Version { $version } needs the versions in between it and { $present } to have run.
upgrade_skips_advice = Install them one at a time, and start each of them.
# $version - the version to be installed
# $present - the version that runs
upgrade_database = Version { $version } needs a database that is up to date with { $present }.
upgrade_database_advice = Run feltbog migrate, or start the server once.
# $version - the version to be installed
upgrade_backup = Version { $version } needs a backup that is at most an hour old.
upgrade_backup_advice = Run systemctl start feltbog-backup, and then doctor again.
# $version - the version to be installed
# $needed - megabytes that are needed
# $free - megabytes that are free
upgrade_room = Version { $version } needs { $needed } MB of free room, and there are { $free } MB.
upgrade_room_advice = Make room, or move backups to another disk.
