//! Running other programs so that a failure says what was run.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::workspace;

/// `program` with `arguments`, in the checkout's root.
pub(crate) fn command(program: impl AsRef<OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(workspace::root());
    command
}

/// The cargo that runs this xtask.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), arguments)
}

/// Runs to the end, its output on the terminal.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let words = in_words(command);
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("cannot start {words}"))?;
    ensure!(status.success(), "{words} failed ({status})");
    Ok(())
}

/// Runs to the end without a word; on failure its output is the error.
pub(crate) fn run_quietly(command: &mut Command) -> Result<String> {
    let words = in_words(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {words}"))?;
    ensure!(
        output.status.success(),
        "{words} failed ({})\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether the search path has `program`.
pub(crate) fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// Puts `folders` before the search path of `command`.
pub(crate) fn with_path<'c>(command: &'c mut Command, folders: &[&Path]) -> Result<&'c mut Command> {
    let old = std::env::var_os("PATH").unwrap_or_default();
    let new = folders.iter().map(|folder| folder.to_path_buf()).chain(std::env::split_paths(&old));
    Ok(command.env("PATH", std::env::join_paths(new)?))
}

fn in_words(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
