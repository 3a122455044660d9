//! An encounter as the device keeps it, and back.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use capture::{Course, Manner};
use js_sys::Uint8Array;
use keeping::{Beginning, Encounter, KeptPrint, Place, Replayed, Shelf, Stage};
use leptos::prelude::*;
use web_sys::Blob;
use wire::{AccountId, CaptureId, EncounterId, Sha256};

use super::draft::{Draft, Step, TakenPrint};
use super::image::Image;
use super::photographs::TakenPhotograph;
use super::slap::TakenSlap;
use crate::store::{Gone, Store, Unkept};

/// What is kept of an encounter: itself, and the image files that lie beside it.
pub type Snapshot = (Encounter, Vec<(Sha256, Blob)>);

/// An encounter as it stands, followed; none before a record may exist, and once it is sent.
pub fn as_it_stands(draft: Draft, beginning: &Beginning) -> Option<Snapshot> {
    let permission = draft.permission.get()?;
    let stage = stage_of(draft.step.get())?;
    let course = draft.course.with(Course::progress);
    let (prints, photographs) = (draft.prints.get(), draft.photographs.get());
    let slaps = draft.slaps();
    let files = prints
        .iter()
        .map(|taken| (taken.print.image.clone(), taken.image.file.clone()))
        .chain(slaps.iter().map(|slap| (slap.capture.image.clone(), slap.image.file.clone())))
        .chain(photographs.iter().map(|taken| (taken.photograph.image.clone(), taken.image.file.clone())));
    let files = files.collect();
    let encounter = Encounter {
        stage,
        permission: Some(permission),
        notice: draft.notice.get(),
        biography: draft.biography.get(),
        course,
        prints: prints.into_iter().map(|taken| (taken.id, kept_print(taken))).collect(),
        slaps: slaps.iter().map(|slap| (slap.capture.id, slap.capture.clone())).collect(),
        photographs: photographs.into_iter().map(|taken| (taken.photograph.id, taken.photograph)).collect(),
        answer: draft.preliminary.with(|preliminary| preliminary.answer.clone()),
        ..Encounter::new(beginning.clone())
    };
    Some((encounter, files))
}

/// An encounter found on this device.
#[derive(Debug, Clone)]
pub struct Found {
    /// What its steps come to.
    pub replayed: Replayed,
    /// Records behind the last whole step, to be taken out before the next is written.
    pub torn: Vec<Gone>,
}

impl Found {
    /// The encounters under way of an officer, the oldest first; of those of others, how many there are.
    pub async fn all(store: Store, officer: AccountId) -> Result<(Vec<Self>, u32), Unkept> {
        let mut keys: BTreeMap<EncounterId, Vec<(u32, String)>> = BTreeMap::new();
        for key in store.keys(Shelf::Steps, None).await? {
            let place = key.split_once('/');
            if let Some((id, number)) = place.and_then(|(id, at)| Some((id.parse().ok()?, at.parse().ok()?)))
            {
                keys.entry(id).or_default().push((number, key));
            }
        }
        let (mut found, mut of_others) = (Vec::new(), 0);
        for (id, keys) in keys {
            let mut records = Vec::with_capacity(keys.len());
            for (number, _) in &keys {
                let record = store.read(&Place::Step(id, *number)).await?;
                records.push((*number, record.map(|record| record.to_vec())));
            }
            // One whose beginning does not open here is another officer's, or torn: it stays until that officer, or the
            // device's erasure, comes.
            let Ok(replayed) = keeping::replay(records) else {
                of_others += 1;
                continue;
            };
            if replayed.encounter.beginning.officer == officer {
                let behind = keys.into_iter().skip(replayed.steps as usize);
                let torn = behind.map(|(_, key)| Gone::Key(Shelf::Steps, key)).collect();
                found.push(Self { replayed, torn });
            } else {
                of_others += 1;
            }
        }
        Ok((found, of_others))
    }

    /// Its name.
    pub fn id(&self) -> EncounterId {
        self.replayed.encounter.beginning.id
    }

    /// Goes on with it; with how many of its images could not be read, whose prints are then missing too.
    pub async fn resume(&self, store: Store, owner: &Owner) -> Result<(Draft, usize), Unkept> {
        let encounter = &self.replayed.encounter;
        let mut images = HashMap::new();
        let names = encounter.images();
        for &name in &names {
            if let Some(content) = store.read(&Place::Image(self.id(), name.clone())).await? {
                images.insert(name.clone(), content);
            }
        }
        let lost = names.len() - images.len();
        Ok((owner.with(|| draft_of(encounter.clone(), &images)), lost))
    }
}

fn draft_of(encounter: Encounter, images: &HashMap<Sha256, Uint8Array>) -> Draft {
    let Encounter {
        beginning,
        stage,
        permission,
        notice,
        biography,
        course,
        prints,
        slaps,
        photographs,
        answer,
    } = encounter;
    let draft = Draft::begun(beginning.id, beginning.started_at, course.rules);
    let png = |name: &Sha256| images.get(name).and_then(Image::png);
    let slaps: HashMap<CaptureId, Rc<TakenSlap>> = slaps
        .into_values()
        .filter_map(|capture| {
            let image = png(&capture.image)?;
            Some((capture.id, Rc::new(TakenSlap { capture, image })))
        })
        .collect();
    let prints: Vec<TakenPrint> = prints
        .into_values()
        .filter_map(|kept| {
            let image = png(&kept.print.image)?;
            Some(TakenPrint {
                id: kept.id,
                position: kept.position,
                taken_at: kept.taken_at,
                source: kept.source,
                impression: kept.impression,
                step: kept.step,
                slap: kept.slap.and_then(|slap| slaps.get(&slap).cloned()),
                print: Rc::new(kept.print),
                image: Rc::new(image),
            })
        })
        .collect();
    let held: Vec<(_, Manner, _)> =
        prints.iter().map(|print| (print.position, print.manner(), print.print.quality.score)).collect();
    draft.prints.set(prints);
    draft.in_order();
    let photographs = photographs.into_values().filter_map(|photograph| {
        let image = Rc::new(Image::jpeg(images.get(&photograph.image)?)?);
        Some(TakenPhotograph { photograph, image })
    });
    draft.photographs.set(photographs.collect());
    draft.course.set(Course::resume(course, held));
    draft.permission.set(permission);
    draft.notice.set(notice);
    draft.biography.set(biography);
    draft.preliminary.update(|preliminary| preliminary.answer = answer);
    draft.step.set(step_of(stage));
    draft
}

fn kept_print(taken: TakenPrint) -> KeptPrint {
    KeptPrint {
        id: taken.id,
        position: taken.position,
        taken_at: taken.taken_at,
        source: taken.source,
        impression: taken.impression,
        step: taken.step,
        slap: taken.slap.map(|slap| slap.capture.id),
        print: Rc::unwrap_or_clone(taken.print),
    }
}

fn stage_of(step: Step) -> Option<Stage> {
    match step {
        Step::Permission => Some(Stage::Permission),
        Step::Notice => Some(Stage::Notice),
        Step::Fingers => Some(Stage::Fingers),
        Step::Send => Some(Stage::Check),
        Step::Sent => None,
    }
}

fn step_of(stage: Stage) -> Step {
    match stage {
        Stage::Permission => Step::Permission,
        Stage::Notice => Step::Notice,
        Stage::Fingers => Step::Fingers,
        Stage::Check => Step::Send,
    }
}
