### The administrative log.

log_lead = All changes that were made here in the office. The newest come first.
log_at = When
log_by = Who
log_action = What
log_changes = Before and after
log_older = Show older ones
log_action_name-organisation_added = Organisation added
log_action_name-organisation_changed = Organisation changed
log_action_name-department_added = Department added
log_action_name-department_changed = Department changed
log_action_name-person_added = Person added
log_action_name-person_changed = Person changed
log_action_name-grants_changed = Roles changed
log_action_name-device_revoked = Phone locked
log_action_name-phone_confirmed = Phone confirmed
log_action_name-card_changed = Action card changed
log_action_name-settings_changed = Settings changed
log_action_name-phone_codes_made = Codes for phones made
log_action_name-invitation_made = Invitation made
log_action_name-imported = List brought in
log_action_name-undone = Change undone
log_action_name-exported = Export made
log_action_name-data_token_made = Read key made
log_action_name-data_token_revoked = Read key ended
log_action_name-webhook_made = Receiver of messages added
log_action_name-webhook_ended = Receiver of messages ended
