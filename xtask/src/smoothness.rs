//! `cargo xtask smoothness`: measures in a browser whether the page stays smooth while it trains. `bench/page.js`
//! defines the measurements.

use std::net::TcpListener;

use anyhow::Result;

use crate::process::run;
use crate::workspace::Workspace;
use crate::{serve, server, setup};

pub fn smoothness(workspace: &Workspace) -> Result<()> {
    let folder = workspace.target.join("site");
    serve::build_all(workspace, &folder)?;
    let chromium = setup::chromium(workspace)?;
    let address = server::start(TcpListener::bind(("127.0.0.1", 0))?, &folder, "/")?;
    eprintln!("Measuring takes a minute or two; anything else that this machine does meanwhile counts.");
    let mut node = workspace.command("node");
    node.arg("bench/page.js").arg("--url").arg(format!("http://{address}/")).arg("--chromium").arg(chromium);
    run("measuring the page", &mut node)
}
