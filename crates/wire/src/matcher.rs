//! Between the page and the matcher in its Web Worker.
//!
//! A message is one [`Request`] in JSON and, where it says so, bytes beside it; the answer likewise.

use fingerprint::{FingerPosition, Minutia, Quality, Score};
use raster::Ppi;
use serde::{Deserialize, Serialize};

use crate::list::{ListInfo, SearchAnswer};
use crate::{Bytes, ListId, Problem, Sha256, Timestamp};

/// What the page asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Request {
    /// Hold this list, replacing an older copy. Beside it: the copy's bytes. Answer: [`Answer::Held`].
    Hold {
        /// What the copy shows.
        list: ListInfo,
    },
    /// Let go of a list. Answer: [`Answer::Held`].
    Release {
        /// Which.
        list: ListId,
    },
    /// Read an image file. Beside it: the file's bytes. Answer: [`Answer::Print`], with a grey PNG beside it.
    Read {
        /// Where the file does not say, or says wrongly.
        ppi: Option<Ppi>,
    },
    /// Search every list held. Answer: [`Answer::Search`].
    Search {
        /// The prints so far.
        prints: Vec<ProbePrint>,
        /// Nothing below it is a lead.
        threshold: Score,
        /// The page's clock.
        now: Timestamp,
    },
    /// A frame of the simulated scanner. Answer: [`Answer::Frame`], with a grey PNG beside it.
    SimulatedFrame {
        /// Of the synthetic person on the platen.
        person: u64,
        /// Which finger.
        position: FingerPosition,
        /// Of this placement: another placement is another impression.
        placement: u64,
        /// 0, 1, 2 ...
        frame: u32,
    },
}

/// One print of the probe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProbePrint {
    /// Which finger.
    pub position: FingerPosition,
    /// `fingerprint::Template` in its binary form.
    pub template: Bytes,
}

/// What the matcher answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    /// What is held now.
    Held {
        /// Every list.
        lists: Vec<ListInfo>,
    },
    /// A print was read.
    Print {
        /// What was read.
        print: Print,
    },
    /// The search's answer.
    Search {
        /// Leads, or none in the lists it names.
        answer: SearchAnswer,
        /// How long it took, in milliseconds.
        took_ms: f64,
    },
    /// The simulated scanner's frame.
    Frame {
        /// Whether it is the one to keep: the finger is down, flat and still.
        last: bool,
        /// When the next is due, in milliseconds.
        next_ms: u32,
    },
    /// It could not be done.
    Refused {
        /// Why.
        problem: Problem,
    },
}

/// An image file, read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Print {
    /// `png`, `tiff`, `bmp`, `jpeg`, `pnm`.
    pub format: String,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Of the image: stated by the file or by the page.
    pub ppi: Ppi,
    /// Umbral's quality.
    pub quality: Quality,
    /// At 500 ppi.
    pub minutiae: Vec<Minutia>,
    /// `fingerprint::Template` in its binary form.
    pub template: Bytes,
    /// Of the PNG beside the answer, which is what gets stored.
    pub image: Sha256,
    /// Decoding, quality and minutiae, in milliseconds.
    pub took_ms: f64,
}
