//! `cargo xtask serve`: the page as soon as the CPU engine is built, the WebGPU engine following.

use std::net::TcpListener;
use std::path::Path;
use std::thread;

use anyhow::{Context, Result, anyhow};

use crate::engines::{self, Engine, Profile};
use crate::workspace::Workspace;
use crate::{server, setup, site};

const FIRST_PORT: u16 = 8080;
const LAST_PORT: u16 = 8180;

pub fn serve(workspace: &Workspace, port: Option<u16>) -> Result<()> {
    setup::node(workspace)?;
    // The port is checked before the build, which can take minutes, and bound again after it. So no browser waits on a
    // port without a reply.
    drop(listen(port)?);
    let folder = workspace.target.join("site");
    build_page_and_cpu_engine(workspace, &folder)?;
    let address = server::start(listen(port)?, &folder, "/")?;
    println!("http://{address}/");
    eprintln!("Serving Cloze; Ctrl-C ends it.");
    // Burn's come last: nobody waits for them who has not chosen them.
    for engine in [Engine::WebGpu, Engine::Tuning, Engine::BurnCpu, Engine::BurnWebGpu] {
        match engines::build(workspace, engine, Profile::Release).and_then(|()| engines::add_to_site(workspace, engine, &folder)) {
            Ok(()) => eprintln!("The {} is there too: reload the page to use it.", engine.title()),
            Err(error) => eprintln!("No {}, the page goes on without it: {error:#}", engine.title()),
        }
    }
    loop {
        thread::park();
    }
}

/// Both at once: npm and Vite mostly wait, cargo mostly computes.
pub fn build_page_and_cpu_engine(workspace: &Workspace, folder: &Path) -> Result<()> {
    thread::scope(|scope| {
        let page = scope.spawn(|| site::build(workspace, folder));
        setup::wasm_target(workspace)?;
        engines::build(workspace, Engine::Cpu, Profile::Release)?;
        page.join().map_err(|_| anyhow!("building the page panicked"))?
    })?;
    engines::add_to_site(workspace, Engine::Cpu, folder)
}

/// The page with both engines.
pub fn build_all(workspace: &Workspace, folder: &Path) -> Result<()> {
    build_page_and_cpu_engine(workspace, folder)?;
    engines::build(workspace, Engine::WebGpu, Profile::Release)?;
    engines::add_to_site(workspace, Engine::WebGpu, folder)
}

/// The requested port, or the first free one.
fn listen(port: Option<u16>) -> Result<TcpListener> {
    let bind = |port: u16| TcpListener::bind(("127.0.0.1", port));
    match port {
        Some(port) => bind(port).with_context(|| format!("port {port} cannot be had: choose another one, or leave --port out")),
        None => (FIRST_PORT..=LAST_PORT)
            .find_map(|port| bind(port).ok())
            .with_context(|| format!("no port from {FIRST_PORT} to {LAST_PORT} is free: name one with --port")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_listened_to() {
        for port in [None, Some(0)] {
            assert!(listen(port).unwrap().local_addr().unwrap().ip().is_loopback());
        }
    }
}
