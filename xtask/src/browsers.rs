//! `cargo xtask browsers`: the page in Firefox and WebKit, whose training has to give the bits of Chromium's.
//! `tests/browser/others` drives them by the W3C's protocols, since Playwright's own builds of them are not those that people use.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::process::run;
use crate::workspace::Workspace;
use crate::{serve, server, setup};

/// A model whose steps take milliseconds, also in an engine with assertions.
const SMALL: &str = "hidden_size=32&layers=1&heads=2&intermediate_size=64&batch_size=8";

pub fn browsers(workspace: &Workspace) -> Result<()> {
    setup::npm_packages(workspace)?;
    let chromium = setup::chromium(workspace)?;
    let others = [("firefox", setup::firefox()?), ("webkit", setup::webkit()?)];
    let folder = workspace.target.join("site");
    serve::build_page_and_cpu_engine(workspace, &folder)?;
    compare(workspace, &folder, &chromium, &others, "")
}

/// The same with a small model, a built page, and only the browsers that are there: the tests install none of them.
pub fn those_there(workspace: &Workspace, site: &Path, chromium: &Path) -> Result<()> {
    let found = [("firefox", setup::system_firefox()), ("webkit", setup::system_webkit())];
    let others: Vec<_> = found.into_iter().filter_map(|(name, program)| Some((name, program?))).collect();
    if others.is_empty() {
        println!("neither Firefox nor WebKit is there: `cargo xtask browsers` installs them");
        return Ok(());
    }
    compare(workspace, site, chromium, &others, SMALL)
}

fn compare(workspace: &Workspace, site: &Path, chromium: &Path, others: &[(&str, PathBuf)], settings: &str) -> Result<()> {
    let address = server::start(TcpListener::bind(("127.0.0.1", 0))?, site, "/")?;
    let mut node = workspace.command("node");
    // WebDriver BiDi is a WebSocket, which Node 20 has behind this flag.
    node.args(["--experimental-websocket", "--no-warnings", "tests/browser/others/run.js", "--url", &format!("http://{address}/")]);
    node.args(["--settings", settings, "--chromium"]).arg(chromium);
    for (name, program) in others {
        node.arg(format!("--{name}")).arg(program);
    }
    run("the page in other browsers", &mut node)
}
