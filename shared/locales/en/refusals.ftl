### Why the server did not take something, and what to do. Each ends with a full stop.
### English.

sentence-malformed = The server could not read what was sent. Update the app and try again.
sentence-unknown_field = A field is not known here. Update the app and try again.
sentence-invalid_value = A value does not fit its field. Correct it and try again.
sentence-text_too_long = The text is too long. Write only what is needed.
sentence-cpr_number = The text looks like a CPR number. Do not write CPR numbers. Remove it and save again.
sentence-step_not_allowed = That step cannot be taken now. See what has happened in the case and choose again.
sentence-wrong_department = This belongs to another department. Change department and try again.
sentence-wrong_kind = This is of another kind than the app thought. Open it again from the list.
sentence-foreign_author = This is written in somebody else's name. Sign in as yourself and write it again.
sentence-no_access = You do not have access to this. Ask your manager.
sentence-erased = This has been erased and can no longer be changed.
sentence-too_large = This takes up too much room. Split it and try again.
sentence-actor_reused = The server already has something else with the same number. Write it again on a new line.
sentence-unreadable = The change would make this unreadable and was put aside. Write it again.
sentence-code_not_valid = The code does not work. It is used, too old or mistyped. Ask for a new one.
sentence-not_signed_in = You are not signed in on this phone. Ask for a new code.
sentence-too_many = Too many tries. Wait a little and try again.
sentence-app_too_old = The app is too old to send. Tap Update now. What you have written is saved.
sentence-not_found = This does not exist.
sentence-server_fault = Something went wrong on the server. What you have written is saved on the phone. Try again.
sentence-wrong_origin = The page was opened from the wrong place. Open the app again.
sentence-busy = The server is busy. The app will try again by itself.
sentence-storage_full = The server has no room just now. What you wrote is kept on the phone and is sent once there is room.
sentence-code_of_another = The code is for somebody else. Choose the right name, or tap "Add a person".
sentence-withdrawn = Your access was withdrawn. Ask for a new code.
sentence-proof_not_valid = The phone could not prove to the server that it is the same one. Try again.
sentence-no_reader = Nobody you have chosen can read this in this department. Choose somebody else. What you wrote is on the phone.
sentence-no_consent = The resident has not said yes, and no reason is given. Correct the answer or choose a reason. What you wrote is on the phone.
sentence-version_conflict = Somebody else has changed this in the meantime. Load it again and make your change anew.
sentence-number_taken = The number or the key is in use already. Choose another.
sentence-last_administrator = The organisation must keep at least one administrator without an end date. Give somebody else the role first.
sentence-not_undoable = This cannot be undone, because it has changed since. Correct it instead.
