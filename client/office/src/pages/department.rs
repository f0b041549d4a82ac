//! One department: everything that is kept of it, in groups, saved as a whole.

use feltbog_shared::office::{Base, Contact, DepartmentRecord};
use feltbog_shared::permission::Collection;
use feltbog_ui::choice::ChipsField;
use feltbog_ui::form::{
    CheckField, ErrorSummary, FieldProblem, LineField, LinesField, SelectField, problem_of,
};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map};

use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::draft::{
    AMBASSADOR_VARIANTS, DepartmentDraft, HOUSING_FORMS, OWNERSHIPS, REPRESENTATIONS, key_of, offers,
    value_of,
};
use crate::kept_draft::KeptDraft;
use crate::state::{Notice, use_office, use_organisation};
use crate::texts::office_texts;

/// The page of a new department.
#[component]
pub(crate) fn NewDepartmentPage() -> impl IntoView {
    view! {
        <Page title=office_texts().add_department>
            <DepartmentForm draft=DepartmentDraft::empty()/>
        </Page>
    }
    .into_any()
}

/// The page of a department.
#[component]
pub(crate) fn DepartmentPage() -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let parameters = use_params_map();
    let answer = LocalResource::new(move || {
        office.revision.track();
        let (organisation, id) = (
            organisation.id.get(),
            parameters.read().get("id").unwrap_or_default(),
        );
        async move { office.api().department(&organisation, &id).await }
    });
    let title = move || match answer.get() {
        Some(Ok(department)) => [&department.number, " ", &department.name].concat(),
        _ => office_texts().department.to_owned(),
    };
    view! {
        <Page title=Signal::derive(title)>
            <Loaded
                answer
                children=|record: DepartmentRecord| view! { <DepartmentForm draft=DepartmentDraft::of(record)/> }
            />
        </Page>
    }
    .into_any()
}

/// The department of the form while it is typed.
type Draft = RwSignal<DepartmentDraft>;

#[component]
fn DepartmentForm(draft: DepartmentDraft) -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let navigate = use_navigate();
    let id = draft.record.id.as_ref().map(ToString::to_string);
    let place = id.unwrap_or_else(|| ["new.", &organisation.id.get_untracked()].concat());
    let kept = KeptDraft::of(&["department.", &place].concat(), draft);
    let draft = kept.value;
    let problems = RwSignal::new(Vec::new());
    let submission = Submission::new();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let sent = draft.get_untracked();
        let record = match sent.finished() {
            Ok(record) => record,
            Err(found) => return problems.set(found),
        };
        problems.set(Vec::new());
        let (id, is_new, name) = (
            organisation.id.get_untracked(),
            record.id.is_none(),
            record.name.clone(),
        );
        let list = organisation.path("/afdelinger");
        let navigate = navigate.clone();
        let organisation_id = id.clone();
        submission.run(
            async move { office.api().save_department(&id, &record).await },
            move |report| {
                match is_new {
                    true => kept.forget(),
                    false => kept.forget_sent(&sent),
                }
                office.changed(Notice {
                    text: office_texts().saved.with(&[&name]),
                    undo: report.entry.map(|entry| (organisation_id, entry)),
                });
                if is_new {
                    navigate(&list, Default::default());
                }
            },
        );
    };
    view! {
        <form class="office-page" novalidate=true on:submit=send>
            <ErrorSummary heading=office_texts().correct_first problems/>
            {kept.notice(|| {})}
            <fieldset class="group">
                <legend>{office_texts().department_basics}</legend>
                <div class="form-grid">
                    <LineField
                        id="department-number"
                        label=office_texts().number
                        value=Signal::derive(move || draft.read().record.number.clone())
                        problem=problem_of(problems, "department-number")
                        on_input=move |text| draft.update(|draft| draft.record.number = text)
                    />
                    <LineField
                        id="department-name"
                        label=office_texts().name
                        value=Signal::derive(move || draft.read().record.name.clone())
                        problem=problem_of(problems, "department-name")
                        on_input=move |text| draft.update(|draft| draft.record.name = text)
                    />
                    <LineField
                        id="department-municipality"
                        label=office_texts().municipality
                        hint=office_texts().municipality_hint
                        value=Signal::derive(move || draft.read().record.municipality.clone())
                        on_input=move |text| draft.update(|draft| draft.record.municipality = text)
                    />
                    <SelectField
                        id="department-ownership"
                        label=office_texts().ownership_label
                        offers=offers(OWNERSHIPS, office_texts().ownership)
                        value=Signal::derive(move || key_of(OWNERSHIPS, draft.read().record.ownership).to_owned())
                        on_choose=move |key: String| {
                            if let Some(ownership) = value_of(OWNERSHIPS, &key) {
                                draft.update(|draft| draft.record.ownership = ownership);
                            }
                        }
                    />
                    <SelectField
                        id="department-representation"
                        label=office_texts().representation_label
                        offers=offers(REPRESENTATIONS, office_texts().representation)
                        value=Signal::derive(move || {
                            key_of(REPRESENTATIONS, draft.read().record.representation).to_owned()
                        })
                        on_choose=move |key: String| {
                            if let Some(representation) = value_of(REPRESENTATIONS, &key) {
                                draft.update(|draft| draft.record.representation = representation);
                            }
                        }
                    />
                    <LineField
                        id="department-house-rules"
                        label=office_texts().house_rules
                        hint=office_texts().house_rules_hint
                        kind="url"
                        value=Signal::derive(move || draft.read().record.house_rules.clone())
                        on_input=move |text| draft.update(|draft| draft.record.house_rules = text)
                    />
                </div>
            </fieldset>
            <Buildings draft problems/>
            <Ambassadors draft/>
            <ModuleDecisions draft problems/>
            <fieldset class="group">
                <legend>{office_texts().contacts}</legend>
                <p class="hint">{office_texts().contacts_hint}</p>
                <ContactRows
                    draft
                    prefix="contact"
                    add=office_texts().add_contact
                    rows=|record| &record.contacts
                    rows_to_change=|record| &mut record.contacts
                />
            </fieldset>
            <BaseRows draft problems/>
            <fieldset class="group">
                <legend>{office_texts().resources}</legend>
                <p class="hint">{office_texts().resources_hint}</p>
                <ContactRows
                    draft
                    prefix="resource"
                    add=office_texts().add_resource
                    rows=|record| &record.resources
                    rows_to_change=|record| &mut record.resources
                />
            </fieldset>
            <Retention draft problems/>
            <SubmissionProblem submission/>
            <div class="buttons">
                <SubmitButton label=office_texts().save submission/>
                <a class="button" href=organisation.path("/afdelinger")>{office_texts().back_to_departments}</a>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn Buildings(draft: Draft, problems: RwSignal<Vec<FieldProblem>>) -> impl IntoView {
    let forms = move || {
        let draft = draft.read();
        let forms = draft.record.housing_forms.iter();
        forms
            .map(|form| key_of(HOUSING_FORMS, *form).to_owned())
            .collect::<Vec<_>>()
    };
    let choose = move |(key, is_chosen): (String, bool)| {
        let Some(form) = value_of(HOUSING_FORMS, &key) else {
            return;
        };
        draft.update(|draft| {
            draft.record.housing_forms.retain(|known| *known != form);
            if is_chosen {
                draft.record.housing_forms.push(form);
            }
        });
    };
    view! {
        <fieldset class="group">
            <legend>{office_texts().buildings}</legend>
            <div class="form-grid">
                <LineField
                    id="department-dwellings"
                    label=office_texts().dwellings
                    keyboard=Some("numeric")
                    value=Signal::derive(move || draft.read().dwellings.clone())
                    problem=problem_of(problems, "department-dwellings")
                    on_input=move |text| draft.update(|draft| draft.dwellings = text)
                />
                <LineField
                    id="department-outdoor"
                    label=office_texts().outdoor_area
                    keyboard=Some("numeric")
                    value=Signal::derive(move || draft.read().outdoor_area.clone())
                    problem=problem_of(problems, "department-outdoor")
                    on_input=move |text| draft.update(|draft| draft.outdoor_area = text)
                />
                <LineField
                    id="department-residents"
                    label=office_texts().residents
                    keyboard=Some("numeric")
                    value=Signal::derive(move || draft.read().residents.clone())
                    problem=problem_of(problems, "department-residents")
                    on_input=move |text| draft.update(|draft| draft.residents = text)
                />
                <LineField
                    id="department-district"
                    label=office_texts().district
                    value=Signal::derive(move || draft.read().record.district.clone())
                    on_input=move |text| draft.update(|draft| draft.record.district = text)
                />
                <LineField
                    id="department-lbf"
                    label=office_texts().lbf_number
                    value=Signal::derive(move || draft.read().record.lbf_number.clone())
                    on_input=move |text| draft.update(|draft| draft.record.lbf_number = text)
                />
            </div>
            <ChipsField
                legend=office_texts().housing_forms
                offers=offers(HOUSING_FORMS, office_texts().housing_form)
                values=Signal::derive(forms)
                on_change=choose
            />
            <div class="form-grid">
                <LinesField
                    id="department-bfe"
                    label=office_texts().bfe
                    hint=office_texts().bfe_hint
                    value=Signal::derive(move || draft.read().bfe.clone())
                    problem=problem_of(problems, "department-bfe")
                    on_input=move |text| draft.update(|draft| draft.bfe = text)
                />
                <LinesField
                    id="department-addresses"
                    label=office_texts().access_addresses
                    hint=office_texts().access_addresses_hint
                    value=Signal::derive(move || draft.read().access_addresses.clone())
                    problem=problem_of(problems, "department-addresses")
                    on_input=move |text| draft.update(|draft| draft.access_addresses = text)
                />
            </div>
        </fieldset>
    }
    .into_any()
}

/// The scheme of the green ambassadors: its name, and the people that they are.
#[component]
fn Ambassadors(draft: Draft) -> impl IntoView {
    let variant = move || key_of(AMBASSADOR_VARIANTS, draft.read().record.ambassador_variant).to_owned();
    view! {
        <fieldset class="group">
            <legend>{office_texts().ambassadors}</legend>
            <p class="hint">{office_texts().ambassadors_hint}</p>
            <div class="form-grid">
                <LineField
                    id="department-ambassador-scheme"
                    label=office_texts().ambassador_scheme
                    value=Signal::derive(move || draft.read().record.ambassador_scheme.clone())
                    on_input=move |text| draft.update(|draft| draft.record.ambassador_scheme = text)
                />
                <SelectField
                    id="department-ambassador-variant"
                    label=office_texts().ambassador_variant_label
                    offers=offers(AMBASSADOR_VARIANTS, office_texts().ambassador_variant)
                    value=Signal::derive(variant)
                    on_choose=move |key: String| {
                        if let Some(variant) = value_of(AMBASSADOR_VARIANTS, &key) {
                            draft.update(|draft| draft.record.ambassador_variant = variant);
                        }
                    }
                />
            </div>
        </fieldset>
    }
    .into_any()
}

/// Months that records are kept, where they differ from the organisation's.
#[component]
fn Retention(draft: Draft, problems: RwSignal<Vec<FieldProblem>>) -> impl IntoView {
    let collections = Collection::ALL
        .into_iter()
        .zip(office_texts().collection)
        .enumerate();
    let fields = collections.map(|(place, (collection, label))| {
        let id = ["retention-", collection.key()].concat();
        view! {
            <LineField
                id=id.clone()
                label
                keyboard=Some("numeric")
                value=Signal::derive(move || draft.read().retention.get(place).cloned().unwrap_or_default())
                problem=problem_of(problems, id)
                on_input=move |text| {
                    draft
                        .update(|draft| {
                            if let Some(months) = draft.retention.get_mut(place) {
                                *months = text;
                            }
                        });
                }
            />
        }
    });
    view! {
        <fieldset class="group">
            <legend>{office_texts().retention}</legend>
            <p class="hint">{office_texts().retention_hint}</p>
            <div class="form-grid">{fields.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

#[component]
fn ModuleDecisions(draft: Draft, problems: RwSignal<Vec<FieldProblem>>) -> impl IntoView {
    let rows = office_texts().module.into_iter().enumerate().map(|(place, label)| {
        let name = place.to_string();
        let (day_id, body_id) = (
            ["module-", &name, "-on"].concat(),
            ["module-", &name, "-by"].concat(),
        );
        view! {
            <div class="form-grid module-row" role="group" aria-label=label>
                <CheckField
                    id=["module-", &name].concat()
                    label
                    value=Signal::derive(move || draft.read().record.modules[place].is_on)
                    on_change=move |is_on| draft.update(|draft| draft.record.modules[place].is_on = is_on)
                />
                <LineField
                    id=day_id.clone()
                    label=office_texts().decided_on
                    kind="date"
                    value=Signal::derive(move || draft.read().record.modules[place].decided_on.clone())
                    problem=problem_of(problems, day_id)
                    on_input=move |text| draft.update(|draft| draft.record.modules[place].decided_on = text)
                />
                <LineField
                    id=body_id
                    label=office_texts().decided_by
                    value=Signal::derive(move || draft.read().record.modules[place].decided_by.clone())
                    on_input=move |text| draft.update(|draft| draft.record.modules[place].decided_by = text)
                />
            </div>
        }
    });
    view! {
        <fieldset class="group">
            <legend>{office_texts().modules}</legend>
            <p class="hint">{office_texts().modules_hint}</p>
            {rows.collect_view()}
        </fieldset>
    }
    .into_any()
}

/// Contacts in rows that are added and removed. A row is named by its place.
#[component]
fn ContactRows(
    draft: Draft,
    prefix: &'static str,
    add: &'static str,
    rows: fn(&DepartmentRecord) -> &Vec<Contact>,
    rows_to_change: fn(&mut DepartmentRecord) -> &mut Vec<Contact>,
) -> impl IntoView {
    let count = Memo::new(move |_| rows(&draft.read().record).len());
    let read = move |place: usize, part: fn(&Contact) -> &String| {
        Signal::derive(move || {
            let draft = draft.read();
            let row = rows(&draft.record).get(place);
            row.map(|contact| part(contact).clone()).unwrap_or_default()
        })
    };
    let write = move |place: usize, part: fn(&mut Contact) -> &mut String| {
        move |text: String| {
            draft.update(|draft| {
                if let Some(contact) = rows_to_change(&mut draft.record).get_mut(place) {
                    *part(contact) = text;
                }
            });
        }
    };
    let row = move |place: usize| {
        let name = [prefix, "-", &place.to_string()].concat();
        view! {
            <div class="form-row">
                <LineField
                    id=[&name, "-name"].concat()
                    label=office_texts().contact_name
                    value=read(place, |contact| &contact.name)
                    on_input=write(place, |contact| &mut contact.name)
                />
                <LineField
                    id=[&name, "-phone"].concat()
                    label=office_texts().phone_number
                    kind="tel"
                    value=read(place, |contact| &contact.phone)
                    on_input=write(place, |contact| &mut contact.phone)
                />
                <LineField
                    id=[&name, "-remark"].concat()
                    label=office_texts().remark
                    value=read(place, |contact| &contact.remark)
                    on_input=write(place, |contact| &mut contact.remark)
                />
                <RemoveButton on_press=move |()| {
                    draft.update(|draft| drop(rows_to_change(&mut draft.record).remove(place)));
                }/>
            </div>
        }
    };
    let add_row = move |_| draft.update(|draft| rows_to_change(&mut draft.record).push(Contact::default()));
    view! {
        <For each=move || 0..count.get() key=|place| *place let:place>
            {row(place)}
        </For>
        <button type="button" class="button small" on:click=add_row>{add}</button>
    }
    .into_any()
}

#[component]
fn RemoveButton(#[prop(into)] on_press: Callback<()>) -> impl IntoView {
    view! {
        <button type="button" class="button small" on:click=move |_| on_press.run(())>
            {office_texts().remove}
        </button>
    }
}

#[component]
fn BaseRows(draft: Draft, problems: RwSignal<Vec<FieldProblem>>) -> impl IntoView {
    let count = Memo::new(move |_| draft.read().record.bases.len());
    let read = move |place: usize, part: fn(&Base) -> String| {
        Signal::derive(move || draft.read().record.bases.get(place).map(part).unwrap_or_default())
    };
    let write = move |place: usize, part: fn(&mut Base, String)| {
        move |text: String| {
            draft.update(|draft| {
                if let Some(base) = draft.record.bases.get_mut(place) {
                    part(base, text);
                }
            });
        }
    };
    let weekdays = || {
        let days = (1_u8..).zip(office_texts().weekday);
        days.map(|(number, day)| (number.to_string(), day.to_owned()))
            .collect::<Vec<_>>()
    };
    let row = move |place: usize| {
        let name = ["base-", &place.to_string()].concat();
        let to_id = [&name, "-to"].concat();
        view! {
            <div class="form-row">
                <LineField
                    id=[&name, "-place"].concat()
                    label=office_texts().base_place
                    value=read(place, |base| base.place.clone())
                    on_input=write(place, |base, text| base.place = text)
                />
                <LineField
                    id=[&name, "-staff"].concat()
                    label=office_texts().base_staff
                    value=read(place, |base| base.staff.clone())
                    on_input=write(place, |base, text| base.staff = text)
                />
                <SelectField
                    id=[&name, "-day"].concat()
                    label=office_texts().base_weekday
                    offers=weekdays()
                    value=read(place, |base| base.weekday.to_string())
                    on_choose=write(place, |base, text| base.weekday = text.parse().unwrap_or(base.weekday))
                />
                <LineField
                    id=[&name, "-from"].concat()
                    label=office_texts().from_hour
                    kind="time"
                    value=read(place, |base| base.from.clone())
                    on_input=write(place, |base, text| base.from = text)
                />
                <LineField
                    id=to_id.clone()
                    label=office_texts().to_hour
                    kind="time"
                    value=read(place, |base| base.to.clone())
                    problem=problem_of(problems, to_id)
                    on_input=write(place, |base, text| base.to = text)
                />
                <RemoveButton on_press=move |()| draft.update(|draft| drop(draft.record.bases.remove(place)))/>
            </div>
        }
    };
    let add_row = move |_| {
        let monday = Base {
            weekday: 1,
            ..Base::default()
        };
        draft.update(|draft| draft.record.bases.push(monday));
    };
    view! {
        <fieldset class="group">
            <legend>{office_texts().bases}</legend>
            <p class="hint">{office_texts().bases_hint}</p>
            <For each=move || 0..count.get() key=|place| *place let:place>
                {row(place)}
            </For>
            <button type="button" class="button small" on:click=add_row>{office_texts().add_base}</button>
        </fieldset>
    }
    .into_any()
}
