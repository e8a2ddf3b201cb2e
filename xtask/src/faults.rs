//! `cargo xtask faults`: runs the test of each row of `docs/reliability.md` many times, and writes there how often it passed. What a
//! browser does under a fault depends on its timing, so once is not enough. `faults.mjs` says how.

use anyhow::Result;

use crate::process::run;
use crate::workspace::Workspace;
use crate::{setup, test};

#[derive(clap::Args)]
pub struct Options {
    /// How often each test runs.
    #[arg(long, default_value_t = 20)]
    times: u32,
    /// Only rows whose fault or test contains this.
    #[arg(long, default_value = "")]
    only: String,
}

pub fn faults(workspace: &Workspace, options: &Options) -> Result<()> {
    setup::wasm_target(workspace)?;
    setup::npm_packages(workspace)?;
    let chromium = setup::chromium(workspace)?;
    test::build_site(workspace)?;
    let mut node = test::with_site(workspace, workspace.command("node"), &chromium)?;
    node.arg("xtask/src/faults.mjs").arg(options.times.to_string()).arg(&options.only);
    run("the table of faults", &mut node)
}
