//! `cargo xtask eval ...`: measures the engine on any directory of data.

mod baseline;
mod calibrate;
mod copy;
mod dataset;
mod device;
mod duplicates;
mod error_rates;
mod fingerprint;
mod import;
mod population;
mod program;
mod quality;
mod search;
mod service;
mod slaps;
mod start;
mod synthetic;
mod transforms;

use anyhow::Result;

/// Measure the engine on data.
#[derive(clap::Args)]
pub struct Eval {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Fit scores anew to what strangers reach, and show what scores say against what is observed.
    Calibrate(calibrate::Args),
    /// Whether an import finds who is there a second time, and how long that takes.
    Duplicates(duplicates::Args),
    /// A large list as a device gets it, for the journey that opens it.
    Copy(copy::Args),
    /// Error rates and speed on files named `<finger>_<impression>.<png|tif|bmp|pgm|jpg>`.
    Fingerprint(fingerprint::Args),
    /// Many people's folder through `umbral import`, and the start of a server that holds them.
    Import(import::Args),
    /// Whether quality foretells comparison error: error versus discard.
    Quality(quality::Args),
    /// Find the constants of the quality score.
    QualityFit(quality::fit::Args),
    /// Searching for one among many: hits, time and memory.
    Search(search::Args),
    /// Many clients that search at once, with the server's queue and without.
    Service(service::Args),
    /// Splitting images of several fingers, on synthetic hands.
    Slaps(slaps::Args),
    /// A server's own start with very many people in its database.
    Start(start::Args),
    /// Error rates and speed on synthetic fingers, which no parameter was tuned on.
    Synthetic(synthetic::Args),
    /// Error rates when every second image comes from a worse sensor.
    Transforms(transforms::Args),
}

impl Eval {
    /// Runs the evaluation and prints its figures.
    pub fn run(self) -> Result<()> {
        match self.what {
            What::Calibrate(args) => calibrate::run(&args),
            What::Duplicates(args) => duplicates::run(&args),
            What::Copy(args) => copy::run(&args),
            What::Fingerprint(args) => fingerprint::run(&args),
            What::Import(args) => import::run(&args),
            What::Quality(args) => quality::run(&args),
            What::QualityFit(args) => quality::fit::run(&args),
            What::Search(args) => search::run(&args),
            What::Service(args) => service::run(&args),
            What::Slaps(args) => slaps::run(&args),
            What::Start(args) => start::run(&args),
            What::Synthetic(args) => synthetic::run(&args),
            What::Transforms(args) => transforms::run(&args),
        }
    }
}
