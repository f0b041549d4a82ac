//! Colours stand out from what they stand on: text at least 7:1, parts of controls 4.5:1, text in "Sol" 15:1, by the
//! contrast of WCAG 2.2 (relative luminance of sRGB). It reads the tokens, not what is made of them.

use super::{File, Finding};
use std::collections::BTreeMap;

/// The colours that stand on others, by the names of the tokens.
const TEXT: [(&str, &str); 6] = [
    ("ink", "paper sheet green-wash amber-wash red-wash"),
    ("soft", "paper sheet"),
    ("green-text", "paper sheet green-wash"),
    ("amber", "paper sheet amber-wash"),
    ("red", "paper sheet red-wash"),
    ("on-green", "green"),
];
const PARTS: [(&str, &str); 1] = [("edge", "paper sheet")];

/// Whether every theme's colours stand out.
pub(super) fn stand_out(file: &File) -> Vec<Finding> {
    if !file.path.ends_with("/1-tokens.css") {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let (mut colours, mut themes) = (BTreeMap::new(), 0);
    let (mut at, mut text_ratio) = (0, 0.0);
    for (index, line) in file.text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with(":root") {
            colours.clear();
            at = index + 1;
            text_ratio = if line.contains("sun") { 15.0 } else { 7.0 };
        } else if let Some((name, value)) = line.strip_prefix("--").and_then(|rest| rest.split_once(": ")) {
            colours.extend(luminance(value.trim_end_matches(';')).map(|colour| (name, colour)));
        } else if line == "}" && !colours.is_empty() {
            themes += 1;
            let texts = TEXT.iter().map(|pair| (pair, text_ratio));
            for ((name, grounds), least) in texts.chain(PARTS.iter().map(|pair| (pair, 4.5))) {
                for ground in grounds.split(' ') {
                    let ratio = contrast(&colours, name, ground).unwrap_or(0.0);
                    if ratio < least {
                        let what = format!("--{name} on --{ground} is {ratio:.1}:1, not {least}:1");
                        findings.push(file.finding(at, what));
                    }
                }
            }
            colours.clear();
        }
    }
    if themes < 4 {
        findings.push(file.finding(1, "light, dark (twice) and \"Sol\" each name their colours here"));
    }
    findings
}

fn contrast(colours: &BTreeMap<&str, f64>, name: &str, ground: &str) -> Option<f64> {
    let (one, other) = (colours.get(name)?, colours.get(ground)?);
    Some((one.max(*other) + 0.05) / (one.min(*other) + 0.05))
}

/// The relative luminance of `#rgb` or `#rrggbb`, 0 to 1.
fn luminance(colour: &str) -> Option<f64> {
    let digits = colour.strip_prefix('#')?;
    let part = |place: usize| {
        let text = match digits.len() {
            3 => digits.get(place..=place)?.repeat(2),
            6 => digits.get(place * 2..place * 2 + 2)?.to_owned(),
            _ => return None,
        };
        let part = f64::from(u8::from_str_radix(&text, 16).ok()?) / 255.0;
        let is_dark = part <= 0.040_45;
        Some(if is_dark {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        })
    };
    Some(0.2126 * part(0)? + 0.7152 * part(1)? + 0.0722 * part(2)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of findings once the colour `from` of a theme is `to`.
    fn found(theme: &str, from: &str, to: &str) -> usize {
        let black = ["ink", "soft", "green-text", "amber", "red", "edge", "green"];
        let white = [
            "on-green",
            "paper",
            "sheet",
            "green-wash",
            "amber-wash",
            "red-wash",
        ];
        let colours = black
            .map(|name| (name, "#000"))
            .into_iter()
            .chain(white.map(|name| (name, "#fff")));
        let css = ["light", "dark", "phone", "sun"].map(|one| {
            let lines = colours.clone().map(|(name, colour)| {
                let colour = if one == theme && name == from { to } else { colour };
                format!("  --{name}: {colour};\n")
            });
            format!(
                ":root[data-theme=\"{one}\"] {{\n{}}}\n",
                lines.collect::<String>()
            )
        });
        stand_out(&File::new("client/ui/style/1-tokens.css", css.concat())).len()
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let grey = luminance("#767676").map(|grey| 1.05 / (grey + 0.05));
        assert!(grey.is_some_and(|grey| (grey - 4.54).abs() < 0.005), "{grey:?}");
        assert_eq!(luminance("#fff"), luminance("#ffffff"));
        assert_eq!(luminance("red"), None);
    }

    #[test]
    fn what_does_not_stand_out_is_found() {
        assert_eq!(found("light", "ink", "#000"), 0);
        // 7.0:1 and a little less; 15.1:1 and a little less.
        assert_eq!(found("dark", "soft", "#595959"), 0);
        assert_eq!(found("dark", "soft", "#5a5a5a"), 2);
        assert_eq!(found("sun", "soft", "#262626"), 0);
        assert_eq!(found("sun", "soft", "#2a2a2a"), 2);
        assert_eq!(found("light", "edge", "#777777"), 2);
        assert_eq!(found("light", "paper", "none"), 6);
    }

    #[test]
    fn a_theme_that_is_missing_is_found() {
        let file = File::new("client/ui/style/1-tokens.css", ":root {\n}\n");
        assert_eq!(stand_out(&file).len(), 1);
    }
}
