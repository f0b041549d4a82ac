//! The content of a screen, as assistive technology is told it: parts with a role and a name. Tests choose by these
//! alone, so what a test can reach, a person with a screen reader can reach.

use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// A part of the screen to look for.
#[derive(Clone, Debug)]
pub struct Wanted {
    role: &'static str,
    name: Name,
    within: Option<Box<Wanted>>,
    nth: Option<usize>,
}

#[derive(Clone, Debug)]
enum Name {
    Any,
    Exactly(String),
    Containing(String),
}

/// Roles that Chromium tells apart and a person does not.
const TEXTBOXES: [&str; 4] = ["textbox", "searchbox", "spinbutton", "Date"];

macro_rules! roles {
    ($($(#[$doc:meta])* $function:ident $role:literal;)*) => {
        $(
            $(#[$doc])*
            pub fn $function(name: &str) -> Wanted {
                Wanted::new($role, name)
            }
        )*
    };
}

roles! {
    /// Something to press, with exactly this name.
    button "button";
    /// Something that leads elsewhere, with exactly this name.
    link "link";
    /// Something to write in, with exactly this name.
    textbox "textbox";
    /// One of several, with exactly this name.
    radio "radio";
    /// Something to tick, with exactly this name.
    checkbox "checkbox";
    /// A switch with exactly this name.
    switch "switch";
    /// A tab with exactly this name.
    tab "tab";
    /// A heading with exactly this name.
    heading "heading";
    /// A list to choose from, with exactly this name.
    combobox "combobox";
    /// Parts that belong together, under exactly this name.
    group "group";
    /// A place on the page with exactly this name.
    region "region";
    /// A dialog with exactly this name.
    dialog "dialog";
    /// A list with exactly this name.
    list "list";
}

/// The status line, whatever its name.
pub fn status() -> Wanted {
    Wanted::any("status")
}

/// The part that calls for attention, whatever its name.
pub fn alert() -> Wanted {
    Wanted::any("alert")
}

impl Wanted {
    /// A part with this role, as ARIA calls it, and exactly this name.
    pub fn new(role: &'static str, name: &str) -> Self {
        Self {
            role,
            name: Name::Exactly(plain(name)),
            within: None,
            nth: None,
        }
    }

    /// A part with this role and any name.
    pub fn any(role: &'static str) -> Self {
        Self {
            role,
            name: Name::Any,
            within: None,
            nth: None,
        }
    }

    /// Takes the name for a piece of one.
    #[must_use]
    pub fn loosely(mut self) -> Self {
        if let Name::Exactly(name) = self.name {
            self.name = Name::Containing(name);
        }
        self
    }

    /// Looks inside another part only.
    #[must_use]
    pub fn within(mut self, outer: Wanted) -> Self {
        self.within = Some(Box::new(outer));
        self
    }

    /// Of several, the one in this place, counted from 0. Without it there must be only one.
    #[must_use]
    pub fn nth(mut self, place: usize) -> Self {
        self.nth = Some(place);
        self
    }

    fn fits(&self, part: &Part) -> bool {
        let role_fits =
            part.role == self.role || (self.role == "textbox" && TEXTBOXES.contains(&part.role.as_str()));
        role_fits
            && match &self.name {
                Name::Any => true,
                Name::Exactly(name) => part.name == *name,
                Name::Containing(name) => part.name.contains(name.as_str()),
            }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.role)?;
        match &self.name {
            Name::Any => {}
            Name::Exactly(name) => write!(f, " “{name}”")?,
            Name::Containing(name) => write!(f, " “…{name}…”")?,
        }
        if let Some(place) = self.nth {
            write!(f, " in place {place}")?;
        }
        match &self.within {
            Some(outer) => write!(f, " within {outer}"),
            None => Ok(()),
        }
    }
}

/// A part of a screen.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Its role.
    pub role: String,
    /// Its name, with single blanks.
    pub name: String,
    /// Its value, with single blanks.
    pub value: String,
    /// Its states and properties: `checked`, `pressed`, `disabled`, `expanded`, `selected`, `level`, …
    pub states: BTreeMap<String, String>,
    /// Depth in the tree.
    depth: usize,
    /// Chromium's number for the element.
    pub(crate) element: u64,
}

impl Part {
    /// Whether a state is on.
    pub fn is(&self, state: &str) -> bool {
        self.states.get(state).is_some_and(|value| value == "true")
    }
}

/// Everything on a screen, in reading order.
#[derive(Clone, Debug, Default)]
pub struct Screen {
    parts: Vec<Part>,
}

impl Screen {
    /// Reads the answer of the debugger's `Accessibility.getFullAXTree`.
    pub(crate) fn read(answer: &Value) -> Self {
        let none = Vec::new();
        let nodes = answer["nodes"].as_array().unwrap_or(&none);
        let known: HashMap<&str, &Value> = nodes
            .iter()
            .filter_map(|node| Some((node["nodeId"].as_str()?, node)))
            .collect();
        let mut screen = Self::default();
        let mut ahead: Vec<(&Value, usize)> = nodes
            .iter()
            .filter(|node| node["parentId"].is_null())
            .map(|node| (node, 0))
            .collect();
        ahead.reverse();
        while let Some((node, depth)) = ahead.pop() {
            let is_ignored = node["ignored"].as_bool().unwrap_or(false);
            if !is_ignored {
                screen.parts.push(part(node, depth));
            }
            let below = depth + usize::from(!is_ignored);
            let children = node["childIds"].as_array().unwrap_or(&none).iter();
            let children = children.filter_map(|id| known.get(id.as_str()?).copied());
            ahead.extend(children.rev().map(|child| (child, below)));
        }
        screen
    }

    /// Everything that fits, in reading order.
    pub fn all(&self, wanted: &Wanted) -> Vec<&Part> {
        self.places(wanted)
            .into_iter()
            .map(|at| &self.parts[at])
            .collect()
    }

    /// The text in each part that fits, in reading order.
    pub fn texts(&self, wanted: &Wanted) -> Vec<String> {
        self.places(wanted)
            .into_iter()
            .map(|at| self.text_inside(at))
            .collect()
    }

    /// The text of each item of a list that stands below a heading with exactly this name and above the next heading, in
    /// reading order; nothing where there is no such heading.
    pub fn items_below(&self, name: &str) -> Option<Vec<String>> {
        let begins = *self.places(&heading(name)).first()?;
        let is_heading = |at: &usize| self.parts[*at].role == "heading";
        let ends = (begins + 1..self.parts.len()).find(is_heading);
        let below = begins + 1..ends.unwrap_or(self.parts.len());
        let items = below.filter(|at| self.parts[*at].role == "listitem");
        Some(items.map(|at| self.text_inside(at)).collect())
    }

    fn text_inside(&self, at: usize) -> String {
        let text = self.parts[self.inside(at)]
            .iter()
            .filter(|part| part.role == "StaticText");
        text.map(|part| part.name.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn places(&self, wanted: &Wanted) -> Vec<usize> {
        let mut places: Vec<usize> = match &wanted.within {
            None => (0..self.parts.len()).collect(),
            Some(outer) => {
                let mut inside: Vec<usize> = self
                    .places(outer)
                    .into_iter()
                    .flat_map(|at| self.inside(at))
                    .collect();
                inside.sort_unstable();
                inside.dedup();
                inside
            }
        };
        places.retain(|at| wanted.fits(&self.parts[*at]));
        match wanted.nth {
            None => places,
            Some(nth) => places.get(nth).copied().into_iter().collect(),
        }
    }

    /// The places of what is inside a part.
    fn inside(&self, at: usize) -> std::ops::Range<usize> {
        let depth = self.parts[at].depth;
        let end = self.parts[at + 1..].iter().position(|part| part.depth <= depth);
        at + 1..end.map_or(self.parts.len(), |count| at + 1 + count)
    }
}

/// For the person who reads why a test failed.
impl fmt::Display for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SILENT: [&str; 5] = ["InlineTextBox", "generic", "none", "RootWebArea", "LineBreak"];
        for part in &self.parts {
            let is_repeated = part.role == "StaticText" && part.name.is_empty();
            if SILENT.contains(&part.role.as_str()) || is_repeated {
                continue;
            }
            write!(f, "{}{}", "  ".repeat(part.depth), part.role)?;
            if !part.name.is_empty() {
                write!(f, " “{}”", part.name)?;
            }
            if !part.value.is_empty() {
                write!(f, " = “{}”", part.value)?;
            }
            for (state, value) in &part.states {
                if matches!(
                    state.as_str(),
                    "checked" | "pressed" | "disabled" | "expanded" | "selected"
                ) && value != "false"
                {
                    write!(f, " [{state}]")?;
                }
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

fn part(node: &Value, depth: usize) -> Part {
    let text = |value: &Value| match value {
        Value::String(text) => plain(text),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let none = Vec::new();
    let properties = node["properties"].as_array().unwrap_or(&none).iter();
    Part {
        role: text(&node["role"]["value"]),
        name: text(&node["name"]["value"]),
        value: text(&node["value"]["value"]),
        states: properties
            .filter_map(|property| {
                Some((
                    property["name"].as_str()?.to_owned(),
                    text(&property["value"]["value"]),
                ))
            })
            .collect(),
        depth,
        element: node["backendDOMNodeId"].as_u64().unwrap_or_default(),
    }
}

/// Single blanks, no soft hyphens: as a person compares texts.
pub(crate) fn plain(text: &str) -> String {
    let text = text.replace(['\u{ad}', '\u{200b}'], "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
