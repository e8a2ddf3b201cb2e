//! `cargo xtask fuzz`: every target of `fuzz/` for some minutes, one after another, and a table of what came of it.
//!
//! Without a sanitizer, so that a stable compiler does: the code is safe Rust, whose own checks and the counted memory tell what goes wrong.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;

use crate::process::{output, run, run_aside};
use crate::workspace::Workspace;

/// The version whose options are used here.
const CARGO_FUZZ: &str = "0.13.2";
/// Megabytes that a target may hold. The targets themselves hold each input to a multiple of its size.
const MEMORY_MB: u32 = 2048;
/// Seconds that one input may take.
const SLOWEST_S: u32 = 20;
/// Bytes of an input, at most. Longer ones reach no more code, only later.
const LONGEST: u32 = 16_384;

#[derive(Args)]
pub struct Options {
    /// Minutes for each target.
    #[arg(long, default_value_t = 60)]
    minutes: u32,
    /// One target; all of them without it.
    target: Option<String>,
}

pub fn fuzz(workspace: &Workspace, options: &Options) -> Result<()> {
    let all = targets(&workspace.root.join("fuzz/fuzz_targets"))?;
    let chosen: Vec<&String> = all.iter().filter(|name| options.target.as_ref().is_none_or(|target| target == *name)).collect();
    ensure!(!chosen.is_empty(), "there is no such target: choose one of {}", all.join(", "));
    let program = cargo_fuzz(workspace)?;
    let build = |target: &str| {
        let mut command = cargo_fuzz_command(workspace, &program);
        command.args(["build", "--sanitizer", "none", "--target-dir"]).arg(workspace.target.join("fuzz/build")).arg(target);
        command
    };
    // All first, so that a target that does not build stops the command before hours have passed.
    for target in &chosen {
        run_aside(&format!("building the fuzz target {target}"), &mut build(target))?;
    }
    let mut rows = vec![];
    for target in chosen {
        rows.push(fuzzed(workspace, &program, target, options.minutes)?);
    }
    println!("{}", table(&rows));
    let findings: usize = rows.iter().map(|row| row.findings).sum();
    ensure!(findings == 0, "{findings} findings: see target/fuzz/findings, and docs/testing.md for how to keep one");
    Ok(())
}

/// What came of one target.
struct Row {
    target: String,
    executions: u64,
    findings: usize,
    /// Inputs that reach different code, and their bytes.
    corpus: (usize, u64),
}

fn fuzzed(workspace: &Workspace, program: &Path, target: &str, minutes: u32) -> Result<Row> {
    let folder = |what: &str| workspace.target.join("fuzz").join(what).join(target);
    let (corpus, findings, log) = (folder("corpus"), folder("findings"), folder("log"));
    for folder in [&corpus, &findings] {
        fs::create_dir_all(folder)?;
    }
    fs::create_dir_all(log.parent().context("a log has a folder")?)?;
    eprintln!("{target}: {minutes} minutes, logged in {}", log.display());
    let mut command = cargo_fuzz_command(workspace, program);
    command.args(["run", "--sanitizer", "none", "--target-dir"]).arg(workspace.target.join("fuzz/build")).arg(target);
    // New inputs go into the first folder; what is kept is only read.
    command.arg(&corpus).arg(workspace.root.join("fuzz/corpus").join(target));
    command.arg("--").arg(format!("-max_total_time={}", minutes * 60)).arg(format!("-artifact_prefix={}/", findings.display()));
    command.args(["-print_final_stats=1", &format!("-rss_limit_mb={MEMORY_MB}")]);
    command.args([format!("-timeout={SLOWEST_S}"), format!("-max_len={LONGEST}")]);
    let status = command.stdin(Stdio::null()).stderr(fs::File::create(&log)?).stdout(Stdio::null()).status()?;
    let executions = executions(&fs::read_to_string(&log).unwrap_or_default());
    let findings = files(&findings)?.0;
    if !status.success() && findings == 0 {
        bail!("the fuzz target {target} did not run ({status}): see {}", log.display());
    }
    Ok(Row {
        target: target.into(),
        executions: executions.context("libFuzzer's log has no count of executions")?,
        findings,
        corpus: files(&corpus)?,
    })
}

fn cargo_fuzz_command(workspace: &Workspace, program: &Path) -> Command {
    let mut command = workspace.command(&program.to_string_lossy());
    command.arg("fuzz");
    command
}

/// The developer's own cargo-fuzz, or a pinned one among the build products.
fn cargo_fuzz(workspace: &Workspace) -> Result<PathBuf> {
    if output(workspace.cargo().args(["fuzz", "--version"])).is_some() {
        return Ok("cargo".into());
    }
    let root = workspace.target.join("cargo-fuzz");
    let program = root.join("bin").join(if cfg!(windows) { "cargo-fuzz.exe" } else { "cargo-fuzz" });
    if !program.is_file() {
        eprintln!("Installing cargo-fuzz {CARGO_FUZZ}.");
        let mut cargo = workspace.cargo();
        cargo.args(["install", "--locked", "cargo-fuzz", "--version", CARGO_FUZZ, "--root"]).arg(&root);
        run("installing cargo-fuzz (cargo install)", &mut cargo)?;
    }
    Ok(program)
}

/// The names of the programs in a folder, sorted.
fn targets(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut names: Vec<String> = entries.filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_owned())).collect();
    names.sort();
    Ok(names)
}

/// Number of files, and their bytes.
fn files(folder: &Path) -> Result<(usize, u64)> {
    let sizes: Vec<u64> = fs::read_dir(folder)?.map(|entry| Ok(entry?.metadata()?.len())).collect::<Result<_>>()?;
    Ok((sizes.len(), sizes.iter().sum()))
}

/// As libFuzzer counts them at its end.
fn executions(log: &str) -> Option<u64> {
    log.lines().rev().find_map(|line| line.strip_prefix("stat::number_of_executed_units:")?.trim().parse().ok())
}

fn table(rows: &[Row]) -> String {
    let mut lines = vec!["| target | executions | findings | corpus |".to_owned(), "|---|---:|---:|---:|".to_owned()];
    lines.extend(rows.iter().map(|Row { target, executions, findings, corpus: (inputs, bytes) }| {
        format!("| {target} | {executions} | {findings} | {inputs} inputs, {} kB |", bytes.div_ceil(1000))
    }));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_the_last_of_a_log() {
        let log = "#2\tINITED cov: 5\nstat::number_of_executed_units: 17\nstat::average_exec_per_sec:     3\n";
        assert_eq!(executions(log), Some(17));
        assert_eq!(executions("==1== ERROR: libFuzzer: deadly signal"), None);
    }

    #[test]
    fn the_table_has_a_row_for_each_target() {
        let row = Row { target: "archive".into(), executions: 12, findings: 0, corpus: (3, 1001) };
        assert_eq!(table(&[row]).lines().last(), Some("| archive | 12 | 0 | 3 inputs, 2 kB |"));
    }

    #[test]
    fn the_targets_are_those_of_the_tests() {
        assert!(targets(Path::new("../fuzz/fuzz_targets")).unwrap().contains(&"snapshot".to_owned()));
        assert!(targets(Path::new("none")).is_err());
    }
}
