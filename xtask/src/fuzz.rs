//! `cargo xtask fuzz TARGET`: bytes that nobody vouches for, through one door at a time.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use hostile::{Mutator, TARGETS, Target};
use sha2::{Digest as _, Sha256};

use crate::command::{cargo, command, run};
use crate::workspace;

#[derive(Args)]
pub(crate) struct Fuzz {
    /// Which door; without, all of them in turn.
    target: Option<String>,
    /// How long for each.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Other inputs for another seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Let libFuzzer choose the inputs by the code they reach. Compiles with coverage counters; needs a C++ compiler,
    /// but no nightly.
    #[arg(long)]
    guided: bool,
}

/// No input may take longer: a person is waiting.
const LONGEST: Duration = Duration::from_secs(2);
/// Nor more memory than this, in MiB.
const MOST_MEMORY: u64 = 256;

impl Fuzz {
    pub(crate) fn run(self) -> Result<()> {
        let targets = match &self.target {
            None => TARGETS.to_vec(),
            Some(name) => vec![Target::named(name).with_context(|| {
                format!("no target {name}; there are: {}", TARGETS.map(|target| target.name).join(", "))
            })?],
        };
        for target in targets {
            if self.guided { self.guided(&target)? } else { self.blind(&target)? }
        }
        Ok(())
    }

    /// On the compiler at hand, without a look at the code.
    fn blind(&self, target: &Target) -> Result<()> {
        let mut mutator = Mutator::new(self.seed, [(target.seeds)(), kept(target)?].concat());
        let (started, mut inputs, mut slowest) = (Instant::now(), 0u64, Duration::ZERO);
        while started.elapsed().as_secs() < self.seconds {
            let input = mutator.input();
            let begun = Instant::now();
            let sound = std::panic::catch_unwind(|| (target.run)(&input)).is_ok();
            let took = begun.elapsed();
            if !sound || took > LONGEST {
                let file = keep(target, &input)?;
                let fault = if sound { format!("took {took:?}") } else { "broke a rule".into() };
                bail!(
                    "{} {fault} on input {inputs}. Repair it, and keep {} in fuzz/corpus/{}",
                    target.name,
                    file.display(),
                    target.name
                );
            }
            slowest = slowest.max(took);
            inputs += 1;
        }
        println!(
            "{:<12} {inputs:>9} inputs, slowest {:>6.1} ms, peak memory {} MiB",
            target.name,
            slowest.as_secs_f64() * 1000.0,
            peak_mib().map_or_else(|| "?".into(), |mib| mib.to_string())
        );
        ensure!(
            peak_mib().is_none_or(|mib| mib <= MOST_MEMORY),
            "{} needed more than {MOST_MEMORY} MiB",
            target.name
        );
        Ok(())
    }

    /// By libFuzzer, which keeps what reaches new code.
    fn guided(&self, target: &Target) -> Result<()> {
        const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
            -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
            -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg=fuzzing";
        let build_folder = workspace::target().join("fuzz");
        let triple = host()?;
        // A target is named so that build scripts go without the counters, whose runtime they lack.
        let mut build = cargo(&[
            "build",
            "--release",
            "--quiet",
            "--manifest-path",
            "fuzz/Cargo.toml",
            "--target",
            &triple,
        ]);
        run(build
            .args(["--bin", target.name])
            .env("CARGO_TARGET_DIR", &build_folder)
            .env("RUSTFLAGS", COVERAGE))?;

        let found = build_folder.join("corpus").join(target.name);
        std::fs::create_dir_all(&found)?;
        for seed in (target.seeds)() {
            std::fs::write(found.join(name_of(&seed)), seed)?;
        }
        let mut fuzz = command(build_folder.join(&triple).join("release").join(target.name), &[]);
        fuzz.arg(&found).args(kept_folder(target).exists().then(|| kept_folder(target)));
        fuzz.arg(format!("-max_total_time={}", self.seconds))
            .arg(format!("-timeout={}", LONGEST.as_secs()))
            .arg(format!("-malloc_limit_mb={MOST_MEMORY}"))
            .arg(format!("-seed={}", self.seed))
            .arg(format!("-artifact_prefix={}/", build_folder.join(target.name).display()))
            .args(["-rss_limit_mb=1024", "-verbosity=0", "-print_final_stats=1", "-max_len=65536"]);
        std::fs::create_dir_all(build_folder.join(target.name))?;
        run(&mut fuzz)
    }
}

/// Inputs that once broke it.
fn kept_folder(target: &Target) -> PathBuf {
    workspace::root().join("fuzz/corpus").join(target.name)
}

fn kept(target: &Target) -> Result<Vec<Vec<u8>>> {
    let folder = kept_folder(target);
    if !folder.exists() {
        return Ok(Vec::new());
    }
    std::fs::read_dir(folder)?.map(|file| Ok(std::fs::read(file?.path())?)).collect()
}

fn keep(target: &Target, input: &[u8]) -> Result<PathBuf> {
    let folder = workspace::target().join("fuzz").join(target.name);
    std::fs::create_dir_all(&folder)?;
    let file = folder.join(name_of(input));
    std::fs::write(&file, input)?;
    Ok(file)
}

fn name_of(input: &[u8]) -> String {
    Sha256::digest(input)[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The most memory that this process ever held, where the system tells.
fn peak_mib() -> Option<u64> {
    let status = std::fs::read_to_string(Path::new("/proc/self/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

fn host() -> Result<String> {
    let said = crate::command::run_quietly(&mut command("rustc", &["-vV"]))?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc names no host")
}
