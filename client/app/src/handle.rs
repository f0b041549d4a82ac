//! Handle to a part of the app's state. Components get handles as contexts, and parts of the state hold handles to the
//! parts that they build on.

use send_wrapper::SendWrapper;
use std::ops::Deref;

/// Copyable handle to a value that lasts as long as the page. Views, effects and memos may capture the handle although
/// the value belongs to one thread.
pub(crate) struct Handle<T: 'static>(&'static SendWrapper<&'static T>);

impl<T> Handle<T> {
    /// Keeps a value for as long as the page lasts.
    pub(crate) fn new(value: T) -> Self {
        let value: &'static T = Box::leak(Box::new(value));
        Self(Box::leak(Box::new(SendWrapper::new(value))))
    }
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Handle<T> {}

impl<T> Deref for Handle<T> {
    type Target = &'static T;

    fn deref(&self) -> &Self::Target {
        self.0
    }
}
