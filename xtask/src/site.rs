//! The page itself, by Vite, and the documentation below it.

use std::path::Path;

use anyhow::Result;

use crate::process::run_aside;
use crate::workspace::Workspace;
use crate::{docs, setup};

/// Builds the page into a folder, which is emptied first.
pub fn build(workspace: &Workspace, folder: &Path) -> Result<()> {
    setup::npm_packages(workspace)?;
    let mut vite = workspace.node_script("vite/bin/vite.js");
    vite.args(["build", "--emptyOutDir", "--logLevel", "warn", "--outDir"]).arg(folder);
    run_aside("building the page (vite build)", &mut vite)?;
    docs::build(workspace, folder)
}
