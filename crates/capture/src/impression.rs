use serde::{Deserialize, Serialize};

/// How a print was made, as far as a capture desk can know. Others' records know more: see the crate `isobio`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Impression {
    /// Laid flat on a scanner.
    LivePlain,
    /// Rolled from nail to nail on a scanner.
    LiveRolled,
    /// A file, which does not say.
    #[default]
    Unknown,
}

impl Impression {
    /// The code of ANSI/NIST-ITL field 14.003 (IMP).
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::LivePlain => 0,
            Self::LiveRolled => 1,
            Self::Unknown => 29,
        }
    }
}

impl From<crate::Manner> for Impression {
    fn from(manner: crate::Manner) -> Self {
        match manner {
            crate::Manner::Plain => Self::LivePlain,
            crate::Manner::Rolled => Self::LiveRolled,
        }
    }
}
