//! Imports of lists.

use feltbog_shared::office::ImportPlan;
use web_sys::File;

use super::{Api, ApiError, BASE, Content, ask, parsed};
use crate::address::escaped;

/// The choices for a list that is imported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ImportChoices {
    /// Headers and the fields that they are given; `-` leaves a column out.
    pub(crate) columns: Vec<(String, String)>,
    /// Whether the list is whole: people of earlier imports who are missing from it stop.
    pub(crate) is_whole: bool,
    /// The number of people who stop, as far as it was stated.
    pub(crate) ended: Option<u32>,
    /// The sheet of a workbook, or empty.
    pub(crate) sheet: String,
    /// The order of day and month in years of two digits, `dmy` or `mdy`, or empty.
    pub(crate) date_order: String,
    /// The digits that people's numbers are filled to; 0 for none, and nothing for those of earlier imports.
    pub(crate) number_width: Option<u8>,
    /// Words and the keys of the roles that they stand for.
    pub(crate) roles: Vec<(String, String)>,
    /// Answers whether a row means a person who is there, `same` or `new`, by the keys of the questions.
    pub(crate) people: Vec<(String, String)>,
}

impl ImportChoices {
    /// The choices as a query of an address.
    pub(super) fn query(&self) -> String {
        let mut query = ["whole=", if self.is_whole { "true" } else { "false" }].concat();
        if let Some(ended) = self.ended.filter(|_| self.is_whole) {
            query.push_str("&ended=");
            query.push_str(&ended.to_string());
        }
        for (name, pairs) in [
            ("columns", &self.columns),
            ("roles", &self.roles),
            ("people", &self.people),
        ] {
            if !pairs.is_empty() {
                // Pairs of texts are always JSON.
                let pairs = serde_json::to_string(pairs).unwrap_or_default();
                query.push_str(&["&", name, "=", &escaped(&pairs)].concat());
            }
        }
        for (name, text) in [("sheet", &self.sheet), ("dates", &self.date_order)] {
            if !text.is_empty() {
                query.push_str(&["&", name, "=", &escaped(text)].concat());
            }
        }
        if let Some(width) = self.number_width {
            query.push_str("&width=");
            query.push_str(&width.to_string());
        }
        query
    }
}

impl Api {
    /// The plan of an import, with nothing changed.
    pub(crate) async fn plan_import(
        self,
        organisation: &str,
        kind: &str,
        file: &File,
        choices: &ImportChoices,
    ) -> Result<ImportPlan, ApiError> {
        let query = ["/plan?", &choices.query()].concat();
        let path = ["/organisations/", organisation, "/import/", kind, &query].concat();
        parsed(&self.request("POST", &path, Content::File(file)).await?)
    }

    /// Saves the report of an import with every change, as `csv` or `xlsx`.
    pub(crate) async fn save_import_report(
        self,
        organisation: &str,
        kind: &str,
        file: &File,
        choices: &ImportChoices,
        form: &str,
    ) -> Result<(), ApiError> {
        let query = ["/report?form=", form, "&", &choices.query()].concat();
        let path = [BASE, "/organisations/", organisation, "/import/", kind, &query].concat();
        let answer = ask("POST", &path, Content::File(file)).await?;
        self.begun_file(answer).await?.save().await
    }

    /// Carries an import out as it was planned.
    pub(crate) async fn apply_import(
        self,
        organisation: &str,
        kind: &str,
        file: &File,
        choices: &ImportChoices,
        plan: &str,
        accepted: &[String],
    ) -> Result<ImportPlan, ApiError> {
        let accepted = escaped(&accepted.join(","));
        let choices = choices.query();
        let query = [
            "/apply?plan=",
            &escaped(plan),
            "&accepted=",
            &accepted,
            "&",
            &choices,
        ]
        .concat();
        let path = ["/organisations/", organisation, "/import/", kind, &query].concat();
        parsed(&self.request("POST", &path, Content::File(file)).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leavers_are_told_only_of_a_whole_list() {
        let ended = Some(12);
        let of = |is_whole| ImportChoices {
            is_whole,
            ended,
            ..ImportChoices::default()
        };
        assert_eq!(of(false).query(), "whole=false");
        assert_eq!(of(true).query(), "whole=true&ended=12");
    }

    #[test]
    fn choices_are_told_in_the_address() {
        let pair = |key: &str, value: &str| vec![(key.to_owned(), value.to_owned())];
        let choices = ImportChoices {
            sheet: "Ark 1".into(),
            date_order: "dmy".into(),
            number_width: Some(5),
            people: pair("417", "new"),
            ..ImportChoices::default()
        };
        let query = choices.query();
        let people = ["&people=", &escaped(r#"[["417","new"]]"#)].concat();
        assert!(query.starts_with(&["whole=false", &people].concat()), "{query}");
        assert!(query.ends_with("&dates=dmy&width=5"), "{query}");
        assert!(
            query.contains(&["&sheet=", &escaped("Ark 1")].concat()),
            "{query}"
        );
    }
}
