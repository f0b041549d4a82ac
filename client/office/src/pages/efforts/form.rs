//! The form of an effort, new or known. What is typed stays in this tab until it is sent.

use feltbog_shared::office::efforts::{
    AnchoringState, EffortChoices, EffortGeography, EffortKind, EffortOwnerKind, EffortPlacement, EffortView,
    LbfArea,
};
use feltbog_ui::choice::Offer;
use feltbog_ui::form::{ErrorSummary, LineField, LinesField, SelectField, problem_of};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map};

use super::draft::{Draft, EffortDraft, Problems};
use super::form_places::{BasisField, DepartmentsGroup, GoalsGroup, PartnersGroup, PlacesGroup};
use super::form_rows::{FundingGroup, OnboardingGroup};
use super::words::{PATH, effort_path, offers};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::effort_texts::effort_texts;
use crate::state::{Notice, use_office};
use crate::texts::office_texts;

/// The page of a new effort.
#[component]
pub(crate) fn NewEffortPage() -> impl IntoView {
    let office = use_office();
    let answer = LocalResource::new(move || {
        office.revision.track();
        async move { office.api().effort_choices().await }
    });
    view! {
        <Page title=effort_texts().new_effort>
            <p>
                <a href=PATH>{effort_texts().all_efforts}</a>
            </p>
            <Loaded answer children=|choices| view! { <EffortForm known=EffortDraft::empty() choices/> }/>
        </Page>
    }
    .into_any()
}

/// The page on which an effort is changed.
#[component]
pub(crate) fn ChangeEffortPage() -> impl IntoView {
    let office = use_office();
    let parameters = use_params_map();
    let effort = Memo::new(move |_| parameters.read().get("effort").unwrap_or_default());
    let answer = LocalResource::new(move || {
        office.revision.track();
        let effort = effort.get();
        async move {
            let view = office.api().effort(&effort).await?;
            let choices = office.api().effort_choices().await?;
            Ok((view, choices))
        }
    });
    view! {
        <Page title=effort_texts().change_effort>
            <p>
                <a href=move || effort_path(&effort.read())>{effort_texts().back_to_effort}</a>
            </p>
            <Loaded answer children=|(found, choices)| view! { <KnownEffortForm found choices/> }/>
        </Page>
    }
    .into_any()
}

#[component]
fn KnownEffortForm(found: EffortView, choices: EffortChoices) -> impl IntoView {
    if !found.may_change {
        return view! { <p>{effort_texts().may_not_change}</p> }.into_any();
    }
    let has_hidden_basis = found.has_basis && found.basis.is_none();
    view! { <EffortForm known=EffortDraft::of(found.record, has_hidden_basis) choices/> }.into_any()
}

/// The draft to begin with: what was typed of this version, and what was typed of an older one, set aside.
fn beginning(known: EffortDraft) -> (EffortDraft, Option<EffortDraft>) {
    match EffortDraft::kept(known.record.id.as_deref()) {
        Some(kept) if kept.record.version == known.record.version => (kept, None),
        Some(mut kept) => {
            kept.record.version = known.record.version;
            (known, Some(kept))
        }
        None => (known, None),
    }
}

#[component]
fn EffortForm(known: EffortDraft, choices: EffortChoices) -> impl IntoView {
    let office = use_office();
    let navigate = use_navigate();
    let id = known.record.id.clone();
    let known_before = known.clone();
    let (first, aside) = beginning(known);
    let draft: Draft = RwSignal::new(first);
    let aside = RwSignal::new(aside);
    let problems: Problems = RwSignal::new(Vec::new());
    let submission = Submission::new();
    Effect::new(move |_| {
        let draft = draft.read();
        if *draft != known_before {
            draft.keep();
        }
    });
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let record = match draft.get_untracked().finished() {
            Ok(record) => record,
            Err(found) => return problems.set(found),
        };
        problems.set(Vec::new());
        let (navigate, id) = (navigate.clone(), id.clone());
        submission.run(
            async move { office.api().save_effort(&record).await },
            move |view| {
                EffortDraft::forget(id.as_deref());
                office.changed(Notice {
                    text: effort_texts().effort_saved.with(&[&view.record.name]),
                    undo: None,
                });
                let saved = view.record.id.unwrap_or_default();
                navigate(&effort_path(&saved), Default::default());
            },
        );
    };
    let departments = choices.departments.clone();
    let screenings = choices.screenings.clone();
    let parties = choices.funders;
    view! {
        <Show when=move || aside.read().is_some()>
            <AsideDraft draft aside/>
        </Show>
        <form class="office-page" novalidate=true on:submit=send>
            <ErrorSummary heading=office_texts().correct_first problems/>
            <BasicsGroup draft problems/>
            <DepartmentsGroup draft problems departments/>
            <PlacesGroup draft problems/>
            <PartnersGroup draft problems/>
            <PeriodGroup draft problems/>
            <FundingGroup draft problems parties/>
            <GoalsGroup draft problems/>
            <fieldset class="group">
                <legend>{effort_texts().basis}</legend>
                <BasisField draft problems screenings/>
            </fieldset>
            <AnchoringGroup draft problems/>
            <OnboardingGroup draft problems/>
            <SubmissionProblem submission/>
            <div class="buttons">
                <SubmitButton label=office_texts().save submission/>
            </div>
        </form>
    }
    .into_any()
}

/// The draft that was typed before somebody else changed the effort, with the button that takes it up again.
#[component]
fn AsideDraft(draft: Draft, aside: RwSignal<Option<EffortDraft>>) -> impl IntoView {
    let take = move |_| {
        if let Some(kept) = aside.get_untracked() {
            draft.set(kept);
        }
        aside.set(None);
    };
    let leave = move |_| {
        EffortDraft::forget(draft.with_untracked(|draft| draft.record.id.clone()).as_deref());
        aside.set(None);
    };
    view! {
        <div class="group" role="status">
            <p>{effort_texts().changed_meanwhile}</p>
            <div class="buttons">
                <button type="button" class="button" on:click=take>{effort_texts().take_up_draft}</button>
                <button type="button" class="button" on:click=leave>{effort_texts().drop_draft}</button>
            </div>
        </div>
    }
    .into_any()
}

/// A text of the draft.
pub(super) fn text_of(draft: Draft, read: fn(&EffortDraft) -> &String) -> Signal<String> {
    Signal::derive(move || read(&draft.read()).clone())
}

#[component]
fn BasicsGroup(draft: Draft, problems: Problems) -> impl IntoView {
    let texts = effort_texts();
    let hint = move || {
        let geography = draft.read().record.geography as usize;
        texts.geography_hint.get(geography).copied().unwrap_or_default()
    };
    view! {
        <fieldset class="group">
            <legend>{texts.basics}</legend>
            <div class="form-grid">
                <LineField
                    id="effort-name"
                    label=texts.name
                    value=text_of(draft, |draft| &draft.record.name)
                    problem=problem_of(problems, "effort-name")
                    on_input=move |text| draft.update(|draft| draft.record.name = text)
                />
                <SelectField
                    id="effort-kind"
                    label=texts.kind_label
                    offers=offers(EffortKind::ALL, EffortKind::key, &texts.kind)
                    value=Signal::derive(move || draft.read().record.kind.key().to_owned())
                    on_choose=move |key: String| {
                        if let Some(kind) = EffortKind::from_key(&key) {
                            draft.update(|draft| draft.record.kind = kind);
                        }
                    }
                />
                <SelectField
                    id="effort-geography"
                    label=texts.geography_label
                    offers=offers(EffortGeography::ALL, EffortGeography::key, &texts.geography)
                    value=Signal::derive(move || draft.read().record.geography.key().to_owned())
                    problem=problem_of(problems, "effort-geography")
                    on_choose=move |key: String| {
                        if let Some(geography) = EffortGeography::from_key(&key) {
                            draft.update(|draft| draft.record.geography = geography);
                        }
                    }
                />
                <SelectField
                    id="effort-placement"
                    label=texts.placement_label
                    offers=offers(EffortPlacement::ALL, EffortPlacement::key, &texts.placement)
                    value=Signal::derive(move || draft.read().record.placement.key().to_owned())
                    on_choose=move |key: String| {
                        if let Some(placement) = EffortPlacement::from_key(&key) {
                            draft.update(|draft| draft.record.placement = placement);
                        }
                    }
                />
                <SelectField
                    id="effort-owner-kind"
                    label=texts.owner_kind_label
                    offers=offers(EffortOwnerKind::ALL, EffortOwnerKind::key, &texts.owner_kind)
                    value=Signal::derive(move || draft.read().record.owner.kind.key().to_owned())
                    on_choose=move |key: String| {
                        if let Some(kind) = EffortOwnerKind::from_key(&key) {
                            draft.update(|draft| draft.record.owner.kind = kind);
                        }
                    }
                />
                <LineField
                    id="effort-owner"
                    label=texts.owner_name
                    value=text_of(draft, |draft| &draft.record.owner.name)
                    on_input=move |text| draft.update(|draft| draft.record.owner.name = text)
                />
            </div>
            <p class="hint" role="status">{hint}</p>
            <LinesField
                id="effort-purpose"
                label=texts.purpose
                hint=texts.purpose_hint
                value=text_of(draft, |draft| &draft.record.purpose)
                on_input=move |text| draft.update(|draft| draft.record.purpose = text)
            />
        </fieldset>
    }
    .into_any()
}

/// The areas of the grant period of the first day, with the one that is chosen.
fn area_offers(draft: &EffortDraft) -> Vec<Offer> {
    let texts = effort_texts();
    let period = draft.record.grant_period();
    let areas = LbfArea::ALL.iter().zip(texts.lbf_area);
    let areas =
        areas.filter(|(area, _)| Some(area.period()) == period || draft.record.lbf_area == Some(**area));
    let mut offers = vec![(String::new(), texts.no_lbf_area.to_owned())];
    offers.extend(areas.map(|(area, words)| {
        let words = [words, " (", area.period().key(), ")"].concat();
        (area.key().to_owned(), words)
    }));
    offers
}

#[component]
fn PeriodGroup(draft: Draft, problems: Problems) -> impl IntoView {
    let texts = effort_texts();
    let areas = Memo::new(move |_| area_offers(&draft.read()));
    let area = Signal::derive(move || {
        let area = draft.read().record.lbf_area;
        area.map(|area| area.key().to_owned()).unwrap_or_default()
    });
    view! {
        <fieldset class="group">
            <legend>{texts.period}</legend>
            <div class="form-grid">
                <LineField
                    id="effort-from"
                    label=texts.from
                    kind="date"
                    value=text_of(draft, |draft| &draft.record.from)
                    problem=problem_of(problems, "effort-from")
                    on_input=move |text| draft.update(|draft| draft.record.from = text)
                />
                <LineField
                    id="effort-until"
                    label=texts.until
                    kind="date"
                    value=text_of(draft, |draft| &draft.record.until)
                    on_input=move |text| draft.update(|draft| draft.record.until = text)
                />
                <SelectField
                    id="effort-lbf-area"
                    label=texts.lbf_area_label
                    offers=areas
                    value=area
                    problem=problem_of(problems, "effort-lbf-area")
                    on_choose=move |key: String| {
                        draft.update(|draft| draft.record.lbf_area = LbfArea::from_key(&key));
                    }
                />
            </div>
            <p class="hint">{texts.lbf_area_hint}</p>
        </fieldset>
    }
    .into_any()
}

#[component]
fn AnchoringGroup(draft: Draft, problems: Problems) -> impl IntoView {
    let texts = effort_texts();
    view! {
        <fieldset class="group">
            <legend>{texts.anchoring}</legend>
            <LinesField
                id="effort-strategy"
                label=texts.strategy
                hint=texts.strategy_hint
                value=text_of(draft, |draft| &draft.record.anchoring.strategy)
                problem=problem_of(problems, "effort-strategy")
                on_input=move |text| draft.update(|draft| draft.record.anchoring.strategy = text)
            />
            <div class="form-grid">
                <LineField
                    id="effort-anchoring-owner"
                    label=texts.anchoring_owner
                    value=text_of(draft, |draft| &draft.record.anchoring.owner)
                    on_input=move |text| draft.update(|draft| draft.record.anchoring.owner = text)
                />
                <LineField
                    id="effort-anchoring-by"
                    label=texts.anchoring_by
                    kind="date"
                    value=text_of(draft, |draft| &draft.record.anchoring.by)
                    on_input=move |text| draft.update(|draft| draft.record.anchoring.by = text)
                />
                <SelectField
                    id="effort-anchoring-state"
                    label=texts.anchoring_state_label
                    offers=offers(AnchoringState::ALL, AnchoringState::key, &texts.anchoring_state)
                    value=Signal::derive(move || draft.read().record.anchoring.state.key().to_owned())
                    on_choose=move |key: String| {
                        if let Some(state) = AnchoringState::from_key(&key) {
                            draft.update(|draft| draft.record.anchoring.state = state);
                        }
                    }
                />
            </div>
        </fieldset>
    }
    .into_any()
}
