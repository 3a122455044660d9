//! `cargo xtask bench`: how long each stage of the engine takes, natively and in a browser.

use std::time::Duration;

use anyhow::Result;
use clap::Args;
use stages::Timing;

use crate::browser::Site;
use crate::command::{cargo, run, run_quietly};
use crate::tools::{self, Tools};
use crate::{prerequisites, web, workspace};

#[derive(Args)]
pub(crate) struct Bench {
    /// Beside it in headless Chromium, by the same functions.
    #[arg(long)]
    wasm: bool,
    /// Milliseconds for each stage, with --wasm.
    #[arg(long, default_value_t = 1000.0)]
    milliseconds: f64,
    /// Only stages whose names hold one of these, with --wasm.
    only: Vec<String>,
}

impl Bench {
    pub(crate) fn run(self) -> Result<()> {
        if !self.wasm {
            return run(&mut cargo(&["bench", "--package", "stages"]));
        }
        let only: Vec<&str> = self.only.iter().map(String::as_str).collect();
        let browser = in_browser(self.milliseconds, &only)?;
        let native = self.natively()?;
        println!("{:<34}{:>14}{:>14}{:>8}", "stage (each)", "native", "browser", "ratio");
        for browser in &browser {
            let Some(native) = native.iter().find(|native| native.name == browser.name) else { continue };
            let ratio = browser.microseconds / native.microseconds;
            println!(
                "{:<34}{:>14}{:>14}{ratio:>8.2}",
                native.name,
                words(native.microseconds),
                words(browser.microseconds)
            );
        }
        Ok(())
    }

    /// In the release profile, which this program itself is not built in.
    fn natively(&self) -> Result<Vec<Timing>> {
        let mut timings =
            cargo(&["run", "--quiet", "--release", "--package", "stages", "--example", "timings"]);
        Ok(serde_json::from_str(&run_quietly(
            timings.arg("--").arg(self.milliseconds.to_string()).args(&self.only),
        )?)?)
    }
}

/// Times the stages whose names hold one of `wanted`, or all where nothing is wanted, in headless Chromium.
pub(crate) fn in_browser(milliseconds: f64, wanted: &[&str]) -> Result<Vec<Timing>> {
    prerequisites::ensure(prerequisites::TO_BUILD)?;
    prerequisites::ensure(prerequisites::TO_TEST)?;
    let tools = Tools::ensure(tools::TO_BUILD)?;
    let folder = workspace::target().join("bench");
    let module = web::Module { folder: "crates/stages", name: "stages", optimise: "-O3" };
    web::build_module(&module, &tools, &folder, web::Effort::Shipped)?;
    let script = format!(
        "import init, {{ timings }} from './stages.js';\n\
         const answer = (body) => fetch('/answer', {{ method: 'POST', body }});\n\
         init().then(() => timings({milliseconds}, {wanted:?})).then(answer, (fault) => answer('fault: ' + fault));"
    );
    let site = Site::default()
        .with(
            "/index.html",
            format!("<!doctype html><title>Stages</title><script type=module>{script}</script>"),
        )
        .with_file("/stages.js", &folder.join("stages/stages.js"))?
        .with_file("/stages_bg.wasm", &folder.join("stages/stages_bg.wasm"))?;
    Ok(serde_json::from_str(&site.ask(Duration::from_secs(600))?)?)
}

fn words(microseconds: f64) -> String {
    match microseconds {
        ..1.0 => format!("{:.1} ns", microseconds * 1000.0),
        ..1000.0 => format!("{microseconds:.1} µs"),
        _ => format!("{:.2} ms", microseconds / 1000.0),
    }
}
