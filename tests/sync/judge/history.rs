//! A history in the model of Jepsen's Elle, in the text that Elle and `adya` read: a document is a list, a push is a
//! transaction that appends its changes, and a pull is one that reads every document.

use serde_json::{Value, json};

/// A part of a transaction. Documents and changes are numbered.
#[derive(Clone, Debug)]
pub(crate) enum MicroOperation {
    /// A document, and the change that is appended to it.
    Append(usize, usize),
    /// A document, and its changes in their order; nothing before they are read.
    Read(usize, Option<Vec<usize>>),
}

impl MicroOperation {
    fn value(&self) -> Value {
        match self {
            Self::Append(document, change) => json!(["append", document, change]),
            Self::Read(document, changes) => json!(["r", document, changes]),
        }
    }
}

/// The beginning of a transaction, or one of its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OperationStage {
    /// It begins.
    Invoke,
    /// It is done.
    Ok,
    /// It did nothing.
    Fail,
    /// Nobody knows.
    Info,
}

impl OperationStage {
    fn name(self) -> &'static str {
        match self {
            Self::Invoke => "invoke",
            Self::Ok => "ok",
            Self::Fail => "fail",
            Self::Info => "info",
        }
    }
}

/// The beginning or the end of a transaction.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    /// The process: it does one thing after another.
    pub(crate) process: usize,
    pub(crate) stage: OperationStage,
    pub(crate) parts: Vec<MicroOperation>,
}

/// Operations in the order in which they happened.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    pub(crate) operations: Vec<Operation>,
}

impl History {
    /// The history as text: an object of JSON on each line.
    pub(crate) fn text(&self) -> String {
        let line = |(index, operation): (usize, &Operation)| {
            let value: Vec<_> = operation.parts.iter().map(MicroOperation::value).collect();
            let line = json!({
                "index": index,
                "type": operation.stage.name(),
                "f": "txn",
                "process": operation.process,
                "value": value,
            });
            format!("{line}\n")
        };
        self.operations.iter().enumerate().map(line).collect()
    }

    /// The longest list that was read of a document.
    pub(crate) fn longest(&self, document: usize) -> Vec<usize> {
        let parts = self.operations.iter().flat_map(|operation| &operation.parts);
        let lists = parts.filter_map(|part| match part {
            MicroOperation::Read(of, Some(changes)) if *of == document => Some(changes),
            _ => None,
        });
        lists
            .max_by_key(|changes| changes.len())
            .cloned()
            .unwrap_or_default()
    }

    /// Number of transactions that read.
    pub(crate) fn reads(&self) -> usize {
        let is_read = |operation: &&Operation| {
            let mut parts = operation.parts.iter();
            parts.any(|part| matches!(part, MicroOperation::Read(_, Some(_))))
        };
        self.operations.iter().filter(is_read).count()
    }

    /// Puts a fault in: a change that was taken is in no read.
    pub(crate) fn lose(&mut self, document: usize, lost: usize) {
        for changes in self.lists(document) {
            changes.retain(|change| *change != lost);
        }
    }

    /// Puts a fault in: the last read has the last two changes of a document in the other order.
    pub(crate) fn exchange_last(&mut self, document: usize) {
        let last = self.lists(document).filter(|changes| changes.len() > 1).last();
        if let Some(changes) = last {
            let end = changes.len();
            changes.swap(end - 1, end - 2);
        }
    }

    fn lists(&mut self, document: usize) -> impl Iterator<Item = &mut Vec<usize>> {
        let parts = self
            .operations
            .iter_mut()
            .flat_map(|operation| &mut operation.parts);
        parts.filter_map(move |part| match part {
            MicroOperation::Read(of, Some(changes)) if *of == document => Some(changes),
            _ => None,
        })
    }
}
