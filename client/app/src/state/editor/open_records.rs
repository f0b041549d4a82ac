//! Records that are open on the page.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use feltbog_shared::id::DocumentId;
use leptos::prelude::*;

use super::Editor;
use crate::handle::Handle;
use crate::state::actions::Actions;
use crate::state::engine::Engine;

/// Records that are open on the page.
pub(crate) struct OpenRecords {
    /// Editors of the records.
    pub(crate) editors: RefCell<Vec<Rc<Editor>>>,
    /// Number of records with something that is not saved yet, those included whose page is gone.
    pub(crate) unsaved: ArcRwSignal<usize>,
    /// Id that was given last to a record that does not exist yet.
    pub(crate) fresh: Cell<Option<DocumentId>>,
    /// Records in which somebody has typed since the page was loaded.
    pub(super) written: RefCell<Vec<DocumentId>>,
    pub(super) engine: Handle<Engine>,
    pub(super) actions: Handle<Actions>,
}

impl OpenRecords {
    /// No open records.
    pub(in crate::state) fn new(engine: Handle<Engine>, actions: Handle<Actions>) -> Self {
        Self {
            editors: RefCell::default(),
            unsaved: ArcRwSignal::new(0),
            fresh: Cell::new(None),
            written: RefCell::default(),
            engine,
            actions,
        }
    }
}
