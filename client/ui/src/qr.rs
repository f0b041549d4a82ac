//! A link as a code for cameras.

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

/// Free squares that a camera needs around a code.
const QUIET_ZONE: i32 = 4;

/// A link as a code for cameras. Nothing for a link that is too long for any code.
#[component]
pub fn QrImage(
    /// The link.
    #[prop(into)]
    link: String,
    /// The code in words.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let code = QrCode::encode_text(&link, QrCodeEcc::Medium).ok()?;
    let width = code.size();
    let mut squares = String::new();
    for y in 0..width {
        for x in (0..width).filter(|x| code.get_module(*x, y)) {
            let (x, y) = ((x + QUIET_ZONE).to_string(), (y + QUIET_ZONE).to_string());
            squares.push_str(&["M", &x, " ", &y, "h1v1h-1z"].concat());
        }
    }
    let side = (width + 2 * QUIET_ZONE).to_string();
    Some(view! {
        <svg
            class="qr"
            viewBox=["0 0 ", &side, " ", &side].concat()
            shape-rendering="crispEdges"
            role="img"
            aria-label=label
        >
            <path d=squares></path>
        </svg>
    })
}
