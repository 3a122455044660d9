use std::rc::Rc;

use capture::{Course, Impression, Manner};
use fingerprint::FingerPosition;
use keeping::StepTaken;
use leptos::prelude::*;
use policy::{Answers, CaptureRules};
use wire::biography::Biography;
use wire::encounter::{FingerCapture, Manifest, Notice, Source, Taking};
use wire::matcher::Print;
use wire::session::Site;
use wire::{CaptureId, EncounterId, Timestamp};

use super::ability::SLAPS;
use super::hand;
use super::image::Image;
use super::photographs::TakenPhotograph;
use super::preliminary::Preliminary;
use super::slap::TakenSlap;

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

/// What the officer looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// What is being taken.
    Step,
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
    /// Laid flat, or rolled.
    pub impression: Impression,
    /// At which step of the course; none for a file.
    pub step: Option<StepTaken>,
    /// The picture it was cut out of, where there were several fingers in it.
    pub slap: Option<Rc<TakenSlap>>,
    /// What the matcher read in it.
    pub print: Rc<Print>,
    /// The image that is stored.
    pub image: Rc<Image>,
}

impl TakenPrint {
    /// How the finger was laid down; a file's is taken for plain.
    pub fn manner(&self) -> Manner {
        match self.impression {
            Impression::LiveRolled => Manner::Rolled,
            Impression::LivePlain | Impression::Unknown => Manner::Plain,
        }
    }

    /// What the record says of how it was taken; nothing of a file.
    pub fn taking(&self, course: &Course) -> Option<Taking> {
        let (position, manner) = (self.position, self.manner());
        self.step.map(|step| Taking {
            step: step.code,
            tries: course.tries_of(position, manner).max(1),
            began_at: step.began_at,
            automatic: step.automatic,
            override_reason: course.override_of(position, manner),
        })
    }

    fn stands_for(&self, other: &Self) -> bool {
        hand::same_finger(self.position, other.position) && self.manner() == other.manner()
    }
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
    /// The way through the fingers.
    pub course: RwSignal<Course>,
    /// The prints, one for each finger and any number whose finger is not known.
    pub prints: RwSignal<Vec<TakenPrint>, LocalStorage>,
    /// What the person says of themselves, if they do.
    pub biography: RwSignal<Biography>,
    /// Photographs for the file.
    pub photographs: RwSignal<Vec<TakenPhotograph>, LocalStorage>,
    /// What the officer looks at.
    pub choice: RwSignal<Choice>,
    /// What came of the last retake, while it is news.
    pub retake: RwSignal<Option<Retake>>,
    /// What this device's own lists say.
    pub preliminary: RwSignal<Preliminary>,
}

impl Draft {
    /// An encounter as it begins.
    pub fn begun(id: EncounterId, started_at: Timestamp, rules: CaptureRules) -> Self {
        Self {
            id,
            started_at,
            step: RwSignal::new(Step::Permission),
            permission: RwSignal::new(None),
            notice: RwSignal::new(None),
            course: RwSignal::new(Course::new(rules, SLAPS)),
            prints: RwSignal::new_local(Vec::new()),
            biography: RwSignal::new(Biography::default()),
            photographs: RwSignal::new_local(Vec::new()),
            choice: RwSignal::new(Choice::Step),
            retake: RwSignal::new(None),
            preliminary: RwSignal::new(Preliminary::default()),
        }
    }

    /// The encounter of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The print of a finger, followed; the plain one where there is a rolled one too.
    pub fn print_of(self, position: FingerPosition) -> Option<TakenPrint> {
        self.prints.with(|prints| prints.iter().find(|print| print.position == position).cloned())
    }

    /// The print that the officer looks at, followed.
    pub fn shown(self) -> Option<TakenPrint> {
        match self.choice.get() {
            Choice::Step => None,
            Choice::Finger(position) => self.print_of(position),
            Choice::Loose(id) => {
                self.prints.with(|prints| prints.iter().find(|print| print.id == id).cloned())
            }
        }
    }

    /// The finger that the next file is for: the chosen one if it is free, or the next free one.
    pub fn next_free(self) -> FingerPosition {
        let chosen = match self.choice.get() {
            Choice::Finger(position) => position,
            Choice::Step | Choice::Loose(_) => FingerPosition::TEN[0],
        };
        let missing = self.course.with(|course| course.missing().to_vec());
        self.prints.with(|prints| {
            let taken = prints.iter().map(|print| print.position);
            hand::next_free(chosen, taken.chain(missing.iter().map(|exception| exception.finger)))
        })
    }

    /// Looks at a finger, and goes to the step that asks for it.
    pub fn choose(self, choice: Choice) {
        self.retake.set(None);
        self.choice.set(choice);
        if let Choice::Finger(finger) = choice {
            self.course.update(|course| course.go_to(finger));
        }
    }

    /// Puts a print in its place. Of two prints of one finger the better is kept.
    pub fn put(self, print: TakenPrint) -> Option<Retake> {
        self.prints.try_update(|prints| {
            match prints.iter_mut().find(|earlier| earlier.stands_for(&print)) {
                None => {
                    prints.push(print);
                    prints.sort_by_key(|print| (hand::place(print.position), print.manner()));
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
        })?
    }

    /// Puts a file's print in its place and looks at it.
    pub fn put_file(self, print: TakenPrint) {
        let choice = choice_of(print.position, print.id);
        let retake = self.put(print);
        self.settle();
        self.choice.set(choice);
        self.retake.set(retake);
    }

    /// Puts the prints in the order in which they are shown.
    pub fn in_order(self) {
        self.prints
            .update(|prints| prints.sort_by_key(|print| (hand::place(print.position), print.manner())));
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
        });
        self.in_order();
        self.settle();
        self.choose(choice_of(position, id));
    }

    /// Takes a print out of the encounter.
    pub fn remove(self, id: CaptureId) {
        self.prints.update(|prints| prints.retain(|print| print.id != id));
        self.settle();
        if self.choice.get_untracked() == Choice::Loose(id) {
            self.choice.set(Choice::Step);
        }
        self.retake.set(None);
    }

    /// Tells the course which prints there are.
    pub fn settle(self) {
        let held: Vec<_> = self.prints.with_untracked(|prints| {
            prints.iter().map(|print| (print.position, print.manner(), print.print.quality.score)).collect()
        });
        self.course.update(|course| course.holds(held));
    }

    /// The pictures that the prints were cut out of, each once: one of which no print was kept is not kept either.
    pub fn slaps(self) -> Vec<Rc<TakenSlap>> {
        let mut slaps: Vec<Rc<TakenSlap>> = self
            .prints
            .with_untracked(|prints| prints.iter().filter_map(|print| print.slap.clone()).collect());
        slaps.sort_by_key(|slap| slap.capture.id);
        slaps.dedup_by_key(|slap| slap.capture.id);
        slaps
    }

    /// What is sent: none while an answer or a print is missing.
    pub fn seal(self, site: &Site, now: Timestamp) -> Option<Manifest> {
        let prints = self.prints.get_untracked();
        if prints.is_empty() {
            return None;
        }
        let course = self.course.get_untracked();
        let scanned = prints.iter().any(|print| print.step.is_some());
        Some(Manifest {
            id: self.id,
            site: site.id,
            started_at: self.started_at,
            sealed_at: now,
            permission: self.permission.get_untracked()?,
            policy_version: site.policy.version,
            notice: self.notice.get_untracked()?,
            sequence: scanned.then_some(course.rules().sequence),
            exceptions: course.missing().to_vec(),
            fingers: prints.iter().map(|taken| capture(taken, &course)).collect(),
            slaps: self.slaps().iter().map(|slap| slap.capture.clone()).collect(),
            biography: self.biography.get_untracked(),
            photographs: self
                .photographs
                .with_untracked(|taken| taken.iter().map(|each| each.photograph.clone()).collect()),
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

fn capture(taken: &TakenPrint, course: &Course) -> FingerCapture {
    let print = &taken.print;
    FingerCapture {
        id: taken.id,
        position: taken.position,
        taken_at: taken.taken_at,
        source: taken.source.clone(),
        impression: taken.impression,
        taking: taken.taking(course),
        slap: taken.slap.as_ref().map(|slap| slap.capture.id),
        quality: print.quality.clone(),
        template: print.template.clone(),
        ppi: print.ppi,
        width: print.width,
        height: print.height,
        image: print.image.clone(),
    }
}
