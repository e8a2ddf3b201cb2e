//! The engines: one crate, a WebAssembly module for each.
//!
//! An engine is built in three steps:
//!
//! 1. cargo builds `cloze.wasm` with the features of this engine;
//! 2. wasm-bindgen writes the module, its JavaScript and its TypeScript types to `www/generated/NAME/`
//!    (the page takes its types from there, and nothing else);
//! 3. a site gets the module and its JavaScript as `engines/NAME-HASH/`, and `engines/manifest.json` says where:
//!
//! ```json
//! { "cpu": { "url": "engines/cpu-0123456789abcdef/cloze.js",
//!            "wasm": "engines/cpu-0123456789abcdef/cloze_bg.wasm", "bytes": 1234567, "hash": "0123456789abcdef" } }
//! ```
//!
//! URLs are relative to the page. An engine that is not built yet is not in the manifest.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use wasm_bindgen_cli_support::Bindgen;

use crate::process::run_aside;
use crate::workspace::Workspace;

const SCRIPT: &str = "cloze.js";
const MODULE: &str = "cloze_bg.wasm";
const MANIFEST: &str = "engines/manifest.json";

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Cpu,
    WebGpu,
    /// The CPU engine, with fine-tuning.
    Tuning,
    BurnCpu,
    BurnWebGpu,
}

impl Engine {
    /// All but Burn on WebGPU, which takes some 20 minutes to build.
    pub const USUAL: [Self; 4] = [Self::Cpu, Self::WebGpu, Self::Tuning, Self::BurnCpu];

    /// Its name in paths and in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::WebGpu => "webgpu",
            Self::Tuning => "tuning",
            Self::BurnCpu => "burn-cpu",
            Self::BurnWebGpu => "burn-webgpu",
        }
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Cpu => "CPU engine",
            Self::WebGpu => "WebGPU engine",
            Self::Tuning => "engine for fine-tuning",
            Self::BurnCpu => "engine of Burn for the CPU",
            Self::BurnWebGpu => "engine of Burn for WebGPU",
        }
    }

    fn is_of_burn(self) -> bool {
        matches!(self, Self::BurnCpu | Self::BurnWebGpu)
    }

    fn cargo_features(self) -> &'static [&'static str] {
        match self {
            Self::Cpu => &["--no-default-features"],
            Self::WebGpu => &["--no-default-features", "--features", "gpu"],
            Self::Tuning => &["--no-default-features", "--features", "tuning"],
            Self::BurnCpu => &["--no-default-features", "--features", "burn"],
            Self::BurnWebGpu => &["--no-default-features", "--features", "burn-gpu"],
        }
    }

    /// The goal of `wasm-opt`: speed for the engine that computes, size for the one that uses the GPU.
    fn optimisation(self) -> &'static str {
        match self {
            Self::Cpu | Self::Tuning | Self::BurnCpu => "-O3",
            Self::WebGpu | Self::BurnWebGpu => "-Oz",
        }
    }
}

/// The profile of an engine's build. Cargo.toml declares two of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// With assertions, which cost speed: for tests.
    Checked,
    /// Fast, and quick to link: for `serve`.
    Release,
    /// As small and fast as possible: for `build`.
    Dist,
}

impl Profile {
    /// Its name in cargo.
    pub fn name(self) -> &'static str {
        match self {
            Self::Checked => "checked",
            Self::Release => "release",
            Self::Dist => "dist",
        }
    }
}

/// Builds an engine into `www/generated/NAME/`.
pub fn build(workspace: &Workspace, engine: Engine, profile: Profile) -> Result<()> {
    let module = compile(workspace, engine, profile)?;
    let generated = generated(workspace, engine);
    if generated.exists() {
        fs::remove_dir_all(&generated).with_context(|| format!("cannot empty {}", generated.display()))?;
    }
    Bindgen::new()
        .input_path(&module)
        .out_name("cloze")
        .web(true)?
        .typescript(true)
        .remove_producers_section(true)
        .remove_name_section(profile == Profile::Dist)
        .generate(&generated)
        .with_context(|| format!("wasm-bindgen failed on the {}", engine.title()))?;
    if profile == Profile::Dist {
        optimise(workspace, engine, &generated.join(MODULE))?;
    }
    Ok(())
}

/// Runs cargo, unless the last build is still valid. Both engines are the same cargo artefact, because a cdylib's file
/// name does not depend on features. So cargo would compile the crate again at each change between them. Therefore each
/// engine has a copy, which is valid as long as it is newer than all its sources.
fn compile(workspace: &Workspace, engine: Engine, profile: Profile) -> Result<PathBuf> {
    let kept = workspace.target.join("engines").join(profile.name()).join(engine.name());
    let module = kept.join("cloze.wasm");
    if is_up_to_date(workspace, &kept) {
        return Ok(module);
    }
    eprintln!("Building the {} (minutes the first time, seconds afterwards).", engine.title());
    let mut cargo = wasm_cargo(workspace, "rustc", profile);
    cargo.arg("--lib").args(engine.cargo_features());
    if profile == Profile::Dist {
        cargo.args(["--", SMALL_INLINING]);
    }
    if engine.is_of_burn() && profile == Profile::Release {
        // The page is served meanwhile, and somebody uses the machine.
        cargo.env("CARGO_BUILD_JOBS", "1");
    }
    run_aside(&format!("building the {}", engine.title()), &mut cargo)?;
    let built = workspace.target.join("wasm32-unknown-unknown").join(profile.name());
    fs::create_dir_all(&kept)?;
    for file in ["cloze.wasm", "cloze.d"] {
        fs::copy(built.join(file), kept.join(file)).with_context(|| format!("cargo left no {file}"))?;
    }
    Ok(module)
}

/// LLVM's limit for what is inlined at -O3 is 250, for the sake of speed. What has to be inlined for speed here says so
/// (`#[inline(always)]` in the kernels).
const SMALL_INLINING: &str = "-Cllvm-args=-inline-threshold=50";

/// `cargo build`, or another command of cargo's that builds, for the browser.
pub fn wasm_cargo(workspace: &Workspace, command: &str, profile: Profile) -> Command {
    let mut cargo = workspace.cargo();
    cargo.args([command, "--locked", "--target", "wasm32-unknown-unknown", "--profile", profile.name()]);
    // Flags from the environment would replace those of .cargo/config.toml, SIMD among them.
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    // With an incremental build a step in the browser takes three times as long.
    cargo.env("CARGO_INCREMENTAL", "0");
    cargo
}

/// Whether the kept module is newer than all of its sources.
fn is_up_to_date(workspace: &Workspace, kept: &Path) -> bool {
    let modified = |path: &Path| -> Option<SystemTime> { fs::metadata(path).ok()?.modified().ok() };
    let (Some(made), Ok(dependencies)) = (modified(&kept.join("cloze.wasm")), fs::read_to_string(kept.join("cloze.d"))) else {
        return false;
    };
    let configuration = ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo/config.toml"];
    let sources = sources(&dependencies);
    // Another checkout may share the target folder, and its module may be different.
    !sources.is_empty()
        && sources.iter().all(|source| source.starts_with(&workspace.root))
        && configuration.iter().map(|file| workspace.root.join(file)).chain(sources).all(|file| modified(&file).is_some_and(|t| t < made))
}

/// The files that a dep-info file of cargo (`artefact: file file …`, spaces escaped) names.
fn sources(dependencies: &str) -> Vec<PathBuf> {
    let Some((_, files)) = dependencies.lines().next().and_then(|line| line.split_once(": ")) else { return vec![] };
    files.replace("\\ ", "\0").split(' ').filter(|file| !file.is_empty()).map(|file| file.replace('\0', " ").into()).collect()
}

fn optimise(workspace: &Workspace, engine: Engine, module: &Path) -> Result<()> {
    eprintln!("Optimising the {} (wasm-opt {}, up to some minutes).", engine.title(), engine.optimisation());
    let mut command = workspace.node_script("binaryen/bin/wasm-opt");
    command.arg(engine.optimisation()).args(WASM_FEATURES).arg(module).arg("-o").arg(module);
    run_aside("wasm-opt", &mut command)
}

/// What rustc's wasm32 target and `.cargo/config.toml` use.
const WASM_FEATURES: [&str; 8] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Adds a built engine to a site, and then to the site's manifest, so that the page never sees an incomplete engine.
pub fn add_to_site(workspace: &Workspace, engine: Engine, site: &Path) -> Result<()> {
    let generated = generated(workspace, engine);
    let module = fs::read(generated.join(MODULE)).with_context(|| format!("the {} is not built", engine.title()))?;
    let script = fs::read(generated.join(SCRIPT))?;
    let hash = hash(&[&module, &script]);
    let folder = format!("engines/{}-{hash}", engine.name());
    fs::create_dir_all(site.join(&folder))?;
    fs::write(site.join(&folder).join(MODULE), &module)?;
    fs::write(site.join(&folder).join(SCRIPT), &script)?;

    let entry = json!({
        "url": format!("{folder}/{SCRIPT}"),
        "wasm": format!("{folder}/{MODULE}"),
        "bytes": module.len(),
        "hash": hash,
    });
    let manifest = site.join(MANIFEST);
    let mut entries: Value = match fs::read(&manifest) {
        Ok(bytes) => serde_json::from_slice(&bytes).context("engines/manifest.json is not JSON")?,
        Err(_) => json!({}),
    };
    entries[engine.name()] = entry;
    let draft = site.join("engines/manifest.json.new");
    fs::write(&draft, serde_json::to_vec_pretty(&entries)?)?;
    fs::rename(&draft, &manifest).context("cannot write engines/manifest.json")
}

fn generated(workspace: &Workspace, engine: Engine) -> PathBuf {
    workspace.root.join("www/generated").join(engine.name())
}

/// 64-bit FNV-1a, in hexadecimal. It only has to tell versions apart for caches.
fn hash(parts: &[&[u8]]) -> String {
    let bytes = parts.iter().flat_map(|part| part.iter());
    let value = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{value:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv_1a() {
        // Test vectors of the FNV specification (draft-eastlake-fnv, appendix).
        assert_eq!(hash(&[b""]), "cbf29ce484222325");
        assert_eq!(hash(&[b"a"]), "af63dc4c8601ec8c");
        assert_eq!(hash(&[b"foo", b"bar"]), "85944171f73967e8");
    }

    #[test]
    fn dependencies_are_read_with_their_spaces() {
        let found = sources("/t/cloze.wasm: /a/src/lib.rs /a/my\\ corpus.txt\n");
        assert_eq!(found, [PathBuf::from("/a/src/lib.rs"), PathBuf::from("/a/my corpus.txt")]);
    }
}
