//! `cargo xtask lighthouse`: audits the page and its documentation with Lighthouse. `bench/lighthouse/audit.js` says which pages, and what
//! is enough. Lighthouse and its 200 packages are in that folder alone.

use std::net::TcpListener;

use anyhow::Result;

use crate::process::run;
use crate::workspace::Workspace;
use crate::{serve, server, setup};

pub fn lighthouse(workspace: &Workspace) -> Result<()> {
    let folder = workspace.target.join("site");
    setup::lighthouse(workspace)?;
    let chromium = setup::chromium(workspace)?;
    serve::build_all(workspace, &folder)?;
    let address = server::start(TcpListener::bind(("127.0.0.1", 0))?, &folder, "/")?;
    let mut node = workspace.command("node");
    node.arg("bench/lighthouse/audit.js").arg("--url").arg(format!("http://{address}/")).arg("--chromium").arg(chromium);
    run("the audit", node.arg("--out").arg(workspace.target.join("lighthouse")))
}
