//! The steps of an extraction, timed from outside: between one intermediate shown and the next.

use fingerprint::{FoundMinutia, Measures, Step, Transparency, explain};
use raster::{Grey, Ppi};

use crate::Stage;
use crate::stage::Clock;

/// What ends a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Plane(Step),
    Minutiae,
    Measures,
}

pub(crate) fn stages(image: &Grey) -> impl Iterator<Item = Stage> {
    [
        ("  even out contrast", End::Plane(Step::Evened)),
        ("  orientation", End::Plane(Step::Coherence)),
        ("  mask", End::Plane(Step::Mask)),
        ("  ridge period", End::Plane(Step::Period)),
        ("  filter and mend directions", End::Plane(Step::Orientation)),
        ("  minutiae", End::Minutiae),
        ("  quality", End::Measures),
    ]
    .into_iter()
    .map(|(name, end)| {
        let image = image.clone();
        Stage::part(name, move |clock| {
            let mut laps = Laps { clock, last: clock(), laps: Vec::new() };
            // The same image was extracted before.
            let _ = std::hint::black_box(explain(&image, Ppi::P500, &mut laps));
            laps.laps.iter().filter(|(of, _)| *of == end).map(|(_, took)| took).sum()
        })
    })
}

/// Notes how long it is from one intermediate to the next.
struct Laps {
    clock: Clock,
    last: f64,
    laps: Vec<(End, f64)>,
}

impl Laps {
    fn lap(&mut self, end: End) {
        let now = (self.clock)();
        self.laps.push((end, now - self.last));
        self.last = now;
    }
}

impl Transparency for Laps {
    fn plane(&mut self, step: Step, _width: usize, _height: usize, _values: &[f32]) {
        self.lap(End::Plane(step));
    }

    fn minutia(&mut self, _minutia: &FoundMinutia) {
        self.lap(End::Minutiae);
    }

    fn measures(&mut self, _measures: &Measures) {
        self.lap(End::Measures);
    }
}
