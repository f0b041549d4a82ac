//! Kvittering for en underretning: that a municipality was told of concern for a child. No address, no name, no content.

use super::schema::{Choice, Date, Text, record, value_list};

value_list! {
    /// The way in which it was sent.
    NotificationWay {
        SecureMail = "sikker_post",
        MunicipalForm = "kommunens_blanket",
        Call = "opkald",
    }
}

record! {
    /// A municipality was told of concern for a child.
    ChildNotificationReceipt {
        /// When it was sent.
        sent_on: Date,
        /// The municipality.
        municipality: Text<60>,
        /// The way in which it was sent.
        way: Choice<NotificationWay>,
    }
}
