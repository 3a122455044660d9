use crate::{Abilities, Identity};

/// A scanner that a service offers.
#[derive(Debug, Clone, PartialEq)]
pub struct Device {
    /// What a record says of it.
    pub identity: Identity,
    /// What it can take.
    pub abilities: Abilities,
    /// Whether it can take anything now.
    pub status: Status,
    /// Who vouches for it by a signature that was verified; `None` where the protocol has none.
    pub vouched_by: Option<String>,
}

/// What a scanner is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// It waits for an order.
    Ready,
    /// It is at work for someone else.
    Busy,
    /// It cannot work yet: look at the scanner.
    NotReady,
    /// Its maker does not know it yet: register it with the maker's tool.
    NotRegistered,
}
