//! `cargo xtask bench`: Cloze beside its peers, all on this machine in one run; with `--sweep`, how its step grows. `bench/` says how
//! each is measured; this builds and serves what is needed, and has the report written after every part.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::engines::{self, Engine, Profile};
use crate::process::{run, run_aside};
use crate::workspace::Workspace;
use crate::{python, server, setup};

#[derive(clap::Args)]
pub struct Options {
    /// One part instead of the first three.
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// The model: hidden 128, 2 layers, sequence 64; or hidden 256, 4 layers, sequence 128 (hours on a software WebGPU).
    #[arg(long, value_enum, default_value = "small")]
    size: Size,
    /// Turns of each trainer; without it as many as `bench/parts.js` has for the part.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: Option<u32>,
    /// Instead: how the time of a step grows with its sizes, and what training a vocabulary takes. Minutes.
    #[arg(long, conflicts_with_all = ["only", "size", "rounds"])]
    sweep: bool,
    /// Measure what `cargo xtask build` ships instead of what `serve` serves: a build of many minutes.
    #[arg(long)]
    dist: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// In Chromium, on the CPU: beside jax-js and TensorFlow.js; and PyTorch.
    Cpu,
    /// The command, one thread: beside PyTorch.
    Native,
    /// In Chromium, on WebGPU: beside jax-js and TensorFlow.js.
    Webgpu,
    /// The command on a GPU, by Vulkan: beside a PyTorch with CUDA. Where there is one.
    Gpu,
}

impl Part {
    const ALL: [Self; 3] = [Self::Cpu, Self::Native, Self::Webgpu];

    /// What the browser needs for it.
    fn engines(self) -> &'static [Engine] {
        match self {
            Self::Cpu => &[Engine::Cpu, Engine::BurnCpu],
            Self::Native | Self::Gpu => &[],
            Self::Webgpu => &[Engine::WebGpu],
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Size {
    Small,
    Big,
}

/// The name of an option's value.
fn name(value: impl ValueEnum) -> String {
    value.to_possible_value().map(|found| found.get_name().to_owned()).unwrap_or_default()
}

pub fn bench(workspace: &Workspace, options: &Options) -> Result<()> {
    let profile = if options.dist { Profile::Dist } else { Profile::Release };
    if options.sweep {
        return sweep(workspace, profile);
    }
    let parts = options.only.map_or(Part::ALL.to_vec(), |part| vec![part]);
    let size = name(options.size);
    setup::npm_packages(workspace)?;
    setup::peers(workspace)?;
    let chromium = setup::chromium(workspace)?;
    let cloze = command(workspace, profile)?;
    let site = workspace.target.join("bench-site");
    trainers(workspace, &site)?;
    let case = site.join("case").join(&size);
    run_aside(
        "writing the step to compare (cloze benchmark)",
        workspace.command(&cloze.to_string_lossy()).args(["benchmark", "--size", &size, "--write-case"]).arg(&case),
    )?;
    setup::wasm_target(workspace)?;
    for engine in parts.iter().flat_map(|part| part.engines()) {
        engines::build(workspace, *engine, profile)?;
        engines::add_to_site(workspace, *engine, &site)?;
    }
    let interpreter = python::TRANSFORMERS.program(workspace, "python");
    let plain = server::start(listen()?, &site, "/")?;
    let isolated = server::start_isolated(listen()?, &site, "/")?;

    eprintln!("Measuring takes minutes; anything else that this machine does meanwhile counts.");
    for part in parts {
        let address = |address: SocketAddr| format!("http://{address}/");
        let mut node = workspace.command("node");
        node.args(["bench/run.js", "--part", &name(part), "--size", &size, "--profile", profile.name()]);
        node.args(["--url", &address(plain), "--isolated-url", &address(isolated)]);
        node.arg("--chromium").arg(&chromium).arg("--cloze").arg(&cloze).arg("--case").arg(&case);
        give_python(&mut node, &interpreter);
        if let Some(rounds) = options.rounds {
            node.args(["--rounds", &rounds.to_string()]);
        }
        run(&format!("measuring the part {}", name(part)), &mut node)?;
        run("writing the report", workspace.command("node").args(["bench/report.js", &name(part), &size]))?;
    }
    eprintln!("BENCHMARKS.md, docs/benchmarks.svg and bench/results/ are up to date.");
    Ok(())
}

/// The growth of a step on the CPU and on the available WebGPU adapter, and a vocabulary beside the Python package's.
fn sweep(workspace: &Workspace, profile: Profile) -> Result<()> {
    setup::node(workspace)?;
    // Without one, WebGPU's curve is marked as failed.
    setup::vulkan().unwrap_or_else(|error| eprintln!("{error:#}"));
    let cloze = command(workspace, profile)?;
    let interpreter = python::TRANSFORMERS.program(workspace, "python");
    let script = |name: &str| {
        let mut node = workspace.command("node");
        node.args([name, "--profile", profile.name(), "--cloze"]).arg(&cloze);
        node
    };
    eprintln!("Measuring takes minutes; anything else that this machine does meanwhile counts.");
    run("measuring how a step grows", &mut script("bench/sweep.js"))?;
    let mut tokenizer = script("bench/tokenizer.js");
    tokenizer.arg("--folder").arg(workspace.target.join("bench-text"));
    give_python(&mut tokenizer, &interpreter);
    run("measuring the training of vocabularies", &mut tokenizer)?;
    run("writing the report", workspace.command("node").arg("bench/report.js"))?;
    eprintln!("BENCHMARKS.md, docs/growth.svg and bench/results/ are up to date.");
    Ok(())
}

/// Tells a script of `bench/` where Python is, or why it is missing.
fn give_python(node: &mut Command, interpreter: &Result<PathBuf>) {
    match interpreter {
        Ok(python) => node.arg("--python").arg(python),
        Err(error) => node.args(["--python-failed", &format!("{error:#}")]),
    };
}

/// Builds the native command.
pub fn command(workspace: &Workspace, profile: Profile) -> Result<PathBuf> {
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--locked", "--bin", "cloze", "--profile", profile.name()]);
    run_aside("building the command", &mut cargo)?;
    Ok(workspace.target.join(profile.name()).join(if cfg!(windows) { "cloze.exe" } else { "cloze" }))
}

/// Bundles the browser trainers into a folder, which is emptied first.
fn trainers(workspace: &Workspace, site: &Path) -> Result<()> {
    fs::create_dir_all(site).with_context(|| format!("cannot make {}", site.display()))?;
    let mut vite = workspace.node_script("vite/bin/vite.js");
    vite.args(["build", "--config", "bench/vite.config.js", "--logLevel", "error", "--outDir"]).arg(site);
    run_aside("bundling the trainers (vite build)", &mut vite)
}

fn listen() -> Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", 0)).context("no port is free")
}
