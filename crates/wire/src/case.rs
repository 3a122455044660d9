//! A case: a subject's encounters, linked by identification alone.
//!
//! Two people's identification links; a supervisor merges two cases, or splits one where a link was wrong. Nothing is
//! deleted by that: every link says who made it, when and why, and later who ended it. What is known of the subject hangs
//! on one timeline, each kind of thing as one [`What`].

use policy::Reach;
use serde::{Deserialize, Serialize};

use crate::alert::Cause;
use crate::encounter::EncounterStatus;
use crate::handover::HandoverState;
use crate::hit::{Finding, Outcome};
use crate::{AlertId, CaseId, EncounterId, LinkId, Sha256, Timestamp};

/// `GET /api/cases`: the cases of one's country that wait for somebody, the longest waiting first, then the newest others.
/// `POST /api/cases/search` answers those that [`CaseSearch`] asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseItem {
    /// Its identifier.
    pub id: CaseId,
    /// What people call it.
    pub reference: String,
    /// When the first identification opened it.
    pub opened_at: Timestamp,
    /// Its encounters, the newest first.
    pub encounters: Vec<CaseEncounter>,
    /// Where it stands.
    pub state: CaseState,
    /// What has to be done, the most urgent first.
    pub next: Vec<Next>,
}

/// An encounter as a case shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseEncounter {
    /// Which.
    pub id: EncounterId,
    /// What people call it.
    pub reference: String,
    /// The site's name.
    pub site: String,
    /// When it was sent.
    pub at: Timestamp,
    /// What the person said they are called; nothing while the redress desk has frozen the record.
    pub names: Vec<String>,
    /// Where it stands.
    pub status: EncounterStatus,
}

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Somebody has to do something.
    Waiting,
    /// Nobody has to.
    Settled,
    /// Every encounter was moved to other cases.
    Emptied,
}

/// What has to be done about a case; derived from what is, so that it is never out of date.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Next {
    /// Nobody at the site has said that they saw the alert.
    AcknowledgeAlert {
        /// Of which encounter.
        encounter: String,
        /// Raised when.
        since: Timestamp,
    },
    /// Two reviewers disagree about a hit.
    SettleConflict {
        /// Of which encounter.
        encounter: String,
        /// Found when.
        since: Timestamp,
    },
    /// A second reviewer has to look at a hit.
    SecondReview {
        /// Of which encounter.
        encounter: String,
        /// Found when.
        since: Timestamp,
    },
    /// Nobody has looked at a hit.
    FirstReview {
        /// Of which encounter.
        encounter: String,
        /// Found when.
        since: Timestamp,
    },
    /// An identification says that another case is of the same subject: they are to be merged, or one of the two
    /// identifications is wrong.
    Merge {
        /// With which.
        with: CaseId,
        /// What people call that one.
        reference: String,
    },
    /// The identification that put an encounter into the case was found to be wrong: it is to be split off.
    SplitOff {
        /// Which.
        encounter: String,
    },
    /// The redress desk has frozen a record.
    AnswerRedress {
        /// Of which encounter.
        encounter: String,
        /// Since when.
        since: Timestamp,
    },
}

/// `POST /api/cases/search`: what is empty does not narrow the search.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CaseSearch {
    /// A reference or an identifier, of a case or of one of its encounters.
    pub record: String,
    /// A site's name, or a part of it.
    pub site: String,
    /// Encounters from this moment on.
    pub from: Option<Timestamp>,
    /// Encounters before this moment.
    pub until: Option<Timestamp>,
    /// What a person may be called: a lead, as in `POST /api/names`.
    pub name: String,
    /// Where the case stands.
    pub state: Option<CaseState>,
    /// Why: never empty, and on record.
    pub reason: String,
}

/// `GET /api/cases/{id}`: all of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseView {
    /// As in the list.
    #[serde(flatten)]
    pub item: CaseItem,
    /// Every link that there ever was, the newest first.
    pub links: Vec<Link>,
    /// All that happened, the newest first.
    pub timeline: Vec<Moment>,
    /// What was laid in, the newest first.
    pub documents: Vec<Document>,
    /// Whether who asks may merge and split, once they have proved who they are.
    pub may_link: bool,
}

/// That an encounter belongs to a case, from when to when, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its identifier.
    pub id: LinkId,
    /// Which encounter.
    pub encounter: EncounterId,
    /// What people call it.
    pub reference: String,
    /// What made it.
    pub cause: LinkCause,
    /// When it was made.
    pub at: Timestamp,
    /// By whom; nobody where two people's identification did.
    pub by: Option<String>,
    /// Why.
    pub reason: String,
    /// What became of it.
    pub ended: Option<EndedLink>,
}

/// What made a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkCause {
    /// Two people identified.
    Identification,
    /// A supervisor merged another case into this one.
    Merge,
    /// A supervisor split it off another case.
    Split,
}

/// The end of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndedLink {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: String,
    /// To which case the encounter went.
    pub moved_to: CaseId,
    /// What people call that one.
    pub moved_reference: String,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// When.
    pub at: Timestamp,
    /// Who did it, by name; nobody where a program did, or where it is not told.
    pub by: Option<String>,
    /// About which encounter, by its reference.
    pub encounter: Option<String>,
    /// In which case it was written, by its reference, where that was merged into this one.
    pub written_in: Option<String>,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// What happened. Whatever else may come to a subject (a partner's answer) is one more of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// The person was recorded.
    Recorded {
        /// The site's name.
        site: String,
        /// How many prints.
        fingers: u32,
    },
    /// A search found somebody.
    Found {
        /// Among whom, once the hit is closed.
        among: Option<Among>,
        /// Whether they came after the encounter.
        later: bool,
    },
    /// The review of a hit ended.
    Decided {
        /// Among whom.
        among: Among,
        /// What it came to.
        outcome: Outcome,
        /// What each person found, in order.
        findings: Vec<Finding>,
    },
    /// An alert was raised.
    Alerted {
        /// Why the person is on the list.
        category: String,
        /// Its page, for whoever may read it.
        alert: Option<AlertId>,
    },
    /// Nobody acknowledged the alert in time: it went a step further.
    TakenFurther {
        /// To whom.
        to: Reach,
    },
    /// The site said that it saw it.
    Acknowledged,
    /// The alert was taken back: the finding fell.
    TakenBack {
        /// What made it fall.
        cause: Cause,
        /// Why, in the words of whoever did.
        reason: String,
        /// How many people had seen the alert, and were told so.
        told: u32,
        /// How many of them have said that they know.
        know: u32,
    },
    /// What was last written of a hand-over because of the alert.
    HandedOver {
        /// How far it has come.
        state: HandoverState,
        /// To whom: the authority's name; empty where there is to be none.
        authority: String,
        /// When it took place, or is to.
        when: Option<Timestamp>,
        /// What became of it; may be empty.
        outcome: String,
        /// The page where it stands, for whoever may read it.
        alert: Option<AlertId>,
    },
    /// A link was made.
    Linked {
        /// By what.
        cause: LinkCause,
        /// Why.
        reason: String,
    },
    /// A link was ended.
    Unlinked {
        /// To which case the encounter went, by its reference.
        moved_to: String,
        /// Why.
        reason: String,
    },
    /// Somebody wrote something down.
    Note {
        /// What.
        text: String,
    },
    /// A document was laid in.
    Document {
        /// Its name.
        name: String,
    },
    /// The redress desk froze the record.
    Frozen,
}

/// Among whom somebody was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Among {
    /// A list, by its name.
    List(String),
    /// Those who were recorded: an encounter, by its reference.
    Encounter(String),
}

/// A document of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// By its content: `GET /api/cases/{case}/documents/{sha256}`.
    pub sha256: Sha256,
    /// What it was called when it was laid in.
    pub name: String,
    /// What it is.
    pub kind: DocumentKind,
    /// How large.
    pub bytes: u64,
    /// When it was laid in.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// The case that it lies in: this one, or one that was merged into it.
    pub case: CaseId,
}

/// What a document may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum DocumentKind {
    Pdf,
    Png,
    Jpeg,
}

impl DocumentKind {
    /// What the bytes begin as, whatever they are called; none of those that a case takes otherwise.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Self::Pdf),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some(Self::Png),
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            _ => None,
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// The most bytes of a document: some dozen scanned pages.
pub const LARGEST_DOCUMENT: usize = 12 * 1024 * 1024;

/// `POST /api/cases/{id}/notes`: what is written stays as it is; a mistake is put right by another note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    /// Never empty.
    pub text: String,
}

/// `POST /api/cases/{id}/merge`: the other case's encounters come into this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// The other case: its reference or its identifier.
    pub with: String,
    /// Why, as the trace will say it.
    pub reason: String,
}

/// `POST /api/cases/{id}/split`: these encounters go to a new case, whose view is the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// Some of the case's encounters, and not all.
    pub encounters: Vec<EncounterId>,
    /// Why, as the trace will say it.
    pub reason: String,
}
