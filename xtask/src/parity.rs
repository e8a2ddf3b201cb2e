//! The comparisons with the reference, as a module for the browser beside the page under test (`tests/parity/browser.rs`).

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::engines::{Profile, wasm_cargo};
use crate::process::run_aside;
use crate::workspace::Workspace;

const NAME: &str = "parity";

/// Builds it into the site's folder `parity/`.
pub fn add_to_site(workspace: &Workspace, site: &Path) -> Result<()> {
    let mut cargo = wasm_cargo(workspace, "build", Profile::Checked);
    run_aside("building the comparisons for the browser", cargo.args(["--example", NAME]))?;
    let built = workspace.target.join("wasm32-unknown-unknown/checked/examples").join(NAME).with_extension("wasm");
    let folder = site.join(NAME);
    Bindgen::new()
        .input_path(built)
        .out_name(NAME)
        .web(true)?
        .typescript(false)
        .generate(&folder)
        .context("wasm-bindgen failed on the comparisons")?;
    // An empty page of the same origin.
    fs::write(folder.join("index.html"), "<!doctype html><link rel=\"icon\" href=\"data:,\"><title>Comparisons</title>\n")?;
    Ok(())
}
