### Printed letters, their templates, the bundle for the tenancy board and the agreed plan.

letter_templates = Letter templates
letter_templates_choose = Choose organisation
letter_templates_none = You write no letters in any department.
letter_templates_lead = The texts of your letters. Words in square brackets are filled from the case. Somebody other than its author approves a new text.
letter_template_text = Text of the letter
letter_template_hint = Lines: # heading, - point, > set apart. An empty line ends a paragraph.
letter_template_fields = Fields
letter_template_mandatory = Sentences that the letter must have
letter_template_built_in = The text that comes with Feltbog is in use.
# $version - number of the version
# $name - the person who approved it
letter_template_used = In use: version { $version }, approved by { $name }
# $version - number of the version
# $name - the person who wrote it
letter_template_draft = Waits for approval: version { $version }, written by { $name }
letter_template_lacking = These sentences are missing
letter_template_unknown = These fields do not exist
letter_template_is_own = Somebody else has to approve the text.
letter_template_approve = Approve the text
letter_template_saved = The text is saved and waits for approval.
letter_template_approved = The text is in use now.
see_pdf = Fetch as PDF
case_documents = Letters and papers
letters_none = The case has no letters.
letter_name = Letter
letter_to = Recipient
letter_on = Date
letter_received = Received
letter_receipt_note = Note receipt
letter_receipt_noted = The receipt is noted.
new_letter = New letter
letter_choose = Which letter?
letter_recipient = Who gets it?
letter_no_recipient = First add the party that gets the letter.
letter_text = The letter will read
letter_empty_fields = Fill in first
letter_tells_withheld = The letter names a resident whose name is withheld. Change the text.
letter_preview = See the letter
letter_keep = Keep with the case
letter_invitation_pdf = Fetch the invitation as PDF
letter_invitation_not_kept = The invitation is not kept with the case. Keep the PDF file if you need it.
letter_kept = The letter is kept with the case. Fetch it as PDF and print it.
bundle = The case for the tenancy board
bundle_lead = One PDF with course of events, letters and exhibits. It is sealed, so that anybody can see whether it was changed.
bundle_claim = Claim
bundle_number = Number in section 81 (1 to 11)
bundle_lease_on = Date of the lease
bundle_rules_on = House rules in force from
bundle_fee_on = Fee paid on
bundle_mandate_on = Date of the mandate
bundle_direct = Why without a reminder? (violence and danger only)
bundle_witnesses = The witnesses will appear
bundle_check = See what is missing
bundle_make = Make the PDF for the board
bundle_outcome_present = OK
bundle_outcome_lacking = Missing
bundle_outcome_assess = Assess
plan = Agreed plan
plan_lead = One page to print at the doorstep. Do not name the other party.
plan_wish = The resident's wish
plan_we = We do (one thing a line, the date last: 2026-12-01)
plan_you = The resident does (one thing a line, the date last: 2026-12-01)
plan_next = Next contact
plan_way = How?
plan_print = Fetch the plan as PDF
