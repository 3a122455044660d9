use crate::api::Fault;

/// How far an encounter has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Kept here; its turn comes.
    Kept,
    /// The search is on its way.
    SearchSent,
    /// The server has answered; images follow.
    Images {
        /// Sent.
        sent: u32,
        /// In all.
        of: u32,
    },
    /// Kept here, and tried again by itself.
    Waiting(Fault),
    /// The server will not have it.
    Refused(Fault),
}
