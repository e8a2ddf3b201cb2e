//! `cargo xtask monkey`: a user who tries everything, in a browser. What the monkey does and what has to hold after each action is
//! in `tests/browser/monkey`; the tests run it briefly.

use anyhow::Result;

use crate::process::run;
use crate::workspace::Workspace;
use crate::{setup, test};

#[derive(clap::Args)]
pub struct Options {
    /// Seed of the first round.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// Actions of a round.
    #[arg(long, default_value_t = 200)]
    actions: u32,
    /// Rounds, each with the next seed.
    #[arg(long, default_value_t = 1)]
    rounds: u32,
    /// On WebGPU (a software adapter, slow) and not on the CPU.
    #[arg(long)]
    webgpu: bool,
}

pub fn monkey(workspace: &Workspace, options: &Options) -> Result<()> {
    setup::wasm_target(workspace)?;
    setup::npm_packages(workspace)?;
    let chromium = setup::chromium(workspace)?;
    test::build_site(workspace)?;
    for seed in options.seed..options.seed.saturating_add(options.rounds) {
        let mut playwright = test::playwright(workspace, &chromium)?;
        playwright.args(["monkey", "--project", if options.webgpu { "webgpu" } else { "cpu" }]);
        playwright.env("CLOZE_MONKEY_SEED", seed.to_string()).env("CLOZE_MONKEY_ACTIONS", options.actions.to_string());
        run(&format!("the monkey with seed {seed}"), &mut playwright)?;
    }
    Ok(())
}
