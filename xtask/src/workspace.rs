//! Paths of the repository and of its tools.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Paths of the current checkout.
pub struct Workspace {
    /// The repository's top folder.
    pub root: PathBuf,
    /// Cargo's folder of build products (`CARGO_TARGET_DIR` moves it).
    pub target: PathBuf,
}

impl Workspace {
    pub fn find() -> Result<Self> {
        // Set by `cargo run`. The value at compile time would be wrong if checkouts share a target folder.
        let package = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
        let root = Path::new(&package).parent().context("xtask has no parent folder")?.to_owned();
        let mut command = Command::new(cargo_program());
        command.current_dir(&root).args(["metadata", "--format-version", "1", "--no-deps"]);
        let output = command.output().context("cannot run cargo metadata")?;
        ensure!(output.status.success(), "cargo metadata failed:\n{}", String::from_utf8_lossy(&output.stderr));
        let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).context("cannot read what cargo metadata says")?;
        let target = metadata["target_directory"].as_str().context("cargo metadata names no target_directory")?.into();
        Ok(Self { root, target })
    }

    /// `cargo` with the repository as its working folder.
    pub fn cargo(&self) -> Command {
        self.command(&cargo_program())
    }

    /// This program with the repository as its working folder.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// `npm`, which is a script with another name on Windows.
    pub fn npm(&self) -> Command {
        self.command(if cfg!(windows) { "npm.cmd" } else { "npm" })
    }

    /// A program of `node_modules`, given by the path of its script, run by `node`.
    pub fn node_script(&self, script: &str) -> Command {
        let mut command = self.command("node");
        command.arg(self.root.join("node_modules").join(script));
        command
    }
}

fn cargo_program() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}
