### Help, the reasons for what the app keeps, accessibility, and the copy of unsent records.
### English.

## Help

lead = Help is kept on the phone and works offline.
all = All help

## What help is about

topics-home-title = Home
topics-home-text =
    What is to be looked at today: follow-ups, tasks, faults, concerns and signs, in the order you walk.
    Tap "Done" when you have looked at it. For ten minutes you can undo that at the bottom of the screen.
    What you skip stays.
    Below stands what waits for you: open cases, arrears, inquiries, observations, measures and planned activities, by your role.
    Open a thing to read it. Tap "Go on writing" when you want to change it or take it further.
topics-new-title = New
topics-new-text =
    Choose what you want to note. You may close the app halfway: everything is saved as you write.
    It is sent when you have chosen more than one thing, or when you tap "Done". If something cannot be sent as it is, its field says why.
    If it is a mistake, tap "Discard" within ten minutes.
    You can only choose what your role may note.
topics-mine-title = Mine
topics-mine-text = What you noted yourself, the newest first. Each thing says whether it has been sent.
topics-conflict-title = Conflict between neighbours
topics-conflict-text =
    Choose place and topic, and write only what you saw or heard yourself.
    Write no names, illness, CPR numbers or children. The parties have a card of their own, which only case officers and the mediator of the case can read.
    Try a talk first. If both neighbours want to talk, the case can go to the mediator.
    If you know one of them privately, tap "I have a conflict of interest". The case then leaves your phone the next time it is online.
topics-visit-title = Visit
topics-visit-text =
    Ask every time whether the resident wants a visit, and whether you may write something down.
    The note is locked and has a card of its own. Only you and your deputy can read it. Those who handle complaints cannot.
    You can write a note only when the resident has said yes. If that becomes a no, the text is erased.
    If the resident wants no contact, the app does not remind you for six months.
    Tap "Home safe" before you go in. If you are not out in time, a colleague is told after five minutes and the manager after fifteen.
topics-signal-title = Fault, concern and handover
topics-signal-text =
    A fault or concern about a place is about the place alone. A concern about a home is about a dwelling. A handover passes something on to another role.
    If the resident says no, it is passed on only when there is danger or an agreement.
    You can see that it was received, is in progress and was closed. You cannot see more.
    If you are the contact person of the department, concerns for you are in your inbox at the office.
    If there is danger right now, call 112 first. The app does not call for you.
topics-area-title = Area
topics-area-text =
    An area is a place where nature gets room. Write its name, kind and size, and whether the sign is there.
    You can walk around the area and tap at each corner, offline too. Without GPS you can pace it.
    The code on the sign opens the area: point the camera at it, or write its six characters in Find.
    The care plan says what is to be done in which months. When "Cut the meadow" is done, the app makes the task "Remove the hay" by itself.
    Take pictures of the place, not of people or number plates.
topics-count-title = Insect count
topics-count-text =
    Choose a flower in half by half a metre and tap start.
    Tap the group each time an insect lands on a flower. Count the same insect once.
    Tap "Undo" if you tapped the wrong one. The clock is right even when the screen was locked.
    No insects is a result too.
    Butterflies: count each once in 15 minutes. If you know species, say so before you begin; the group then asks which one it is.
topics-task-title = Care task
topics-task-text =
    Write how long it took and how many helped. A picture before and after is welcome.
    If it is too wet or too early, choose "Postponed" and another day.
topics-find-title = Find
topics-find-text =
    Find looks in everything on the phone, offline too. You may write aa for å and ae for æ.
    Write a stairwell, a topic or a word. More words make the list shorter.
    You can also choose what it is, where, when and whether it is going on. All your departments are looked in.
topics-cards-title = Action cards
topics-cards-text =
    What to do when something happens, and whom to call. One tap calls.
    If there is danger right now, call 112 first.
topics-sent-title = What has been sent?
topics-sent-text =
    Everything is saved on the phone before the app says so. It is sent by itself when you are online.
    The line at the bottom says how much is missing. Tap it to see each thing and why.
    If you are offline for days, save a backup copy.
topics-both-title = Two people changed the same
topics-both-text =
    If you and a colleague changed the same field, both are kept. You can see who wrote what and when.
    Tap the one that is to stand. There is no hurry.
topics-history-title = History and undo
topics-history-text =
    At the bottom of each thing stands "History": who did what and when. It cannot be changed.
    Undo at the bottom of the screen takes the latest back for ten minutes. You can always write the old text again.
topics-copy-title = Backup copy
topics-copy-text =
    The copy is a file with everything that is not sent yet. It is locked with a code that the app makes.
    Write the code down and keep it apart from the file. Without the code nobody can open it, nor can we.
    The copy can be taken in on your own phone, or on a new one when you have opened Feltbog there.
topics-department-title = Department
topics-department-text = If you have several departments, choose here which one you work in. What is not sent from the others is sent all the same.
topics-settings-title = Settings
topics-settings-text = Choose language, appearance and hand. "Sun" has the strongest colours and is best outdoors. If you use your left hand, the main button is on the left.
topics-people-title = Several on the phone
topics-people-text =
    Up to eight people can share a phone. Each has a part of their own and a PIN of their own.
    Tap the padlock at the bottom right when you pass the phone on. It also locks by itself after five minutes.
    What you have not sent is sent, also while the phone is locked or somebody else uses it.
    If you forgot the PIN, ask your housing organisation for a new code for Feltbog. What you have not sent yet is still there. The rest is fetched again.
    If you will not use the phone any more, tap "Take me off this phone". That makes room for somebody else.

## What each role may do

your_role = What your role may do
role_unread = Read what your role may do
role_read = I have read it
role_may-caretaker = You note conflicts, faults, concerns and green work in your departments and follow them up. You see only the parties that you noted yourself, and no visits.
role_may-social_caretaker = You note visits and see your own and those you are deputy for. Nobody who handles complaints can read them.
role_may-financial_adviser = You see faults and concerns about places, arrears and inquiries, and the handovers that are to you. You see no cases and no visits.
role_may-mediator = You see the conflicts you mediate in. Your mediation notes are yours alone; the case gets the result.
role_may-case_officer = You see and handle conflicts and parties in your departments. You never see visits.
role_may-operations_manager = You see conflicts and faults, see how far concerns have come, and run the green work in your departments.
role_may-green_ambassador = You count insects and look after areas. You never see a case about people.
role_may-board = You see areas and tasks. You see no cases.
role_may-central_unit = You see areas, faults and concerns about places, and action cards. You see no cases.
role_may-privacy_officer = You see faults and concerns about places, and action cards. Personal data is not on the phone.
role_may-org_admin = People, phones and departments are managed on the server, not here in the app. You do not see the content.

## Installing

install = Put Feltbog on the home screen
install_now = Install Feltbog
install_done = Feltbog is installed on this phone.
install_ways-android-title = Android
install_ways-android-text =
    Open the menu with the three dots at the top of Chrome, or the three lines at the bottom of Samsung Internet.
    Choose "Install app" or "Add to Home screen".
install_ways-apple-title = iPhone and iPad
install_ways-apple-text =
    Open Feltbog in Safari. Tap Share: the square with the arrow up.
    Choose "Add to Home Screen", and open the app from there. In an ordinary tab the phone may delete what you wrote after seven days.
install_ways-computer-title = Computer
install_ways-computer-text = Click the install icon at the right of the address bar in Chrome or Edge.

## Data

data = What the app keeps and why
data_lead = In short: what you write, and what you may read. Nothing else.
data_sections-on_phone-title = On the phone
data_sections-on_phone-text =
    What you and your colleagues noted and your role may read, so that you can work offline.
    Pictures of places. The app draws them anew, so that what the camera knows of place, time and phone does not come along.
    Your choice of language, appearance and department. On a shared phone each person has a part of their own.
    It is encrypted. If you chose a PIN, nothing else opens what was fetched and sent. What you have not sent yet, and everything on a phone without a PIN, can be read by whoever can take the phone apart. So lock the phone itself as well.
data_sections-on_server-title = On the server
data_sections-on_server-text =
    Everything that was sent, at your housing organisation. It says who wrote what and when, and you can read that yourself under "History".
    The phone's name and when it was last there, so that a lost phone can be shut out.
data_sections-not_kept-title = What the app does not keep
data_sections-not_kept-text =
    Where you are. The app asks for your position only while you measure an area or tap "I am standing here" on an observation, and keeps only the area's corners or that one spot.
    No advertising, no measuring of you, nothing from other companies. There is one cookie for each person of the phone: the one that remembers that you are signed in.
data_sections-readers-title = Who sees it
data_sections-readers-text =
    The server asks for every single thing whether you may see it. The phone is never given what you may not read.
    Visits and notes cannot be read by those who handle complaints.
data_sections-how_long-title = How long
data_sections-how_long-text =
    Cases about people are deleted when they have ended and their period is over. What is deleted leaves the phones too, the next time they are online.
    You may ask to see or delete what is written about you. Ask the housing organisation's data protection officer.
data_sections-lost_phone-title = Is the phone gone?
data_sections-lost_phone-text = Call your housing organisation. When they shut the phone out, it can fetch no more, and it is emptied the next time it is online. What you had sent is on the server.
data_promised = The phone has promised to keep what the app saves.
data_not_promised = The phone has not promised to keep what the app saves. Put Feltbog on the home screen, and it usually does.
data_unknown = The phone does not say whether it keeps what the app saves.
data_used = The app uses { $megabytes } MB on the phone.

## Accessibility

accessibility = Accessibility
accessibility_sections-promise-title = What we promise
accessibility_sections-promise-text = Feltbog is to be usable by everyone who works with it. We follow WCAG 2.2 at level AA; the law on accessibility asks for 2.1 AA.
accessibility_sections-tested-title = How it is tested
accessibility_sections-tested-text =
    All pages are tested with the tool axe in light, dark and "Sun", in Danish and English, each time the app changes. The main jobs are done with the keyboard alone.
    Text can be made twice as large, and the app works from a width of 320 points. Motion stops when the phone asks for it.
accessibility_sections-not_yet-title = What is not good enough yet
accessibility_sections-not_yet-text =
    The app was not tried by people who use a screen reader every day, nor with VoiceOver on iPhone.
    Pictures have only the description written by the one who took them.
accessibility_sections-tell_us-title = Tell us
accessibility_sections-tell_us-text = If you cannot use something in the app, write or call your housing organisation. Say which page it is and what happened. You can get the information in another way meanwhile.
accessibility_sections-complain-title = If that does not help
accessibility_sections-complain-text = The Danish Agency for Digital Government supervises accessibility and takes complaints.
accessibility_contacts = Whom to contact

## Copy of unsent records

copy = Backup copy
copy_lead = For the day the network or the server stays away. The copy is locked and opens only with the code.
copy_nothing = Everything is sent. There is nothing to save a copy of.
copy_holds = { $count ->
    [one] The copy will hold 1 thing that is not sent yet.
   *[other] The copy will hold { $count } things that are not sent yet.
}
copy_making = Locking the copy …
copy_failed = The copy could not be made. What you wrote is still on the phone.
copy_code = Code of the copy
copy_code_hint = Write the code down now, apart from the file. It is shown only here, and without it the copy cannot be opened.
copy_code_where = The 16 characters you wrote down when the copy was made.
save_record = Save the history as a file
copy_save = Save the file
copy_take_title = Take a copy in
copy_file = The file with the copy
copy_take = Take in
copy_taking = Opening the copy …
copy_taken = { $count ->
    [one] 1 thing was taken in. It is sent when you are online.
   *[other] { $count } things were taken in. They are sent when you are online.
}
copy_choose_file = Choose the file first.
copy_code_short = The code has 16 characters. Write all of them.
copy_wrong = The copy could not be opened. See whether the code is right, and the file.
copy_unreadable = The file was opened, but its content cannot be read. Keep it, and contact your housing organisation.
copy_newer = The copy was made with a newer Feltbog. Update the app and try again.
copy_somebody_elses = The copy was made by { $name }. Only { $name } can take it in, on a phone where { $name } has opened Feltbog.
