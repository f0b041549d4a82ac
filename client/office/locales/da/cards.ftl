### Action cards.

action_cards = Anvisninger
action_cards_lead = Anvisningerne ligger på telefonerne. Hver afdeling har sine egne.
action_card = Anvisning
# $department - name of the department
# $edition - number of the edition
card_facts = { $department }, udgave { $edition }
cards_search = Søg i anvisningerne
card_title = Overskrift
card_readers = Hvem den taler til
card_for_residents = Beboere og frivillige
card_edition = Udgave
card_approved_by = Godkendt af
card_approver_hint = Skriv et kontor, ikke en persons navn.
card_not_approved = Ikke godkendt
card_review_by = Læses igennem senest
card_review_hint = Uden dato: om et halvt år.
card_review_due = skal læses igennem
card_danish = Dansk
card_english = Engelsk
card_signs = Det lægger du mærke til
card_steps = Det gør du
card_do_not = Det gør du ikke
card_lines_hint = Et punkt på hver linje.
card_calls = Hvem man ringer til
card_calls_hint = Én på hver linje: navn | nummer | tider
card_route = Hvem tager over
card_route_none = Ingen
card_danger = Ring 112 står først
card_where = Gem
card_scope = Hvor skal den ændres
# $department - name of the department
card_scope_here = Kun { $department }
# $municipality - code or name of the municipality
card_scope_municipality = Alle afdelinger i kommune { $municipality }
card_scope_all = Alle afdelinger
card_save = Gem uden at godkende
card_approve = Gem og godkend
card_title_wanted = Skriv en overskrift.
card_approver_wanted = Skriv, hvilket kontor der godkender.
# $title - heading of the card
# $count - number of departments
card_saved = { $title } er ændret. Antal afdelinger: { $count }
