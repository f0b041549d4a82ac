//! Icons on the pages that `dom` makes.

pub(crate) use feltbog_ui::icon::Icon;

use crate::dom::{self, Node};

/// Drawing an icon as a node.
pub(crate) trait Draw {
    /// The icon, hidden from screen readers.
    fn draw(self) -> Node;
}

impl Draw for Icon {
    fn draw(self) -> Node {
        dom::drawing(self as usize, self.strokes())
    }
}
