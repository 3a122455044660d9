//! Making a known answer: prints of people who never lived, in the shape of a hit that a search found. Of that hit nothing
//! is taken but how it was recorded: which fingers, from what scanner, how large; not whose they are.

use fingerprint::{FingerPosition, Quality, Score, Template, extract};
use gallery::{PersonId, SearchOptions, Shard};
use policy::Packing;
use raster::{Grey, Ppi};
use synthetic::{Conditions, Difficulty, Master, Person, impression};
use wire::biography::{Biography, Born};
use wire::encounter::{FingerCapture, Manifest};
use wire::reviewing::Answer;

use crate::vault::random;
use crate::watch::Entry;

/// How much two people's fingers may have in common, in pixels around the middle, tried in this order: the least with which
/// the engine takes one for the other.
const REACHES: [f32; 6] = [30.0, 50.0, 65.0, 80.0, 95.0, 110.0];
/// Placements tried until the engine finds what is mated.
const PLACEMENTS: usize = 4;
/// No scanner's image is narrower: what is smaller is no picture of a finger, and its size is not taken over.
const LEAST_PIXELS: f32 = 160.0;

/// What a known answer has in common with a hit that a search found.
pub(super) struct Shape {
    /// The prints of its encounter; what a new one has of its own is replaced.
    pub probe: Vec<FingerCapture>,
    /// The prints of its entry.
    pub references: Vec<Size>,
    /// Whether a name and a date of birth are stated of the probe's person, and a date of the candidate's.
    pub stated: (bool, bool, bool),
    /// How the site sends its prints.
    pub packing: Packing,
    /// From which score a candidate is a lead there.
    pub threshold: Score,
}

/// A print of an entry, without what it shows.
pub(super) struct Size {
    pub position: FingerPosition,
    pub width: u32,
    pub height: u32,
    pub ppi: Ppi,
}

impl Shape {
    /// That of a hit; none where it could be recognised by: few people lack the same fingers.
    pub fn of(manifest: &Manifest, entry: &Entry, packing: Packing, threshold: u16) -> Option<Self> {
        let facts = (&manifest.biography, &entry.particulars.biography);
        let shape = Self {
            probe: manifest.fingers.clone(),
            references: entry
                .prints
                .iter()
                .map(|print| Size {
                    position: print.position,
                    width: print.width,
                    height: print.height,
                    ppi: print.ppi,
                })
                .collect(),
            stated: (!facts.0.names.is_empty(), facts.0.born.is_some(), facts.1.born.is_some()),
            packing,
            threshold: Score::new(f32::from(threshold)),
        };
        let in_common = shape
            .references
            .iter()
            .any(|size| shape.probe.iter().any(|print| correspond(print.position, size.position)));
        (manifest.exceptions.is_empty() && in_common).then_some(shape)
    }

    /// A pair in this shape that the engine takes for a lead, as it does what it finds; none where it was not to be had.
    pub fn draw(&self, answer: Answer) -> Option<Drawn> {
        let (person, other) = (Person { seed: number() }, Person { seed: number() });
        let tries = match answer {
            Answer::Mated => PLACEMENTS,
            Answer::NonMated => REACHES.len(),
        };
        (0..tries).find_map(|attempt| {
            let probe: Vec<Print> = self
                .probe
                .iter()
                .map(|print| {
                    let master = Master::grow(person.finger(self.finger_of(print.position)));
                    let size = jittered(print);
                    drawn(&master, Difficulty::Field, &size, self.packing)
                })
                .collect::<Option<_>>()?;
            let references: Vec<Print> = self
                .references
                .iter()
                .map(|size| {
                    let finger = person.finger(size.position);
                    let master = match answer {
                        Answer::Mated => Master::grow(finger),
                        Answer::NonMated => {
                            Master::look_alike(other.finger(size.position), finger, REACHES[attempt])
                        }
                    };
                    drawn(&master, Difficulty::Good, size, Packing::Lossless)
                })
                .collect::<Option<_>>()?;
            found(&probe, &references, self.threshold)?;
            Some(Drawn { answer, probe, references, biographies: self.biographies(person, other) })
        })
    }

    /// A finger that the record does not name is one of those that the entry has.
    fn finger_of(&self, position: FingerPosition) -> FingerPosition {
        match (position, self.references.first()) {
            (FingerPosition::Unknown, Some(first)) => first.position,
            _ => position,
        }
    }

    /// What is stated of both, which agrees or not whatever the answer is: it decides nothing about prints.
    fn biographies(&self, person: Person, other: Person) -> (Biography, Biography) {
        let agree = number().is_multiple_of(2);
        let facts = |of: Person, named: bool, dated: bool| Biography {
            names: if named { vec![format!("{} {}", of.given_name(), of.family_name())] } else { vec![] },
            born: dated.then(|| Born { year: of.year_of_birth(), month: None, day: None, about: false }),
            place: String::new(),
        };
        let (named, dated, listed_dated) = self.stated;
        (facts(person, named, dated), facts(if agree { person } else { other }, true, listed_dated))
    }
}

/// A pair, drawn.
pub(super) struct Drawn {
    pub answer: Answer,
    pub probe: Vec<Print>,
    pub references: Vec<Print>,
    /// What is stated of the probe's person and of the candidate.
    pub biographies: (Biography, Biography),
}

/// A print with its image as it is kept.
pub(super) struct Print {
    pub position: FingerPosition,
    pub width: u32,
    pub height: u32,
    pub ppi: Ppi,
    pub quality: Quality,
    pub template: Template,
    pub image: Vec<u8>,
}

/// One placement of a finger on a scanner of that size; none where nothing could be read of it.
fn drawn(master: &Master, difficulty: Difficulty, size: &Size, packing: Packing) -> Option<Print> {
    let grey = fitted(&impression(master, &Conditions::draw(number(), difficulty)), size)?;
    let extraction = extract(&grey, size_ppi(&grey)).ok()?;
    let image = match packing {
        Packing::Wsq if size_ppi(&grey) == Ppi::P500 => {
            raster::encode_wsq(&grey, grey.pixels().len() / Packing::WSQ_RATIO).ok()?
        }
        Packing::Wsq | Packing::Lossless => raster::encode_png(&grey).ok()?,
    };
    (!extraction.template.minutiae().is_empty()).then(|| Print {
        position: size.position,
        width: grey.width(),
        height: grey.height(),
        ppi: size_ppi(&grey),
        quality: extraction.quality,
        template: extraction.template,
        image,
    })
}

fn size_ppi(grey: &Grey) -> Ppi {
    grey.ppi.unwrap_or(Ppi::P500)
}

/// The picture in the size and the resolution of another; beyond its border its border goes on.
fn fitted(grey: &Grey, size: &Size) -> Option<Grey> {
    let scale = 500.0 / f32::from(size.ppi.get());
    if (size.width.min(size.height) as f32) * scale < LEAST_PIXELS {
        return Some(grey.clone());
    }
    let (columns, rows) = (grey.width() as usize, grey.height() as usize);
    let at = |x: f32, most: usize| {
        let x = x.clamp(0.0, (most - 1) as f32);
        let low = (x as usize).min(most.saturating_sub(2));
        (low, x - low as f32)
    };
    let pixel = |column: usize, row: usize| f32::from(grey.pixels()[row * columns + column]);
    let mut pixels = Vec::with_capacity((size.width * size.height) as usize);
    for row in 0..size.height {
        let y = (row as f32 + 0.5 - size.height as f32 / 2.0) * scale + rows as f32 / 2.0 - 0.5;
        let (top, down) = at(y, rows);
        for column in 0..size.width {
            let x = (column as f32 + 0.5 - size.width as f32 / 2.0) * scale + columns as f32 / 2.0 - 0.5;
            let (left, across) = at(x, columns);
            let line = |row| pixel(left, row) * (1.0 - across) + pixel(left + 1, row) * across;
            pixels.push((line(top) * (1.0 - down) + line(top + 1) * down + 0.5) as u8);
        }
    }
    Grey::new(size.width, size.height, Some(size.ppi), pixels).ok()
}

/// The size of a print. One that was cut out of a picture of several has its own each time: the very same would tell.
fn jittered(print: &FingerCapture) -> Size {
    let vary = |pixels: u32| match print.slap {
        None => pixels,
        Some(_) => pixels * (95 + u32::try_from(number() % 11).unwrap_or_default()) / 100,
    };
    Size { position: print.position, width: vary(print.width), height: vary(print.height), ppi: print.ppi }
}

/// The fused score, if a search with this threshold would have found it.
fn found(probe: &[Print], references: &[Print], threshold: Score) -> Option<Score> {
    let prints = |prints: &[Print]| -> Vec<(FingerPosition, Template)> {
        prints.iter().map(|print| (print.position, print.template.clone())).collect()
    };
    let mut shard = Shard::new();
    shard.insert(PersonId([1; 16]), &prints(references));
    let options = SearchOptions { limit: 1, threshold, threads: 1 };
    shard.search(&prints(probe), &options).first().map(|candidate| candidate.score)
}

fn correspond(a: FingerPosition, b: FingerPosition) -> bool {
    a == b || a == FingerPosition::Unknown || b == FingerPosition::Unknown
}

/// A number that nobody can foresee.
pub(super) fn number() -> u64 {
    u64::from_le_bytes(random())
}

#[cfg(test)]
mod tests {
    use raster::Ppi;
    use wire::encounter::Source;
    use wire::{Bytes, CaptureId, Sha256, Timestamp};

    use super::*;

    fn shape(fingers: &[FingerPosition], (width, height, ppi): (u32, u32, Ppi), packing: Packing) -> Shape {
        let capture = |&position: &FingerPosition| FingerCapture {
            id: CaptureId::new(),
            position,
            taken_at: Timestamp(0),
            source: Source::SimulatedScanner,
            impression: capture::Impression::default(),
            taking: None,
            slap: None,
            quality: Quality { score: 50, reasons: vec![] },
            template: Bytes(vec![]),
            ppi,
            width,
            height,
            image: Sha256::from_digest(&[0; 32]),
        };
        Shape {
            probe: fingers.iter().map(capture).collect(),
            references: fingers
                .iter()
                .map(|&position| Size { position, width: 360, height: 480, ppi: Ppi::P500 })
                .collect(),
            stated: (true, false, false),
            packing,
            threshold: Score::new(40.0),
        }
    }

    const INDEXES: [FingerPosition; 2] = [FingerPosition::RightIndex, FingerPosition::LeftIndex];

    #[test]
    fn either_answer_is_a_lead_to_the_engine() {
        for fingers in [&INDEXES[..1], &INDEXES[..]] {
            let shape = shape(fingers, (320, 480, Ppi::P500), Packing::Lossless);
            for answer in [Answer::Mated, Answer::NonMated] {
                let pair = (0..4).find_map(|_| shape.draw(answer)).expect("one of four is a lead");
                assert!(found(&pair.probe, &pair.references, shape.threshold).is_some());
                assert!(pair.probe.iter().all(|print| (print.width, print.height) == (320, 480)));
            }
        }
    }

    #[test]
    fn images_are_as_the_scanner_and_the_site_make_them() {
        let double = Ppi::new(1000).unwrap();
        let shape = shape(&INDEXES[..1], (600, 800, double), Packing::Wsq);
        let print = &(0..4).find_map(|_| shape.draw(Answer::Mated)).unwrap().probe[0];
        let (grey, format) = raster::decode(&print.image).unwrap();
        assert_eq!((grey.width(), grey.height(), grey.ppi), (600, 800, Some(double)));
        assert_eq!(format, raster::Format::Png, "WSQ is for 500 ppi");
        let shape = self::shape(&INDEXES[..1], (360, 480, Ppi::P500), Packing::Wsq);
        let print = &(0..4).find_map(|_| shape.draw(Answer::Mated)).unwrap().probe[0];
        assert_eq!(raster::decode(&print.image).unwrap().1, raster::Format::Wsq);
    }
}
