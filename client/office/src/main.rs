//! The office's screens: an app of its own beside the phone's, for those online. It keeps no records and no engine.

#![expect(
    unreachable_pub,
    reason = "the component macro makes the properties of a component public"
)]

mod address;
mod api;
mod app;
mod competence_texts;
mod components;
mod counselling_texts;
mod desk;
mod draft;
mod effort_texts;
mod figures_texts;
mod geo_json;
mod kept_draft;
mod monitoring_texts;
mod nature_texts;
mod paged;
mod pages;
mod periods;
mod record_draft;
mod record_form;
mod request_token;
mod shortcuts;
mod state;
mod tab_storage;
mod texts;
mod wording;

fn main() {
    app::run();
}
