### The access log of privacy officers.

access_log = Access log
access_log_lead = Here you see who has seen or changed a confidential case. The log does not tell what the case says. That you read it is written down too.
access_home = Dwelling
access_home_hint = Write the dwelling as it stands in cases, for example "Prøvevej 12, 2. tv.".
access_document = Number of the case
access_document_hint = Fill in only one of the two fields. The number stands at the end of the case's address.
access_search = Show accesses
access_sample = Take a sample
access_none = Nobody has seen or changed anything here.
access_by_server = Feltbog itself
access_where = Where
access_subject = Case
audit_action-read = Seen
audit_action-change = Changed
audit_action-erase = Erased
audit_action-lost = Rows are missing
audit_purpose-phone_fetch = Fetched to a phone
audit_purpose-phone_change = Written on a phone
audit_purpose-phone_record = Read from a phone
audit_purpose-office_list = List at the office
audit_purpose-office_record = Case opened at the office
audit_purpose-office_history = History at the office
audit_purpose-office_change = Written at the office
audit_purpose-photo = Picture
audit_purpose-letter = Letter
audit_purpose-bundle = Bundle for the tenancy board
audit_purpose-export = Export
audit_purpose-data_access = Read token
audit_purpose-erasure = Erased by hand
audit_purpose-retention = Erased at its time
audit_purpose-access_log = Access log
audit_purpose-overload = Too busy to write it down
audit_purpose-subject_access = Answer to a request for access
audit_purpose-hold = Held back from erasure
audit_purpose-hold_ended = Hold ended
audit_purpose-erasure_asked = Erasure asked for
security_events = Security events
security_events_lead = Wrong codes, refused sites, attempts to see something without access, used-up budgets, and roles that somebody gave to themselves. The newest come first.
security_none = There are no events.
security_count = Number
security_address = Network address
security_route = What was asked for
security_kind-failed_code = Wrong code
security_kind-wrong_origin = Refused site
security_kind-access_denied = No access
security_kind-budget_exceeded = Budget used up
security_kind-own_grant = Role given to oneself

## Privacy papers

papers = Data protection
papers_lead = These papers come with this version of Feltbog and tell what it does and what is missing. They are in Danish. Answer yourselves what is marked [udfyldes], and adapt the papers to your own organisation before you use them.
