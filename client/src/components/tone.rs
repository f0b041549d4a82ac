//! A line about where something is: always words and an icon, never colour alone.

use leptos::prelude::*;

use super::icon::Icon;
use crate::view::status::{Line, Tone};

/// The line.
pub(crate) fn line(line: Line) -> AnyView {
    let (icon, class) = match line.tone {
        Tone::Sent => (Icon::Check, "tone sent"),
        Tone::OnPhone => (Icon::Phone, "tone on-phone"),
        Tone::Look => (Icon::Look, "tone look"),
    };
    view! { <span class=class>{icon.draw()}<span>{line.text}</span></span> }.into_any()
}
