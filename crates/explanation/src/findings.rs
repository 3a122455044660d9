//! What was judged of a whole print, in words.

use fingerprint::{Polarity, Resolution, SingularKind};

use crate::{ExplainedPrint, Named};

/// Who says at what resolution an image was captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stated {
    /// Its file.
    File,
    /// Whoever asked.
    Asked,
    /// Nobody: it is taken for what most scanners have.
    Assumed,
}

/// How the resolution was come by, whether the ridges bear it out, whether they are dark, cores and deltas: a sentence
/// each.
#[must_use]
pub fn findings(named: &Named<'_>) -> [String; 4] {
    let print = named.print;
    [stated(print, named.stated), judged(print), polarity(print).into(), singular_points(print)]
}

fn stated(print: &ExplainedPrint, stated: Stated) -> String {
    let ppi = print.ppi.get();
    match stated {
        Stated::File => format!("Captured at {ppi} ppi, as the file says."),
        Stated::Asked => format!("Captured at {ppi} ppi, as --ppi says."),
        Stated::Assumed => {
            format!("Taken to be captured at {ppi} ppi: neither the file nor --ppi says at how many.")
        }
    }
}

fn judged(print: &ExplainedPrint) -> String {
    let ppi = print.ppi.get();
    match print.extraction.resolution {
        Resolution::Plausible => format!("Nothing in the ridges speaks against {ppi} ppi."),
        Resolution::Doubtful { likely: Some(likely) } => format!(
            "At {ppi} ppi no person's ridges are so far apart: they speak for about {likely} ppi. If that is right, \
             give --ppi {likely}; until then do not rely on anything here.",
            likely = likely.get()
        ),
        Resolution::Doubtful { likely: None } => format!(
            "At {ppi} ppi no person's ridges are so far apart, nor do they tell at how many they would be: do not \
             rely on anything here."
        ),
    }
}

fn polarity(print: &ExplainedPrint) -> &'static str {
    match print.extraction.polarity {
        Polarity::DarkRidges => "The ridges are dark on a light ground.",
        Polarity::LightRidges => {
            "The ridges are light on a dark ground: everything was read from the negative."
        }
    }
}

fn singular_points(print: &ExplainedPrint) -> String {
    let count = |kind| print.singular_points.iter().filter(|point| point.kind == kind).count();
    let words = |count, one: &str| match count {
        0 => format!("no {one}"),
        1 => format!("one {one}"),
        more => format!("{more} {one}s"),
    };
    format!(
        "The ridges show {} and {}.",
        words(count(SingularKind::Core), "core"),
        words(count(SingularKind::Delta), "delta")
    )
}
