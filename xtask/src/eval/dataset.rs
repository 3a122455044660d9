//! A directory of prints with known identities.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use raster::{Grey, Ppi};

/// One image and whose it is.
pub struct Impression {
    /// The name without its ending, for listings.
    pub name: String,
    /// What stands before the last underscore.
    pub finger: String,
    pub image: Grey,
    pub ppi: Ppi,
}

const ENDINGS: [&str; 8] = ["png", "tif", "tiff", "bmp", "pgm", "pnm", "jpg", "jpeg"];

/// Reads all files of `dir` named `<finger>_<impression>.<ending>`, in order. The resolution is `ppi` where given,
/// else what the file states, else 500.
pub fn load(dir: &Path, ppi: Option<Ppi>) -> Result<Vec<Impression>> {
    let entries = std::fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))?;
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.sort();
    let mut impressions = Vec::new();
    for file in files {
        let Some((finger, name)) = identity(&file) else { continue };
        let (image, _) = raster::decode(&std::fs::read(&file)?).with_context(|| name.clone())?;
        let ppi = ppi.or(image.ppi).unwrap_or(Ppi::P500);
        impressions.push(Impression { name, finger, image, ppi });
    }
    if impressions.len() < 2 {
        bail!("{} holds no files named <finger>_<impression>.png", dir.display());
    }
    Ok(impressions)
}

fn identity(file: &Path) -> Option<(String, String)> {
    let ending = file.extension()?.to_str()?.to_ascii_lowercase();
    let name = file.file_stem()?.to_str()?;
    let (finger, _) = name.rsplit_once('_')?;
    ENDINGS.contains(&ending.as_str()).then(|| (finger.to_owned(), name.to_owned()))
}
