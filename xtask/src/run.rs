use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Result, bail};
use clap::Args;

use crate::command::{cargo, command, run};
use crate::tools::{self, Tools};
use crate::{prerequisites, web, workspace};

#[derive(Args)]
pub(crate) struct Run {
    /// Where the server keeps its data.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// The port on 127.0.0.1.
    #[arg(long, default_value_t = 8470)]
    port: u16,
    /// Start over: delete the data and make a new demo programme.
    #[arg(long)]
    fresh: bool,
}

impl Run {
    pub(crate) fn run(self) -> Result<()> {
        let started = Instant::now();
        prerequisites::ensure(prerequisites::TO_BUILD)?;
        let tools = Tools::ensure(tools::TO_BUILD)?;
        println!("building the server");
        run(&mut cargo(&["build", "--quiet", "--package", "server"]))?;
        web::build(&tools, web::Effort::Shipped)?;
        if self.fresh {
            self.delete_data()?;
        }
        println!("built in {:.1} s", started.elapsed().as_secs_f32());

        let mut server = command(workspace::server(), &["serve", "--demo", "--port", &self.port.to_string()]);
        server.arg("--data").arg(&self.data).arg("--assets").arg(workspace::web());
        become_command(server)
    }

    /// Deletes the data folder, if it is one: a mistyped path must not cost anything.
    fn delete_data(&self) -> Result<()> {
        let data = workspace::root().join(&self.data);
        if !data.exists() {
            return Ok(());
        }
        if !data.join("umbral.db").exists() && std::fs::read_dir(&data)?.next().is_some() {
            bail!("{} holds no umbral.db: --fresh deletes only a data folder of the server", data.display());
        }
        println!("deleting {}", data.display());
        Ok(std::fs::remove_dir_all(data)?)
    }
}

/// The server takes this process's place, so that signals reach it and nothing is left behind.
#[cfg(unix)]
fn become_command(mut server: std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt as _;
    Err(server.exec().into())
}

#[cfg(not(unix))]
fn become_command(mut server: std::process::Command) -> Result<()> {
    run(&mut server)
}
