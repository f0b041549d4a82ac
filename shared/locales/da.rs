//! Danish sentences for refusals. Du-form; say what to do.

use super::RefusalCode;

pub(super) fn refusal(code: RefusalCode) -> &'static str {
    use RefusalCode as C;
    match code {
        C::Malformed => "Serveren kunne ikke læse det, der blev sendt. Opdater appen, og prøv igen.",
        C::UnknownField => "Et felt er ukendt her. Opdater appen, og prøv igen.",
        C::InvalidValue => "En værdi passer ikke i feltet. Ret den, og prøv igen.",
        C::TextTooLong => "Teksten er for lang. Skriv kun det, der er nødvendigt.",
        C::CprNumber => "Teksten ligner et cpr-nummer. Skriv ikke cpr-numre. Fjern det, og gem igen.",
        C::StepNotAllowed => "Det trin kan ikke tages nu. Se, hvad der er sket i sagen, og vælg igen.",
        C::WrongDepartment => "Det hører til en anden afdeling. Skift afdeling, og prøv igen.",
        C::WrongKind => "Det er en anden slags, end appen troede. Åbn det igen fra listen.",
        C::ForeignAuthor => "Det er skrevet i en andens navn. Log ind som dig selv, og skriv det igen.",
        C::NoAccess => "Du har ikke adgang til det her. Spørg din leder.",
        C::Erased => "Det er slettet og kan ikke rettes mere.",
        C::TooLarge => "Det fylder for meget. Del det op, og prøv igen.",
        C::ActorReused => "Serveren har allerede noget andet med samme nummer. Skriv det igen i en ny linje.",
        C::Unreadable => "Rettelsen ville gøre det ulæseligt og er lagt til side. Skriv den igen.",
        C::CodeNotValid => "Koden virker ikke. Den er brugt, for gammel eller skrevet forkert. Bed om en ny.",
        C::CodeOfAnother => {
            "Koden er til en anden person. Vælg det rigtige navn, eller tryk på \"Tilføj en person\"."
        }
        C::NoReader => {
            "Ingen af dem, du har valgt, kan læse det i denne afdeling. Vælg en anden. Det, du har skrevet, er på telefonen."
        }
        C::NoConsent => {
            "Beboeren har ikke sagt ja, og der er ikke angivet en grund. Ret svaret, eller vælg en grund. Det, du har skrevet, er på telefonen."
        }
        C::NotSignedIn => "Du er ikke logget ind på denne telefon. Bed om en ny kode.",
        C::Withdrawn => "Din adgang er taget tilbage. Bed om en ny kode.",
        C::ProofNotValid => "Telefonen kunne ikke vise serveren, at den er den samme. Prøv igen.",
        C::TooMany => "Der er prøvet for mange gange. Vent lidt, og prøv igen.",
        C::AppTooOld => "Appen er for gammel til at sende. Tryk på Opdater nu. Det, du har skrevet, er gemt.",
        C::NotFound => "Det findes ikke.",
        C::ServerFault => "Noget gik galt på serveren. Det, du har skrevet, er gemt på telefonen. Prøv igen.",
        C::WrongOrigin => "Siden blev åbnet fra et forkert sted. Åbn appen igen.",
        C::Busy => "Serveren har travlt. Appen prøver selv igen om lidt.",
        C::StorageFull => {
            "Serveren har ikke plads til mere lige nu. Det, du har skrevet, ligger på telefonen og bliver sendt, når der er plads."
        }
    }
}
