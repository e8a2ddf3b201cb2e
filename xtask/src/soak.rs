//! `cargo xtask soak`: measures in a browser whether memory stays constant over a long run, on both engines.
//! `bench/soak.js` defines the measurements.

use std::net::TcpListener;

use anyhow::Result;

use crate::process::run;
use crate::workspace::Workspace;
use crate::{serve, server, setup};

pub fn soak(workspace: &Workspace, steps: u32) -> Result<()> {
    let folder = workspace.target.join("site");
    serve::build_all(workspace, &folder)?;
    let chromium = setup::chromium(workspace)?;
    let address = server::start(TcpListener::bind(("127.0.0.1", 0))?, &folder, "/")?;
    let mut node = workspace.command("node");
    node.arg("bench/soak.js").arg("--url").arg(format!("http://{address}/")).arg("--chromium").arg(chromium);
    run("the long run", node.arg("--steps").arg(steps.to_string()))
}
