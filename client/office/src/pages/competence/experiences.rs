//! Experiences of all departments, found by words, topic and result. Nobody is named.

use feltbog_presentation::labels;
use feltbog_presentation::texts::texts;
use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::experience_note::{ExperienceTopic, Worked};
use feltbog_shared::model::{ExperienceNote, Kind};
use feltbog_shared::office::competence::{ExperiencePage as FoundExperiences, ExperienceRow};
use feltbog_shared::office::desk::EditOutcome;
use feltbog_ui::form::SelectField;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use crate::address::{ListAddress, ListQuery, value};
use crate::competence_texts::competence_texts;
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::print_button::PrintButton;
use crate::components::record::new_record::{NewRecordDialog, NewRecordSubject};
use crate::components::search::SearchField;
use crate::desk::use_desk;
use crate::state::use_office;
use crate::wording;

/// The filters of the list, as the address has them.
#[derive(Clone, Debug, Default, PartialEq)]
struct ExperienceAddress {
    search: String,
    topic: String,
    worked: String,
}

impl ListQuery for ExperienceAddress {
    fn from_address(parameters: &ParamsMap) -> Self {
        Self {
            search: value(parameters, "s"),
            topic: value(parameters, "emne"),
            worked: value(parameters, "virkede"),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![
            ("s", self.search.clone()),
            ("emne", self.topic.clone()),
            ("virkede", self.worked.clone()),
        ]
    }
}

/// The page of the experiences.
#[component]
pub(crate) fn ExperiencePage() -> impl IntoView {
    let (office, desk) = (use_office(), use_desk());
    let address = ListAddress::<ExperienceAddress>::of_page();
    let answer = LocalResource::new(move || {
        office.revision.track();
        let query = address.query.get();
        async move {
            office
                .api()
                .experiences(&query.search, &query.topic, &query.worked)
                .await
        }
    });
    let offers = |any: &'static str, offers: Vec<(String, String)>| {
        let mut all = vec![(String::new(), any.to_owned())];
        all.extend(offers);
        all
    };
    let topics = offers(
        competence_texts().any_topic,
        wording::offers::<ExperienceTopic>(Kind::ExperienceNote, ExperienceNote::topic().name()),
    );
    let results = offers(
        competence_texts().any_worked,
        wording::offers::<Worked>(Kind::ExperienceNote, ExperienceNote::worked().name()),
    );
    let is_adding = RwSignal::new(false);
    let actions = move || {
        let add = desk.creates(Kind::ExperienceNote).then(|| {
            view! {
                <button type="button" class="button primary" on:click=move |_| is_adding.set(true)>
                    {competence_texts().new_experience}
                </button>
            }
        });
        view! {
            {add}
            <PrintButton/>
        }
    };
    let subject = NewRecordSubject {
        kind: Kind::ExperienceNote,
        department: None,
        link: None,
    };
    view! {
        <Page title=competence_texts().experiences actions=actions>
            <p>{competence_texts().experiences_lead}</p>
            <search class="filters no-print">
                <SearchField
                    id="experience-search"
                    label=competence_texts().search_experiences
                    value=Signal::derive(move || address.query.read().search.clone())
                    on_input=move |text: String| address.change(|query| query.search = text)
                />
                <SelectField
                    id="experience-topic"
                    label=competence_texts().topic
                    offers=topics
                    value=Signal::derive(move || address.query.read().topic.clone())
                    on_choose=move |key: String| address.change(|query| query.topic = key)
                />
                <SelectField
                    id="experience-worked"
                    label=competence_texts().worked
                    offers=results
                    value=Signal::derive(move || address.query.read().worked.clone())
                    on_choose=move |key: String| address.change(|query| query.worked = key)
                />
            </search>
            <Loaded answer children=|found| view! { <Experiences found/> }/>
            <NewRecordDialog
                id="new-experience"
                subject
                is_open=is_adding
                on_made=move |_: (DepartmentId, EditOutcome)| office.read_again()
            />
        </Page>
    }
    .into_any()
}

#[component]
fn Experiences(found: FoundExperiences) -> impl IntoView {
    if found.rows.is_empty() {
        return view! { <p role="status">{competence_texts().experiences_none}</p> }.into_any();
    }
    let shown = u64::try_from(found.rows.len()).unwrap_or(u64::MAX);
    let rest = (shown < found.total).then(|| {
        let sentence = competence_texts()
            .experiences_some
            .with(&[&shown.to_string(), &found.total.to_string()]);
        view! { <p class="hint">{sentence}</p> }
    });
    let rows = found.rows.into_iter().map(|row| view! { <Experience row/> });
    view! {
        {rest}
        <div class="section">{rows.collect_view()}</div>
    }
    .into_any()
}

#[component]
fn Experience(row: ExperienceRow) -> impl IntoView {
    let of = |field: &str, key: &str| labels::value(texts(), Kind::ExperienceNote, field, key);
    let words = [
        of(ExperienceNote::topic().name(), &row.topic),
        of(ExperienceNote::worked().name(), &row.worked),
    ];
    let words: Vec<_> = words.into_iter().flatten().collect();
    let from = competence_texts().experience_from.with(&[
        &row.department_name,
        &row.organisation_name,
        &wording::day_in_words(&row.written_on),
    ]);
    let title = match row.title.as_str() {
        "" => texts().kind(Kind::ExperienceNote).to_owned(),
        title => title.to_owned(),
    };
    let lines = row
        .text
        .lines()
        .map(|line| view! { <p>{line.to_owned()}</p> })
        .collect_view();
    view! {
        <article class="group">
            <h2>{title}</h2>
            <p>
                <strong>{words.join(" · ")}</strong>
            </p>
            {lines}
            <p class="hint">{from}</p>
        </article>
    }
    .into_any()
}
