use std::rc::Rc;

use capture::Impression;
use fingerprint::FingerPosition;
use leptos::prelude::*;
use policy::Answers;
use wire::encounter::{FingerCapture, Manifest, Notice, Source};
use wire::matcher::Print;
use wire::session::Site;
use wire::{CaptureId, EncounterId, Timestamp};

use super::hand;
use super::image::Image;
use super::preliminary::Preliminary;

/// Where in the encounter the officer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// May we record?
    Permission,
    /// The person is told.
    Notice,
    /// Prints are taken.
    Fingers,
    /// Everything is looked over, then sent.
    Send,
    /// The server has it, or will as soon as it can be reached.
    Sent,
}

/// What the officer looks at, and what the next print is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// A finger, taken or not.
    Finger(FingerPosition),
    /// A print whose finger is not known.
    Loose(CaptureId),
}

/// A print taken in this encounter.
#[derive(Debug, Clone)]
pub struct TakenPrint {
    /// Made here.
    pub id: CaptureId,
    /// Which finger.
    pub position: FingerPosition,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// From what.
    pub source: Source,
    /// What the matcher read in it.
    pub print: Rc<Print>,
    /// The image that is stored.
    pub image: Rc<Image>,
}

/// What came of a retake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retake {
    /// The new print is better and took the place of the earlier one.
    Replaced,
    /// The earlier print is better and was kept.
    EarlierKept,
}

/// An encounter that is not sent yet.
#[derive(Debug, Clone, Copy)]
pub struct Draft {
    /// Made here.
    pub id: EncounterId,
    /// When the officer began.
    pub started_at: Timestamp,
    /// Where the officer is.
    pub step: RwSignal<Step>,
    /// The answers that let a record exist.
    pub permission: RwSignal<Option<Answers>>,
    /// How the person was told.
    pub notice: RwSignal<Option<Notice>>,
    /// The prints, one for each finger and any number whose finger is not known.
    pub prints: RwSignal<Vec<TakenPrint>, LocalStorage>,
    /// What the officer looks at.
    pub choice: RwSignal<Choice>,
    /// What came of the last retake, while it is news.
    pub retake: RwSignal<Option<Retake>>,
    /// What this device's own lists say.
    pub preliminary: RwSignal<Preliminary>,
}

impl Draft {
    /// Begins an encounter.
    pub fn new(now: Timestamp) -> Self {
        Self {
            id: EncounterId::new(),
            started_at: now,
            step: RwSignal::new(Step::Permission),
            permission: RwSignal::new(None),
            notice: RwSignal::new(None),
            prints: RwSignal::new_local(Vec::new()),
            choice: RwSignal::new(Choice::Finger(FingerPosition::TEN[0])),
            retake: RwSignal::new(None),
            preliminary: RwSignal::new(Preliminary::default()),
        }
    }

    /// The encounter of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The print of a finger, followed.
    pub fn print_of(self, position: FingerPosition) -> Option<TakenPrint> {
        self.prints.with(|prints| prints.iter().find(|print| print.position == position).cloned())
    }

    /// The print that the officer looks at, followed.
    pub fn shown(self) -> Option<TakenPrint> {
        match self.choice.get() {
            Choice::Finger(position) => self.print_of(position),
            Choice::Loose(id) => {
                self.prints.with(|prints| prints.iter().find(|print| print.id == id).cloned())
            }
        }
    }

    /// The finger that the next print is for: the chosen one if it is free, or the next free one.
    pub fn next_free(self) -> FingerPosition {
        let chosen = match self.choice.get() {
            Choice::Finger(position) => position,
            Choice::Loose(_) => FingerPosition::TEN[0],
        };
        self.prints.with(|prints| hand::next_free(chosen, prints.iter().map(|print| print.position)))
    }

    /// Looks at a finger.
    pub fn choose(self, choice: Choice) {
        self.retake.set(None);
        self.choice.set(choice);
    }

    /// Puts a print in its place. Of two prints of one finger the better is kept.
    pub fn put(self, print: TakenPrint) {
        let (position, id) = (print.position, print.id);
        let retake = self.prints.try_update(|prints| {
            let earlier = prints.iter_mut().find(|earlier| hand::same_finger(earlier.position, position));
            match earlier {
                None => {
                    prints.push(print);
                    prints.sort_by_key(|print| hand::place(print.position));
                    None
                }
                Some(earlier) if hand::keeps(&earlier.print.quality, &print.print.quality) => {
                    Some(Retake::EarlierKept)
                }
                Some(earlier) => {
                    *earlier = print;
                    Some(Retake::Replaced)
                }
            }
        });
        self.choice.set(choice_of(position, id));
        self.retake.set(retake.flatten());
    }

    /// Says which finger a print is of. A print that has that place already takes this one's.
    pub fn move_to(self, id: CaptureId, position: FingerPosition) {
        self.prints.update(|prints| {
            let Some(from) = prints.iter().find(|print| print.id == id).map(|print| print.position) else {
                return;
            };
            for print in prints.iter_mut() {
                if print.id == id {
                    print.position = position;
                } else if hand::same_finger(print.position, position) {
                    print.position = from;
                }
            }
            prints.sort_by_key(|print| hand::place(print.position));
        });
        self.choose(choice_of(position, id));
    }

    /// Takes a print out of the encounter.
    pub fn remove(self, id: CaptureId) {
        self.prints.update(|prints| prints.retain(|print| print.id != id));
        if self.choice.get_untracked() == Choice::Loose(id) {
            self.choice.set(Choice::Finger(self.next_free()));
        }
        self.retake.set(None);
    }

    /// What is sent: none while an answer or a print is missing.
    pub fn seal(self, site: &Site, now: Timestamp) -> Option<Manifest> {
        let prints = self.prints.get_untracked();
        if prints.is_empty() {
            return None;
        }
        Some(Manifest {
            id: self.id,
            site: site.id,
            started_at: self.started_at,
            sealed_at: now,
            permission: self.permission.get_untracked()?,
            policy_version: site.policy.version,
            notice: self.notice.get_untracked()?,
            sequence: None,
            exceptions: Vec::new(),
            fingers: prints.iter().map(capture).collect(),
            photographs: Vec::new(),
            preliminary: self.preliminary.get_untracked().answer,
        })
    }
}

fn choice_of(position: FingerPosition, id: CaptureId) -> Choice {
    match position {
        FingerPosition::Unknown => Choice::Loose(id),
        known => Choice::Finger(known),
    }
}

fn capture(taken: &TakenPrint) -> FingerCapture {
    let print = &taken.print;
    FingerCapture {
        id: taken.id,
        position: taken.position,
        taken_at: taken.taken_at,
        source: taken.source.clone(),
        impression: match taken.source {
            Source::File { .. } => Impression::Unknown,
            Source::SimulatedScanner | Source::Scanner(_) => Impression::LivePlain,
        },
        taking: None,
        quality: print.quality.clone(),
        template: print.template.clone(),
        ppi: print.ppi,
        width: print.width,
        height: print.height,
        image: print.image.clone(),
    }
}
