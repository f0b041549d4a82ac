//! Sentences with places for values, as the build script writes them from the Fluent files in `locales/`.

/// A sentence with `N` places for values: `{0}`, `{1}`, `{2}`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Template<const N: usize>(pub(crate) &'static str);

impl<const N: usize> Template<N> {
    /// The sentence with its places filled. A value is never searched for places itself.
    pub(crate) fn with(self, values: &[&str; N]) -> String {
        let mut filled = String::with_capacity(self.0.len() + 16);
        let mut rest = self.0;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let (place, after) = after.split_once('}').unwrap_or((after, ""));
            let value = place.parse().ok().and_then(|place: usize| values.get(place));
            filled.push_str(value.copied().unwrap_or_default());
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}
