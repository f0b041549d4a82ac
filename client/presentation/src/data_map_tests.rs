//! The data map among the privacy papers (`docs/privacy/datakort.md`): made of the model, the policy and the words of the
//! forms, and compared with the page here. After a change of a kind, a field, a right or a word:
//!
//! ```sh
//! FELTBOG_WRITE_PAPERS=1 cargo test -p feltbog-presentation data_map
//! ```
//!
//! The words above the mark are written by people and stay.

use std::fmt::Write as _;
use std::path::PathBuf;

use feltbog_shared::language::Language;
use feltbog_shared::model::retention::{Period, usual_period};
use feltbog_shared::model::{FieldSpec, Kind, Shape};
use feltbog_shared::permission::{Access, Class, Collection, Module, Role, Scope, access};

use super::texts::{self, Texts};

/// The line below which the page is made.
const MARK: &str = "<!-- Herfra er siden lavet af modellen. -->";
/// The fields of every kind.
const COMMON: [&str; 3] = ["created_at", "follow_up_on", "discarded_at"];

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/privacy/datakort.md")
}

/// The name of a collection, as the office calls it.
fn collection_name(collection: Collection) -> &'static str {
    match collection {
        Collection::Nature => "Natur og erfaringer",
        Collection::Guidance => "Anvisninger for alle",
        Collection::Signals => "Signaler om steder",
        Collection::Concerns => "Signaler om boliger og overdragelser",
        Collection::Conflicts => "Nabokonflikter",
        Collection::Parties => "Parter i konflikter",
        Collection::Mediation => "Mægling",
        Collection::Visits => "Besøg og henvisninger",
        Collection::VisitNotes => "Notater fra besøg",
        Collection::Arrears => "Restancer og rådgivning",
        Collection::Oversight => "Screeninger og mål",
        Collection::StaffGuidance => "Anvisninger for personale",
        Collection::PassedOn => "Det, der er givet videre",
        Collection::CaseParts => "Deltagelse i konflikter",
        Collection::Deputies => "Stedfortrædere",
        Collection::Activities => "Aktiviteter og dørrunder",
        Collection::Interviews => "Trivselsinterviews",
    }
}

fn class_name(class: Class) -> &'static str {
    match class {
        Class::Green => "grøn (uden personer)",
        Class::Internal => "intern",
        Class::Personal => "personlig (fortrolig)",
        Class::Special => "særlig (kan rumme helbred eller strafbare forhold)",
    }
}

fn module_name(module: Option<Module>) -> &'static str {
    match module {
        Some(Module::Conflicts) => "nabokonflikter",
        Some(Module::Visits) => "besøg",
        Some(Module::Nature) => "natur",
        Some(Module::Screening) => "screening",
        Some(Module::Arrears) => "restancer",
        None => "altid til",
    }
}

fn period(collection: Collection) -> String {
    match usual_period(collection) {
        Some(Period::Days(days)) => format!("{days} dage"),
        Some(Period::Months(months)) => format!("{months} måneder"),
        None if collection == Collection::CaseParts => "sammen med sagen".to_owned(),
        None => "ingen".to_owned(),
    }
}

/// The content that a field allows.
fn content(shape: Shape) -> String {
    match shape {
        Shape::Choice(keys) => format!("ét af {} valg", keys.len()),
        Shape::Choices(keys) => format!("flere af {} valg", keys.len()),
        Shape::Integer(least, most) => format!("helt tal fra {least} til {most}"),
        Shape::Flag => "ja eller nej".to_owned(),
        Shape::Date => "dag".to_owned(),
        Shape::Timestamp => "tidspunkt".to_owned(),
        Shape::Text(most) => format!("fri tekst på én linje, højst {most} tegn"),
        Shape::RichText(most) => format!("fri tekst, højst {most} tegn"),
        Shape::Counters(keys) => format!("{} tællere", keys.len()),
        Shape::Link => "henvisning til en anden post eller en person".to_owned(),
        Shape::Own(_) => "ord fra organisationens egen liste".to_owned(),
    }
}

/// The documents that a right in part holds for.
fn ways(scope: Scope) -> String {
    let named = [
        (Scope::OWN, "egne"),
        (Scope::ASSIGNED, "tildelte"),
        (Scope::DEPUTISED, "som stedfortræder"),
    ];
    let held = named.iter().filter(|(way, _)| scope.includes(*way));
    held.map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
}

/// The roles with a right in a collection, each with the words that its access gives it.
fn roles(texts: &Texts, collection: Collection, said: fn(Access) -> Option<String>) -> String {
    let named = Role::ALL.iter().filter_map(|role| {
        let words = said(access(*role, collection))?;
        let name = texts.role.at(*role as usize);
        Some(match words.as_str() {
            "" => name.to_owned(),
            words => format!("{name} ({words})"),
        })
    });
    match named.collect::<Vec<_>>().join("; ").as_str() {
        "" => "ingen".to_owned(),
        named => named.to_owned(),
    }
}

fn read_in_words(access: Access) -> Option<String> {
    match access.read {
        scope if scope.is_nothing() => None,
        scope if scope.is_all() => Some(String::new()),
        scope => Some(ways(scope)),
    }
}

fn field_row(texts: &Texts, kind: Kind, spec: &FieldSpec) -> String {
    let name = texts.field(kind, spec.name);
    format!("| {name} | `{}` | {} |\n", spec.name, content(spec.shape))
}

const HEAD: &str = "| felt | nøgle | kan rumme |\n|---|---|---|\n";

/// The part of the page that is made.
fn data_map() -> String {
    let texts = texts::of(Language::Danish);
    let mut page = String::from("## Felter i alle poster\n\n");
    page.push_str(HEAD);
    for name in COMMON {
        let spec = Kind::ConflictCase.field(name).unwrap();
        page.push_str(&field_row(texts, Kind::ConflictCase, spec));
    }
    for collection in Collection::ALL {
        let (name, key) = (collection_name(collection), collection.key());
        let read = roles(texts, collection, read_in_words);
        let create = roles(texts, collection, |access| {
            (access.create || access.note || access.tell).then(String::new)
        });
        let state = roles(texts, collection, |access| access.state.then(String::new));
        let numbers = roles(texts, collection, |access| access.aggregate.then(String::new));
        let lines = [
            format!("\n## {name} (`{key}`)\n\n"),
            format!("- Modul: {}\n", module_name(collection.module())),
            format!("- Klasse: {}\n", class_name(collection.class())),
            format!("- Sædvanlig frist for sletning: {}\n", period(collection)),
            format!("- Læser: {read}\n"),
            format!("- Opretter: {create}\n"),
            format!("- Ser kun, hvor langt det er: {state}\n"),
            format!("- Ser kun tal: {numbers}\n"),
        ];
        page.extend(lines);
        let kinds = Kind::ALL.iter().filter(|kind| kind.collection() == collection);
        for kind in kinds {
            write!(page, "\n### {} (`{}`)\n\n{HEAD}", texts.kind(*kind), kind.key()).unwrap();
            let own = kind.fields().iter();
            for spec in own.filter(|spec| !COMMON.contains(&spec.name)) {
                page.push_str(&field_row(texts, *kind, spec));
            }
        }
    }
    page
}

#[test]
fn the_data_map_is_that_of_the_model() {
    let page = std::fs::read_to_string(path()).unwrap();
    let (written, _) = page.split_once(MARK).unwrap();
    let now = [written, MARK, "\n\n", &data_map()].concat();
    if std::env::var_os("FELTBOG_WRITE_PAPERS").is_some() {
        std::fs::write(path(), &now).unwrap();
        return;
    }
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (before, after) = (lines(&page), lines(&now));
    let gone = before.iter().filter(|line| !after.contains(line));
    let new = after.iter().filter(|line| !before.contains(line));
    let gone = gone.map(|line| format!("- {line}"));
    let changes: Vec<_> = gone.chain(new.map(|line| format!("+ {line}"))).collect();
    assert!(
        page == now,
        "the page is not that of the model: see this file's first lines\n{}",
        changes.join("\n")
    );
}

#[test]
fn every_kind_has_the_common_fields_and_is_on_the_page() {
    let page = data_map();
    for kind in Kind::ALL {
        for name in COMMON {
            assert!(kind.field(name).is_some(), "{kind:?} {name}");
        }
        let heading = format!(" (`{}`)\n", kind.key());
        assert!(page.contains(&heading), "{kind:?}");
    }
}
