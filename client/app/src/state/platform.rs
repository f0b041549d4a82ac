//! The edge to the browser: the clock, random bytes, what is kept for this phone, and the page itself. Nothing else
//! in the app reads them.

use crate::reactive::on_cleanup_local;
use feltbog_shared::id::DocumentId;
use feltbog_shared::moment::{Moment, danish_offset};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::RefCell;
use std::ops::Range;
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

/// The events which tell that the page may be gone in a moment.
const HIDING: [&str; 2] = ["pagehide", "visibilitychange"];

/// Now, by this phone's clock.
pub(crate) fn now() -> Moment {
    Moment::from_millis(js_sys::Date::now() as i64)
}

/// Minutes east of UTC in Denmark at a moment, in whichever time zone the phone is.
pub(crate) fn offset(at: Moment) -> i32 {
    danish_offset(at)
}

/// A new record's id.
pub(crate) fn new_document() -> DocumentId {
    let mut random = [0; 10];
    // Without random bytes the time alone would name the record, and two phones could choose the same.
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut random);
    }
    DocumentId::new(now(), random)
}

/// A random number, or the time where there is no randomness.
pub(crate) fn random_number() -> u64 {
    let mut random = now().millis().to_be_bytes();
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut random);
    }
    u64::from_be_bytes(random)
}

/// Random bytes for a secret. None but zeros where there is no randomness; such a browser cannot seal either.
pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut random = [0; N];
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut random);
    }
    random
}

/// The value that local storage holds under a name. It is written late: only how the app looks may stand here,
/// everything else is in the [key-value store](super::key_value_store).
pub(crate) fn kept(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

/// Keeps something in local storage.
pub(crate) fn keep(name: &str, value: &str) {
    if let Some(storage) = storage() {
        // A phone that cannot keep a preference asks again; nothing is lost.
        let _ = storage.set_item(name, value);
    }
}

/// Forgets what local storage holds under a name.
pub(crate) fn forget(name: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(name);
    }
}

/// The storage that lasts until the app is closed.
pub(crate) fn visit() -> Option<web_sys::Storage> {
    window().session_storage().ok()?
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok()?
}

/// The name that the phone gives itself, as far as a person would recognise it.
pub(crate) fn device_name() -> String {
    let agent = window().navigator().user_agent().unwrap_or_default();
    let first = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(mark, _)| agent.contains(mark))
            .map_or("", |(_, name)| *name)
    };
    let device = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac", "Mac"),
        ("Linux", "Linux"),
    ]);
    let browser = first(&[
        ("Edg/", "Edge"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    [device, browser].join(" ").trim().to_owned()
}

/// An address in this page under which bytes are to be had, until [`forget_bytes`] is told of it.
pub(crate) fn url_of_bytes(bytes: &[u8], media_type: &str) -> Option<String> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type(media_type);
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &kind).ok()?;
    web_sys::Url::create_object_url_with_blob(&blob).ok()
}

/// The bytes under an address are not needed any more.
pub(crate) fn forget_bytes(url: &str) {
    // An address nobody knows is forgotten already.
    let _ = web_sys::Url::revoke_object_url(url);
}

/// Hands bytes over as a file with this name.
pub(crate) fn download(name: &str, bytes: &[u8]) {
    let document = leptos::prelude::document();
    let link = document.create_element("a").ok();
    let url = url_of_bytes(bytes, "application/octet-stream");
    if let (Some(link), Some(url)) = (link, url) {
        let link: web_sys::HtmlElement = link.unchecked_into();
        let _ = link.set_attribute("href", &url);
        let _ = link.set_attribute("download", name);
        link.click();
        // The browser has until then to read it.
        after(60_000, move || forget_bytes(&url));
    }
}

/// The bytes of a file the person chose.
pub(crate) async fn bytes_of(file: &web_sys::File) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// A picture of at most so many bytes, without anything else that stood in the file.
pub(crate) async fn photo(file: &web_sys::File, most_pixels: u32, most_bytes: usize) -> Option<Vec<u8>> {
    let most_bytes = u32::try_from(most_bytes).ok()?;
    let shrunk = JsFuture::from(shrink(file, most_pixels, most_bytes)).await.ok()?;
    Some(shrunk.dyn_into::<js_sys::Uint8Array>().ok()?.to_vec())
}

#[wasm_bindgen(inline_js = "
export async function shrink(file, mostPixels, mostBytes) {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const canvas = document.createElement('canvas');
  let scale = Math.min(1, mostPixels / Math.max(picture.width, picture.height));
  for (;;) {
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    for (const quality of [0.8, 0.65, 0.5]) {
      const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', quality));
      if (blob.size <= mostBytes) return new Uint8Array(await blob.arrayBuffer());
    }
    scale *= 0.75;
  }
}
")]
extern "C" {
    /// The picture in a file, drawn anew: turned as the camera held it, scaled, and nothing but the picture.
    fn shrink(file: &web_sys::File, most_pixels: u32, most_bytes: u32) -> js_sys::Promise;
}

#[wasm_bindgen]
extern "C" {
    /// In `app-boot.js`: whether the browser keeps a database of the engine's, as far as it says.
    #[wasm_bindgen(js_name = feltbogHoldsRecords)]
    fn asked_for_records() -> js_sys::Promise;
}

/// Whether records may be kept on this phone. Nobody has ever signed in on a phone without.
pub(crate) async fn holds_records() -> bool {
    let answer = JsFuture::from(asked_for_records()).await;
    answer.map_or(true, |holds| holds.is_truthy())
}

/// Buzzes, where the phone can.
pub(crate) fn buzz(milliseconds: u32) {
    let navigator = window().navigator();
    // Safari has no `vibrate`; calling it there would throw.
    if js_sys::Reflect::has(&navigator, &JsValue::from_str("vibrate")).unwrap_or(false) {
        navigator.vibrate_with_duration(milliseconds);
    }
}

/// Asks the browser not to clear the phone's records when room runs short.
pub(crate) fn ask_to_persist() {
    let navigator = window().navigator();
    if js_sys::Reflect::has(&navigator, &JsValue::from_str("storage")).unwrap_or(false) {
        // Whatever the browser answers, the app goes on the same way.
        let _ = navigator.storage().persist();
    }
}

/// The browser's report on the app's storage.
#[derive(Clone, Copy)]
pub(crate) struct Promise {
    /// Whether it has promised to keep what the app saves.
    pub(crate) keeps: Option<bool>,
    /// Bytes that the app uses.
    pub(crate) used: Option<f64>,
}

/// Asks the browser what it promises.
pub(crate) async fn promise() -> Promise {
    let navigator = window().navigator();
    if !js_sys::Reflect::has(&navigator, &JsValue::from_str("storage")).unwrap_or(false) {
        return Promise {
            keeps: None,
            used: None,
        };
    }
    let answer = async |asked: Result<js_sys::Promise, JsValue>| JsFuture::from(asked.ok()?).await.ok();
    let storage = navigator.storage();
    let estimate = answer(storage.estimate()).await;
    Promise {
        keeps: answer(storage.persisted())
            .await
            .and_then(|keeps| keeps.as_bool()),
        used: estimate
            .and_then(|estimate| js_sys::Reflect::get(&estimate, &JsValue::from_str("usage")).ok())
            .and_then(|usage| usage.as_f64()),
    }
}

/// Whether the app was opened from the home screen.
pub(crate) fn is_installed() -> bool {
    let standalone = window().match_media("(display-mode: standalone)");
    standalone.ok().flatten().is_some_and(|query| query.matches())
}

/// Calls `act` whenever `event` happens on a target, for as long as the app runs.
pub(crate) fn listen(target: &web_sys::EventTarget, event: &str, act: impl FnMut(web_sys::Event) + 'static) {
    let closure = Closure::<dyn FnMut(web_sys::Event)>::new(act);
    let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// Acts when the browser puts the whole page aside, to show it as it was on the way back ("pagehide"), or shows it again
/// ("pageshow").
pub(crate) fn when_aside(event: &str, act: impl Fn() + 'static) {
    listen(&window(), event, move |event| {
        let persisted = js_sys::Reflect::get(&event, &JsValue::from_str("persisted"));
        if persisted.is_ok_and(|persisted| persisted.is_truthy()) {
            act();
        }
    });
}

/// Acts a little later, in milliseconds.
pub(crate) fn after(millis: i32, act: impl FnOnce() + 'static) {
    let act: Box<dyn FnOnce()> = Box::new(act);
    let act = Closure::once_into_js(act);
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(act.unchecked_ref(), millis);
}

/// Acts when what is under way now is done, before anything is painted.
pub(crate) fn soon(act: impl FnOnce() + 'static) {
    wait(async move { act() });
}

/// Lets something go on by itself. One kind of future, since each kind brings an executor's task of its own.
pub(crate) fn wait(work: impl Future<Output = ()> + 'static) {
    let work: Pin<Box<dyn Future<Output = ()>>> = Box::pin(work);
    spawn_local(work);
}

/// Waits for an answer that comes by a callback; nothing when the callback is dropped without one.
pub(crate) async fn answer_of<T: 'static>(ask: impl FnOnce(Box<dyn FnOnce(T)>)) -> Option<T> {
    let slot = Rc::new(RefCell::new(None));
    let mut ask = Some(ask);
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let answer = Answer {
            slot: slot.clone(),
            resolve,
        };
        if let Some(ask) = ask.take() {
            ask(Box::new(move |value| {
                answer.slot.replace(Some(value));
            }));
        }
    });
    let _ = JsFuture::from(promise).await;
    slot.take()
}

/// A place for an answer. Whoever waits for it goes on when this is gone, with the answer or without.
struct Answer<T> {
    slot: Rc<RefCell<Option<T>>>,
    resolve: js_sys::Function,
}

impl<T> Drop for Answer<T> {
    fn drop(&mut self) {
        let _ = self.resolve.call0(&JsValue::NULL);
    }
}

/// Acts again and again, every so many milliseconds, until the part of the page that is being made now is gone.
pub(crate) fn every(millis: i32, act: impl Fn() + 'static) {
    let act: Box<dyn Fn()> = Box::new(act);
    let ticks = Closure::<dyn Fn()>::wrap(act);
    let handle = window()
        .set_interval_with_callback_and_timeout_and_arguments_0(ticks.as_ref().unchecked_ref(), millis);
    on_cleanup_local(move || {
        if let Ok(handle) = handle {
            window().clear_interval_with_handle(handle);
        }
        drop(ticks);
    });
}

/// Acts whenever the page may be gone in a moment, until the part of the page that is being made now is gone.
pub(crate) fn on_hide(act: impl Fn() + 'static) {
    let act: Box<dyn Fn()> = Box::new(act);
    let heard = Closure::<dyn Fn()>::wrap(act);
    let window = window();
    for event in HIDING {
        let _ = window.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
    }
    on_cleanup_local(move || {
        for event in HIDING {
            let _ = window.remove_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
        }
    });
}

/// The content of `<meta name=…>` in the page.
pub(crate) fn meta(name: &str) -> Option<String> {
    let selector = ["meta[name=\"", name, "\"]"].concat();
    window()
        .document()?
        .query_selector(&selector)
        .ok()??
        .get_attribute("content")
}

/// Number of cards in the page's own list.
pub(crate) fn cards_shown() -> usize {
    let list = leptos::prelude::document().query_selector("main .page > ul.cards");
    list.ok()
        .flatten()
        .map_or(0, |list| list.child_element_count() as usize)
}

/// Takes the focus to the heading of the page.
pub(crate) fn focus_heading() {
    if let Ok(Some(heading)) = leptos::prelude::document().query_selector("main h1") {
        let heading: web_sys::HtmlElement = heading.unchecked_into();
        let _ = heading.focus();
    }
}

/// Takes the focus to what a selector finds, once what was drawn just now is in the page.
pub(crate) fn focus_soon(selector: String) {
    let focus = move || {
        if let Ok(Some(found)) = leptos::prelude::document().query_selector(&selector) {
            let found: web_sys::HtmlElement = found.unchecked_into();
            let _ = found.focus();
        }
    };
    leptos::prelude::set_timeout(focus, core::time::Duration::ZERO);
}

/// Shows a field of the page and takes the focus there, with a part of its text selected, counted as the browser does.
pub(crate) fn show_field(id: &str, part: Option<Range<usize>>) {
    let document = leptos::prelude::document();
    // Of several to choose from, the first.
    let by_name = || {
        let selector = ["[name=\"", id, "\"]"].concat();
        document.query_selector(&selector).ok().flatten()
    };
    let Some(found) = document.get_element_by_id(id).or_else(by_name) else {
        return;
    };
    let field: web_sys::HtmlElement = found.clone().unchecked_into();
    let _ = field.focus();
    field.scroll_into_view();
    let Some(part) = part else { return };
    let (start, end) = (part.start as u32, part.end as u32);
    if let Some(area) = found.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        let _ = area.set_selection_range(start, end);
    } else if let Some(line) = found.dyn_ref::<web_sys::HtmlInputElement>() {
        let _ = line.set_selection_range(start, end);
    }
}
