//! The butterflies of a group, for a person who knows species: one tap counts one and leads back to the groups.

use feltbog_shared::model::insect_count::InsectGroup;
use feltbog_shared::model::schema::ValueList;
use leptos::prelude::*;

use super::called;
use crate::state::editor::RecordEditor;
use feltbog_presentation::counting;
use feltbog_presentation::texts::page_texts;
use feltbog_ui::icon::{Icon, SvgIcon};
use feltbog_ui::tally::TallyButtons;

/// The finer names of a group, and the group itself for what cannot be told.
#[component]
pub(super) fn WhichButterfly(
    editor: RecordEditor,
    group: InsectGroup,
    /// Whether no tap counts.
    #[prop(into)]
    disabled: Signal<bool>,
    /// Called with the key that one is counted under.
    #[prop(into)]
    on_tap: Callback<&'static str>,
    /// Called when the person goes back without a tap.
    #[prop(into)]
    on_back: Callback<()>,
) -> impl IntoView {
    let mut names = called(group.members());
    names.push((group.key(), page_texts().butterfly_not_sure));
    let count = move |key: &'static str| {
        let number = |name| editor.fields.with(|record| counting::own_sum(record, name));
        InsectGroup::from_key(key).map_or(0, number)
    };
    view! {
        <div class="which">
            <div class="which-top">
                <h2 tabindex="-1">{page_texts().butterfly_which}</h2>
                <button type="button" class="button small" on:click=move |_| on_back.run(())>
                    <SvgIcon icon=Icon::Back/>
                    <span>{page_texts().butterfly_groups}</span>
                </button>
            </div>
            <TallyButtons groups=names disabled count on_tap has_marks=true/>
        </div>
    }
    .into_any()
}
