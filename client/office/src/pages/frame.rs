//! The frame of all pages: header with organisation, person, language and appearance; navigation; the message about the
//! last change; and what stands above a page while the session has ended or a proof is wanted.

use feltbog_shared::language::Language;
use feltbog_shared::model::Kind;
use feltbog_shared::office::OfficeSession;
use feltbog_shared::permission::Role;
use feltbog_ui::form::focus_field;
use feltbog_ui::icon::{Icon, SvgIcon};
use leptos::prelude::*;
use leptos_router::components::{A, Outlet};
use leptos_router::hooks::{use_location, use_navigate, use_params_map};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::activities;
use super::competence::RoleNotice;
use super::counselling::sees_effects;
use super::organisation_pages::{OF_CENTRAL_UNIT, administered, leads_to};
use super::papers;
use super::sign_in::{Cover, ProofForm, SignInPage, SignInWays};
use super::welcome::makes_visits;
use crate::competence_texts::competence_texts;
use crate::components::loaded::{Failed, Waiting};
use crate::components::message_bar::{NoticeBar, UndoBar};
use crate::components::page::Page;
use crate::components::shortcut_help::ShortcutHelp;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::counselling_texts::counselling_texts;
use crate::desk::{Desk, use_desk};
use crate::effort_texts::effort_texts;
use crate::figures_texts::figures_texts;
use crate::monitoring_texts::monitoring_texts;
use crate::shortcuts::{Shortcut, Shortcuts};
use crate::state::{
    CurrentOrganisation, SessionState, Theme, address_key, organisation_path, use_office, use_organisation,
};
use crate::texts::office_texts;

/// The page of the address for the person who is signed in, or the page to sign in.
#[component]
pub(crate) fn Frame() -> impl IntoView {
    let office = use_office();
    // The page is made anew when another person signs in, and not when details of the session change.
    let stage = Memo::new(move |_| match office.session.get() {
        SessionState::Unknown => FrameContent::Waiting,
        SessionState::Unreachable(error) => FrameContent::Failed(error),
        SessionState::SignedOut => FrameContent::SignedOut,
        SessionState::SignedIn(session) => FrameContent::SignedIn(session.person.to_string()),
    });
    move || match stage.get() {
        FrameContent::Waiting => view! {
            <main class="office office-wait">
                <Waiting/>
            </main>
        }
        .into_any(),
        FrameContent::Failed(error) => view! {
            <Cover>
                <Failed error on_retry=move |()| office.read_session()/>
            </Cover>
        }
        .into_any(),
        FrameContent::SignedOut => view! { <SignInPage/> }.into_any(),
        FrameContent::SignedIn(_) => view! { <SignedInFrame/> }.into_any(),
    }
}

#[derive(Clone, PartialEq)]
enum FrameContent {
    Waiting,
    Failed(crate::api::ApiError),
    SignedOut,
    /// The person's id.
    SignedIn(String),
}

#[component]
fn SignedInFrame() -> impl IntoView {
    let office = use_office();
    provide_context(Desk::new(office));
    let shortcuts = Shortcuts::listen();
    provide_context(shortcuts);
    shortcuts.register(shortcuts_everywhere(shortcuts));
    let skip = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        focus_field("content");
    };
    let is_covered = move || office.has_ended.get() || office.proof.is_wanted.get();
    view! {
        <div class="office office-frame" inert=is_covered>
            <a class="skip" href="#content" on:click=skip>{office_texts().skip}</a>
            <Header/>
            <div class="office-body">
                <Navigation/>
                <main id="content" tabindex="-1">
                    <NoticeBar/>
                    <RoleNotice/>
                    <Outlet/>
                </main>
            </div>
            <UndoBar/>
            <ShortcutHelp/>
        </div>
        <Show when=move || office.has_ended.get()>
            <Above title=office_texts().session_ended_title>
                <p>{office_texts().session_ended_keeps}</p>
                <SignInWays/>
            </Above>
        </Show>
        <Show when=move || office.proof.is_wanted.get() && !office.has_ended.get()>
            <Above title=office_texts().proof_title>
                <ProofForm/>
            </Above>
        </Show>
    }
    .into_any()
}

/// The shortcuts that every page has.
fn shortcuts_everywhere(shortcuts: Shortcuts) -> Vec<Shortcut> {
    let navigate = use_navigate();
    let go = Callback::new(move |path: &'static str| navigate(path, Default::default()));
    let texts = office_texts();
    vec![
        Shortcut::new("?", texts.key_help, move || shortcuts.is_help_shown.set(true)),
        Shortcut::new("g i", texts.key_go_inbox, move || go.run("/kontor/indbakke")),
        Shortcut::new("g s", texts.key_go_cases, move || go.run("/kontor/sager")),
        Shortcut::new("g m", texts.key_go_mediations, move || go.run("/kontor/maegling")),
        Shortcut::new("g h", texts.key_go_notes, move || go.run("/kontor/henvendelser")),
    ]
}

/// Content above a page that waits as it is.
#[component]
fn Above(title: &'static str, children: Children) -> impl IntoView {
    let heading = NodeRef::<leptos::html::H1>::new();
    let before = document().active_element();
    let before = StoredValue::new_local(before.and_then(|before| before.dyn_into::<HtmlElement>().ok()));
    on_cleanup(move || {
        let before = before.try_get_value().flatten();
        // The page is reached again once it is no longer covered.
        request_animation_frame(move || {
            if let Some(before) = before.filter(|before| before.is_connected()) {
                // A part that cannot take the focus leaves it at the beginning of the page.
                let _ = before.focus();
            }
        });
    });
    heading.on_load(|heading| {
        // A heading that cannot take the focus is shown all the same.
        let _ = heading.focus();
    });
    view! {
        <div class="office above" role="dialog" aria-modal="true" aria-labelledby="above-title">
            <div class="cover">
                <h1 node_ref=heading id="above-title" tabindex="-1">{title}</h1>
                {children()}
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Header() -> impl IntoView {
    view! {
        <header class="office-head">
            <a class="office-brand" href="/kontor">
                <SvgIcon icon=Icon::Book/>
                <span>{office_texts().brand}</span>
            </a>
            <OrganisationSwitcher/>
            <PersonMenu/>
        </header>
    }
    .into_any()
}

/// The session of the person who is signed in. Follows changes.
fn session() -> Option<OfficeSession> {
    match use_office().session.get() {
        SessionState::SignedIn(session) => Some(session),
        _ => None,
    }
}

/// The key of the organisation in the address, or nothing.
fn key_in(path: &str) -> Option<&str> {
    let key = path.strip_prefix("/kontor/organisation/")?.split('/').next()?;
    (!key.is_empty()).then_some(key)
}

/// The page below the organisation in the address, as far as another organisation has it too.
fn section_in(path: &str) -> &'static str {
    const SECTIONS: [&str; 10] = [
        "/afdelinger",
        "/personer",
        "/anvisninger",
        "/telefoner",
        "/alle-telefoner",
        "/invitationer",
        "/import",
        "/log",
        "/indstillinger",
        "/systemer",
    ];
    let below = key_in(path).map_or("", |key| path.split_once(key).map_or("", |(_, below)| below));
    let mut sections = SECTIONS.into_iter();
    sections
        .find(|section| below.starts_with(section))
        .unwrap_or_default()
}

#[component]
fn OrganisationSwitcher() -> impl IntoView {
    let office = use_office();
    let (location, navigate) = (use_location(), use_navigate());
    let present = Memo::new(move |_| key_in(&location.pathname.read()).unwrap_or_default().to_owned());
    let organisations = Memo::new(move |_| {
        let SessionState::SignedIn(session) = office.session.get() else {
            return Vec::new();
        };
        let mut listed = Vec::new();
        for organisation in administered(&session).chain(&session.coordinated) {
            let choice = (address_key(organisation).to_owned(), organisation.name.clone());
            if !listed.contains(&choice) {
                listed.push(choice);
            }
        }
        listed
    });
    let choose = move |event| {
        let key = event_target_value(&event);
        if key.is_empty() {
            navigate("/kontor", Default::default());
        } else {
            let section = section_in(&location.pathname.read_untracked());
            let is_administered = match &*office.session.read_untracked() {
                SessionState::SignedIn(session) => administered(session).any(|one| address_key(one) == key),
                _ => false,
            };
            let section = match is_administered {
                true if section.is_empty() => "/afdelinger",
                false if !OF_CENTRAL_UNIT.contains(&section) => OF_CENTRAL_UNIT[0],
                _ => section,
            };
            navigate(&organisation_path(&key, section), Default::default());
        }
    };
    let options = move || {
        let option = |(key, name): (String, String)| {
            let own = key.clone();
            view! {
                <option value=key prop:selected=move || *present.read() == own>
                    {name}
                </option>
            }
        };
        organisations.get().into_iter().map(option).collect_view()
    };
    let has_organisations = Memo::new(move |_| !organisations.read().is_empty());
    view! {
        <div class="office-switcher" hidden=move || !has_organisations.get()>
            <label class="unseen" for="organisation-switcher">{office_texts().organisation}</label>
            <select id="organisation-switcher" class="line" on:change=choose>
                <option value="" prop:selected=move || present.read().is_empty()>
                    {office_texts().all_organisations}
                </option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

#[component]
fn PersonMenu() -> impl IntoView {
    let office = use_office();
    let submission = Submission::new();
    let sign_out = move |_| {
        submission.run(async move { office.api().sign_out().await }, move |address| {
            office.forget_session();
            if let Some(address) = address {
                // The browser goes there, or shows its own reason.
                drop(window().location().set_href(&address));
            }
        });
    };
    let name = move || session().map(|session| session.name);
    let themes = [
        (Theme::System, office_texts().theme_system),
        (Theme::Light, office_texts().theme_light),
        (Theme::Dark, office_texts().theme_dark),
        (Theme::Contrast, office_texts().theme_contrast),
    ]
    .into_iter()
    .map(|(theme, label)| {
        view! {
            <option value=theme.key() prop:selected=move || office.theme.get() == theme>
                {label}
            </option>
        }
    })
    .collect_view();
    let languages = [(Language::Danish, "Dansk"), (Language::English, "English")]
        .into_iter()
        .map(|(language, label)| {
            view! {
                <option value=language.tag() lang=language.tag() prop:selected=move || office.language.get() == language>
                    {label}
                </option>
            }
        })
        .collect_view();
    view! {
        <details class="person-menu">
            <summary>
                <SvgIcon icon=Icon::Person/>
                <span>{name}</span>
            </summary>
            <div class="person-menu-content">
                <a href="/kontor/sessioner">{office_texts().sessions}</a>
                <a href="/kontor/indstillinger">{office_texts().my_settings}</a>
                <a href="/kontor/rolle">{competence_texts().role_title}</a>
                <label for="theme">{office_texts().theme}</label>
                <select
                    id="theme"
                    class="line"
                    on:change=move |event| office.set_theme(Theme::from_key(&event_target_value(&event)))
                >
                    {themes}
                </select>
                <label for="language">{office_texts().language}</label>
                <select
                    id="language"
                    class="line"
                    on:change=move |event| office.set_language(Language::preferred(&event_target_value(&event)))
                >
                    {languages}
                </select>
                <button type="button" class="button small" on:click=sign_out>{office_texts().sign_out}</button>
                <SubmissionProblem submission/>
            </div>
        </details>
    }
    .into_any()
}

#[component]
fn Navigation() -> impl IntoView {
    let location = use_location();
    let key = Memo::new(move |_| key_in(&location.pathname.read()).map(str::to_owned));
    let pages = move || {
        key.get().map(|key| {
            let session = session();
            let is_shown = |page: &str| {
                let session = session.as_ref();
                session.is_some_and(|session| leads_to(session, &key, page))
            };
            let links = [
                ("/afdelinger", Icon::Houses, office_texts().departments),
                ("/personer", Icon::Person, office_texts().people),
                ("/anvisninger", Icon::Call, office_texts().action_cards),
                ("/telefoner", Icon::Phone, office_texts().waiting_phones),
                ("/alle-telefoner", Icon::Phone, office_texts().all_phones),
                ("/invitationer", Icon::Forward, office_texts().open_invitations),
                ("/import", Icon::Book, office_texts().import),
                ("/log", Icon::Clock, office_texts().log),
                ("/indstillinger", Icon::Settings, office_texts().settings),
                ("/systemer", Icon::Both, office_texts().data_access),
                ("", Icon::Houses, office_texts().organisation),
            ]
            .into_iter()
            .filter(|(page, ..)| is_shown(page))
            .map(|(page, icon, label)| {
                view! {
                    <li>
                        <A href=organisation_path(&key, page) exact=page.is_empty()>
                            <SvgIcon icon/>
                            <span>{label}</span>
                        </A>
                    </li>
                }
            })
            .collect_view();
            view! {
                <p class="office-navigation-title" id="navigation-administration">{office_texts().administration}</p>
                <ul aria-labelledby="navigation-administration">{links}</ul>
            }
        })
    };
    let desk = use_desk();
    let has_organisations = Memo::new(move |_| {
        session().is_some_and(|session| {
            let mut organisations = administered(&session);
            organisations.next().is_some()
        })
    });
    let places = Memo::new(move |_| desk_places(desk));
    let desk_links = move || {
        let places = places.get();
        (!places.is_empty()).then(|| {
            let links = places
                .into_iter()
                .map(|DeskLink { address, icon, label }| {
                    view! {
                        <li>
                            <A href=address>
                                <SvgIcon icon/>
                                <span>{label}</span>
                            </A>
                        </li>
                    }
                })
                .collect_view();
            view! {
                <p class="office-navigation-title" id="navigation-desk">{office_texts().desk}</p>
                <ul aria-labelledby="navigation-desk">{links}</ul>
            }
        })
    };
    let first = move || match has_organisations.get() {
        true => office_texts().overview,
        false => office_texts().start,
    };
    view! {
        <nav class="office-navigation" aria-label=office_texts().navigation>
            <ul>
                <li>
                    <A href="/kontor" exact=true>
                        <SvgIcon icon=Icon::Home/>
                        <span>{first}</span>
                    </A>
                </li>
                <li>
                    <A href="/kontor/overblik">
                        <SvgIcon icon=Icon::Eye/>
                        <span>{figures_texts().figures}</span>
                    </A>
                </li>
                <li>
                    <A href="/kontor/natur">
                        <SvgIcon icon=Icon::Leaf/>
                        <span>{figures_texts().nature}</span>
                    </A>
                </li>
                <li>
                    <A href="/kontor/bestyrelse">
                        <SvgIcon icon=Icon::Houses/>
                        <span>{figures_texts().board_page}</span>
                    </A>
                </li>
                <li>
                    <A href="/kontor/eksport" exact=true>
                        <SvgIcon icon=Icon::Forward/>
                        <span>{office_texts().exports}</span>
                    </A>
                </li>
            </ul>
            {desk_links}
            {pages}
        </nav>
    }
    .into_any()
}

/// A link to a page of the desk.
#[derive(Clone, Copy, PartialEq)]
struct DeskLink {
    address: &'static str,
    icon: Icon,
    label: &'static str,
}

/// The pages of the desk that are open to the person. Follows changes.
fn desk_places(desk: Desk) -> Vec<DeskLink> {
    let texts = office_texts();
    let roles = session().map(|session| session.roles).unwrap_or_default();
    let is_administrator = roles.contains(&Role::OrgAdmin);
    let reads_papers = is_administrator || roles.contains(&Role::PrivacyOfficer);
    let link = |address, icon, label| DeskLink { address, icon, label };
    let has_cases = desk.reads(Kind::ConflictCase);
    let receives = has_cases
        && desk.has_role(&[
            Role::CaseOfficer,
            Role::CentralUnit,
            Role::OperationsManager,
            Role::SocialCaretaker,
        ]);
    [
        (desk.is_open(), link("/kontor/indbakke", Icon::Task, texts.inbox)),
        (has_cases, link("/kontor/sager", Icon::Conflict, texts.cases)),
        (
            desk.reads(Kind::Mediation),
            link("/kontor/maegling", Icon::Both, texts.mediations),
        ),
        (
            desk.reads(Kind::Activity),
            link(activities::PATH, Icon::Walk, texts.activities),
        ),
        (receives, link("/kontor/henvendelser", Icon::New, texts.notes)),
        (receives, link("/kontor/vagter", Icon::Clock, texts.rota)),
        (
            desk.edits_letter_templates(),
            link("/kontor/breve", Icon::Book, texts.letter_templates),
        ),
        (
            desk.reads_access_log(),
            link("/kontor/adgangslog", Icon::Look, texts.access_log),
        ),
        (reads_papers, link(papers::PATH, Icon::Lock, texts.papers)),
        (
            desk.answers_subject_access(),
            link("/kontor/indsigt", Icon::Find, texts.subject_access),
        ),
        (
            desk.departments().iter().any(makes_visits),
            link("/kontor/velkomst", Icon::Visit, texts.welcome),
        ),
        (
            desk.reads(Kind::Screening),
            link("/kontor/screening", Icon::Look, monitoring_texts().monitoring),
        ),
        (
            desk.reads(Kind::Screening),
            link("/kontor/indsatser", Icon::Both, effort_texts().efforts),
        ),
        (
            desk.reads(Kind::ArrearsContact),
            link("/kontor/restancer", Icon::Call, counselling_texts().arrears),
        ),
        (
            desk.reads(Kind::CounsellingInquiry),
            link("/kontor/raadgivning", Icon::Person, counselling_texts().inquiries),
        ),
        (
            desk.departments().iter().any(sees_effects),
            link("/kontor/effekt", Icon::Eye, counselling_texts().effect),
        ),
        (
            desk.reads(Kind::ExperienceNote) || desk.reads(Kind::ActionCard),
            link("/kontor/erfaringer", Icon::Leaf, competence_texts().experiences),
        ),
        (
            desk.reads(Kind::ActionCard) || is_administrator,
            link(
                "/kontor/kompetencer",
                Icon::Check,
                competence_texts().competencies,
            ),
        ),
        (
            desk.reads(Kind::ResidentCard),
            link("/kontor/kontakter", Icon::Call, competence_texts().directory),
        ),
    ]
    .into_iter()
    .filter(|(is_open, _)| *is_open)
    .map(|(_, link)| link)
    .collect()
}

/// The pages of an organisation. An organisation that the person may not administer is told as missing.
#[component]
pub(crate) fn OrganisationFrame() -> impl IntoView {
    let parameters = use_params_map();
    let key = Memo::new(move |_| parameters.read().get("key").unwrap_or_default());
    provide_context(CurrentOrganisation::of(use_office(), key));
    let organisation = use_organisation();
    let is_known = Memo::new(move |_| organisation.value.read().is_some());
    view! {
        <Show when=move || is_known.get() fallback=|| view! { <NotFoundPage/> }>
            <Outlet/>
        </Show>
    }
    .into_any()
}

/// The page of an address that leads nowhere.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    view! {
        <Page title=office_texts().page_missing>
            <p>{office_texts().page_missing_why}</p>
            <a class="button" href="/kontor">{office_texts().to_overview}</a>
        </Page>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organisation_and_section_are_read_from_the_address() {
        assert_eq!(key_in("/kontor/organisation/nord/personer/1"), Some("nord"));
        assert_eq!(section_in("/kontor/organisation/nord/personer/1"), "/personer");
        assert_eq!(
            section_in("/kontor/organisation/nord/anvisninger/1"),
            "/anvisninger"
        );
        assert_eq!(section_in("/kontor/organisation/nord"), "");
        assert_eq!(key_in("/kontor"), None);
        assert_eq!(section_in("/kontor/sessioner"), "");
    }
}
