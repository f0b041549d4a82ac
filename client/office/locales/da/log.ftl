### The administrative log.

log_lead = Alle ændringer, der er lavet her på kontoret. De nyeste står først.
log_at = Hvornår
log_by = Hvem
log_action = Hvad
log_changes = Før og efter
log_older = Vis ældre
log_action_name-organisation_added = Organisation tilføjet
log_action_name-organisation_changed = Organisation ændret
log_action_name-department_added = Afdeling tilføjet
log_action_name-department_changed = Afdeling ændret
log_action_name-person_added = Person tilføjet
log_action_name-person_changed = Person ændret
log_action_name-grants_changed = Roller ændret
log_action_name-device_revoked = Telefon lukket
log_action_name-phone_confirmed = Telefon godkendt
log_action_name-card_changed = Anvisning ændret
log_action_name-settings_changed = Indstillinger ændret
log_action_name-phone_codes_made = Koder til telefoner lavet
log_action_name-invitation_made = Invitation lavet
log_action_name-imported = Liste hentet ind
log_action_name-undone = Ændring fortrudt
log_action_name-exported = Eksport lavet
log_action_name-data_token_made = Læsenøgle lavet
log_action_name-data_token_revoked = Læsenøgle afsluttet
log_action_name-webhook_made = Modtager af beskeder tilføjet
log_action_name-webhook_ended = Modtager af beskeder afsluttet
