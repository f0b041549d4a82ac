//! Requests of the nature pages and the board's page.

use feltbog_shared::model::FieldEdit;
use feltbog_shared::office::desk::DeskPlace;
use feltbog_shared::office::desk::{EditOutcome, RecordEdits};
use feltbog_shared::office::nature_work::{
    BoardReport, CountLockOrder, CountLockReport, MapBackgroundSetting, SeasonOrder, SeasonPlan, SeasonReport,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::{Api, ApiError, BASE, Content, ask};
use crate::address::escaped;
use crate::request_token::new_token;

impl Api {
    /// The tasks that care plans ask for in a season.
    pub(crate) async fn season(
        self,
        organisation: &str,
        department: &str,
        year: i32,
    ) -> Result<SeasonPlan, ApiError> {
        let year = year.to_string();
        let query = ["/season?year=", &year, "&department=", &escaped(department)].concat();
        self.read(&path(organisation, &query)).await
    }

    /// Makes tasks of a season.
    pub(crate) async fn make_season(
        self,
        organisation: &str,
        order: &SeasonOrder,
    ) -> Result<SeasonReport, ApiError> {
        self.post(&path(organisation, "/season"), order).await
    }

    /// Locks the finished counts of a year.
    pub(crate) async fn lock_counts(
        self,
        organisation: &str,
        order: &CountLockOrder,
    ) -> Result<CountLockReport, ApiError> {
        self.post(&path(organisation, "/count-locks"), order).await
    }

    /// The background of the map.
    pub(crate) async fn map_background(self, organisation: &str) -> Result<MapBackgroundSetting, ApiError> {
        self.read(&path(organisation, "/background")).await
    }

    /// Changes the background of the map.
    pub(crate) async fn save_map_background(
        self,
        organisation: &str,
        setting: &MapBackgroundSetting,
    ) -> Result<(), ApiError> {
        self.put(&path(organisation, "/background"), setting).await
    }

    /// The address of a tile within this page, until [`web_sys::Url::revoke_object_url`].
    pub(crate) async fn map_tile(
        self,
        organisation: &str,
        (zoom, column, row): (u8, u32, u32),
    ) -> Result<String, ApiError> {
        let name = [u32::from(zoom), column, row].map(|number| number.to_string());
        let path = [BASE, &path(organisation, "/tiles/"), &name.join("/")].concat();
        let answer = ask("GET", &path, Content::None).await?;
        if !answer.ok() {
            return Err(ApiError::Unreadable);
        }
        let unreadable = |_: JsValue| ApiError::Unreadable;
        let blob = JsFuture::from(answer.blob().map_err(unreadable)?).await;
        let blob: web_sys::Blob = blob.map_err(unreadable)?.dyn_into().map_err(unreadable)?;
        web_sys::Url::create_object_url_with_blob(&blob).map_err(unreadable)
    }

    /// The goals that a board reads.
    pub(crate) async fn board_goals(
        self,
        organisation: &str,
        department: &str,
    ) -> Result<BoardReport, ApiError> {
        let path = [
            "/board/",
            &escaped(organisation),
            "?department=",
            &escaped(department),
        ]
        .concat();
        self.read(&path).await
    }

    /// Changes a record from the heads that it has now, for a page that shows a part of it.
    pub(crate) async fn edit_now(
        self,
        place: DeskPlace,
        edits: Vec<FieldEdit>,
    ) -> Result<EditOutcome, ApiError> {
        let record = self.desk_record(place.department, place.document).await?;
        let edits = RecordEdits {
            token: new_token(),
            heads: record.heads,
            edits,
        };
        self.edit_record(place.department, place.document, &edits).await
    }

    /// The text of a file that the person chose.
    pub(crate) async fn read_file(self, file: &File) -> Result<String, ApiError> {
        let text = JsFuture::from(file.text()).await;
        let text = text.map_err(|_| ApiError::FileUnreadable)?;
        text.as_string().ok_or(ApiError::FileUnreadable)
    }
}

fn path(organisation: &str, rest: &str) -> String {
    ["/nature/", &escaped(organisation), rest].concat()
}
