//! `cargo xtask build`: writes `dist/`, which any static host can serve.

use std::fs;

use anyhow::{Context, Result};

use crate::engines::{self, Engine, Profile};
use crate::process::run;
use crate::workspace::Workspace;
use crate::{setup, site};

pub fn build(workspace: &Workspace, burn_webgpu: bool) -> Result<()> {
    let dist = workspace.root.join("dist");
    site::build(workspace, &dist)?;
    setup::wasm_target(workspace)?;
    for engine in Engine::USUAL.into_iter().chain(burn_webgpu.then_some(Engine::BurnWebGpu)) {
        engines::build(workspace, engine, Profile::Dist)?;
        engines::add_to_site(workspace, engine, &dist)?;
    }
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(workspace.root.join(licence), dist.join(licence)).with_context(|| format!("cannot copy {licence}"))?;
    }
    check_sizes(workspace)?;
    println!("dist/ is ready: put it on any web server, in any folder.");
    Ok(())
}

/// Prints a line a file: name, bytes, bytes as brotli sends them. Node has brotli built in.
///
/// # Errors
/// An engine that is too large to ship; the script names it and the excess.
fn check_sizes(workspace: &Workspace) -> Result<()> {
    let mut command = workspace.command("node");
    command.args(["--input-type=module", "--eval", include_str!("sizes.mjs"), "dist"]);
    run("measuring the files of dist/", &mut command)
}
