//! The page itself, by Vite, the documentation below it, and what a folder of it needs before it is put on a server. The scripts here are
//! run by Node, which has brotli built in.

use std::path::Path;

use anyhow::Result;

use crate::process::{run, run_aside};
use crate::workspace::Workspace;
use crate::{docs, setup};

/// Builds the page into a folder, which is emptied first.
pub fn build(workspace: &Workspace, folder: &Path) -> Result<()> {
    build_for(workspace, folder, None)
}

/// The same for a known address, which links and previews of the page then name.
pub fn build_for(workspace: &Workspace, folder: &Path, address: Option<&str>) -> Result<()> {
    setup::npm_packages(workspace)?;
    let mut vite = workspace.node_script("vite/bin/vite.js");
    vite.args(["build", "--emptyOutDir", "--logLevel", "warn", "--outDir"]).arg(folder);
    vite.env("CLOZE_ADDRESS", address.unwrap_or_default());
    run_aside("building the page (vite build)", &mut vite)?;
    docs::build(workspace, folder)
}

/// Gives a folder its version and its service worker. To be called when all its files are there.
pub fn make_offline(workspace: &Workspace, folder: &Path) -> Result<()> {
    script(workspace, "writing the service worker", "offline.mjs", folder)
}

/// Writes the compressed copies of its files.
pub fn compress(workspace: &Workspace, folder: &Path) -> Result<()> {
    eprintln!("Compressing the files (up to some minutes).");
    script(workspace, "compressing the files", "compress.mjs", folder)
}

/// Prints a line a file: name, bytes, bytes as brotli sends them.
///
/// # Errors
/// An engine that is too large to ship; the script names it and the excess.
pub fn check_sizes(workspace: &Workspace, folder: &Path) -> Result<()> {
    script(workspace, "measuring the files", "sizes.mjs", folder)
}

fn script(workspace: &Workspace, purpose: &str, name: &str, folder: &Path) -> Result<()> {
    let mut node = workspace.command("node");
    node.arg(workspace.root.join("xtask/src/site").join(name)).arg(folder);
    run(purpose, &mut node)
}
