//! A throw-away PostgreSQL cluster: in a temporary folder, on a socket in it, gone with the value.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::command::{command, run_quietly};
use crate::prerequisites::is_root;

/// Where Debian puts the programs that only a cluster's owner calls, one folder for each version.
const VERSIONS: &str = "/usr/lib/postgresql";
/// Made by the package: the server refuses to run as root.
const OWNER: &str = "postgres";

/// A running cluster. Nothing of it is kept: it does not even wait for the disk.
pub(crate) struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
}

impl Cluster {
    /// Makes a cluster and starts it.
    ///
    /// # Errors
    /// Where PostgreSQL is not there, or does not start.
    pub(crate) fn start() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("umbral-postgres-{}", std::process::id()));
        std::fs::create_dir(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let cluster = Self { folder, programs: programs().context("PostgreSQL's initdb was not found")? };
        if is_root() {
            run_quietly(command("chown", &[OWNER]).arg(&cluster.folder))?;
        }
        let data = cluster.data();
        run_quietly(
            cluster
                .as_owner("initdb")
                .args([
                    "--auth=trust",
                    "--username=umbral",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-sync",
                    "-D",
                ])
                .arg(&data),
        )?;
        let options = format!(
            "-k {} -c listen_addresses= -c fsync=off -c full_page_writes=off -c max_connections=200",
            cluster.folder.display()
        );
        // Without a log file of its own it would keep this program's output open.
        let log = cluster.folder.join("log");
        run_quietly(
            cluster
                .as_owner("pg_ctl")
                .args(["start", "--wait", "--silent", "-o", &options, "-l"])
                .arg(log)
                .arg("-D")
                .arg(&data),
        )?;
        Ok(cluster)
    }

    /// Its address, to which parameters may be added after a `?`.
    pub(crate) fn url(&self) -> String {
        let socket = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://umbral@{socket}/postgres")
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// One of PostgreSQL's programs, run by the user whom the folder belongs to.
    fn as_owner(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command =
                command("setpriv", &["--reuid", OWNER, "--regid", OWNER, "--clear-groups", "--"]);
            command.arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(&self.folder);
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.data();
        let stopped = run_quietly(
            self.as_owner("pg_ctl").args(["stop", "--mode=immediate", "--silent", "-D"]).arg(&data),
        );
        let removed = std::fs::remove_dir_all(&self.folder);
        if let Err(error) = stopped.and(removed.map_err(Into::into)) {
            eprintln!("the cluster in {} was not removed: {error}", self.folder.display());
        }
    }
}

/// Whether this machine has one of PostgreSQL's programs, on the search path or not.
pub(crate) fn has(program: &str) -> bool {
    programs().is_some_and(|folder| folder.join(program).is_file())
}

/// The folder of the newest version's programs, or else of those on the search path.
fn programs() -> Option<PathBuf> {
    let version = |folder: &PathBuf| folder.file_name()?.to_str()?.parse::<u32>().ok();
    let installed = std::fs::read_dir(VERSIONS).into_iter().flatten().flatten().map(|entry| entry.path());
    let on_path = std::env::var_os("PATH")?;
    installed
        .max_by_key(version)
        .map(|folder| folder.join("bin"))
        .into_iter()
        .chain(std::env::split_paths(&on_path))
        .find(|folder| folder.join("initdb").is_file())
}
