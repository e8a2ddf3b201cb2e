//! The documentation as a site, from the Markdown files of the repository. `docs/site` says how; a dead link fails it.

use std::path::Path;

use anyhow::Result;

use crate::process::run_aside;
use crate::setup;
use crate::workspace::Workspace;

pub fn docs(workspace: &Workspace) -> Result<()> {
    setup::npm_packages(workspace)?;
    build(workspace, &workspace.root.join("dist"))?;
    println!("dist/docs/ is ready: open dist/docs/index.html, or put it on a web server to search it too.");
    Ok(())
}

/// Builds it into the folder `docs` of a site, which is emptied first.
pub fn build(workspace: &Workspace, site: &Path) -> Result<()> {
    let mut node = workspace.command("node");
    node.arg("docs/site/build.js").arg(site.join("docs"));
    run_aside("building the documentation (docs/site)", &mut node)
}
