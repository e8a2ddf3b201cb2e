//! `cargo xtask browsers`: the page in Firefox and WebKit, whose training has to give the bits of Chromium's.
//! `tests/browser/others` drives them by the W3C's protocols, since Playwright's own builds of them are not those that people use.

use std::net::TcpListener;

use anyhow::Result;

use crate::process::run;
use crate::workspace::Workspace;
use crate::{serve, server, setup};

pub fn browsers(workspace: &Workspace) -> Result<()> {
    setup::npm_packages(workspace)?;
    let chromium = setup::chromium(workspace)?;
    let firefox = setup::firefox()?;
    let webkit = setup::webkit()?;
    let folder = workspace.target.join("site");
    serve::build_page_and_cpu_engine(workspace, &folder)?;
    let address = server::start(TcpListener::bind(("127.0.0.1", 0))?, &folder, "/")?;
    let mut node = workspace.command("node");
    // WebDriver BiDi is a WebSocket, which Node 20 has behind this flag.
    node.args(["--experimental-websocket", "--no-warnings", "tests/browser/others/run.js", "--url", &format!("http://{address}/")]);
    node.arg("--chromium").arg(chromium).arg("--firefox").arg(firefox).arg("--webkit").arg(webkit);
    run("the page in other browsers", &mut node)
}
