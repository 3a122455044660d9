//! `cargo xtask eval import`: a partner's folder of many people through `umbral import`, and the start of a server that
//! holds them.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use fingerprint::FingerPosition;
use isobio::{FingerMinutiaeRecord, Format, ImpressionType, View};
use synthetic::{Conditions, Difficulty, Person, template_under};

use super::program::{memory_of, processor_of, serve, stop};
use crate::workspace;

#[derive(clap::Args)]
pub struct Args {
    /// People of the sheet.
    #[arg(long, default_value_t = 100_000)]
    people: u64,
    /// Fingers of each, 1 to 10.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=10))]
    fingers: u8,
    /// One in so many is the person before them once more, by other impressions.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(2..))]
    twice: u64,
    /// Where folder and data go; made, and left there.
    #[arg(long, value_name = "DIR")]
    work: PathBuf,
    /// The program that is measured; else the one that was built last.
    #[arg(long, value_name = "FILE")]
    umbral: Option<PathBuf>,
    /// Cuts the import off after so many seconds and has it go on, as often as it takes.
    #[arg(long)]
    cut_after: Option<u64>,
}

const FORMER: u64 = 50_000_000;
const LIST: &str = "Demo wanted persons";

pub fn run(args: &Args) -> Result<()> {
    let umbral = args.umbral.clone().unwrap_or_else(workspace::server);
    let (folder, data) = (args.work.join("folder"), args.work.join("data"));
    if !folder.exists() {
        let started = Instant::now();
        make_folder(args, &folder)?;
        println!("{:<44} {:.1} s", "folder made", started.elapsed().as_secs_f64());
    }
    if !data.exists() {
        let (mut server, _) = serve(&umbral, &data, true)?;
        stop(&mut server)?;
    }
    let (mut cuts, mut took, mut taken) = (0, Duration::ZERO, Taken::default());
    let output = loop {
        let mut import = Command::new(&umbral)
            .args(["import", "--list", LIST, "--validator", "Somebody second", "--apply", "--leave-out"])
            .arg("--data")
            .arg(&data)
            .arg(&folder)
            .stdout(Stdio::piped())
            .spawn()
            .context("umbral import")?;
        let started = Instant::now();
        let lines = import.stdout.take().context("output")?;
        let reader = std::thread::spawn(move || BufReader::new(lines).lines().collect::<Vec<_>>());
        let limit = args.cut_after.map(Duration::from_secs);
        let finished = watch(&mut import, limit, &mut taken)?;
        took += started.elapsed();
        let output: Vec<String> = reader.join().unwrap_or_default().into_iter().flatten().collect();
        if finished {
            break output;
        }
        cuts += 1;
    };
    let twice = output.iter().filter(|line| line.contains("of the same sheet")).count();
    let wrongly =
        output.iter().filter(|line| line.contains("looks like")).filter(|line| !was_twice(line)).count();
    let rate = |count: u64| count as f64 / took.as_secs_f64();
    println!("{:<44} {cuts} times", "import was killed and went on");
    println!("{:<44} {:.1} s", "import, all runs together", took.as_secs_f64());
    println!(
        "{:<44} {:.0} people/s, {:.0} rows/s",
        "",
        rate(args.people),
        rate(args.people * u64::from(args.fingers))
    );
    println!("{:<44} {:.1} s", "processor time of it", taken.processor);
    println!("{:<44} {} MiB", "memory at most", taken.memory);
    println!("{:<44} {twice} of {}", "people who were there twice, found", args.people / args.twice);
    println!("{:<44} {wrongly}", "people taken for somebody else");
    println!("{:<44} {}", "", output.last().map_or("", String::as_str));
    let started = Instant::now();
    let (mut server, ready) = serve(&umbral, &data, false)?;
    println!("{:<44} {:.1} s", "server's start until it is ready", (ready - started).as_secs_f64());
    println!("{:<44} {} MiB", "its memory", memory_of(server.id(), "VmRSS").unwrap_or(0));
    stop(&mut server)
}

/// Whether a line speaks of somebody who is there twice.
fn was_twice(line: &str) -> bool {
    let names: Vec<&str> = line.split(|letter: char| !letter.is_ascii_digit()).collect();
    line.starts_with("again") && names.iter().filter(|name| !name.is_empty()).count() >= 2
}

fn make_folder(args: &Args, folder: &Path) -> Result<()> {
    let mut sheet = "person,file,finger,category,sources,criterion,evidence,expires\n".to_owned();
    for number in 0..args.people {
        let again = number % args.twice == args.twice - 1;
        let seed = FORMER + if again { number - 1 } else { number };
        let name = if again { format!("again{number}") } else { format!("p{number}") };
        // A thousand files in a folder, so that no folder is slow.
        let inside = format!("{:03}", number / 1000);
        std::fs::create_dir_all(folder.join(&inside))?;
        for code in (2..=10).chain([1]).take(usize::from(args.fingers)) {
            let position = FingerPosition::try_from(code).map_err(anyhow::Error::msg)?;
            let finger = Person { seed }.finger(position);
            let template = template_under(finger, &Conditions::draw(finger.0 ^ number, Difficulty::Good));
            let pixels_per_cm = 197.try_into()?;
            let view =
                View::from_template(&template, position, ImpressionType::LivePlain, Some(80), pixels_per_cm);
            let record = FingerMinutiaeRecord { views: vec![view] }.write(Format::Iso2005)?;
            let file = format!("{inside}/{name}-{code}.fmr");
            std::fs::write(folder.join(&file), record)?;
            writeln!(
                sheet,
                "{name},{file},{code},Wanted for people smuggling,Court of Valdoria,Warrant,2026-01-01,2028-01-01"
            )?;
        }
    }
    std::fs::write(folder.join("sheet.csv"), sheet)?;
    Ok(())
}

/// What a program took in all its runs.
#[derive(Default)]
struct Taken {
    /// Memory at most, in MiB.
    memory: u64,
    /// Processor time, in seconds.
    processor: f64,
}

/// Waits for a program until it is done, or kills it at its limit; whether it finished.
fn watch(child: &mut Child, limit: Option<Duration>, taken: &mut Taken) -> Result<bool> {
    let started = Instant::now();
    let before = taken.processor;
    loop {
        taken.memory = taken.memory.max(memory_of(child.id(), "VmHWM").unwrap_or(0));
        taken.processor = taken.processor.max(before + processor_of(child.id()).unwrap_or(0.0));
        if let Some(status) = child.try_wait()? {
            if !status.success() {
                bail!("umbral import ended with {status}");
            }
            return Ok(true);
        }
        if limit.is_some_and(|limit| started.elapsed() > limit) {
            stop(child)?;
            return Ok(false);
        }
        #[expect(clippy::disallowed_methods, reason = "no event tells of another program's memory")]
        std::thread::sleep(Duration::from_millis(100));
    }
}
