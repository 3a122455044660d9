//! Programs that are measured from outside.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

/// A server that is ready, and when it was.
pub fn serve(umbral: &Path, data: &Path, demo: bool) -> Result<(Child, Instant)> {
    let mut command = Command::new(umbral);
    command.arg("serve").args(demo.then_some("--demo")).args(["--port", "0"]).arg("--data").arg(data);
    let mut server = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().context("umbral serve")?;
    let lines = BufReader::new(server.stdout.take().context("output")?).lines();
    for line in lines {
        if line?.starts_with("ready") {
            return Ok((server, Instant::now()));
        }
    }
    bail!("the server ended before it was ready")
}

/// Kills a program.
pub fn stop(server: &mut Child) -> Result<()> {
    server.kill()?;
    server.wait()?;
    Ok(())
}

/// A program's processor time in seconds, where the system tells.
pub fn processor_of(id: u32) -> Option<f64> {
    /// Of Linux, whatever the machine's own clock does.
    const TICKS: f64 = 100.0;
    let status = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name, in brackets, may hold spaces.
    let fields: Vec<&str> = status.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / TICKS)
}

/// A figure of a program's memory in MiB, where the system tells.
pub fn memory_of(id: u32, figure: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with(figure))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024)
}
