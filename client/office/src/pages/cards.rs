//! Action cards (*anvisninger*): the cards of the departments, and the form that changes one in one or more of them.

use feltbog_presentation::labels;
use feltbog_presentation::texts::texts;
use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::action_card::{Audience, EscalateTo};
use feltbog_shared::model::{ActionCard, Kind, ValueList};
use feltbog_shared::moment::Day;
use feltbog_shared::office_cards::{
    CardApproval, CardChange, CardDepartment, CardWords, OfficeCard, OfficeCards,
};
use feltbog_ui::form::{
    CheckField, ErrorSummary, FieldProblem, LineField, LinesField, SelectField, problem_of,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map};
use leptos_router::params::ParamsMap;

use super::departments::contains_words;
use crate::address::{ListAddress, ListQuery, value};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::search::SearchField;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::kept_draft::KeptDraft;
use crate::state::{Notice, now, use_office, use_organisation};
use crate::texts::office_texts;
use crate::wording::day_in_words;

/// The key of the choice of this department alone.
const HERE: &str = "department";
/// The key of the choice of all departments of the same municipality.
const MUNICIPALITY: &str = "municipality";
/// The key of the choice of all departments.
const EVERYWHERE: &str = "all";

/// The word for a key of a field of action cards.
fn word(field: &str, key: &str) -> String {
    labels::value(texts(), Kind::ActionCard, field, key)
        .unwrap_or_default()
        .to_owned()
}

/// Search and department of the table.
#[derive(Clone, Debug, Default, PartialEq)]
struct CardsQuery {
    search: String,
    /// Id of the department; the first one without.
    department: String,
}

impl ListQuery for CardsQuery {
    fn from_address(parameters: &ParamsMap) -> Self {
        Self {
            search: value(parameters, "s"),
            department: value(parameters, "afdeling"),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![("s", self.search.clone()), ("afdeling", self.department.clone())]
    }
}

/// Whether every word is in a card, in either language.
fn holds(card: &OfficeCard, search: &str) -> bool {
    let of = |words: &CardWords| {
        [
            words.title.clone(),
            words.signs.clone(),
            words.steps.clone(),
            words.do_not.clone(),
            words.calls.clone(),
        ]
        .join(" ")
    };
    contains_words(&[&of(&card.danish), &of(&card.english)], search)
}

/// The page of the cards.
#[component]
pub(crate) fn CardsPage() -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let cards = LocalResource::new(move || {
        office.revision.track();
        let id = organisation.id.get();
        async move { office.api().cards(&id).await }
    });
    view! {
        <Page title=office_texts().action_cards>
            <p>{office_texts().action_cards_lead}</p>
            <Loaded answer=cards children=|cards| view! { <CardTable cards/> }/>
        </Page>
    }
    .into_any()
}

#[component]
fn CardTable(cards: OfficeCards) -> impl IntoView {
    let first = cards
        .departments
        .first()
        .map(|department| department.id.to_string());
    let address = ListAddress::<CardsQuery>::of_page();
    let first = first.unwrap_or_default();
    let chosen = Signal::derive(move || match address.query.get().department {
        department if department.is_empty() => first.clone(),
        department => department,
    });
    let offers: Vec<_> = cards
        .departments
        .iter()
        .map(|one| (one.id.to_string(), one.name.clone()))
        .collect();
    let shown = StoredValue::new(cards.cards);
    let found = Memo::new(move |_| {
        let (chosen, search) = (chosen.get(), address.query.get().search);
        let is_found = |card: &&OfficeCard| card.department.to_string() == chosen && holds(card, &search);
        shown.with_value(|cards| cards.iter().filter(is_found).cloned().collect::<Vec<_>>())
    });
    let rows = move || {
        let cards = found.get().into_iter();
        cards.map(|card| view! { <CardRow card/> }).collect_view()
    };
    view! {
        <search class="filters">
            <SearchField
                id="cards-search"
                label=office_texts().cards_search
                value=Signal::derive(move || address.query.read().search.clone())
                on_input=move |text| address.change(|query| query.search = text)
            />
            <SelectField
                id="cards-department"
                label=office_texts().department
                offers=offers
                value=chosen
                on_choose=move |key| address.change(|query| query.department = key)
            />
        </search>
        <ScrollableTable label=office_texts().action_cards>
            <table class="data">
                <caption class="unseen">{office_texts().action_cards}</caption>
                <thead>
                    <tr>
                        <th scope="col">{office_texts().card_title}</th>
                        <th scope="col">{office_texts().card_readers}</th>
                        <th scope="col" class="numeric">{office_texts().card_edition}</th>
                        <th scope="col">{office_texts().card_approved_by}</th>
                        <th scope="col">{office_texts().card_review_by}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
        <p hidden=move || !found.read().is_empty()>{office_texts().nothing_found}</p>
    }
    .into_any()
}

/// Whether a day has come, by the clock of this computer.
fn is_over(day: &str) -> bool {
    Day::parse(day).is_some_and(|day| day <= now().danish_day())
}

#[component]
fn CardRow(card: OfficeCard) -> impl IntoView {
    let organisation = use_organisation();
    let path = organisation.path(&["/anvisninger/", &card.document.to_string()].concat());
    let readers = match card.is_for_residents {
        true => office_texts().card_for_residents.to_owned(),
        false => {
            let words: Vec<_> = card
                .audience
                .iter()
                .map(|key| word(ActionCard::audience().name(), key))
                .collect();
            words.join(", ")
        }
    };
    let approved = match card.approved_by.is_empty() {
        true => office_texts().card_not_approved.to_owned(),
        false => card.approved_by,
    };
    let review = day_in_words(&card.review_by);
    let review = match is_over(&card.review_by) {
        true => [&review, ", ", office_texts().card_review_due].concat(),
        false => review,
    };
    view! {
        <tr>
            <th scope="row"><a href=path>{card.danish.title}</a></th>
            <td>{readers}</td>
            <td class="numeric">{card.version}</td>
            <td>{approved}</td>
            <td>{review}</td>
        </tr>
    }
    .into_any()
}

/// The page of the card whose record stands in the address.
#[component]
pub(crate) fn CardPage() -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let cards = LocalResource::new(move || {
        office.revision.track();
        let id = organisation.id.get();
        async move { office.api().cards(&id).await }
    });
    view! {
        <Page title=office_texts().action_card>
            <Loaded answer=cards children=|cards| view! { <CardOfAddress cards/> }/>
        </Page>
    }
    .into_any()
}

#[component]
fn CardOfAddress(cards: OfficeCards) -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let found = cards
        .cards
        .iter()
        .find(|card| card.document.to_string() == id)
        .cloned();
    match found {
        Some(card) => view! { <CardForm card cards/> }.into_any(),
        None => view! { <p>{office_texts().page_missing_why}</p> }.into_any(),
    }
}

/// The departments that a choice stands for.
fn chosen_departments(cards: &OfficeCards, card: &OfficeCard, scope: &str) -> Vec<DepartmentId> {
    let here = cards
        .departments
        .iter()
        .find(|department| department.id == card.department);
    let municipality = here
        .map(|department| department.municipality.as_str())
        .unwrap_or_default();
    let is_chosen = |department: &&CardDepartment| match scope {
        EVERYWHERE => department.is_writable,
        MUNICIPALITY => department.is_writable && department.municipality == municipality,
        _ => department.id == card.department,
    };
    cards
        .departments
        .iter()
        .filter(is_chosen)
        .map(|department| department.id)
        .collect()
}

/// The change from a card as it stands to a draft, with nothing of what is equal.
fn change_of(before: &OfficeCard, draft: &OfficeCard, departments: Vec<DepartmentId>) -> CardChange {
    let without_calls = |words: &CardWords| CardWords {
        calls: String::new(),
        ..words.clone()
    };
    let words = |card: &OfficeCard| (without_calls(&card.danish), without_calls(&card.english));
    let calls = |card: &OfficeCard| (card.danish.calls.clone(), card.english.calls.clone());
    let mut audience = [before.audience.clone(), draft.audience.clone()];
    audience.iter_mut().for_each(|keys| keys.sort());
    CardChange {
        is_for_residents: before.is_for_residents,
        situation: before.situation.clone(),
        departments,
        seen: vec![(before.document, before.version)],
        words: (words(before) != words(draft)).then(|| words(draft)),
        calls: (calls(before) != calls(draft)).then(|| calls(draft)),
        is_danger: (before.is_danger != draft.is_danger).then_some(draft.is_danger),
        escalate_to: (before.escalate_to != draft.escalate_to).then(|| draft.escalate_to.clone()),
        audience: (audience[0] != audience[1]).then(|| draft.audience.clone()),
        approval: None,
    }
}

#[component]
fn CardForm(card: OfficeCard, cards: OfficeCards) -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let navigate = use_navigate();
    let is_writable = cards
        .departments
        .iter()
        .any(|one| one.id == card.department && one.is_writable);
    let here = cards.departments.iter().find(|one| one.id == card.department);
    let place = here.map(|one| one.name.clone()).unwrap_or_default();
    let municipality = here.map(|one| one.municipality.clone()).unwrap_or_default();
    let mut scopes = vec![(HERE.to_owned(), office_texts().card_scope_here.with(&[&place]))];
    if !municipality.is_empty() {
        let label = office_texts().card_scope_municipality.with(&[&municipality]);
        scopes.push((MUNICIPALITY.to_owned(), label));
    }
    scopes.push((EVERYWHERE.to_owned(), office_texts().card_scope_all.to_owned()));
    let scope = RwSignal::new(HERE.to_owned());
    let approver = RwSignal::new(card.approved_by.clone());
    let review = RwSignal::new(String::new());
    let kept = KeptDraft::of(&["card.", &card.document.to_string()].concat(), card.clone());
    let draft = kept.value;
    let problems = RwSignal::new(Vec::<FieldProblem>::new());
    let submission = Submission::new();
    let before = StoredValue::new((card.clone(), cards));
    let send = move |is_approved: bool| {
        let (card, cards) = before.get_value();
        let typed = draft.get_untracked();
        let mut found = Vec::new();
        if typed.danish.title.trim().is_empty() {
            found.push(FieldProblem::new(
                "card-da-title",
                office_texts().card_title_wanted,
            ));
        }
        if is_approved && approver.read_untracked().trim().is_empty() {
            found.push(FieldProblem::new(
                "card-approver",
                office_texts().card_approver_wanted,
            ));
        }
        problems.set(found);
        if !problems.read_untracked().is_empty() {
            return;
        }
        let departments = chosen_departments(&cards, &card, &scope.read_untracked());
        let change = CardChange {
            approval: is_approved.then(|| CardApproval {
                approved_by: approver.get_untracked().trim().to_owned(),
                review_by: review.get_untracked(),
            }),
            ..change_of(&card, &typed, departments)
        };
        let (id, navigate) = (organisation.id.get_untracked(), navigate.clone());
        let list = organisation.path("/anvisninger");
        submission.run(
            async move {
                let report = office.api().change_card(&id, &change).await?;
                Ok((id, report))
            },
            move |(id, report)| {
                kept.forget_sent(&typed);
                let number = report.changed.to_string();
                office.changed(Notice {
                    text: office_texts().card_saved.with(&[&typed.danish.title, &number]),
                    undo: report.entry.map(|entry| (id, entry)),
                });
                navigate(&list, Default::default());
            },
        );
    };
    let (save, approve) = (send.clone(), send);
    let audience = Audience::ALL.iter().map(|one| {
        let key = one.key();
        view! {
            <CheckField
                id=["card-audience-", key].concat()
                label=word(ActionCard::audience().name(), key)
                value=Signal::derive(move || draft.read().audience.iter().any(|held| held == key))
                on_change=move |is_on: bool| {
                    draft.update(|draft| {
                        draft.audience.retain(|held| held != key);
                        if is_on {
                            draft.audience.push(key.to_owned());
                        }
                    });
                }
            />
        }
    });
    let audience = (!card.is_for_residents).then(|| {
        view! {
            <fieldset class="group">
                <legend>{office_texts().card_readers}</legend>
                <div class="form-grid">{audience.collect_view()}</div>
            </fieldset>
        }
    });
    let mut routes = vec![(String::new(), office_texts().card_route_none.to_owned())];
    routes.extend(EscalateTo::ALL.iter().map(|to| {
        let key = to.key();
        (key.to_owned(), word(ActionCard::escalate_to().name(), key))
    }));
    let buttons = is_writable.then(|| {
        view! {
            <fieldset class="group">
                <legend>{office_texts().card_where}</legend>
                <div class="form-grid">
                    <SelectField
                        id="card-scope"
                        label=office_texts().card_scope
                        offers=scopes
                        value=scope
                        on_choose=move |key| scope.set(key)
                    />
                    <LineField
                        id="card-approver"
                        label=office_texts().card_approved_by
                        hint=office_texts().card_approver_hint
                        value=approver
                        problem=problem_of(problems, "card-approver")
                        on_input=move |text| approver.set(text)
                    />
                    <LineField
                        id="card-review"
                        label=office_texts().card_review_by
                        hint=office_texts().card_review_hint
                        kind="date"
                        value=review
                        on_input=move |text| review.set(text)
                    />
                </div>
            </fieldset>
            <SubmissionProblem submission/>
            <div class="buttons">
                <button type="button" class="button primary" on:click=move |_| approve(true)>
                    {office_texts().card_approve}
                </button>
                <button type="button" class="button" on:click=move |_| save(false)>
                    {office_texts().card_save}
                </button>
            </div>
        }
    });
    view! {
        <form class="office-page" novalidate=true on:submit=|event| event.prevent_default()>
            <ErrorSummary heading=office_texts().correct_first problems/>
            {kept.notice(|| {})}
            <p class="lead">{office_texts().card_facts.with(&[&place, &card.version.to_string()])}</p>
            <WordFields draft problems is_danish=true/>
            <WordFields draft problems is_danish=false/>
            <fieldset class="group">
                <legend>{office_texts().card_route}</legend>
                <div class="form-grid">
                    <SelectField
                        id="card-route"
                        label=office_texts().card_route
                        offers=routes
                        value=Signal::derive(move || draft.read().escalate_to.clone())
                        on_choose=move |key| draft.update(|draft| draft.escalate_to = key)
                    />
                    <CheckField
                        id="card-danger"
                        label=office_texts().card_danger
                        value=Signal::derive(move || draft.read().is_danger)
                        on_change=move |is_on| draft.update(|draft| draft.is_danger = is_on)
                    />
                </div>
            </fieldset>
            {audience}
            {buttons}
        </form>
    }
    .into_any()
}

/// The words of a card in one language.
#[component]
fn WordFields(
    draft: RwSignal<OfficeCard>,
    problems: RwSignal<Vec<FieldProblem>>,
    is_danish: bool,
) -> impl IntoView {
    let words = move |read: fn(&CardWords) -> &String| {
        Signal::derive(move || {
            let draft = draft.read();
            read(if is_danish { &draft.danish } else { &draft.english }).clone()
        })
    };
    let write = move |write: fn(&mut CardWords) -> &mut String| {
        move |text: String| {
            draft.update(|draft| {
                *write(if is_danish {
                    &mut draft.danish
                } else {
                    &mut draft.english
                }) = text;
            });
        }
    };
    let prefix = if is_danish { "card-da-" } else { "card-en-" };
    let id = |name: &str| [prefix, name].concat();
    let legend = if is_danish {
        office_texts().card_danish
    } else {
        office_texts().card_english
    };
    view! {
        <fieldset class="group" lang=if is_danish { "da" } else { "en" }>
            <legend>{legend}</legend>
            <LineField
                id=id("title")
                label=office_texts().card_title
                value=words(|words| &words.title)
                problem=problem_of(problems, id("title"))
                on_input=write(|words| &mut words.title)
            />
            <LinesField
                id=id("signs")
                label=office_texts().card_signs
                hint=office_texts().card_lines_hint
                value=words(|words| &words.signs)
                on_input=write(|words| &mut words.signs)
            />
            <LinesField
                id=id("steps")
                label=office_texts().card_steps
                hint=office_texts().card_lines_hint
                value=words(|words| &words.steps)
                on_input=write(|words| &mut words.steps)
            />
            <LinesField
                id=id("do-not")
                label=office_texts().card_do_not
                hint=office_texts().card_lines_hint
                value=words(|words| &words.do_not)
                on_input=write(|words| &mut words.do_not)
            />
            <LinesField
                id=id("calls")
                label=office_texts().card_calls
                hint=office_texts().card_calls_hint
                value=words(|words| &words.calls)
                on_input=write(|words| &mut words.calls)
            />
        </fieldset>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use feltbog_shared::id::DocumentId;

    use super::*;

    fn card() -> OfficeCard {
        OfficeCard {
            document: DocumentId::from_bytes([1; 16]),
            department: DepartmentId::from_bytes([2; 16]),
            is_for_residents: false,
            situation: "akut_fare".into(),
            version: 3,
            danish: CardWords::default(),
            english: CardWords::default(),
            is_danger: true,
            escalate_to: "driftsleder".into(),
            audience: vec!["kontor".into(), "ejendomsfunktionaer".into()],
            approved_by: String::new(),
            review_by: String::new(),
        }
    }

    #[test]
    fn a_change_names_what_differs_and_nothing_else() {
        let mut draft = card();
        draft.audience.reverse();
        let change = change_of(&card(), &draft, Vec::new());
        assert_eq!((change.words, change.calls, change.audience), (None, None, None));
        assert_eq!(change.seen, [(card().document, 3)]);
        draft.danish.calls = "Vandvagten | 12 34 56 78 |".into();
        draft.is_danger = false;
        let change = change_of(&card(), &draft, Vec::new());
        assert_eq!((change.words, change.is_danger), (None, Some(false)));
        assert_eq!(change.calls.map(|(danish, _)| danish), Some(draft.danish.calls));
    }

    #[test]
    fn a_municipality_stands_for_its_departments() {
        let department = |place: u8, municipality: &str, is_writable| CardDepartment {
            id: DepartmentId::from_bytes([place; 16]),
            name: place.to_string(),
            municipality: municipality.into(),
            is_writable,
        };
        let cards = OfficeCards {
            departments: vec![
                department(2, "0101", true),
                department(3, "0101", true),
                department(4, "0751", true),
                department(5, "0101", false),
            ],
            cards: Vec::new(),
        };
        let count = |scope| chosen_departments(&cards, &card(), scope).len();
        assert_eq!([HERE, MUNICIPALITY, EVERYWHERE].map(count), [1, 2, 3]);
    }
}
