//! The sentences of `feltbog doctor`, written from `locales/*/doctor.ftl`.

use feltbog_shared::language::Language;

/// A sentence with `N` places for names and numbers: `{0}`, `{1}`, `{2}`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Template<const N: usize>(&'static str);

impl<const N: usize> Template<N> {
    /// The sentence with its places filled.
    pub(super) fn with(self, parts: &[&str; N]) -> String {
        let mut said = String::new();
        let mut rest = self.0;
        while let Some((before, after)) = rest.split_once('{') {
            let (place, after) = after.split_once('}').unwrap_or((after, ""));
            let part = place.parse().ok().and_then(|place: usize| parts.get(place));
            said.push_str(before);
            said.push_str(part.copied().unwrap_or_default());
            rest = after;
        }
        said.push_str(rest);
        said
    }
}

include!(concat!(env!("OUT_DIR"), "/doctor.rs"));
