//! A Python with the packages that checkpoints are exchanged with, in a virtual environment of its own.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::process::run_aside;
use crate::workspace::Workspace;

const REQUIREMENTS: &str = "tests/python/requirements.txt";

/// The environment's interpreter, made with what the requirements pin; made again only when they change. It lies beside the
/// build products, so it outlives a checkout where these do.
///
/// # Errors
/// Where there is no python3, or the packages can't be had.
pub fn environment(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target.join("python");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let wanted = fs::read_to_string(workspace.root.join(REQUIREMENTS)).context(REQUIREMENTS)?;
    let installed = folder.join("installed.txt");
    if fs::read_to_string(&installed).is_ok_and(|found| found == wanted) {
        return Ok(python);
    }
    eprintln!("Installing the Python packages of {REQUIREMENTS} (PyTorch among them: minutes the first time).");
    let program = if cfg!(windows) { "python" } else { "python3" };
    run_aside("making a virtual environment (python3 -m venv)", workspace.command(program).args(["-m", "venv"]).arg(&folder))?;
    let mut pip = workspace.command(&python.to_string_lossy());
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", REQUIREMENTS]);
    run_aside("installing the Python packages (pip install)", &mut pip)?;
    fs::write(installed, wanted)?;
    Ok(python)
}
