//! A line about where a record is.

use feltbog_presentation::status::{Line, Tone};
use leptos::prelude::*;

use crate::icon::{Icon, SvgIcon};

/// A line about where a record is: always words and an icon, never colour alone.
#[component]
pub fn ReceiptLine(
    /// Words and tone.
    line: Line,
) -> impl IntoView {
    let (icon, class) = match line.tone {
        Tone::Sent => (Icon::Check, "tone sent"),
        Tone::OnPhone => (Icon::Phone, "tone on-phone"),
        Tone::Look => (Icon::Look, "tone look"),
    };
    view! {
        <span class=class>
            <SvgIcon icon/>
            <span>{line.text}</span>
        </span>
    }
}
