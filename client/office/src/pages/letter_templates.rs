//! The templates of letters of a department's organisation: edited, shown as PDF, and approved by somebody else.

use std::collections::BTreeMap;

use feltbog_shared::office::desk::DeskDepartment;
use feltbog_shared::office_letters::{
    LetterKind, LetterTemplateApproval, LetterTemplateBody, LetterTemplateSaved, LetterTemplateView,
};
use feltbog_ui::form::LinesField;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::components::loaded::{Failed, Loaded, Waiting};
use crate::components::page::Page;
use crate::components::pdf_link::PdfLink;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::desk::use_desk;
use crate::kept_draft::KeptDraft;
use crate::state::{Notice, use_office};
use crate::texts::office_texts;

/// The id of the department whose organisation's templates are shown.
#[derive(Clone, Copy)]
struct TemplateDepartment(Memo<String>);

fn use_department() -> Memo<String> {
    let TemplateDepartment(department) = expect_context();
    department
}

/// A department of each organisation whose templates the person edits, with the organisation's name. Follows changes.
fn organisations(departments: Vec<DeskDepartment>) -> Vec<(String, String)> {
    let mut found = BTreeMap::new();
    let edited = departments.into_iter().filter(|one| one.edits_letter_templates);
    for department in edited {
        let name = department.organisation_name;
        found
            .entry(department.organisation)
            .or_insert((department.id.to_string(), name));
    }
    let mut found: Vec<_> = found.into_values().collect();
    found.sort_by(|one, other| one.1.cmp(&other.1));
    found
}

/// The page of templates: of the department in the address, or else of the person's only organisation.
#[component]
pub(crate) fn LetterTemplatesPage() -> impl IntoView {
    let desk = use_desk();
    let parameters = use_params_map();
    let choices = Memo::new(move |_| organisations(desk.departments()));
    let department = Memo::new(move |_| {
        let named = parameters.read().get("department").unwrap_or_default();
        match (named.as_str(), choices.read().as_slice()) {
            ("", [(only, _)]) => only.clone(),
            _ => named,
        }
    });
    provide_context(TemplateDepartment(department));
    let is_known = Memo::new(move |_| desk.scope.read().is_some());
    let content = move || match (department.read().is_empty(), desk.error.get(), is_known.get()) {
        (false, ..) => view! { <Templates/> }.into_any(),
        (true, Some(error), _) => view! { <Failed error on_retry=move |()| desk.read_scope()/> }.into_any(),
        (true, None, false) => view! { <Waiting/> }.into_any(),
        (true, None, true) => view! { <OrganisationChoice choices=choices.get()/> }.into_any(),
    };
    view! { <Page title=office_texts().letter_templates>{content}</Page> }.into_any()
}

#[component]
fn OrganisationChoice(choices: Vec<(String, String)>) -> impl IntoView {
    if choices.is_empty() {
        return view! { <p>{office_texts().letter_templates_none}</p> }.into_any();
    }
    let links = choices.into_iter().map(|(department, name)| {
        let address = ["/kontor/afdeling/", &department, "/breve"].concat();
        view! { <li><a href=address>{name}</a></li> }
    });
    view! {
        <h2>{office_texts().letter_templates_choose}</h2>
        <ul>{links.collect_view()}</ul>
    }
    .into_any()
}

#[component]
fn Templates() -> impl IntoView {
    let office = use_office();
    let department = use_department();
    let templates = LocalResource::new(move || {
        office.revision.track();
        let department = department.get();
        async move { office.api().letter_templates(&department).await }
    });
    view! {
        <p>{office_texts().letter_templates_lead}</p>
        <Loaded
            answer=templates
            children=|templates| view! { <TemplateList templates/> }
        />
    }
    .into_any()
}

#[component]
fn TemplateList(templates: Vec<LetterTemplateView>) -> impl IntoView {
    let editor = |template| view! { <TemplateEditor template/> };
    templates.into_iter().map(editor).collect_view()
}

#[component]
fn TemplateEditor(template: LetterTemplateView) -> impl IntoView {
    let office = use_office();
    let department = use_department();
    let kind: LetterKind = template.kind;
    let draft = template.draft.clone();
    let newest = draft.as_ref().map_or(&template.body, |draft| &draft.body);
    let name = ["template.", &department.get_untracked(), ".", kind.key()].concat();
    let kept = KeptDraft::of(&name, newest.clone());
    let body = kept.value;
    let saved = RwSignal::new(None::<LetterTemplateSaved>);
    let address = RwSignal::new(String::new());
    let submission = Submission::new();
    let status = match template.version {
        0 => office_texts().letter_template_built_in.to_owned(),
        version => office_texts()
            .letter_template_used
            .with(&[&version.to_string(), &template.approved_by]),
    };
    let text = move || LetterTemplateBody {
        body: body.get_untracked(),
    };
    let save = move |_| {
        let (department, text) = (department.get_untracked(), text());
        let sent = text.body.clone();
        submission.run(
            async move { office.api().save_letter_template(&department, kind, &text).await },
            move |answer| {
                kept.forget_sent(&sent);
                office.changed(Notice {
                    text: office_texts().letter_template_saved.to_owned(),
                    undo: None,
                });
                let _ = saved.try_set(Some(answer));
            },
        );
    };
    let see = move |_| {
        let (department, text) = (department.get_untracked(), text());
        submission.run(
            async move {
                office
                    .api()
                    .preview_letter_template(&department, kind, &text)
                    .await
            },
            move |found| address.set(found),
        );
    };
    let waiting = draft.map(|draft| {
        let line = office_texts()
            .letter_template_draft
            .with(&[&draft.version.to_string(), &draft.written_by]);
        let approval = LetterTemplateApproval {
            version: draft.version,
        };
        let approve = move |_| {
            let (department, approval) = (department.get_untracked(), approval.clone());
            submission.run(
                async move {
                    office
                        .api()
                        .approve_letter_template(&department, kind, &approval)
                        .await
                },
                move |answer| {
                    if answer.is_approved {
                        office.changed(Notice {
                            text: office_texts().letter_template_approved.to_owned(),
                            undo: None,
                        });
                    }
                    let _ = saved.try_set(Some(answer));
                },
            );
        };
        let button = match draft.is_own {
            true => view! { <p>{office_texts().letter_template_is_own}</p> }.into_any(),
            false => view! {
                <button type="button" class="button small" on:click=approve>
                    {office_texts().letter_template_approve}
                </button>
            }
            .into_any(),
        };
        view! {
            <p>{line}</p>
            <Sentences heading=office_texts().letter_template_lacking sentences=draft.lacking/>
            {button}
        }
    });
    let outcome = move || {
        saved.get().map(|saved| {
            view! {
                <div role="alert">
                    <Sentences heading=office_texts().letter_template_lacking sentences=saved.lacking/>
                    <Sentences heading=office_texts().letter_template_unknown sentences=saved.unknown_fields/>
                </div>
            }
        })
    };
    let title = template.title.clone();
    view! {
        <details class="group" open=kept.is_restored_untracked()>
            <summary>{template.title}</summary>
            <p>{status}</p>
            {kept.notice(|| {})}
            {waiting}
            <LinesField
                id=["letter-template-", kind.key()].concat()
                label=office_texts().letter_template_text
                hint=office_texts().letter_template_hint
                value=body
                on_input=move |text| body.set(text)
            />
            <p class="hint">
                {office_texts().letter_template_fields}
                {": ["}
                {template.fields.join("] [")}
                {"]"}
            </p>
            <Sentences heading=office_texts().letter_template_mandatory sentences=template.mandatory/>
            {outcome}
            <SubmissionProblem submission/>
            <div class="buttons">
                <button type="button" class="button" on:click=see>{office_texts().see_pdf}</button>
                <button type="button" class="button primary" on:click=save>{office_texts().save}</button>
            </div>
            <PdfLink address name=Signal::stored(title)/>
        </details>
    }
    .into_any()
}

/// Sentences below a heading; nothing without any.
#[component]
fn Sentences(
    /// Heading.
    #[prop(into)]
    heading: String,
    /// The sentences.
    sentences: Vec<String>,
) -> impl IntoView {
    (!sentences.is_empty()).then(|| {
        let lines = sentences
            .into_iter()
            .map(|sentence| view! { <li>{sentence}</li> })
            .collect_view();
        view! {
            <p>{heading}{":"}</p>
            <ul>{lines}</ul>
        }
    })
}
