//! `umbral explain`: what the engine saw in a print, or in two, as a folder of pictures with a page to read them by.

use std::path::{Path, PathBuf};

use explanation::{ExplainedPrint, File, Named, ReportError, Stated, findings, report};
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

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The page to open.
    pub page: PathBuf,
    /// Of each file, in the order asked: its name and what was judged of it, a sentence each.
    pub findings: Vec<(String, [String; 4])>,
}

/// Writes the report on `probe`, and on its comparison with `reference` if there is one, into `folder`, which is made
/// if it is not there. `ppi` goes before what the files say; where nobody says, it is taken to be 500.
///
/// # Errors
/// [`ExplainError`], naming the file and what to do.
pub fn explain(
    probe: &Path,
    reference: Option<&Path>,
    ppi: Option<Ppi>,
    folder: &Path,
) -> Result<Explained, ExplainError> {
    let prints = [Some(probe), reference].into_iter().flatten();
    let prints = prints.map(|path| Print::read(path, ppi)).collect::<Result<Vec<_>, _>>()?;
    let named: Vec<Named<'_>> = prints.iter().map(Print::named).collect();
    let files = report(&named[0], named.get(1))?;

    let failed = |path: &Path| {
        let path = path.to_owned();
        move |cause| ExplainError::File { path, cause }
    };
    std::fs::create_dir_all(folder).map_err(failed(folder))?;
    for File { name, content } in files {
        let path = folder.join(name);
        std::fs::write(&path, content).map_err(failed(&path))?;
    }
    Ok(Explained {
        page: folder.join("index.html"),
        findings: named.iter().map(|named| (named.name.to_owned(), findings(named))).collect(),
    })
}

/// A file's print.
struct Print {
    name: String,
    print: ExplainedPrint,
    stated: Stated,
}

impl Print {
    fn read(path: &Path, asked: Option<Ppi>) -> Result<Self, ExplainError> {
        let path_of = || path.to_owned();
        let file = std::fs::read(path).map_err(|cause| ExplainError::File { path: path_of(), cause })?;
        let (image, _) =
            raster::decode(&file).map_err(|cause| ExplainError::Image { path: path_of(), cause })?;
        let (ppi, stated) = match (asked, image.ppi) {
            (Some(ppi), _) => (ppi, Stated::Asked),
            (None, Some(ppi)) => (ppi, Stated::File),
            (None, None) => (Ppi::P500, Stated::Assumed),
        };
        let print = ExplainedPrint::of(&image, ppi)
            .map_err(|cause| ExplainError::Print { path: path_of(), cause })?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok(Self { name, print, stated })
    }

    fn named(&self) -> Named<'_> {
        Named { name: &self.name, print: &self.print, stated: self.stated }
    }
}
