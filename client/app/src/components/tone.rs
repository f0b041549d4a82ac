//! A line about where something is: always words and an icon, never colour alone.

use super::icon::{Draw, Icon};
use crate::dom::{El, el, of_class};
use feltbog_presentation::status::{Line, Tone};

/// The line.
pub(crate) fn line(line: &Line) -> El {
    let (icon, class) = match line.tone {
        Tone::Sent => (Icon::Check, "tone sent"),
        Tone::OnPhone => (Icon::Phone, "tone on-phone"),
        Tone::Look => (Icon::Look, "tone look"),
    };
    of_class("span", class)
        .child(icon.draw())
        .child(el("span").child(line.text.as_str()))
}
