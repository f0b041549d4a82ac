### People, their roles and their phones.

person = Person
add_person = Add person
add_person_lead = When the person is saved, give roles and make a code for the phone on the person's page.
back_to_people = To the people
search_people = Search by name, number or mail address
role = Role
roles = Roles
every_role = All roles
every_department = All departments
everybody = Everybody
state = State
person_state-active = Has a role now
person_state-without_role = Without a role
person_state-without_phone = Without a phone
person_state-office = Has access to the office
employee_number = Employee number
phones = Phones
office_column = Office
office_access = Access to the office
yes = Yes
more_rows = Show more
choose_all = Choose all that are shown
# $name - name of the person
choose_person = Choose { $name }
places = { $count ->
    [one] 1 place
   *[other] { $count } places
}
place = Holds for
choose = Choose
whole_organisation = The whole organisation
first_day = First day
last_day = Last day
last_day_hint = Leave the field empty when the role has no end.

## Many at once

chosen_people = People chosen
chosen = { $count ->
    [one] 1 chosen
   *[other] { $count } chosen
}
choose_nobody = Choose nobody
give_role = Give a role
end_role = End a role
make_codes = Make codes for phones
choose_role = Choose a role.
choose_place = Choose where the role holds.
end_before_beginning = The end comes before the beginning. Choose a later day.
show_effects = Show the effects
# $added - number of roles that are added
# $changed - number of roles that get another end
# $unchanged - number of roles that stand already
effects = New roles: { $added }. Roles with another end: { $changed }. Unchanged roles: { $unchanged }
carry_out = Carry out
grants_changed = { $count ->
    [one] 1 role is changed.
   *[other] { $count } roles are changed.
}

## One person

no_roles = The person has no roles, and so sees nothing on the phone.
add_role = Add role
end_now = End now
grant_coming = Begins later
grant_holding = Holds now
grant_ended = Ended
no_phones = The person has no phone yet.
enrolled_at = Enrolled
phone_in_use = In use
# $time - day and time
phone_locked_at = Locked { $time }
phone_is_gone = The phone is gone
# $name - name of the phone
phone_is_gone_title = Is { $name } gone?
phone_is_gone_why = The phone is locked for ever and deletes what it holds the next time it is online. What was not sent can only be fetched with help. To be used again, it is enrolled anew.
phone_lock = Lock the phone
# $name - name of the phone
phone_is_locked = { $name } is locked. It deletes what it holds the next time it is online. What was sent is still here.
make_code = Make a code for a phone
has_account = The person can sign in to the office.
has_no_account = The person cannot sign in to the office. Only those who work here need to.
invite = Invite to the office
invite_again = Make a new invitation
# $time - day and time
invitation_lead = Send the link to the person. It works once and until { $time }. It is shown only now.

## Codes for phones

phone_codes = Codes for phones
phone_codes_lead = Print the sheet now: the codes are shown only this once. Cut out the cards, and give each person their own.
# $name - name of the person
phone_code_qr = QR code for { $name }. The code is written below.
code_step_scan = Scan the code with the phone's camera, and open the link.
# $address - address of the server
code_step_type = Or open { $address } in the browser, and enter the code.
code_step_home = Put Feltbog on the home screen when the phone asks.
# $time - day and time
code_expires = The code works once and until { $time }.

## Sessions of a person

person_sessions = Where the person is signed in to the office
person_sessions_none = The person is not signed in to the office right now.
person_sessions_hint = If a browser is unknown, or a computer is lost, sign the person out everywhere. Phones are not affected.
person_sessions_end = Sign the person out everywhere
# $name - name of the person
person_sessions_ended = { $name } is signed out everywhere in the office.
