//! Links by which residents answer the interview: made with a last day, printed as a sheet with a code, and closed.

use feltbog_shared::id::DepartmentId;
use feltbog_shared::office::monitoring::InterviewLink;
use feltbog_ui::form::LineField;
use feltbog_ui::qr::QrImage;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::components::figures::published;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::desk::today;
use crate::monitoring_texts::monitoring_texts;
use crate::state::use_office;
use crate::wording;

/// Days for which a new link is open, as proposed.
const PROPOSED_DAYS: i64 = 30;

/// The links of a department.
#[component]
pub(super) fn LinksSection(
    /// The department.
    department: DepartmentId,
    /// Its links.
    links: Vec<InterviewLink>,
) -> impl IntoView {
    let office = use_office();
    let (making, closing) = (Submission::new(), Submission::new());
    let ends_on = RwSignal::new(today().plus_days(PROPOSED_DAYS).to_string());
    let make = move |event: SubmitEvent| {
        event.prevent_default();
        let ends_on = ends_on.get_untracked();
        making.run(
            async move { office.api().make_interview_link(department, &ends_on).await },
            move |_| office.read_again(),
        );
    };
    let close = Callback::new(move |link: String| {
        closing.run(
            async move { office.api().close_interview_link(department, &link).await },
            move |()| office.read_again(),
        );
    });
    let cards = links.into_iter().map(|link| view! { <LinkCard link close/> });
    view! {
        <section class="section">
            <h3>{monitoring_texts().links}</h3>
            <p class="hint no-print">{monitoring_texts().links_hint}</p>
            <form class="form-grid no-print" on:submit=make>
                <LineField
                    id="link-end"
                    label=monitoring_texts().link_end
                    kind="date"
                    value=ends_on
                    on_input=move |day| ends_on.set(day)
                />
                <SubmitButton label=monitoring_texts().make_link submission=making/>
            </form>
            <SubmissionProblem submission=making/>
            <SubmissionProblem submission=closing/>
            <ul class="code-cards">{cards.collect_view()}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn LinkCard(link: InterviewLink, close: Callback<String>) -> impl IntoView {
    let state = match link.is_open {
        true => monitoring_texts()
            .open_until
            .with(&[&wording::day_in_words(&link.ends_on)]),
        false => monitoring_texts().link_closed.to_owned(),
    };
    let answers = monitoring_texts().link_answers.with(&[&published(link.answers)]);
    let id = link.id;
    let code = link.is_open.then(|| {
        let address = link.link.clone();
        view! {
            <h4>{monitoring_texts().sheet_title}</h4>
            <QrImage link=link.link label=monitoring_texts().sheet_code.to_owned()/>
            <p>{monitoring_texts().sheet_text}</p>
            <p class="hint">{address}</p>
            <div class="buttons no-print">
                <button type="button" class="button small" on:click=move |_| drop(window().print())>
                    {monitoring_texts().print}
                </button>
                <button type="button" class="button small" on:click=move |_| close.run(id.clone())>
                    {monitoring_texts().close_link}
                </button>
            </div>
        }
    });
    view! {
        <li class="code-card">
            {code}
            <p class="hint">{state} " · " {answers}</p>
        </li>
    }
    .into_any()
}
