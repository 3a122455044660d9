//! The `umbral` program.

mod cli;
#[cfg(unix)]
mod memory;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    #[cfg(unix)]
    if let Err(error) = memory::keep_to_oneself() {
        eprintln!("umbral: a crash may leave memory on the disk: {error}");
    }
    cli::run().await
}
