//! Settings of an organisation that its departments take over: house rules, controllers, the months that records are
//! kept, and the periods of deadlines.

use feltbog_shared::office_settings::{OrganisationSettings, UNSEEN_DAYS};
use feltbog_shared::permission::Collection;
use feltbog_ui::form::{CheckField, ErrorSummary, FieldProblem, LineField, problem_of};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::own_values::OwnValues;
use super::settings_controllers::{Controllers, read_controllers, typed_controllers};
use super::settings_periods::{Periods, read_periods, typed_periods};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::state::{Notice, use_office, use_organisation};
use crate::texts::office_texts;

/// Months that records can be kept.
const MONTHS: core::ops::RangeInclusive<u16> = 1..=240;
/// Id of the field with the days without a look, and the most that can be meant.
const UNSEEN_FIELD: &str = "settings-unseen";
const MOST_UNSEEN_DAYS: u32 = 730;

/// The page of the settings.
#[component]
pub(crate) fn SettingsPage() -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let answer = LocalResource::new(move || {
        office.revision.track();
        let id = organisation.id.get();
        async move { office.api().settings(&id).await }
    });
    view! {
        <Page title=office_texts().settings>
            <p>{office_texts().settings_lead}</p>
            <Loaded answer children=|found| view! { <SettingsForm found/> }/>
            <OwnValues/>
        </Page>
    }
    .into_any()
}

/// Months as typed, in the order of the collections; empty for the usual time.
fn typed_months(settings: &OrganisationSettings) -> Vec<String> {
    let months = |collection: Collection| {
        let mut kept = settings.retention_months.iter();
        let found = kept.find(|(key, _)| key == collection.key());
        found.map(|(_, months)| months.to_string()).unwrap_or_default()
    };
    Collection::ALL.into_iter().map(months).collect()
}

/// The months to send, or the fields that hold none.
fn read_months(typed: &[String]) -> Result<Vec<(String, u16)>, Vec<FieldProblem>> {
    let (mut months, mut problems) = (Vec::new(), Vec::new());
    for (collection, text) in Collection::ALL.into_iter().zip(typed) {
        match text.trim() {
            "" => {}
            text => match text.parse() {
                Ok(number) if MONTHS.contains(&number) => months.push((collection.key().to_owned(), number)),
                _ => {
                    let field = ["settings-", collection.key()].concat();
                    problems.push(FieldProblem::new(field, office_texts().settings_months_wanted));
                }
            },
        }
    }
    if problems.is_empty() {
        Ok(months)
    } else {
        Err(problems)
    }
}

/// The days without a look to send, or the field that holds none. An empty field is the usual number.
fn read_unseen_days(typed: &str) -> Result<u32, Vec<FieldProblem>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(UNSEEN_DAYS);
    }
    let days = typed.parse().ok().filter(|days| *days <= MOST_UNSEEN_DAYS);
    days.ok_or_else(|| {
        vec![FieldProblem::new(
            UNSEEN_FIELD,
            office_texts().settings_unseen_wanted,
        )]
    })
}

#[component]
fn SettingsForm(found: OrganisationSettings) -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let version = found.version;
    let periods = RwSignal::new(typed_periods(&found.deadlines));
    let months = RwSignal::new(typed_months(&found));
    let controllers = RwSignal::new(typed_controllers(&found));
    let house_rules = RwSignal::new(found.house_rules);
    let accessibility = RwSignal::new(found.accessibility_contact);
    let closing_needs_two = RwSignal::new(found.closing_needs_two);
    let unseen_days = RwSignal::new(found.unseen_days.to_string());
    let problems = RwSignal::new(Vec::new());
    let submission = Submission::new();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let read = (
            read_months(&months.read_untracked()),
            read_periods(&periods.read_untracked()),
            read_unseen_days(&unseen_days.read_untracked()),
        );
        let (retention_months, deadlines, unseen_days) = match read {
            (Ok(months), Ok(periods), Ok(days)) => (months, periods, days),
            (months, periods, days) => {
                let all = [months.err(), periods.err(), days.err()];
                return problems.set(all.into_iter().flatten().flatten().collect());
            }
        };
        problems.set(Vec::new());
        let settings = OrganisationSettings {
            version,
            house_rules: house_rules.get_untracked().trim().to_owned(),
            retention_months,
            deadlines,
            controllers: read_controllers(&controllers.read_untracked()),
            closing_needs_two: closing_needs_two.get_untracked(),
            unseen_days,
            accessibility_contact: accessibility.get_untracked().trim().to_owned(),
        };
        let id = organisation.id.get_untracked();
        submission.run(
            async move {
                let report = office.api().save_settings(&id, &settings).await?;
                Ok((id, report))
            },
            move |(id, report)| {
                office.changed(Notice {
                    text: office_texts().saved.with(&[office_texts().settings]),
                    undo: report.entry.map(|entry| (id, entry)),
                });
            },
        );
    };
    let rows = Collection::ALL
        .into_iter()
        .zip(office_texts().collection)
        .enumerate();
    let rows = rows.map(|(place, (collection, label))| {
        let id = ["settings-", collection.key()].concat();
        view! {
            <LineField
                id=id.clone()
                label
                keyboard=Some("numeric")
                value=Signal::derive(move || months.read().get(place).cloned().unwrap_or_default())
                problem=problem_of(problems, id)
                on_input=move |text: String| {
                    months.update(|months| {
                        if let Some(held) = months.get_mut(place) {
                            *held = text;
                        }
                    });
                }
            />
        }
    });
    view! {
        <form class="office-page" novalidate=true on:submit=send>
            <ErrorSummary heading=office_texts().correct_first problems/>
            <fieldset class="group">
                <legend>{office_texts().house_rules}</legend>
                <LineField
                    id="settings-house-rules"
                    label=office_texts().house_rules
                    hint=office_texts().settings_house_rules_hint
                    value=house_rules
                    on_input=move |text| house_rules.set(text)
                />
            </fieldset>
            <fieldset class="group">
                <legend>{office_texts().settings_accessibility}</legend>
                <LineField
                    id="settings-accessibility"
                    label=office_texts().settings_accessibility
                    hint=office_texts().settings_accessibility_hint
                    value=accessibility
                    on_input=move |text| accessibility.set(text)
                />
            </fieldset>
            <fieldset class="group">
                <legend>{office_texts().retention}</legend>
                <p class="hint">{office_texts().settings_retention_hint}</p>
                <div class="form-grid">{rows.collect_view()}</div>
            </fieldset>
            <Periods typed=periods problems/>
            <fieldset class="group">
                <legend>{office_texts().settings_cases}</legend>
                <CheckField
                    id="settings-closing"
                    label=office_texts().settings_closing
                    value=closing_needs_two
                    on_change=move |is_on| closing_needs_two.set(is_on)
                />
                <LineField
                    id=UNSEEN_FIELD
                    label=office_texts().settings_unseen
                    hint=office_texts().settings_unseen_hint
                    keyboard=Some("numeric")
                    value=unseen_days
                    problem=problem_of(problems, UNSEEN_FIELD)
                    on_input=move |text| unseen_days.set(text)
                />
            </fieldset>
            <Controllers typed=controllers/>
            <SubmissionProblem submission/>
            <div class="buttons">
                <SubmitButton label=office_texts().save submission/>
            </div>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_without_a_look_are_read_back_and_faults_named() {
        assert_eq!(read_unseen_days(" 45 "), Ok(45));
        assert_eq!(read_unseen_days("0"), Ok(0));
        assert_eq!(read_unseen_days(""), Ok(UNSEEN_DAYS));
        for typed in ["731", "-1", "mange"] {
            let problems = read_unseen_days(typed).unwrap_err();
            assert_eq!(problems[0].field, UNSEEN_FIELD, "{typed}");
        }
    }

    #[test]
    fn months_are_read_back_and_faults_named() {
        let settings = OrganisationSettings {
            retention_months: vec![("nature".into(), 24), ("visits".into(), 6)],
            ..OrganisationSettings::default()
        };
        let mut typed = typed_months(&settings);
        assert_eq!(read_months(&typed), Ok(settings.retention_months));
        typed[0] = "0".into();
        typed[1] = "mange".into();
        let fields: Vec<_> = read_months(&typed)
            .unwrap_err()
            .into_iter()
            .map(|one| one.field)
            .collect();
        assert_eq!(fields, ["settings-nature", "settings-guidance"]);
    }
}
