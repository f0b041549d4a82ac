//! The two languages of Feltbog.

use serde::{Deserialize, Serialize};

/// The language a person reads. Danish comes first; English is complete.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// Danish.
    #[default]
    Danish,
    /// English.
    English,
}

impl Language {
    /// The language asked for by an `Accept-Language` header or a `lang` attribute: English when
    /// it is named before any Danish, Danish otherwise.
    pub fn preferred(header: &str) -> Self {
        header
            .split(',')
            .map(|part| part.trim().get(..2).unwrap_or_default().to_ascii_lowercase())
            .find_map(|tag| match tag.as_str() {
                "da" => Some(Self::Danish),
                "en" => Some(Self::English),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Danish => "da",
            Self::English => "en",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_language_wins() {
        assert_eq!(Language::preferred("en-GB,en;q=0.9,da;q=0.8"), Language::English);
        assert_eq!(Language::preferred("da-DK,en;q=0.5"), Language::Danish);
        assert_eq!(Language::preferred("de, en;q=0.5"), Language::English);
        assert_eq!(Language::preferred(""), Language::Danish);
    }
}
