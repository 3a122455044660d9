//! A page in headless Chromium that is given files and posts one answer.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::command::{command, on_path};

/// What a page can fetch, by path: `/index.html` is opened. It posts its answer to `/answer`.
#[derive(Default)]
pub(crate) struct Site {
    files: HashMap<String, Vec<u8>>,
}

impl Site {
    /// Serves `content` at `path`.
    pub(crate) fn with(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.to_owned(), content.into());
        self
    }

    /// Serves a file that was built.
    pub(crate) fn with_file(self, path: &str, file: &Path) -> Result<Self> {
        let content = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        Ok(self.with(path, content))
    }

    /// Opens the page and waits for what it posts.
    pub(crate) fn ask(self, within: Duration) -> Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let (sender, answers) = channel();
        let site = Arc::new(self);
        // It ends with this process.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (site, sender) = (site.clone(), sender.clone());
                std::thread::spawn(move || site.serve(stream, &sender));
            }
        });
        let _browser = Browser::open(&format!("http://{address}/index.html"))?;
        let answer =
            answers.recv_timeout(within).context("the page in the browser did not answer in time")?;
        if let Some(fault) = answer.strip_prefix("fault: ") {
            bail!("in the browser: {fault}");
        }
        Ok(answer)
    }

    fn serve(&self, stream: TcpStream, answers: &Sender<String>) {
        // A connection that breaks off is the browser's affair.
        let _ = self.try_serve(stream, answers);
    }

    fn try_serve(&self, mut stream: TcpStream, answers: &Sender<String>) -> Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut request = String::new();
        reader.read_line(&mut request)?;
        let mut length = 0;
        loop {
            let mut header = String::new();
            if reader.read_line(&mut header)? == 0 || header.trim().is_empty() {
                break;
            }
            let (name, value) = header.split_once(':').unwrap_or_default();
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse()?;
            }
        }
        let mut words = request.split_whitespace();
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        if method == "POST" {
            let mut body = vec![0; length];
            reader.read_exact(&mut body)?;
            answers.send(String::from_utf8_lossy(&body).into_owned())?;
        }
        let (status, content) = match self.files.get(path) {
            Some(content) => ("200 OK", content.as_slice()),
            None => ("404 Not Found", &[] as &[u8]),
        };
        // Isolated from other origins, the page has finer clocks.
        write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\
             Cross-Origin-Opener-Policy: same-origin\r\nCross-Origin-Embedder-Policy: require-corp\r\n\
             Cache-Control: no-store\r\n\r\n",
            kind(path),
            content.len()
        )?;
        stream.write_all(content)?;
        Ok(())
    }
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}

/// A running Chromium with a fresh profile; it ends when dropped.
struct Browser {
    process: Child,
    profile: std::path::PathBuf,
}

impl Browser {
    fn open(address: &str) -> Result<Self> {
        let program = ["chromium", "google-chrome"].into_iter().find(|program| on_path(program));
        let program = program.context("install chromium to run this")?;
        let profile = std::env::temp_dir().join(format!("umbral-browser-{}", std::process::id()));
        let mut chromium = command(program, &["--headless", "--disable-gpu", "--no-first-run"]);
        chromium.arg(format!("--user-data-dir={}", profile.display()));
        if crate::prerequisites::is_root() {
            chromium.arg("--no-sandbox");
        }
        let process = chromium
            .arg(address)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {program}"))?;
        Ok(Self { process, profile })
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It may have ended by itself; a profile left behind does no harm.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}
