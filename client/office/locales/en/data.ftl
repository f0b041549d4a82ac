### Exports, and the access of other systems.

exports = Export
exports_lead = Take out the records that you may read, as a file. Every export is written in the log.
export_format = Which file?
export_format_name-xlsx = Excel workbook
export_format_name-csv = Table (CSV)
export_format_name-geojson = Map (GeoJSON)
export_format_name-dwca = Open nature data (Darwin Core)
export_format_name-jsonl = JSON Lines
export_format_name-automerge = Records with their history (Automerge)
export_format_hint-xlsx = A sheet for each kind of record.
export_format_hint-csv = One kind of record. Opens right in a Danish Excel.
export_format_hint-geojson = The areas, with their outlines. No people.
export_format_hint-dwca = Insect counts and sightings for GBIF and Arter. No people. Locked, valid counts of one organisation.
export_format_hint-jsonl = One record a line, for other systems.
export_format_hint-automerge = One file for each record, packed together.
export_kinds = Which records?
export_kinds_all = All that the file can hold, if you choose none.
export_department = Department
export_department_all = All my departments
export_from = Changed from
export_until = Changed until
export_personal = These records are about people. You are asked to prove who you are. Keep the file safe, and delete it when you have used it.
export_organisation = Organisation
export_unlocked = Include counts that are not locked yet
export_invalid = Include invalid counts, marked as invalid
export_mailbox = Shared mailbox for questions
export_make = Fetch the file
export_counting = Records are being counted.
# $rows - number of records
export_fetching = Records being fetched: { $rows }. Stay on the page until the file is here.
export_received_little = Fetched: under 1 MB
export_received = Fetched: { $megabytes } MB
# $rows - number of records
export_is_done = The file is here. Number of records: { $rows }
export_cancelled = The export is stopped. No file is kept.
export_nothing = You have no records to take out.

data_access = Other systems
data_access_lead = Let a data warehouse read records, or let another system know when records change. They get only what the person behind them may read.
data_tokens = Read keys
data_tokens_lead = A system reads records with a key. Give each system a key of its own.
data_none = There are none yet.
data_name = Name
data_name_hint = For example the name of the system.
data_days = Days until it expires
data_days_wanted = Enter a number from 1 to 366.
data_by = Made by
data_kinds = Records
data_expires = Expires
data_used = Last used
data_never = Never
data_state = State
data_state_live = In use
data_state_ended = Ended
data_state_expired = Expired
data_make_token = Make a read key
data_revoke = End
data_revoked = The key is ended.
data_secret_once = Copy it now. It is shown only this once.
data_secret_kept = I have copied it
webhooks = Messages to other systems
webhooks_lead = The receiver is told when a record changes. Only ids and kinds are sent, and every message is signed.
webhook_url = Address
webhook_url_hint = Begins with https:// and leads to the internet.
webhook_make = Add receiver
webhook_ended = The receiver gets no more messages.
webhook_last = Last messages
# $at - day and time
# $events - number of events
webhook_call_done = { $at }: received. Number of changes: { $events }
# $at - day and time
# $reason - why it failed
webhook_call_failed = { $at }: not received. { $reason }
data_may_not_make = The central unit makes read keys and adds receivers. You can see and end them.
