//! Between the page and the matcher in its Web Worker.
//!
//! A message is one [`Request`] in JSON and, where it says so, bytes beside it; the answer likewise.

use fingerprint::slap::Hand;
use fingerprint::{FingerPosition, FoundMinutia, Minutia, Quality, Score, Step};
use raster::Ppi;
use serde::{Deserialize, Serialize};

use crate::list::{Cursor, ListInfo, Seal, SearchAnswer};
use crate::{Bytes, EntryId, Expected, ListId, Problem, Sha256, Timestamp};

/// What the page asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Request {
    /// Hold a share of this list, replacing an older copy once the last of the new one has come and is believed. Beside
    /// it: the copy's bytes, or the next of them. Answer: [`Answer::Held`].
    Hold {
        /// What the copy shows.
        list: ListInfo,
        /// What it is believed by.
        seal: Seal,
        /// Which bytes of the copy these are.
        #[serde(default)]
        piece: CopyPiece,
        /// Which part of its people is kept here.
        #[serde(default)]
        share: Share,
    },
    /// Follow a list that is held, as far as its share goes. Beside it: the bytes of a [`crate::list::Following`]. Answer:
    /// [`Answer::Followed`].
    Follow {
        /// What they are believed by.
        seal: Seal,
    },
    /// Let go of a list. Answer: [`Answer::Held`].
    Release {
        /// Which.
        list: ListId,
    },
    /// Read an image file. Beside it: the file's bytes. Answer: [`Answer::Print`], with a grey PNG beside it; for
    /// several fingers laid down together [`Answer::Slap`].
    Read {
        /// Where the file does not say, or says wrongly.
        ppi: Option<Ppi>,
    },
    /// Read what a scanner took. Beside it: its grey values, row by row from the top left. Answer:
    /// [`Answer::Print`], with a grey PNG beside it.
    ReadScan {
        /// How large, and how dense.
        shape: Shape,
    },
    /// Cut what a scanner took of several fingers into its fingertips, and read each. Beside it: its grey values.
    /// Answer: [`Answer::Slap`].
    ReadSlap {
        /// How large, and how dense.
        shape: Shape,
        /// The fingers that should be there.
        fingers: Vec<FingerPosition>,
    },
    /// Unpack an image file that a capture service sent. Beside it: the file's bytes. Answer: [`Answer::Unpacked`],
    /// with its grey values beside it.
    Unpack,
    /// Pack an image file with WSQ. Beside it: the file's bytes. Answer: [`Answer::Packed`], with the file beside it.
    Pack {
        /// How many times smaller than its pixels it is to be.
        ratio: usize,
    },
    /// Judge a live picture, which nobody keeps. Beside it: its grey values. Answer: [`Answer::Judgement`].
    Judge {
        /// Several fingers are judged each by itself.
        expected: Expected,
        /// How large, and how dense.
        shape: Shape,
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
    /// Show how an image is read. Beside it: the image file's bytes. Answer: [`Answer::Explained`], with a PNG beside it
    /// that shows the whole print at the step asked for.
    Explain {
        /// Where the file does not say, or says wrongly.
        ppi: Option<Ppi>,
        /// Which intermediate.
        step: Step,
    },
    /// Compare one print with others of the same encounter. Answer: [`Answer::Scores`].
    Compare {
        /// `fingerprint::Template` in its binary form.
        probe: Bytes,
        /// The same, of each other print.
        references: Vec<Bytes>,
    },
    /// Look at a photograph. Beside it: the JPEG's bytes. Answer: [`Answer::Photograph`].
    Photograph,
    /// Stretch what somebody knows into a key, which takes half a second and 64 MiB. Beside it: what they know, which is wiped.
    /// Answer: [`Answer::Stretched`], with the 32 bytes beside it.
    Stretch {
        /// Random, kept beside what the key seals.
        salt: Bytes,
    },
    /// A frame of the simulated scanner. Answer: [`Answer::Frame`], with its grey values beside it.
    SimulatedFrame {
        /// What lies on the platen.
        laid: Laid,
        /// Of this placement: another placement is another impression.
        placement: u64,
        /// 0, 1, 2 ...
        frame: u32,
    },
}

/// Where the bytes beside a [`Request::Hold`] lie in the copy. They come in their order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyPiece {
    /// The first of them; 0 begins anew.
    pub from: u64,
    /// Whether there are more.
    pub more: bool,
}

/// What one of several workers holds of each list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Which part, from 0.
    pub own: u32,
    /// Of how many, 1 or more.
    pub of: u32,
}

impl Default for Share {
    /// All of it.
    fn default() -> Self {
        Self { own: 0, of: 1 }
    }
}

/// What a synthetic person lays on the simulated scanner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Laid {
    /// Who, by the seed.
    pub person: u64,
    /// Which fingers: one, or several together.
    pub fingers: Vec<FingerPosition>,
    /// Whether the skin is in a state of which only poor prints come.
    pub poor: bool,
}

/// How the grey values of a picture lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Pixels per inch.
    pub ppi: Ppi,
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
    /// A page of changes was applied.
    Followed {
        /// Every list; the one concerned is in its new version once the last page is applied.
        lists: Vec<ListInfo>,
        /// Who is no longer on it.
        left: Vec<EntryId>,
        /// Where to read on, if it was not the last page.
        next: Option<Cursor>,
        /// Nothing was applied: the whole copy is wanted.
        far_behind: bool,
    },
    /// A print was read.
    Print {
        /// What was read.
        print: Print,
    },
    /// A picture of several fingers was cut up and read.
    Slap {
        /// From left to right. Their PNGs are beside the answer, one after the other.
        prints: Vec<SlapPrint>,
        /// The picture they were cut out of, which is stored beside them. Its PNG follows theirs.
        whole: Picture,
        /// The hand that they look like they are of, where that is sure.
        hand: Option<Hand>,
        /// How long it took, in milliseconds.
        took_ms: f64,
    },
    /// An image file was unpacked.
    Unpacked {
        /// Columns.
        width: u32,
        /// Rows.
        height: u32,
        /// Pixels per inch, where the file says.
        ppi: Option<Ppi>,
    },
    /// An image was packed.
    Packed {
        /// Of the packed bytes.
        image: Sha256,
    },
    /// Prints were compared.
    Scores {
        /// In the order of the references.
        scores: Vec<Score>,
    },
    /// A photograph was looked at.
    Photograph {
        /// Columns.
        width: u32,
        /// Rows.
        height: u32,
        /// Of its bytes.
        image: Sha256,
    },
    /// The search's answer.
    Search {
        /// Leads, or none in the lists it names.
        answer: SearchAnswer,
        /// How long it took, in milliseconds.
        took_ms: f64,
    },
    /// A live picture was judged.
    Judgement {
        /// What was found.
        judgement: Judgement,
    },
    /// What somebody knows was stretched.
    Stretched,
    /// How an image is read.
    Explained {
        /// What was found in it.
        explained: Explained,
    },
    /// The simulated scanner's frame.
    Frame {
        /// How it lies.
        shape: Shape,
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
    /// `png`, `tiff`, `bmp`, `jpeg`, `pnm`; `scan` for what a scanner took.
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

/// One finger of several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SlapPrint {
    /// Which, where the picture tells.
    pub position: FingerPosition,
    /// What was read.
    pub print: Print,
    /// Length of its PNG beside the answer.
    pub png_bytes: u32,
}

/// A whole picture, as it is stored: a grey PNG.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Of the image.
    pub ppi: Ppi,
    /// Of the PNG.
    pub image: Sha256,
}

/// What touches in a live picture, and how good it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// Each piece of ridged skin, from left to right; empty where nothing touches.
    pub prints: Vec<LivePrint>,
    /// The hand that several fingers look like they are of, where that is sure.
    pub hand: Option<Hand>,
    /// How long it took, in milliseconds.
    pub took_ms: f64,
}

/// One print in a live picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LivePrint {
    /// Where it lies.
    pub outline: Outline,
    /// Umbral's quality.
    pub quality: Quality,
}

impl Judgement {
    /// The largest print: the one that counts where one finger is expected.
    #[must_use]
    pub fn largest(&self) -> Option<&LivePrint> {
        self.prints.iter().max_by(|one, other| one.outline.area.total_cmp(&other.outline.area))
    }
}

/// The edge of a piece of ridged skin, in the picture's own pixels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// Clockwise: up its left side, down its right side.
    pub points: Vec<(f32, f32)>,
    /// Square millimetres.
    pub area: f32,
}

impl Outline {
    /// The upright box around it: left, top, right and bottom, in the picture's pixels.
    #[must_use]
    pub fn bounds(&self) -> (f32, f32, f32, f32) {
        let start = (f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY);
        self.points.iter().fold(start, |(left, top, right, bottom), &(x, y)| {
            (left.min(x), top.min(y), right.max(x), bottom.max(y))
        })
    }
}

/// How an image is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explained {
    /// Columns at 500 ppi, in which everything here is measured.
    pub width: u32,
    /// Rows at 500 ppi.
    pub height: u32,
    /// Every minutia found, with the reason where one was left out.
    pub found: Vec<FoundMinutia>,
}
