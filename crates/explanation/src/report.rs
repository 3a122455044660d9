use fingerprint::Step;

use crate::page::{Page, Shown};
use crate::record::{PairRecord, PrintRecord, Record};
use crate::{ExplainedPair, ExplainedPrint, Stated, picture, svg};

/// A print and what its file is called.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// For the page's headings.
    pub name: &'a str,
    /// What was seen in it.
    pub print: &'a ExplainedPrint,
    /// Who says at what resolution it was captured.
    pub stated: Stated,
}

/// A file of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Within the report's folder.
    pub name: String,
    /// What it holds.
    pub content: Vec<u8>,
}

/// Why a report could not be made: both write to memory, so neither is to be expected.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages are the documentation")]
pub enum ReportError {
    #[error("a picture could not be encoded: {0}")]
    Picture(#[from] image::ImageError),
    #[error("the record could not be written: {0}")]
    Record(#[from] serde_json::Error),
}

/// The steps that are shown as pictures, in the order in which they are taken.
pub(crate) const STEPS: [Step; 9] = [
    Step::Resampled,
    Step::Evened,
    Step::Coherence,
    Step::Mask,
    Step::Period,
    Step::Orientation,
    Step::Phase,
    Step::Enhanced,
    Step::Skeleton,
];

/// Everything about a print, or about a pair of prints: pictures, `explanation.json`, and `index.html` that shows all
/// of it side by side with words. Nothing in it comes from elsewhere.
///
/// # Errors
/// [`ReportError`], none of which is to be expected.
pub fn report(probe: &Named<'_>, reference: Option<&Named<'_>>) -> Result<Vec<File>, ReportError> {
    let mut files = Vec::new();
    let mut sides = vec![("probe", probe)];
    sides.extend(reference.map(|reference| ("reference", reference)));
    let pair = reference.map(|reference| ExplainedPair::of(probe.print, reference.print));

    for (side, named) in &sides {
        for step in STEPS {
            if let Some(picture) = picture(named.print, step) {
                files.push(File { name: file_of(side, Shown::Step(step)), content: picture.to_png()? });
            }
        }
        let drawings = [
            (Shown::Minutiae, svg::minutiae(named.print)?),
            (Shown::Surroundings, svg::surroundings(named.print)),
        ];
        files.extend(
            drawings.map(|(shown, svg)| File { name: file_of(side, shown), content: svg.into_bytes() }),
        );
    }
    if let (Some(reference), Some(pair)) = (reference, &pair) {
        let (ours, theirs) = (probe.print, reference.print);
        for (name, svg) in
            [("likely.svg", svg::likely(ours, theirs, pair)?), ("pairs.svg", svg::pairs(ours, theirs, pair)?)]
        {
            files.push(File { name: name.into(), content: svg.into_bytes() });
        }
        if let Some(picture) = picture::overlaid(ours, theirs, pair) {
            files.push(File { name: "overlaid.png".into(), content: picture.to_png()? });
        }
    }
    let record = Record {
        probe: PrintRecord::of(probe),
        reference: reference.map(PrintRecord::of),
        comparison: pair.as_ref().map(PairRecord::of),
    };
    files.push(File { name: "explanation.json".into(), content: serde_json::to_vec_pretty(&record)? });
    let page = Page { sides: &sides, pair: pair.as_ref() };
    files.push(File { name: "index.html".into(), content: page.html()?.into_bytes() });
    Ok(files)
}

/// The file that shows this of that side.
pub(crate) fn file_of(side: &str, shown: Shown) -> String {
    let (what, kind) = match shown {
        Shown::Step(step) => (step_name(step), "png"),
        Shown::Minutiae => ("minutiae", "svg"),
        Shown::Surroundings => ("descriptors", "svg"),
    };
    format!("{side}-{what}.{kind}")
}

fn step_name(step: Step) -> &'static str {
    match step {
        Step::Resampled => "image",
        Step::Evened => "evened",
        Step::Orientation => "orientation",
        Step::Coherence => "coherence",
        Step::Mask => "mask",
        Step::Period => "period",
        Step::Enhanced => "enhanced",
        Step::Phase => "phase",
        Step::Skeleton => "skeleton",
    }
}
