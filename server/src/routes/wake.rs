//! `GET /api/v1/wake`: a stream of events that name the departments that have grown.

use std::convert::Infallible;

use axum::extract::State;
use axum::response::sse::{Event, Sse};
use futures::Stream;

use crate::error::Error;
use crate::services::access::SignedIn;
use crate::services::wake::{Listener, News};
use crate::state::App;

pub(super) async fn wake(
    State(app): State<App>,
    who: SignedIn,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Error> {
    let listener = Listener::new(&app, who).await?;
    let events = futures::stream::unfold(listener, |mut listener| async move {
        let event = match listener.next().await? {
            News::Wake(wake) => Event::default().json_data(wake).unwrap_or_default(),
            News::KeepAlive => Event::default().comment(""),
        };
        Some((Ok(event), listener))
    });
    Ok(Sse::new(events))
}
