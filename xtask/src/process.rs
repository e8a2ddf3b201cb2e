//! Running other programs.

use std::io::stderr;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Runs a command to its end. An error names its purpose.
pub fn run(purpose: &str, command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("cannot start {program} ({purpose})"))?;
    if !status.success() {
        bail!("{purpose} failed ({status})");
    }
    Ok(())
}

/// As [`run`], with the command's output on stderr: stdout is kept for the results that the user requested.
pub fn run_aside(purpose: &str, command: &mut Command) -> Result<()> {
    run(purpose, command.stdin(Stdio::null()).stdout(Stdio::from(stderr())))
}

/// The output of a command, trimmed. `None` if it is missing or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
