//! The notices of a country, as officers give them and a programme manager keeps them.

use notice::Text;
use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// `GET /api/notices`: the newest version in each language. `PUT` and `GET /api/notices/{language}/{version}/audio` are
/// its recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeText {
    /// BCP 47: `es`.
    pub language: String,
    /// The language's name in itself.
    pub name: String,
    /// Whether it is written from right to left.
    pub rtl: bool,
    /// 1 is what the program brought; each change is one more.
    pub version: u32,
    /// The words.
    pub text: Text,
    /// When it was changed and by whom; none for the first version.
    pub made: Option<(Timestamp, String)>,
    /// Whether somebody recorded it.
    pub recorded: bool,
}

/// `POST /api/notices`: the next version in a language, for a programme manager.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewNotice {
    /// BCP 47: `es`.
    pub language: String,
    /// The language's name in itself.
    pub name: String,
    /// Whether it is written from right to left.
    pub rtl: bool,
    /// The words.
    pub text: Text,
}
