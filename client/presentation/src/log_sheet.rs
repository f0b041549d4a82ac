//! The resident's log: an empty sheet about a conflict, which asks for what a person saw, heard or smelled themselves.

use feltbog_shared::model::conflict_case::Topic;
use feltbog_shared::model::schema::ValueList;

use super::texts::Texts;

/// Empty rows of a sheet: as many as stand on one page across.
pub const ROWS: usize = 9;

/// Key and name of each topic that a sheet can be about.
pub fn topics(texts: &Texts) -> Vec<(String, String)> {
    let keys = Topic::KEYS.iter().enumerate();
    keys.map(|(place, key)| ((*key).to_owned(), texts.topic.at(place).to_owned()))
        .collect()
}

/// The key of a topic as it is; that of the first one for a key that is none.
pub fn known_topic(key: &str) -> &'static str {
    topic_of(key).key()
}

fn topic_of(key: &str) -> Topic {
    Topic::from_key(key).unwrap_or(Topic::Noise)
}

/// The heading of a sheet about a topic, by its key.
pub fn title(texts: &Texts, topic: &str) -> String {
    let name = texts.topic.at(topic_of(topic) as usize);
    texts.pages().log_title.with(&[name])
}

/// The headings of a sheet's columns. What is asked for first depends on what can be perceived of the topic.
pub fn columns(texts: &Texts, topic: &str) -> [&'static str; 8] {
    let pages = texts.pages();
    let happened = match topic_of(topic) {
        Topic::Noise | Topic::NoiseFromChildren | Topic::Music => pages.log_heard,
        Topic::Smoke | Topic::Smell => pages.log_smelled,
        Topic::Waste
        | Topic::LaundryOrCommonRoom
        | Topic::Parking
        | Topic::GardenOrHedge
        | Topic::WildArea
        | Topic::Vandalism
        | Topic::NeglectedDwelling => pages.log_seen,
        Topic::Pets | Topic::Harassment | Topic::Threats | Topic::Violence | Topic::Other => {
            pages.log_seen_or_heard
        }
    };
    [
        pages.log_date,
        pages.log_from,
        pages.log_until,
        happened,
        pages.log_where,
        pages.log_effect,
        pages.log_present,
        pages.log_done,
    ]
}

/// Whether a sheet says whom to call in danger.
pub fn is_about_danger(topic: &str) -> bool {
    matches!(
        topic_of(topic),
        Topic::Harassment | Topic::Threats | Topic::Violence
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::{DA, EN};

    #[test]
    fn each_topic_has_a_sheet_that_asks_what_can_be_perceived_of_it() {
        for texts in [&DA, &EN] {
            for (key, name) in topics(texts) {
                assert_eq!(known_topic(&key), key);
                assert!(title(texts, &key).contains(&name), "{key}");
                let columns = columns(texts, &key);
                assert!(columns.iter().all(|column| !column.is_empty()), "{key}");
            }
        }
        let asked = |topic: Topic| columns(&DA, topic.key())[3];
        assert_eq!(asked(Topic::Music), DA.pages().log_heard);
        assert_eq!(asked(Topic::Smell), DA.pages().log_smelled);
        assert_eq!(asked(Topic::Parking), DA.pages().log_seen);
        assert_eq!(asked(Topic::Other), DA.pages().log_seen_or_heard);
        assert!(is_about_danger("vold") && !is_about_danger("musik"));
        assert_eq!(known_topic("ukendt"), "stoej");
    }
}
