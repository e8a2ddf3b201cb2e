//! `cargo xtask pictures`: takes from the live page what stands in for it: the recorded run for browsers that can't train, the picture
//! beside links to the page, the README's, and the icons of an installed page. `pictures.mjs` says how.

use std::net::TcpListener;

use anyhow::Result;

use crate::process::run;
use crate::workspace::Workspace;
use crate::{serve, server, setup};

pub fn pictures(workspace: &Workspace) -> Result<()> {
    let folder = workspace.target.join("site");
    serve::build_page_and_cpu_engine(workspace, &folder)?;
    let chromium = setup::chromium(workspace)?;
    let address = server::start(TcpListener::bind(("127.0.0.1", 0))?, &folder, "/")?;
    let mut node = workspace.command("node");
    node.arg("xtask/src/pictures.mjs").arg(format!("http://{address}/")).arg(chromium);
    run("taking the pictures", &mut node)
}
