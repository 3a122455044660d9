use std::collections::{BTreeMap, BTreeSet};

use capture::{Impression, Progress};
use fingerprint::FingerPosition;
use policy::Answers;
use serde::{Deserialize, Serialize};
use wire::biography::Biography;
use wire::encounter::{Notice, Photograph, SlapCapture, Source};
use wire::list::SearchAnswer;
use wire::matcher::Print;
use wire::{AccountId, CaptureId, EncounterId, Sha256, SiteId, Timestamp};

/// An encounter under way, as far as it is written down.
#[derive(Debug, Clone, PartialEq)]
pub struct Encounter {
    /// What never changes.
    pub beginning: Beginning,
    /// Where the officer is.
    pub stage: Stage,
    /// The answers that let a record exist.
    pub permission: Option<Answers>,
    /// How the person was told.
    pub notice: Option<Notice>,
    /// What the person says of themselves.
    pub biography: Biography,
    /// The way through the fingers.
    pub course: Progress,
    /// The prints that are kept.
    pub prints: BTreeMap<CaptureId, KeptPrint>,
    /// The pictures that prints were cut out of.
    pub slaps: BTreeMap<CaptureId, SlapCapture>,
    /// Photographs for the file.
    pub photographs: BTreeMap<CaptureId, Photograph>,
    /// What the device's own lists said.
    pub answer: Option<SearchAnswer>,
}

/// What an encounter begins with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Beginning {
    /// Made by the device.
    pub id: EncounterId,
    /// Who captures.
    pub officer: AccountId,
    /// Where.
    pub site: SiteId,
    /// When.
    pub started_at: Timestamp,
    /// The way through the fingers, before the first.
    pub course: Progress,
}

/// Where in an encounter the officer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// May we record?
    Permission,
    /// The person is told.
    Notice,
    /// Prints are taken.
    Fingers,
    /// Everything is looked over.
    Check,
}

/// A print with all that its page shows of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptPrint {
    /// Made by the device.
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
    pub slap: Option<CaptureId>,
    /// What the matcher read in it.
    pub print: Print,
}

/// The step of the course that a print was taken at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepTaken {
    /// Its FGP code.
    pub code: u8,
    /// When its first try began.
    pub began_at: Timestamp,
    /// Whether the picture was taken by itself.
    pub automatic: bool,
}

/// One thing that happened in an encounter, as it is written down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// It began.
    Began(Beginning),
    /// The officer went on, or back.
    Went(Stage),
    /// Whether a record may exist was asked and answered.
    Asked(Answers),
    /// The person was told.
    Told(Notice),
    /// What the person says of themselves was written down, or changed.
    Stated(Biography),
    /// The way through the fingers: tries, exceptions, what was kept with a reason.
    Course(Progress),
    /// A print was taken, or is of another finger than was thought.
    Print(KeptPrint),
    /// A print was taken out, or replaced by a better one.
    PrintGone(CaptureId),
    /// A picture of several fingers, of which prints are kept.
    Slap(SlapCapture),
    /// None of its prints is kept any more.
    SlapGone(CaptureId),
    /// A photograph was taken.
    Photograph(Photograph),
    /// A photograph was taken out.
    PhotographGone(CaptureId),
    /// The device's own lists were searched.
    Searched(SearchAnswer),
    /// What had been found was of other prints.
    SearchGone,
}

impl Step {
    /// The image that lies beside it.
    #[must_use]
    pub fn image(&self) -> Option<&Sha256> {
        match self {
            Self::Print(kept) => Some(&kept.print.image),
            Self::Slap(slap) => Some(&slap.image),
            Self::Photograph(photograph) => Some(&photograph.image),
            _ => None,
        }
    }
}

/// A step that cannot follow those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an encounter begins once, with its first step")]
pub struct OutOfPlace;

impl Encounter {
    /// At its beginning.
    #[must_use]
    pub fn new(beginning: Beginning) -> Self {
        Self {
            stage: Stage::Permission,
            permission: None,
            notice: None,
            biography: Biography::default(),
            course: beginning.course.clone(),
            prints: BTreeMap::new(),
            slaps: BTreeMap::new(),
            photographs: BTreeMap::new(),
            answer: None,
            beginning,
        }
    }

    /// What it is after one more step.
    ///
    /// # Errors
    /// [`OutOfPlace`] when it begins twice.
    pub fn after(mut self, step: Step) -> Result<Self, OutOfPlace> {
        match step {
            Step::Began(_) => return Err(OutOfPlace),
            Step::Went(stage) => self.stage = stage,
            Step::Asked(answers) => self.permission = Some(answers),
            Step::Told(notice) => self.notice = Some(notice),
            Step::Stated(biography) => self.biography = biography,
            Step::Course(course) => self.course = course,
            Step::Print(print) => drop(self.prints.insert(print.id, print)),
            Step::PrintGone(id) => drop(self.prints.remove(&id)),
            Step::Slap(slap) => drop(self.slaps.insert(slap.id, slap)),
            Step::SlapGone(id) => drop(self.slaps.remove(&id)),
            Step::Photograph(photograph) => drop(self.photographs.insert(photograph.id, photograph)),
            Step::PhotographGone(id) => drop(self.photographs.remove(&id)),
            Step::Searched(answer) => self.answer = Some(answer),
            Step::SearchGone => self.answer = None,
        }
        Ok(self)
    }

    /// The steps that lead here from `earlier`; from nothing, the whole way. Answers and notice are never taken back.
    #[must_use]
    pub fn since(&self, earlier: Option<&Self>) -> Vec<Step> {
        let Some(earlier) = earlier else {
            let mut steps = vec![Step::Began(self.beginning.clone())];
            steps.extend(self.since(Some(&Self::new(self.beginning.clone()))));
            return steps;
        };
        let mut steps = Vec::new();
        steps.extend(self.permission.filter(|now| earlier.permission != Some(*now)).map(Step::Asked));
        steps.extend(self.notice.clone().filter(|now| earlier.notice.as_ref() != Some(now)).map(Step::Told));
        if self.biography != earlier.biography {
            steps.push(Step::Stated(self.biography.clone()));
        }
        steps.extend(news(&self.slaps, &earlier.slaps).map(Step::Slap));
        steps.extend(news(&self.prints, &earlier.prints).map(Step::Print));
        steps.extend(gone(&self.prints, &earlier.prints).map(Step::PrintGone));
        steps.extend(gone(&self.slaps, &earlier.slaps).map(Step::SlapGone));
        steps.extend(news(&self.photographs, &earlier.photographs).map(Step::Photograph));
        steps.extend(gone(&self.photographs, &earlier.photographs).map(Step::PhotographGone));
        if self.course != earlier.course {
            steps.push(Step::Course(self.course.clone()));
        }
        if self.answer != earlier.answer {
            steps.push(self.answer.clone().map_or(Step::SearchGone, Step::Searched));
        }
        if self.stage != earlier.stage {
            steps.push(Step::Went(self.stage));
        }
        steps
    }

    /// The images that belong to it.
    #[must_use]
    pub fn images(&self) -> BTreeSet<&Sha256> {
        let prints = self.prints.values().map(|kept| &kept.print.image);
        let slaps = self.slaps.values().map(|slap| &slap.image);
        prints.chain(slaps).chain(self.photographs.values().map(|each| &each.image)).collect()
    }
}

fn news<'a, T: Clone + PartialEq>(
    now: &'a BTreeMap<CaptureId, T>,
    earlier: &'a BTreeMap<CaptureId, T>,
) -> impl Iterator<Item = T> + 'a {
    now.iter().filter(|(id, this)| earlier.get(id) != Some(this)).map(|(_, this)| this.clone())
}

fn gone<'a, T>(
    now: &'a BTreeMap<CaptureId, T>,
    earlier: &'a BTreeMap<CaptureId, T>,
) -> impl Iterator<Item = CaptureId> + 'a {
    earlier.keys().filter(|id| !now.contains_key(id)).copied()
}
