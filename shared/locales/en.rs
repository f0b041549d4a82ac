//! English sentences for refusals. Say what to do.

use super::RefusalCode;

pub(super) fn refusal(code: RefusalCode) -> &'static str {
    use RefusalCode as C;
    match code {
        C::Malformed => "The server could not read what was sent. Update the app and try again.",
        C::UnknownField => "A field is not known here. Update the app and try again.",
        C::InvalidValue => "A value does not fit its field. Correct it and try again.",
        C::TextTooLong => "The text is too long. Write only what is needed.",
        C::CprNumber => {
            "The text looks like a CPR number. Do not write CPR numbers. Remove it and save again."
        }
        C::StepNotAllowed => {
            "That step cannot be taken now. See what has happened in the case and choose again."
        }
        C::WrongDepartment => "This belongs to another department. Change department and try again.",
        C::WrongKind => "This is of another kind than the app thought. Open it again from the list.",
        C::ForeignAuthor => {
            "This is written in somebody else's name. Sign in as yourself and write it again."
        }
        C::NoAccess => "You do not have access to this. Ask your manager.",
        C::Erased => "This has been erased and can no longer be changed.",
        C::TooLarge => "This takes up too much room. Split it and try again.",
        C::ActorReused => {
            "The server already has something else with the same number. Write it again on a new line."
        }
        C::Unreadable => "The change would make this unreadable and was put aside. Write it again.",
        C::CodeNotValid => "The code does not work. It is used, too old or mistyped. Ask for a new one.",
        C::CodeOfAnother => "The code is for somebody else. Choose the right name, or tap \"Add a person\".",
        C::NoReader => {
            "Nobody you have chosen can read this in this department. Choose somebody else. What you wrote is on the phone."
        }
        C::NoConsent => {
            "The resident has not said yes, and no reason is given. Correct the answer or choose a reason. What you wrote is on the phone."
        }
        C::NotSignedIn => "You are not signed in on this phone. Ask for a new code.",
        C::Withdrawn => "Your access was withdrawn. Ask for a new code.",
        C::ProofNotValid => "The phone could not prove to the server that it is the same one. Try again.",
        C::TooMany => "Too many tries. Wait a little and try again.",
        C::AppTooOld => "The app is too old to send. Tap Update now. What you have written is saved.",
        C::NotFound => "This does not exist.",
        C::ServerFault => {
            "Something went wrong on the server. What you have written is saved on the phone. Try again."
        }
        C::WrongOrigin => "The page was opened from the wrong place. Open the app again.",
        C::Busy => "The server is busy. The app will try again by itself.",
        C::StorageFull => {
            "The server has no room just now. What you wrote is kept on the phone and is sent once there is room."
        }
    }
}
