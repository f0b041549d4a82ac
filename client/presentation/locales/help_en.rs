//! English: help, what the app keeps, accessibility, the copy.

use super::{Help, Section};
use crate::texts::{Counted, Labels, Template};

/// A heading and its paragraphs, one on each line.
const fn s(title: &'static str, text: &'static str) -> Section {
    Section { title, text }
}

/// The English texts.
pub(crate) const EN: Help = Help {
    lead: "Help is kept on the phone and works offline.",
    all: "All help",
    topics: [
        s(
            "Today's round",
            "What is to be looked at today: follow-ups, tasks, signals and signs, in the order you walk.\nTap \"Done\" when you have looked at it. For ten minutes you can undo that at the bottom of the screen.\nWhat you skip stays.",
        ),
        s(
            "New",
            "Choose what you want to note. You may close the app halfway: everything is saved as you write.\nIt is sent when you have chosen more than one thing, or when you tap \"Done\". If something cannot be sent as it is, its field says why.\nIf it is a mistake, tap \"Discard\" within ten minutes.\nYou can only choose what your role may note.",
        ),
        s(
            "Mine",
            "What you noted yourself, the newest first. Each thing says whether it has been sent.",
        ),
        s(
            "Conflict between neighbours",
            "Choose place and topic, and write only what you saw or heard yourself.\nWrite no names, illness, CPR numbers or children. The parties have a card of their own, which only case officers and the mediator of the case can read.\nTry a talk first. If both neighbours want to talk, the case can go to the mediator.\nIf you know one of them privately, tap \"I have a conflict of interest\". The case then leaves your phone the next time it is online.",
        ),
        s(
            "Visit",
            "Ask every time whether the resident wants a visit, and whether you may write something down.\nThe note is locked and has a card of its own. Only you and your deputy can read it. Those who handle complaints cannot.\nYou can write a note only when the resident has said yes. If that becomes a no, the text is erased.\nIf the resident wants no contact, the app does not remind you for six months.",
        ),
        s(
            "Signal, concern and handover",
            "A signal is about a place. A concern is about a dwelling. A handover passes something on to another role.\nIf the resident says no, it is passed on only when there is danger or an agreement.\nYou can see that it was received, is in progress and was closed. You cannot see more.\nIf there is danger right now, call 112 first. The app does not call for you.",
        ),
        s(
            "Area",
            "An area is a place where nature gets room. Write its name, kind and size, and whether the sign is there.\nYou can walk around the area and tap at each corner, offline too. Without GPS you can pace it.\nThe code on the sign opens the area: point the camera at it, or write its six characters in Find.\nThe care plan says what is to be done in which months. After mowing the app makes the task \"Remove hay\" by itself.\nTake pictures of the place, not of people or number plates.",
        ),
        s(
            "Insect count",
            "Choose a flower in half by half a metre and tap start.\nTap the group each time an insect lands on a flower. Count the same insect once.\nTap \"Undo\" if you tapped the wrong one. The clock is right even when the screen was locked.\nNo insects is a result too.",
        ),
        s(
            "Care task",
            "Write how long it took and how many helped. A picture before and after is welcome.\nIf it is too wet or too early, choose \"Postponed\" and another day.",
        ),
        s(
            "Find",
            "Find looks in everything on the phone, offline too. You may write aa for å and ae for æ.\nWrite a stairwell, a topic or a word. More words make the list shorter.",
        ),
        s(
            "Action cards",
            "What to do when something happens, and whom to call. One tap calls.\nIf there is danger right now, call 112 first.",
        ),
        s(
            "What has been sent?",
            "Everything is saved on the phone before the app says so. It is sent by itself when you are online.\nThe line at the bottom says how much is missing. Tap it to see each thing and why.\nIf you are offline for days, save a backup copy.",
        ),
        s(
            "Two people changed the same",
            "If you and a colleague changed the same field, both are kept. You can see who wrote what and when.\nTap the one that is to stand. There is no hurry.",
        ),
        s(
            "History and undo",
            "At the bottom of each thing stands \"History\": who did what and when. It cannot be changed.\nUndo at the bottom of the screen takes the latest back for ten minutes. You can always write the old text again.",
        ),
        s(
            "Backup copy",
            "The copy is a file with everything that is not sent yet. It is locked with a code that the app makes.\nWrite the code down and keep it apart from the file. Without the code nobody can open it, nor can we.\nThe copy can be taken in on your own phone, or on a new one when you have opened Feltbog there.",
        ),
        s(
            "Department",
            "If you have several departments, choose here which one you work in. What is not sent from the others is sent all the same.",
        ),
        s(
            "Settings",
            "Choose language and appearance. \"Sun\" has the strongest colours and is best outdoors.",
        ),
        s(
            "Several on the phone",
            "Up to eight people can share a phone. Each has a part of their own and a PIN of their own.\nTap the padlock at the bottom right when you pass the phone on. It also locks by itself after five minutes.\nWhat you have not sent is sent, also while the phone is locked or somebody else uses it.\nIf you forgot the PIN, ask your housing organisation for a new code for Feltbog. Everything you have written is still there.\nIf you will not use the phone any more, tap \"Take me off this phone\". That makes room for somebody else.",
        ),
    ],
    your_role: "What your role may do",
    role_may: Labels(
        "You note conflicts, signals and green work in your departments and follow them up. You do not see the parties' names, nor visits.\nYou note visits and see your own and those you are deputy for. Nobody who handles complaints can read them.\nYou see signals and the handovers that are to you. You see no cases and no visits.\nYou see the conflicts you mediate in. Your mediation notes are yours alone; the case gets the result.\nYou see and handle conflicts and parties in your departments. You never see visits.\nYou see conflicts and signals and run the green work in your departments.\nYou count insects and look after areas. You never see a case about people.\nYou see areas and tasks. You see no cases.\nYou see areas, signals and action cards. You see no cases.\nYou see signals and action cards. Personal data is not on the phone.\nPeople, phones and departments are managed on the server, not here in the app. You do not see the content.",
    ),

    install: "Put Feltbog on the home screen",
    install_now: "Install Feltbog",
    install_done: "Feltbog is installed on this phone.",
    install_ways: [
        s(
            "Android",
            "Open the menu with the three dots at the top of Chrome, or the three lines at the bottom of Samsung Internet.\nChoose \"Install app\" or \"Add to Home screen\".",
        ),
        s(
            "iPhone and iPad",
            "Open Feltbog in Safari. Tap Share: the square with the arrow up.\nChoose \"Add to Home Screen\", and open the app from there. In an ordinary tab the phone may delete what you wrote after seven days.",
        ),
        s(
            "Computer",
            "Click the install icon at the right of the address bar in Chrome or Edge.",
        ),
    ],

    data: "What the app keeps and why",
    data_lead: "In short: what you write, and what you may read. Nothing else.",
    data_sections: [
        s(
            "On the phone",
            "What you and your colleagues noted and your role may read, so that you can work offline.\nPictures of places. The app draws them anew, so that what the camera knows of place, time and phone does not come along.\nYour choice of language, appearance and department. On a shared phone each person has a part of their own.\nIt is not encrypted. The PIN hides it in the app, but whoever can take the phone apart can read it. So lock the phone itself as well.",
        ),
        s(
            "On the server",
            "Everything that was sent, at your housing organisation. It says who wrote what and when, and you can read that yourself under \"History\".\nThe phone's name and when it was last there, so that a lost phone can be shut out.",
        ),
        s(
            "What the app does not keep",
            "Where you are. The app asks for your position only while you measure an area, and keeps only the area's corners.\nNo advertising, no measuring of you, nothing from other companies. There is one cookie for each person of the phone: the one that remembers that you are signed in.",
        ),
        s(
            "Who sees it",
            "The server asks for every single thing whether you may see it. The phone is never given what you may not read.\nVisits and notes cannot be read by those who handle complaints.",
        ),
        s(
            "How long",
            "When the housing organisation deletes something, it leaves the phones too, the next time they are online.\nYou may ask to see or delete what is written about you. Ask the housing organisation's data protection officer.",
        ),
        s(
            "Is the phone gone?",
            "Call your housing organisation. When they shut the phone out, it can fetch no more, and it is emptied the next time it is online. What you had sent is on the server.",
        ),
    ],
    data_promised: "The phone has promised to keep what the app saves.",
    data_not_promised: "The phone has not promised to keep what the app saves. Put Feltbog on the home screen, and it usually does.",
    data_unknown: "The phone does not say whether it keeps what the app saves.",
    data_used: Template("The app uses {0} MB on the phone."),

    accessibility: "Accessibility",
    accessibility_sections: [
        s(
            "What we promise",
            "Feltbog is to be usable by everyone who works with it. We follow WCAG 2.2 at level AA; the law on accessibility asks for 2.1 AA.",
        ),
        s(
            "How it is tested",
            "All pages are tested with the tool axe in light, dark and \"Sun\", in Danish and English, each time the app changes. The main jobs are done with the keyboard alone.\nText can be made twice as large, and the app works from a width of 320 points. Motion stops when the phone asks for it.",
        ),
        s(
            "What is not good enough yet",
            "The app was not tried by people who use a screen reader every day, nor with VoiceOver on iPhone.\nPictures have only the description written by the one who took them.",
        ),
        s(
            "Tell us",
            "If you cannot use something in the app, write or call your housing organisation. Say which page it is and what happened. You can get the information in another way meanwhile.",
        ),
        s(
            "If that does not help",
            "The Danish Agency for Digital Government supervises accessibility and takes complaints.",
        ),
    ],

    copy: "Backup copy",
    copy_lead: "For the day the network or the server stays away. The copy is locked and opens only with the code.",
    copy_nothing: "Everything is sent. There is nothing to save a copy of.",
    copy_holds: Counted {
        one: "The copy will hold 1 thing that is not sent yet.",
        more: Template("The copy will hold {0} things that are not sent yet."),
    },
    copy_making: "Locking the copy …",
    copy_failed: "The copy could not be made. What you wrote is still on the phone.",
    copy_code: "Code of the copy",
    copy_code_hint: "Write the code down now, apart from the file. It is shown only here, and without it the copy cannot be opened.",
    copy_code_where: "The 16 characters you wrote down when the copy was made.",
    save_record: "Save the history as a file",
    copy_save: "Save the file",
    copy_take_title: "Take a copy in",
    copy_file: "The file with the copy",
    copy_take: "Take in",
    copy_taking: "Opening the copy …",
    copy_taken: Counted {
        one: "1 thing was taken in. It is sent when you are online.",
        more: Template("{0} things were taken in. They are sent when you are online."),
    },
    copy_choose_file: "Choose the file first.",
    copy_code_short: "The code has 16 characters. Write all of them.",
    copy_wrong: "The copy could not be opened. See whether the code is right, and the file.",
    copy_unreadable: "The file was opened, but its content cannot be read. Keep it, and contact your housing organisation.",
    copy_newer: "The copy was made with a newer Feltbog. Update the app and try again.",
    copy_somebody_elses: Template(
        "The copy was made by {0}. Only {0} can take it in, on a phone where {0} has opened Feltbog.",
    ),
};
