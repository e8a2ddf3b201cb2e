//! `cargo xtask build`: `dist/`, to be put on any static host.

use std::fs;

use anyhow::{Context, Result};

use crate::engines::{self, Engine, Profile};
use crate::process::output;
use crate::workspace::Workspace;
use crate::{setup, site};

pub fn build(workspace: &Workspace) -> Result<()> {
    let dist = workspace.root.join("dist");
    site::build(workspace, &dist)?;
    setup::wasm_target(workspace)?;
    for engine in Engine::ALL {
        engines::build(workspace, engine, Profile::Dist)?;
        engines::add_to_site(workspace, engine, &dist)?;
    }
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(workspace.root.join(licence), dist.join(licence)).with_context(|| format!("cannot copy {licence}"))?;
    }
    print!("{}", sizes(workspace)?);
    println!("dist/ is ready: put it on any web server, in any folder.");
    Ok(())
}

/// A line a file: name, bytes, bytes as brotli sends them. Node has brotli built in.
fn sizes(workspace: &Workspace) -> Result<String> {
    let mut command = workspace.command("node");
    command.args(["--input-type=module", "--eval", include_str!("sizes.mjs"), "dist"]);
    let mut table = output(&mut command).context("cannot measure the files of dist/")?;
    table.push('\n');
    Ok(table)
}
