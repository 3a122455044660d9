use explanation::{ExplainedPrint, picture};
use fingerprint::Step;
use raster::Ppi;
use wire::matcher::Explained;
use wire::{Code, Problem};

use crate::reading::decoded;

/// Extracts from an image file once more, keeping what is passed on the way: what was found, and a picture of `step`.
///
/// `ppi` is the page's word and goes before the file's.
pub(crate) fn explain(file: &[u8], ppi: Option<Ppi>, step: Step) -> Result<(Explained, Vec<u8>), Problem> {
    let (grey, ppi, _) = decoded(file, ppi)?;
    let print =
        ExplainedPrint::of(&grey, ppi).map_err(|error| Problem::new(Code::NoPrint, error.to_string()))?;
    let png = picture(&print, step)
        .ok_or_else(|| Problem::invalid("step", "nothing is shown at this step"))?
        .to_png()
        .map_err(|error| Problem::new(Code::Internal, error.to_string()))?;
    Ok((Explained { width: print.width, height: print.height, found: print.found }, png))
}
