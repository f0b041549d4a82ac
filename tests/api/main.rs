//! The server's answers, one module for each thing a phone does.

mod sync;
