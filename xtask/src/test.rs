use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use clap::Args;

use crate::command::{cargo, command, run};
use crate::nats::Nats;
use crate::postgres::Cluster;
use crate::tools::{self, Tools};
use crate::{prerequisites, web, workspace};

/// The crates that only make sense in a browser.
const BROWSER: [&str; 2] = ["app", "matcher-wasm"];
/// The capture services in software, with the tests that reach them over loopback.
const DOUBLES: &str = "scanners/doubles";
const WASM: &str = "wasm32-unknown-unknown";

#[derive(Args)]
pub(crate) struct Test {
    /// Only these steps, by name.
    #[arg(value_name = "STEP")]
    only: Vec<String>,
}

impl Test {
    pub(crate) fn run(self) -> Result<()> {
        let mut timings = Vec::new();
        let outcome = self.run_steps(&mut timings);
        println!("\n{:<28}{:>10}", "step", "seconds");
        for (name, took) in &timings {
            println!("{name:<28}{:>10.1}", took.as_secs_f32());
        }
        println!("{:<28}{:>10.1}", "total", timings.iter().map(|(_, took)| took.as_secs_f32()).sum::<f32>());
        outcome
    }

    fn run_steps(&self, timings: &mut Vec<(&'static str, Duration)>) -> Result<()> {
        let mut step = |name: &'static str, act: &dyn Fn() -> Result<()>| {
            if !self.only.is_empty() && !self.only.iter().any(|only| only == name) {
                return Ok(());
            }
            println!("\n== {name}");
            let started = Instant::now();
            let outcome = act().with_context(|| format!("step {name} failed"));
            timings.push((name, started.elapsed()));
            outcome
        };
        step("format", &|| run(&mut cargo(&["fmt", "--all", "--check"])))?;
        step("prerequisites", &|| {
            prerequisites::ensure(prerequisites::TO_BUILD)?;
            prerequisites::ensure(prerequisites::TO_TEST)?;
            prerequisites::wish(prerequisites::OTHER_BROWSERS);
            Ok(())
        })?;
        let tools = std::cell::OnceCell::new();
        step("tools", &|| {
            // A set cell is not possible here: this step runs once.
            let _ = tools.set(Tools::ensure(tools::TO_TEST)?);
            Ok(())
        })?;
        let tools = match tools.into_inner() {
            Some(tools) => tools,
            None => Tools::ensure(tools::TO_TEST)?,
        };
        step("lint", &lint)?;
        step("lint-wasm", &lint_wasm)?;
        step("licences", &|| licences(&tools))?;
        step("unit", &unit)?;
        step("postgres", &on_postgres)?;
        step("wasm", &|| wasm(&tools))?;
        step("build", &|| {
            run(&mut cargo(&[
                "build",
                "--package",
                "server",
                "--package",
                "usb-device",
                "--package",
                "usb-shim",
            ]))?;
            // By themselves: the server that is tested has no doubles in it.
            run(&mut cargo(&["build", "--package", "scanners", "--features", "doubles", "--bins"]))?;
            web::build(&tools, web::Effort::Shipped)?;
            web::print_sizes()
        })?;
        step("end-to-end", &end_to_end)
    }
}

fn lint() -> Result<()> {
    let mut clippy = cargo(&["clippy", "--workspace", "--all-targets", "--features", DOUBLES]);
    run(clippy.args(BROWSER.iter().flat_map(|package| ["--exclude", package])).args(["--", "-D", "warnings"]))
}

fn lint_wasm() -> Result<()> {
    let mut clippy = cargo(&["clippy", "--all-targets", "--target", WASM]);
    run(clippy.args(BROWSER.iter().flat_map(|package| ["--package", package])).args(["--", "-D", "warnings"]))
}

/// Advisories need the network's advisory database, so they are looked up by `cargo deny check` by hand; a test
/// must give the same answer tomorrow.
fn licences(tools: &Tools) -> Result<()> {
    run(&mut command(tools.cargo_deny(), &["--log-level", "error", "check", "bans", "licenses", "sources"]))
}

fn unit() -> Result<()> {
    let mut test = cargo(&["test", "--workspace", "--features", DOUBLES]);
    run(test.args(BROWSER.iter().flat_map(|package| ["--exclude", package])))
}

/// The server's rules again, with their records in PostgreSQL, and those of matchers.
fn on_postgres() -> Result<()> {
    prerequisites::ensure(&[prerequisites::POSTGRES, prerequisites::NATS])?;
    let (cluster, nats) = (Cluster::start()?, Nats::start()?);
    let mut test = cargo(&["test", "--package", "server", "--test", "rules"]);
    run(test.env("UMBRAL_TEST_POSTGRES", cluster.url()).env("UMBRAL_TEST_NATS", nats.url()))
}

fn wasm(tools: &Tools) -> Result<()> {
    let mut test = cargo(&[
        "test",
        "--package",
        "app",
        "--package",
        "matcher-wasm",
        "--package",
        "synthetic",
        "--package",
        "parity",
        "--target",
        WASM,
    ]);
    run(test.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", tools.wasm_test_runner()))
}

fn end_to_end() -> Result<()> {
    let e2e = workspace::root().join("e2e");
    run(command("npm", &["ci", "--silent"]).current_dir(&e2e).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
    run(command("npx", &["--no-install", "tsc", "--noEmit"]).current_dir(&e2e))?;
    run(command("npx", &["--no-install", "playwright", "test"])
        .current_dir(&e2e)
        .env("UMBRAL_SERVER", workspace::server())
        .env("UMBRAL_WEB", workspace::web()))
}
