//! `cargo xtask soak`: a long run in a browser while a monkey uses the page, on each engine. Memory has to stay where it is, and the
//! losses have to be those of a run that nobody touches. `tests/browser/soak` says what is done and measured, and the tests do it
//! briefly; `bench/soak.js` writes the report.

use std::fs;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use crate::process::run;
use crate::workspace::Workspace;
use crate::{setup, test};

#[derive(clap::Args)]
pub struct Options {
    /// Steps on each engine.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..))]
    steps: u32,
    /// Fewer on an engine that has trained for so long.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    minutes: Option<u32>,
    /// Seed of the monkey.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// WebGPU is a software adapter here, and slow.
    #[arg(long, value_enum, default_value = "both")]
    device: Device,
}

#[derive(Clone, Copy, ValueEnum)]
enum Device {
    Cpu,
    Webgpu,
    Both,
}

impl Device {
    /// The projects of `playwright.config.ts`.
    fn projects(self) -> &'static [&'static str] {
        match self {
            Self::Cpu => &["cpu"],
            Self::Webgpu => &["webgpu"],
            Self::Both => &["cpu", "webgpu"],
        }
    }
}

pub fn soak(workspace: &Workspace, options: &Options) -> Result<()> {
    setup::wasm_target(workspace)?;
    setup::npm_packages(workspace)?;
    let chromium = setup::chromium(workspace)?;
    test::build_site(workspace)?;
    let mut failed = vec![];
    let mut report = workspace.command("node");
    report.arg("bench/soak.js");
    for project in options.device.projects() {
        let file = workspace.target.join("soak").join(format!("{project}.json"));
        if file.exists() {
            fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
        }
        let mut playwright = test::playwright(workspace, &chromium)?;
        playwright.args(["browser/soak/", "--project", project]).env("CLOZE_SOAK_FILE", &file);
        playwright.env("CLOZE_SOAK_STEPS", options.steps.to_string()).env("CLOZE_SOAK_SEED", options.seed.to_string());
        if let Some(minutes) = options.minutes {
            playwright.env("CLOZE_SOAK_MINUTES", minutes.to_string());
        }
        // What was measured is reported all the same, and the other engine has its turn.
        if let Err(error) = run(&format!("the long run on {project}"), &mut playwright) {
            failed.push(format!("{error:#}"));
        }
        if file.exists() {
            report.arg(file);
        }
    }
    run("writing the report", &mut report)?;
    eprintln!("docs/soak.md, docs/soak.svg and bench/results/ are up to date.");
    if !failed.is_empty() {
        bail!("{}", failed.join("; "));
    }
    Ok(())
}
