//! `cargo xtask build`: writes `dist/`, which any static host can serve.

use std::fs;

use anyhow::{Context, Result};

use crate::engines::{self, Engine, Profile};
use crate::workspace::Workspace;
use crate::{setup, site};

#[derive(clap::Args)]
pub struct Options {
    /// With Burn on WebGPU, which takes long; without it the page says that this engine is missing.
    #[arg(long)]
    burn_webgpu: bool,
    /// Where the page will be (https://…/), if that is known: other sites can then show its picture beside a link to it.
    #[arg(long)]
    address: Option<String>,
}

pub fn build(workspace: &Workspace, options: &Options) -> Result<()> {
    let dist = workspace.root.join("dist");
    site::build_for(workspace, &dist, options.address.as_deref())?;
    setup::wasm_target(workspace)?;
    for engine in Engine::USUAL.into_iter().chain(options.burn_webgpu.then_some(Engine::BurnWebGpu)) {
        engines::build(workspace, engine, Profile::Dist)?;
        engines::add_to_site(workspace, engine, &dist)?;
    }
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(workspace.root.join(licence), dist.join(licence)).with_context(|| format!("cannot copy {licence}"))?;
    }
    site::make_offline(workspace, &dist)?;
    site::compress(workspace, &dist)?;
    site::check_sizes(workspace, &dist)?;
    println!("dist/ is ready: put it on any web server, in any folder.");
    Ok(())
}
