//! The project's own commands. `cargo xtask --help` lists them.

mod bench;
mod browser;
mod cluster;
mod command;
mod eval;
mod fuzz;
mod nats;
mod postgres;
mod prerequisites;
mod run;
mod system;
mod test;
mod tools;
mod web;
mod workspace;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Umbral's own commands", disable_version_flag = true)]
struct Xtask {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is missing, build, and start the server with a synthetic demo programme.
    Run(run::Run),
    /// Check everything: format, lints, licences, unit, wasm and end-to-end tests.
    Test(test::Test),
    /// Build the web app and the matcher into target/web and print their sizes.
    Build {
        /// Quickly, to look at a change: large modules, not for measuring.
        #[arg(long)]
        draft: bool,
    },
    /// Measure the engine on data.
    Eval(eval::Eval),
    /// Search with three matchers over PostgreSQL and NATS on this machine, while one is killed and another joins;
    /// compare with one process.
    Cluster(cluster::Cluster),
    /// Feed a decoder or parser with altered bytes until it breaks or the time is over.
    Fuzz(fuzz::Fuzz),
    /// Time every stage of the engine: by criterion, or beside the same stages in headless Chromium.
    Bench(bench::Bench),
}

fn main() -> anyhow::Result<()> {
    match Xtask::parse().command {
        Command::Run(run) => run.run(),
        Command::Test(test) => test.run(),
        Command::Eval(eval) => eval.run(),
        Command::Cluster(cluster) => cluster.run(),
        Command::Fuzz(fuzz) => fuzz.run(),
        Command::Bench(bench) => bench.run(),
        Command::Build { draft } => {
            prerequisites::ensure(prerequisites::TO_BUILD)?;
            let tools = tools::Tools::ensure(tools::TO_BUILD)?;
            web::build(&tools, if draft { web::Effort::Draft } else { web::Effort::Shipped })?;
            web::print_sizes()
        }
    }
}
