//! `cargo xtask eval start`: how long a server's own start takes with very many people in its database, in the `release`
//! profile.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;

use super::program::{memory_of, processor_of, serve, stop};
use crate::command::cargo;
use crate::workspace;

#[derive(clap::Args)]
pub struct Args {
    /// People on the list, ten fingers each.
    #[arg(long, default_value_t = 1_000_000)]
    people: u64,
    /// Where the data folder goes: about 20 GB for a million people; made once, and left there.
    #[arg(long, value_name = "DIR")]
    work: PathBuf,
}

/// The rules of the server's own that make the people, and search among them.
const MADE: &str = "as_many_people_as_asked_for_are_made";
const FOUND: &str = "a_start_with_them_finds_whom_it_holds";

pub fn run(args: &Args) -> Result<()> {
    let data = args.work.join(format!("start-{}", args.people));
    let rule = |name: &str| {
        let mut test =
            cargo(&["test", "--release", "--package", "server", "--lib", name, "--", "--nocapture"]);
        crate::command::run(
            test.env("UMBRAL_START_PEOPLE", args.people.to_string()).env("UMBRAL_START_DATA", &data),
        )
    };
    if !data.exists() {
        rule(MADE)?;
    }
    rule(FOUND)?;
    crate::command::run(&mut cargo(&["build", "--release", "--package", "server"]))?;
    let started = Instant::now();
    let (mut server, ready) = serve(&workspace::released_server(), &data, false)?;
    println!("{:<44} {:.1} s", "umbral serve, until it is ready", (ready - started).as_secs_f64());
    println!("{:<44} {:.1} s", "its processor time", processor_of(server.id()).unwrap_or(0.0));
    println!("{:<44} {} MiB", "its memory", memory_of(server.id(), "VmRSS").unwrap_or(0));
    println!("{:<44} {} MiB", "its memory at most", memory_of(server.id(), "VmHWM").unwrap_or(0));
    stop(&mut server)
}
