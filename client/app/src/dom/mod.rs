//! The elements that screens are made of: one type for everything in the page, and few words to make it.
//!
//! An element is made once and its parts follow the values they show. Nothing here is generic in what it shows:
//! closures are boxed and texts borrowed, so that another screen costs the bytes of its own words and little more.

mod list;

pub(crate) use list::{InTurn, Items, list, when_near};

use crate::reactive::{Part, effect, on_leave};
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, Event, HtmlInputElement};

/// The namespace of SVG elements.
const SVG: &str = "http://www.w3.org/2000/svg";

/// Something that stands in the page: an element, a text, several of them, or nothing.
#[derive(Clone)]
pub(crate) struct Node(Option<web_sys::Node>);

impl Node {
    /// Nothing.
    pub(crate) const NONE: Self = Self(None);
}

impl From<El> for Node {
    fn from(element: El) -> Self {
        Self(Some(element.0.into()))
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self(Some(document().create_text_node(text).into()))
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<Option<Node>> for Node {
    fn from(node: Option<Node>) -> Self {
        node.unwrap_or(Self::NONE)
    }
}

impl From<Option<El>> for Node {
    fn from(element: Option<El>) -> Self {
        element.map_or(Self::NONE, Node::from)
    }
}

impl From<Vec<Node>> for Node {
    fn from(nodes: Vec<Node>) -> Self {
        let all = document().create_document_fragment();
        nodes.iter().for_each(|node| append(&all, node));
        Self(Some(all.into()))
    }
}

impl<const N: usize> From<[Node; N]> for Node {
    fn from(nodes: [Node; N]) -> Self {
        Vec::from(nodes).into()
    }
}

/// An element in the making.
#[derive(Clone)]
pub(crate) struct El(Element);

/// An element.
pub(crate) fn el(tag: &str) -> El {
    match document().create_element(tag) {
        Ok(element) => El(element),
        // A tag is a constant of the program, and every name of letters makes an element.
        Err(_) => el("div"),
    }
}

/// An element with a class.
pub(crate) fn of_class(tag: &str, class: &str) -> El {
    el(tag).attr("class", class)
}

/// A part of a drawing.
pub(crate) fn svg(tag: &str) -> El {
    match document().create_element_ns(Some(SVG), tag) {
        Ok(element) => El(element),
        // As for other elements: the tag is a constant.
        Err(_) => el("div"),
    }
}

/// A button.
pub(crate) fn button(class: &str) -> El {
    of_class("button", class).attr("type", "button")
}

/// A paragraph of a class.
pub(crate) fn paragraph(class: &str, text: impl Into<Node>) -> El {
    of_class("p", class).child(text)
}

impl El {
    /// With an attribute.
    pub(crate) fn attr(self, name: &str, value: &str) -> Self {
        // Names are constants of the program.
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// With an attribute that comes, changes and goes.
    pub(crate) fn attr_of(
        self,
        name: &'static str,
        value: impl Fn() -> Option<&'static str> + 'static,
    ) -> Self {
        self.follow(name, Box::new(move || value().map(str::to_owned)))
    }

    /// With a name for those who listen that changes.
    pub(crate) fn named(self, name: impl Fn() -> String + 'static) -> Self {
        self.follow("aria-label", Box::new(move || Some(name())))
    }

    fn follow(self, name: &'static str, value: Box<dyn Fn() -> Option<String>>) -> Self {
        let element = self.0.clone();
        let mut known = None;
        effect(move || {
            let news = value();
            if news == known {
                return;
            }
            let _ = match &news {
                Some(text) => element.set_attribute(name, text),
                None => element.remove_attribute(name),
            };
            known = news;
        });
        self
    }

    /// With something inside, after what is there.
    pub(crate) fn child(self, child: impl Into<Node>) -> Self {
        append(&self.0, &child.into());
        self
    }

    /// With a text inside that changes.
    pub(crate) fn text_of(self, text: impl Fn() -> String + 'static) -> Self {
        self.child(text_of(text))
    }

    /// Acts on an event.
    pub(crate) fn on(self, event: &'static str, act: impl Fn(Event) + 'static) -> Self {
        listen(&self.0, event, Box::new(act));
        self
    }

    /// Acts when it is pressed.
    pub(crate) fn press(self, act: impl Fn() + 'static) -> Self {
        self.on("click", move |_| act())
    }

    /// The value that a person has entered in it.
    pub(crate) fn value(&self) -> String {
        self.input().value()
    }

    /// Shows a text in it, unless it shows that already: the cursor stays where it is.
    pub(crate) fn show_value(&self, text: &str) {
        if self.input().value() != text {
            self.input().set_value(text);
        }
    }

    /// Ticks it, or takes the tick away.
    pub(crate) fn show_checked(&self, checked: bool) {
        self.input().set_checked(checked);
    }

    /// Shows nothing but a text in it.
    pub(crate) fn show_text(&self, text: &str) {
        self.0.set_text_content(Some(text));
    }

    /// Takes it out of sight for everybody, or shows it again.
    pub(crate) fn hide(&self, hidden: bool) {
        // An attribute that every element knows.
        let _ = self.0.toggle_attribute_with_force("hidden", hidden);
    }

    /// Whether it stands in the page.
    pub(crate) fn stands(&self) -> bool {
        self.0.is_connected()
    }

    /// Takes the focus to it. What cannot take it is still shown.
    pub(crate) fn focus(&self) {
        let _ = self.input().focus();
    }

    /// The element itself, as a field. Areas of text and lists to choose from have the same properties.
    pub(crate) fn input(&self) -> &HtmlInputElement {
        self.0.unchecked_ref()
    }
}

/// A drawing of one path on a sheet of 24 by 24, hidden from those who listen. It is made once and copied from then
/// on: lists hold many of the same.
pub(crate) fn drawing(number: usize, path: &str) -> Node {
    thread_local! {
        static DRAWN: RefCell<Vec<(usize, Element)>> = const { RefCell::new(Vec::new()) };
    }
    DRAWN.with_borrow_mut(|drawn| {
        let known = drawn.iter().position(|(known, _)| *known == number);
        let place = known.or_else(|| {
            drawn.push((number, draw(path)?));
            Some(drawn.len() - 1)
        });
        Node(place.and_then(|place| drawn[place].1.clone_node_with_deep(true).ok()))
    })
}

fn draw(path: &str) -> Option<Element> {
    let part = |tag| document().create_element_ns(Some(SVG), tag).ok();
    let (sheet, line) = (part("svg")?, part("path")?);
    for (name, value) in [
        ("class", "icon"),
        ("viewBox", "0 0 24 24"),
        ("aria-hidden", "true"),
        ("focusable", "false"),
    ] {
        sheet.set_attribute(name, value).ok()?;
    }
    line.set_attribute("d", path).ok()?;
    sheet.append_child(&line).ok()?;
    Some(sheet)
}

/// A text that changes.
pub(crate) fn text_of(text: impl Fn() -> String + 'static) -> Node {
    fn follow(text: Box<dyn Fn() -> String>) -> Node {
        let node = document().create_text_node("");
        let shown = node.clone();
        let mut known = String::new();
        effect(move || {
            let news = text();
            if news != known {
                shown.set_data(&news);
                known = news;
            }
        });
        Node(Some(node.into()))
    }
    follow(Box::new(text))
}

/// A part that is made anew whenever something changes that was read while making it.
pub(crate) fn dynamic(make: impl Fn() -> Node + 'static) -> Node {
    fn follow(make: Box<dyn Fn() -> Node>) -> Node {
        let place = Place::new();
        let all = place.all();
        effect(move || place.fill(&make()));
        all
    }
    follow(Box::new(make))
}

/// A part that is made anew whenever its key is another one; what is read while making it is not followed.
pub(crate) fn switch<K: PartialEq + 'static>(
    key: impl Fn() -> K + 'static,
    make: impl Fn(&K) -> Node + 'static,
) -> Node {
    let mut known = None;
    remade(Box::new(move |part| {
        let news = key();
        if known.as_ref() == Some(&news) {
            return None;
        }
        let node = part.renew(|| make(&news));
        known = Some(news);
        Some(node)
    }))
}

/// A part that is there while something holds.
pub(crate) fn when(holds: impl Fn() -> bool + 'static, make: impl Fn() -> Node + 'static) -> Node {
    switch(holds, move |holds| if *holds { make() } else { Node::NONE })
}

/// The content of a part now; nothing while it is the same as before.
type Step = Box<dyn FnMut(&Part) -> Option<Node>>;

fn remade(mut step: Step) -> Node {
    let (place, part) = (Place::new(), Part::new());
    let all = place.all();
    effect(move || {
        if let Some(node) = step(&part) {
            place.fill(&node);
        }
    });
    all
}

/// A place in the page whose content changes, between two marks that nobody sees.
struct Place {
    start: web_sys::Node,
    end: web_sys::Node,
}

impl Place {
    fn new() -> Self {
        let mark = || document().create_comment("").into();
        Self {
            start: mark(),
            end: mark(),
        }
    }

    /// The place with all that stands in it.
    fn all(&self) -> Node {
        [Node(Some(self.start.clone())), Node(Some(self.end.clone()))].into()
    }

    fn fill(&self, node: &Node) {
        let Some(parent) = self.end.parent_node() else {
            return;
        };
        while let Some(old) = self.start.next_sibling() {
            if old == self.end {
                break;
            }
            // It stands there, so it can be taken away.
            let _ = parent.remove_child(&old);
        }
        if let Some(node) = &node.0 {
            let _ = parent.insert_before(node, Some(&self.end));
        }
    }
}

/// A Leptos view as a node, for as long as the part of the page that is being made now is there.
pub(crate) fn leptos_view(make: impl FnOnce() -> AnyView + 'static) -> Node {
    let host: web_sys::HtmlElement = el("div").0.unchecked_into();
    let handle = leptos::mount::mount_to(host.clone(), make);
    // The view knows its own nodes, wherever they stand.
    let nodes = document().create_document_fragment();
    while let Some(node) = host.first_child() {
        let _ = nodes.append_child(&node);
    }
    on_leave(move || drop(handle));
    Node(Some(nodes.into()))
}

/// A node within a Leptos view, in an element that takes no part in the layout.
#[component]
pub fn NodeView(node: impl FnOnce() -> Node + 'static) -> impl IntoView {
    let host = NodeRef::<leptos::html::Div>::new();
    let node = node();
    host.on_load(move |host| append(&host, &node));
    view! { <div node_ref=host class="node-view"></div> }
}

/// Puts something into an element of the page.
pub(crate) fn mount(parent: &Element, node: &Node) {
    append(parent, node);
}

/// Makes something, has the browser lay it out where nobody sees it, and takes it away again.
pub(crate) fn rehearse(make: &dyn Fn() -> Node) {
    let part = Part::new();
    let stage = of_class("div", "rehearsal").child(part.renew(make));
    if let Some(body) = document().body() {
        append(&body, &stage.clone().into());
        let _ = stage.0.client_height();
        stage.0.remove();
    }
}

fn append(parent: &web_sys::Node, child: &Node) {
    if let Some(node) = &child.0 {
        // What was made just now can stand anywhere.
        let _ = parent.append_child(node);
    }
}

fn listen(target: &Element, event: &'static str, act: Box<dyn Fn(Event)>) {
    let heard = Closure::<dyn Fn(Event)>::wrap(act);
    let _ = target.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
    let target = target.clone();
    // A field that leaves the page tells of it once more, when nobody listens any longer.
    on_leave(move || {
        let _ = target.remove_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
    });
}
