use wire::{EncounterId, Sha256};

/// A kind of records, kept apart from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shelf {
    /// The device's keys, and what it is enrolled as; the only things that are not sealed, for they are what seals.
    Key,
    /// The steps of encounters under way.
    Steps,
    /// The images of encounters, under way or sent.
    Images,
    /// What the officers have sent and the server does not have yet.
    Outbox,
    /// The receipts of what was sent.
    Receipts,
    /// What the server last answered and work without a link needs.
    Answers,
    /// The copies of lists, in pieces.
    Lists,
}

impl Shelf {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Key, Self::Steps, Self::Images, Self::Outbox, Self::Receipts, Self::Answers, Self::Lists];

    /// Its name in the browser's database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Steps => "steps",
            Self::Images => "images",
            Self::Outbox => "outbox",
            Self::Receipts => "receipts",
            Self::Answers => "answers",
            Self::Lists => "lists",
        }
    }
}

/// Where a record lies. It is sealed together with the record: what was put in another place does not open there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A step of an encounter under way, counted from 0.
    Step(EncounterId, u32),
    /// An image of an encounter.
    Image(EncounterId, Sha256),
    /// An encounter that was sent.
    Consignment(EncounterId),
    /// The receipt of an encounter that was sent.
    Receipt(EncounterId),
    /// What the server answered at an address: `/api/session`.
    Answer(&'static str),
    /// A piece of a list's copy, counted from 0: which list, and which sealed part of which piece.
    Piece(wire::ListId, u32, u32),
}

impl Place {
    /// What a session is kept under.
    pub const SESSION: &str = "/api/session";

    /// Whether it is an officer's own: sealed under their key, where the device has one for each.
    #[must_use]
    pub fn is_an_officers(&self) -> bool {
        match self {
            Self::Step(..) | Self::Image(..) | Self::Consignment(_) | Self::Receipt(_) => true,
            Self::Answer(path) => *path == Self::SESSION,
            Self::Piece(..) => false,
        }
    }

    /// The shelf it is on.
    #[must_use]
    pub fn shelf(&self) -> Shelf {
        match self {
            Self::Step(..) => Shelf::Steps,
            Self::Image(..) => Shelf::Images,
            Self::Consignment(_) => Shelf::Outbox,
            Self::Receipt(_) => Shelf::Receipts,
            Self::Answer(_) => Shelf::Answers,
            Self::Piece(..) => Shelf::Lists,
        }
    }

    /// Its key there. Whatever belongs together begins alike up to a `/`, and keys sort in the order of writing.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Step(encounter, number) => format!("{encounter}/{number:010}"),
            Self::Image(encounter, name) => format!("{encounter}/{name}"),
            Self::Consignment(encounter) | Self::Receipt(encounter) => encounter.to_string(),
            Self::Answer(path) => (*path).to_owned(),
            Self::Piece(list, piece, part) => format!("{list}/{piece:010}/{part:010}"),
        }
    }

    /// What goes beside the record into the cipher as associated data.
    #[must_use]
    pub fn sealed_with(&self) -> Vec<u8> {
        format!("umbral keeping\n{}\n{}\n", self.shelf().name(), self.key()).into_bytes()
    }
}
