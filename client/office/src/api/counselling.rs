//! Requests of arrears and counselling.

use feltbog_shared::office::ImportPlan;
use feltbog_shared::office::counselling::{ArrearsPage, EffectSheet, EvictionCost, InquiriesPage};
use web_sys::File;

use super::{Api, ApiError, Content, ImportChoices, parsed};
use crate::address::escaped;

impl Api {
    /// The contacts about arrears that the person reads.
    pub(crate) async fn arrears(self) -> Result<ArrearsPage, ApiError> {
        self.read("/counselling/arrears").await
    }

    /// The inquiries that the person reads.
    pub(crate) async fn inquiries(self) -> Result<InquiriesPage, ApiError> {
        self.read("/counselling/inquiries").await
    }

    /// The sheet of effects of an organisation in a year; of the person's first one and of this year when they are empty.
    pub(crate) async fn effect(self, organisation: &str, year: &str) -> Result<EffectSheet, ApiError> {
        let mut path = "/counselling/effect".to_owned();
        for (name, value) in [("organisation", organisation), ("year", year)] {
            if !value.is_empty() {
                let mark = if path.contains('?') { "&" } else { "?" };
                path.push_str(&[mark, name, "=", &escaped(value)].concat());
            }
        }
        self.read(&path).await
    }

    /// States the cost of an eviction; nothing for the cost by CFBU.
    pub(crate) async fn set_eviction_cost(
        self,
        organisation: &str,
        eviction_cost: Option<u64>,
    ) -> Result<(), ApiError> {
        let path = ["/counselling/effect/", &escaped(organisation), "/cost"].concat();
        self.put(&path, &EvictionCost { eviction_cost }).await
    }

    /// The plan of a list of arrears, with nothing changed.
    pub(crate) async fn plan_arrears(
        self,
        organisation: &str,
        list_on: &str,
        file: &File,
        choices: &ImportChoices,
    ) -> Result<ImportPlan, ApiError> {
        let path = list_path(organisation, "plan", list_on, choices);
        parsed(&self.request("POST", &path, Content::File(file)).await?)
    }

    /// Brings a list of arrears in as it was planned.
    pub(crate) async fn apply_arrears(
        self,
        organisation: &str,
        list_on: &str,
        file: &File,
        choices: &ImportChoices,
        (plan, accepted): (&str, &[String]),
    ) -> Result<ImportPlan, ApiError> {
        let mut path = list_path(organisation, "apply", list_on, choices);
        path.push_str(
            &[
                "&plan=",
                &escaped(plan),
                "&accepted=",
                &escaped(&accepted.join(",")),
            ]
            .concat(),
        );
        parsed(&self.request("POST", &path, Content::File(file)).await?)
    }
}

fn list_path(organisation: &str, act: &str, list_on: &str, choices: &ImportChoices) -> String {
    [
        "/counselling/arrears/",
        &escaped(organisation),
        "/",
        act,
        "?list_on=",
        &escaped(list_on),
        "&",
        &choices.query(),
    ]
    .concat()
}
