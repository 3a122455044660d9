//! `umbral explain`: what the engine sees.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use raster::Ppi;
use server::explain::explain;

use super::Outcome;

#[derive(Args)]
pub(super) struct Explain {
    /// The print's image file.
    probe: PathBuf,
    /// Another print to compare it with.
    reference: Option<PathBuf>,
    /// Where the pictures, explanation.json and index.html go; made if it is not there.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Pixels per inch, whatever the files say; where nobody says, 500 are assumed.
    #[arg(long)]
    ppi: Option<u16>,
}

impl Explain {
    pub(super) fn run(self) -> Outcome {
        let ppi = self.ppi.map(Ppi::try_from).transpose()?;
        let explained = explain(&self.probe, self.reference.as_deref(), ppi, &self.out)
            .map_err(|error| error.to_string())?;
        for (file, findings) in &explained.findings {
            println!("{file}");
            findings.iter().for_each(|sentence| println!("  {sentence}"));
        }
        println!("open {}", explained.page.display());
        Ok(ExitCode::SUCCESS)
    }
}
