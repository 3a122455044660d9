//! `umbral explain`: what the engine saw in a print, or in two, as a folder of pictures with a page to read them by.

use std::path::{Path, PathBuf};

use explanation::{ExplainedPrint, File, Named, ReportError, report};
use fingerprint::ExtractError;
use raster::{DecodeError, Ppi};

/// Why nothing could be explained.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    /// The file cannot be read, or the folder not be written.
    #[error("{}: {cause}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// It is no image.
    #[error("{}: {cause}", path.display())]
    Image {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        cause: DecodeError,
    },
    /// It does not say its resolution.
    #[error("{} does not say its resolution: give --ppi", path.display())]
    ResolutionNeeded {
        /// Which.
        path: PathBuf,
    },
    /// It is no print.
    #[error("{}: {cause}", path.display())]
    Print {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        cause: ExtractError,
    },
    /// The report could not be made.
    #[error(transparent)]
    Report(#[from] ReportError),
}

/// Writes the report on `probe`, and on its comparison with `reference` if there is one, into `folder`, which is made
/// if it is not there; answers with the page to open. `ppi` goes before what the files say.
///
/// # Errors
/// [`ExplainError`], naming the file and what to do.
pub fn explain(
    probe: &Path,
    reference: Option<&Path>,
    ppi: Option<Ppi>,
    folder: &Path,
) -> Result<PathBuf, ExplainError> {
    let explained = |path: &Path| explained(path, ppi).map(|print| (name_of(path), print));
    let probe = explained(probe)?;
    let reference = reference.map(explained).transpose()?;
    let files = report(&named(&probe), reference.as_ref().map(named).as_ref())?;

    let failed = |path: &Path| {
        let path = path.to_owned();
        move |cause| ExplainError::File { path, cause }
    };
    std::fs::create_dir_all(folder).map_err(failed(folder))?;
    for File { name, content } in files {
        let path = folder.join(name);
        std::fs::write(&path, content).map_err(failed(&path))?;
    }
    Ok(folder.join("index.html"))
}

fn named((name, print): &(String, ExplainedPrint)) -> Named<'_> {
    Named { name, print }
}

fn explained(path: &Path, ppi: Option<Ppi>) -> Result<ExplainedPrint, ExplainError> {
    let path_of = || path.to_owned();
    let file = std::fs::read(path).map_err(|cause| ExplainError::File { path: path_of(), cause })?;
    let (image, _) = raster::decode(&file).map_err(|cause| ExplainError::Image { path: path_of(), cause })?;
    let ppi = ppi.or(image.ppi).ok_or_else(|| ExplainError::ResolutionNeeded { path: path_of() })?;
    ExplainedPrint::of(&image, ppi).map_err(|cause| ExplainError::Print { path: path_of(), cause })
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
