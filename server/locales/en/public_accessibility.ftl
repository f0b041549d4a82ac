### The accessibility statement for everybody, before anybody signs in.

title = Accessibility statement
promise = Feltbog is to be usable by everyone. We follow WCAG 2.2 at level AA; the Danish law on web accessibility asks for 2.1 AA.
tested = How it is tested
tested_text = The pages of the app and of the office are tested with the tool axe in three themes, in Danish and English. The main jobs are done with the keyboard alone. Text can be made twice as large.
not_yet = What is not good enough yet
not_yet_text = Feltbog was not tried by people who use a screen reader every day, nor with VoiceOver on iPhone. Pictures have only the description written by the one who took them.
tell_us = Tell us
tell_us_text = If you cannot use something, write or call your housing organisation. Say which page it is and what happened. You can get the information in another way meanwhile.
no_contact = Ask whoever gave you your access. No housing organisation has written a contact here.
complain = If that does not help
complain_text = The Danish Agency for Digital Government supervises the law and takes complaints.
open_app = Open Feltbog
