//! A throw-away NATS with JetStream: on a free port of this machine, gone with the value.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, ensure};

/// A running server.
pub(crate) struct Nats {
    process: Child,
    folder: PathBuf,
    port: u16,
}

impl Nats {
    /// Starts one.
    ///
    /// # Errors
    /// Where `nats-server` is not there, or does not start.
    pub(crate) fn start() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("umbral-nats-{}", std::process::id()));
        std::fs::create_dir(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        // Free a moment ago, and seldom taken since.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut process = Command::new("nats-server")
            .args(["--jetstream", "--addr", "127.0.0.1", "--port", &port.to_string(), "--store_dir"])
            .arg(&folder)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start nats-server")?;
        let said = process.stderr.take().context("nats-server has no output")?;
        let nats = Self { process, folder, port };
        let mut lines = BufReader::new(said).lines();
        let ready = lines.by_ref().map_while(Result::ok).any(|line| line.contains("Server is ready"));
        ensure!(ready, "nats-server ended before it was ready");
        // What it goes on to say must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(nats)
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        let ended = self.process.kill().and_then(|()| self.process.wait()).map(|_| ());
        if let Err(error) = ended.and_then(|()| std::fs::remove_dir_all(&self.folder)) {
            eprintln!("NATS in {} was not removed: {error}", self.folder.display());
        }
    }
}
