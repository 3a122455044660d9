//! Importing a partner's folder of prints with its sheet, as the browser does it: the sheet first, then the files in
//! pieces, each judged as it arrives; then whole batches of people, each all or nothing.

use std::collections::BTreeMap;

use fingerprint::Score;
use policy::EntryState;
use serde::{Deserialize, Serialize};

use crate::watchlist::{EntrySummary, EntryWords};
use crate::{EntryId, ImportId, ListId, Timestamp};

/// The largest sheet that is taken, in bytes: some 500,000 rows.
pub const LARGEST_SHEET: usize = 64 * 1024 * 1024;
/// The largest piece that is taken, in bytes.
pub const LARGEST_PIECE: usize = 32 * 1024 * 1024;

/// The largest file that is taken, in bytes: more than any print needs.
pub const LARGEST_FILE: usize = 12 * 1024 * 1024;

/// `POST /api/watchlists/{id}/imports` takes a sheet and answers with its import, a new one or the one that it goes on
/// with; `GET /api/imports/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    /// Its identifier.
    pub id: ImportId,
    /// Into which list.
    pub list: ListId,
    /// That list's name.
    pub list_name: String,
    /// Who began it: their entries, which somebody else validates.
    pub author: String,
    /// Whether that is who asks.
    pub own: bool,
    /// When.
    pub made_at: Timestamp,
    /// How many people the sheet names.
    pub people: u32,
    /// What became of those who have been looked at.
    pub verdicts: BTreeMap<VerdictKind, u32>,
    /// Where the entries stand that were made of it.
    pub entries: BTreeMap<EntryState, u32>,
    /// Whose files are wanted next; none once everybody was looked at.
    pub next: Vec<Wanted>,
}

impl ImportView {
    /// How many people have been looked at.
    #[must_use]
    pub fn looked_at(&self) -> u32 {
        self.verdicts.values().sum()
    }

    /// How many of them were looked at with this outcome.
    #[must_use]
    pub fn with(&self, verdict: VerdictKind) -> u32 {
        self.verdicts.get(&verdict).copied().unwrap_or(0)
    }

    /// How many entries were made.
    #[must_use]
    pub fn enrolled(&self) -> u32 {
        self.entries.values().sum()
    }
}

/// A person whose files are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Their place in the sheet.
    pub place: u32,
    /// The files' names, as the sheet has them.
    pub files: Vec<String>,
}

/// The first line of a piece (`POST /api/imports/{id}/pieces`), in JSON; the files' bytes follow it, one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PieceHead {
    /// Whose files these are, by their places: all that there are of theirs.
    pub people: Vec<u32>,
    /// The files' names as the sheet has them, and how many bytes each has.
    pub files: Vec<(String, u64)>,
    /// Files that were not sent because they are larger than [`LARGEST_FILE`], or do not fit into a piece with the
    /// person's others.
    #[serde(default)]
    pub too_large: Vec<String>,
}

/// What can become of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictKind {
    /// They would be enrolled, or were.
    Accepted,
    /// They would not.
    Refused,
    /// Their prints look like those of somebody on the list.
    OnTheList,
    /// Their prints look like those of somebody earlier in the sheet.
    InTheSheet,
}

/// What became of one person of the sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// They would be enrolled with so many prints.
    Accepted {
        /// How many.
        prints: u32,
    },
    /// They would not: which row, which column, and what to do.
    Refused {
        /// Counted from 1, without the heading.
        row: u32,
        /// What is wrong.
        flaw: Flaw,
    },
    /// Their prints look like those of somebody on the list.
    OnTheList {
        /// Whose.
        listed: EntryId,
        /// What people call that entry.
        reference: String,
        /// How alike.
        score: Score,
    },
    /// Their prints look like those of somebody earlier in the sheet.
    InTheSheet {
        /// Who, by the sheet's own name for them.
        other: String,
        /// How alike.
        score: Score,
    },
}

impl Verdict {
    /// Which kind it is of.
    #[must_use]
    pub fn kind(&self) -> VerdictKind {
        match self {
            Self::Accepted { .. } => VerdictKind::Accepted,
            Self::Refused { .. } => VerdictKind::Refused,
            Self::OnTheList { .. } => VerdictKind::OnTheList,
            Self::InTheSheet { .. } => VerdictKind::InTheSheet,
        }
    }
}

/// What is wrong with a row; each names its column ([`Flaw::field`]), and stands for words that say the remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    /// Rows of one person say different things.
    Differs,
    /// The list has no such category.
    Category,
    /// Nobody vouches for it.
    Source,
    /// The category asks for more sources.
    FurtherSource,
    /// No criterion is named.
    Criterion,
    /// The day of the evidence is no day.
    EvidenceDay,
    /// It lies ahead.
    EvidenceAhead,
    /// The day of the expiry is no day.
    ExpiryDay,
    /// It is over.
    Expired,
    /// A text has more than 2,000 characters.
    TooLong,
    /// More than 10 names, or one of more than 120 characters.
    Names,
    /// The date of birth is none.
    Born,
    /// The birthplace has more than 120 characters.
    Birthplace,
    /// More than 20 prints of one person.
    TooManyPrints,
    /// The finger is no FGP code.
    Finger,
    /// The pixels per inch are out of bounds.
    Ppi,
    /// Neither file nor sheet says the pixels per inch.
    NoPpi,
    /// The folder has no such file.
    NoFile,
    /// The file is too large.
    TooLarge,
    /// Its path leads out of the folder.
    Outside,
    /// It is neither an image nor a minutiae record that can be read.
    Unread,
    /// There is no print in it.
    NoPrint,
}

impl Flaw {
    /// The column at fault.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Differs => "person",
            Self::Category => "category",
            Self::Source | Self::FurtherSource => "sources",
            Self::Criterion => "criterion",
            Self::EvidenceDay | Self::EvidenceAhead => "evidence",
            Self::ExpiryDay | Self::Expired => "expires",
            Self::TooLong => "subject, sources, criterion, instructions",
            Self::Names => "names",
            Self::Born => "born",
            Self::Birthplace => "birthplace",
            Self::Finger => "finger",
            Self::Ppi | Self::NoPpi => "ppi",
            Self::TooManyPrints
            | Self::NoFile
            | Self::TooLarge
            | Self::Outside
            | Self::Unread
            | Self::NoPrint => "file",
        }
    }
}

/// A row of `GET /api/imports/{id}/lines?verdict=&after=`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportLine {
    /// Their place in the sheet.
    pub place: u32,
    /// The sheet's own name for them.
    pub person: String,
    /// What became of them.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// The entry that was made of them.
    pub entry: Option<EntryId>,
}

/// `GET /api/imports/{id}/lines`, in the order of the sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportPage {
    /// Up to 50.
    pub lines: Vec<ImportLine>,
    /// Where to read on: `after`.
    pub next: Option<u32>,
}

/// `POST /api/imports/{id}/batches`: enrols the next batch of those accepted, as drafts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextBatch {
    /// Although some are refused or there already.
    pub leave_out: bool,
}

/// `POST /api/imports/{id}/validations`: stands for the next batch of an import's drafts as their second person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchValidation {
    /// What was looked at, and why that suffices.
    pub reason: String,
}

/// One of `GET /api/imports/{id}/sample`: ten of the import's entries, evenly spread, for whoever is to stand for all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampled {
    /// As in the list.
    #[serde(flatten)]
    pub summary: EntrySummary,
    /// What it says.
    pub words: EntryWords,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_every_verdict_survives_the_wire() {
        let (score, entry) = (Score::new(80.0), EntryId::new());
        for verdict in [
            Verdict::Accepted { prints: 2 },
            Verdict::Refused { row: 3, flaw: Flaw::NoFile },
            Verdict::OnTheList { listed: entry, reference: entry.reference(), score },
            Verdict::InTheSheet { other: "P-1".into(), score },
        ] {
            for entry in [None, Some(entry)] {
                let line = ImportLine { place: 1, person: "P-2".into(), verdict: verdict.clone(), entry };
                let text = serde_json::to_string(&line).unwrap();
                assert_eq!(serde_json::from_str::<ImportLine>(&text).unwrap(), line);
            }
        }
    }
}
