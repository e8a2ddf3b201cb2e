//! `cargo xtask test`: every check and test, the quick ones first.
//!
//! One native build serves all native tests: it holds both engines. Clippy and the documentation come before it;
//! the page with both engines, in a browser, comes last. Python's tests run while the engines are built.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail};
use clap::ValueEnum;

use crate::engines::{self, Engine, Profile};
use crate::process::run;
use crate::workspace::Workspace;
use crate::{browsers, deny, parity, python, server, setup, site};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Half {
    Rust,
    Browser,
}

/// The browser tests load the page from a subfolder, as on a course's server. So an absolute URL fails them.
const MOUNT: &str = "/teaching/cloze/";

const WASM: [&str; 3] = ["--lib", "--target", "wasm32-unknown-unknown"];
const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];

pub fn test(workspace: &Workspace, only: Option<Half>) -> Result<()> {
    let mut steps = Steps::default();
    let beside = if only == Some(Half::Browser) { None } else { rust(workspace, &mut steps)? };
    if only == Some(Half::Rust) {
        steps.end(beside)?;
    } else {
        browser(workspace, &mut steps, beside)?;
    }
    println!("\nsteps: {} passed, 0 failed", steps.passed);
    Ok(())
}

/// Counts and announces the steps. The first failure ends the command.
#[derive(Default)]
struct Steps {
    passed: u32,
}

impl Steps {
    fn step(&mut self, title: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        println!("\n== {title}");
        let start = Instant::now();
        work().with_context(|| format!("step \"{title}\" failed, {} before it passed", self.passed))?;
        println!("== {title}: passed in {:.0} s", start.elapsed().as_secs_f64());
        self.passed += 1;
        Ok(())
    }

    fn command(&mut self, title: &str, command: &mut Command) -> Result<()> {
        self.step(title, || run(title, command))
    }

    /// Begins a step that runs beside those that follow, until [`Steps::end`].
    fn beside(&self, workspace: &Workspace, title: &'static str, command: &mut Command) -> Result<Beside> {
        println!("\n== {title}: begun, beside what follows");
        let said = workspace.target.join("beside.log");
        let log = File::create(&said).with_context(|| format!("cannot write {}", said.display()))?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let child = command.spawn().with_context(|| format!("cannot start {title}"))?;
        Ok(Beside { title, child, said, start: Instant::now() })
    }

    /// Waits for it, and prints what it has said.
    fn end(&mut self, beside: Option<Beside>) -> Result<()> {
        let Some(mut beside) = beside else { return Ok(()) };
        let (title, start) = (beside.title, beside.start);
        self.step(title, || {
            let status = beside.child.wait()?;
            print!("{}", String::from_utf8_lossy(&fs::read(&beside.said)?));
            if !status.success() {
                bail!("{title} failed ({status})");
            }
            println!("begun {:.0} s ago", start.elapsed().as_secs_f64());
            Ok(())
        })
    }
}

/// A step that runs beside others. It ends with them: where one fails, nobody waits for it.
struct Beside {
    title: &'static str,
    child: Child,
    /// What it says, so that it does not mix with what the others say.
    said: PathBuf,
    start: Instant,
}

impl Drop for Beside {
    fn drop(&mut self) {
        // An error says that it has ended.
        let _ = self.child.kill();
    }
}

fn rust(workspace: &Workspace, steps: &mut Steps) -> Result<Option<Beside>> {
    steps.step("set-up for the Rust tests", || {
        setup::wasm_target(workspace)?;
        setup::vulkan()
    })?;
    steps.command("formatting (cargo fmt)", workspace.cargo().args(["fmt", "--all", "--check"]))?;
    steps.step("licences and sources of the crates (cargo deny)", || deny::check(workspace))?;
    println!("The first build takes minutes.");
    let checked = |subcommand: &str| {
        let mut cargo = workspace.cargo();
        cargo.args([subcommand, "--locked", "--profile", "checked"]);
        cargo
    };
    let no_gpu = "--no-default-features";
    let burn = ["--no-default-features", "--features", "burn"];
    steps.command("clippy, native", checked("clippy").arg("--all-targets").args(DENY_WARNINGS))?;
    steps.command("clippy, native without WebGPU", checked("clippy").arg(no_gpu).args(DENY_WARNINGS))?;
    steps.command("clippy, WebAssembly", checked("clippy").args(WASM).args(DENY_WARNINGS))?;
    steps.command("clippy, WebAssembly without WebGPU", checked("clippy").args(WASM).arg(no_gpu).args(DENY_WARNINGS))?;
    let tuning = [no_gpu, "--features=tuning"];
    steps.command("clippy, WebAssembly with fine-tuning", checked("clippy").args(WASM).args(tuning).args(DENY_WARNINGS))?;
    steps.command("clippy, WebAssembly with Burn", checked("clippy").args(WASM).args(burn).args(DENY_WARNINGS))?;
    steps.command("documentation (cargo doc)", checked("doc").args(["--no-deps", "--lib"]).env("RUSTDOCFLAGS", "-D warnings"))?;
    steps.command("Rust tests", &mut checked("test"))?;
    let beside = transformers(workspace)?
        .map(|mut tests| steps.beside(workspace, "checkpoints, exchanged with transformers", &mut tests))
        .transpose()?;
    // xtask in the profile that it runs in.
    let xtask = ["--locked", "--package", "xtask"];
    steps.command("clippy, xtask", workspace.cargo().arg("clippy").args(xtask).arg("--all-targets").args(DENY_WARNINGS))?;
    steps.command("tests of xtask", workspace.cargo().arg("test").args(xtask))?;
    Ok(beside)
}

/// Uses the command that the Rust tests have built. If no packages can be downloaded, the check is skipped, but not in
/// CI.
fn transformers(workspace: &Workspace) -> Result<Option<Command>> {
    let python = match python::TRANSFORMERS.program(workspace, "python") {
        Err(error) if std::env::var_os("CI").is_none() => {
            println!("checkpoints are not exchanged with transformers: {error:#}");
            return Ok(None);
        }
        python => python?,
    };
    let cloze = workspace.target.join("checked").join(if cfg!(windows) { "cloze.exe" } else { "cloze" });
    let mut tests = workspace.command(&python.to_string_lossy());
    tests.args(["-m", "unittest", "discover", "tests/python"]).env("CLOZE", cloze);
    Ok(Some(tests))
}

fn browser(workspace: &Workspace, steps: &mut Steps, beside: Option<Beside>) -> Result<()> {
    let folder = site_under_test(workspace);
    let mut chromium = None;
    steps.step("set-up for the browser tests", || {
        setup::wasm_target(workspace)?;
        setup::npm_packages(workspace)?;
        chromium = Some(setup::chromium(workspace)?);
        setup::korean_font()?;
        Ok(())
    })?;
    let chromium = chromium.ok_or_else(|| anyhow!("no browser"))?;
    // Before the engines: these need none.
    steps.command("functions of the page (Vitest)", workspace.node_script("vitest/vitest.mjs").arg("run"))?;
    steps.step("the engines, for the browser", || build_site(workspace))?;
    steps.step("comparisons with the reference, for the browser", || parity::add_to_site(workspace, &folder))?;
    // The types that these look at are generated with the engines.
    let npm = |script: &str| {
        let mut command = workspace.npm();
        command.args(["run", "--silent", script]);
        command
    };
    steps.command("types of the page (svelte-check)", &mut npm("check"))?;
    steps.command("style of the page (eslint)", &mut npm("lint"))?;
    steps.command("formatting of the page (prettier)", &mut npm("format:check"))?;
    // From here on the browsers want both cores.
    steps.end(beside)?;
    let mut playwright = playwright(workspace, &chromium)?;
    steps.command("browser tests (Playwright)", playwright.env("CLOZE_PARITY", "1"))?;
    steps.step("the page in Firefox and WebKit", || browsers::those_there(workspace, &folder, &chromium))
}

fn site_under_test(workspace: &Workspace) -> PathBuf {
    workspace.target.join("site-under-test")
}

/// The page with both engines, with assertions.
pub fn build_site(workspace: &Workspace) -> Result<()> {
    let folder = site_under_test(workspace);
    site::build(workspace, &folder)?;
    for engine in Engine::USUAL {
        engines::build(workspace, engine, Profile::Checked)?;
        engines::add_to_site(workspace, engine, &folder)?;
    }
    site::make_offline(workspace, &folder)
}

/// The command that runs browser tests against that page, which is served as long as this process lives.
pub fn playwright(workspace: &Workspace, chromium: &Path) -> Result<Command> {
    let mut playwright = workspace.node_script("@playwright/test/cli.js");
    playwright.arg("test");
    with_site(workspace, playwright, chromium)
}

/// Serves that page as long as this process lives, and tells the command where.
pub fn with_site(workspace: &Workspace, mut command: Command, chromium: &Path) -> Result<Command> {
    let address = server::start(TcpListener::bind(("127.0.0.1", 0))?, &site_under_test(workspace), MOUNT)?;
    command.env("CLOZE_URL", format!("http://{address}{MOUNT}")).env("CLOZE_CHROMIUM", chromium);
    Ok(command)
}
