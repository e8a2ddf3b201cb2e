//! Installs what the other commands need, or says what is missing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{output, run_aside};
use crate::workspace::Workspace;

const WASM: &str = "wasm32-unknown-unknown";

/// Vite's own requirement.
const NODE: (u32, u32) = (20, 19);

/// The standard library for WebAssembly.
pub fn wasm_target(workspace: &Workspace) -> Result<()> {
    let libraries = output(workspace.command("rustc").args(["--print", "target-libdir", "--target", WASM]));
    if libraries.is_some_and(|path| Path::new(&path).is_dir()) {
        return Ok(());
    }
    if output(workspace.command("rustup").arg("--version")).is_none() {
        bail!(
            "Rust's {WASM} target is needed and rustup was not found to add it: install Rust from https://rustup.rs, then run this again"
        );
    }
    eprintln!("Adding Rust's {WASM} target.");
    run_aside("adding the WebAssembly target (rustup target add)", workspace.command("rustup").args(["target", "add", WASM]))
}

/// Checks that Node is recent enough.
pub fn node(workspace: &Workspace) -> Result<()> {
    check_node(output(workspace.command("node").arg("--version")))
}

/// `node_modules` as the lock file says.
pub fn npm_packages(workspace: &Workspace) -> Result<()> {
    install(workspace, &workspace.root, "the page's npm packages")
}

/// The libraries that Cloze is timed beside.
pub fn peers(workspace: &Workspace) -> Result<()> {
    install(workspace, &workspace.root.join("bench"), "the peers of the benchmark")
}

/// What the page is audited with.
pub fn lighthouse(workspace: &Workspace) -> Result<()> {
    install(workspace, &workspace.root.join("bench/lighthouse"), "Lighthouse")
}

/// The packages that a folder's lock file names, unless they are there.
fn install(workspace: &Workspace, folder: &Path, what: &str) -> Result<()> {
    node(workspace)?;
    if is_newer(&folder.join("node_modules/.package-lock.json"), &folder.join("package-lock.json"))? {
        return Ok(());
    }
    eprintln!("Installing {what} (npm ci).");
    // The tests bring their own browser, see `chromium`.
    let mut command = workspace.npm();
    command.current_dir(folder).args(["ci", "--no-audit", "--no-fund"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    run_aside(&format!("installing {what} (npm ci)"), &mut command)
}

fn check_node(version: Option<String>) -> Result<()> {
    let (major, minor) = NODE;
    let found = match &version {
        None => "none was found".to_owned(),
        Some(version) => {
            let mut numbers = version.trim_start_matches('v').split('.').map_while(|part| part.parse::<u32>().ok());
            if (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= NODE {
                return Ok(());
            }
            format!("found {version}")
        }
    };
    bail!("Node 20 or newer is needed ({major}.{minor} at least): {found}. Install it from https://nodejs.org, then run this again")
}

fn is_newer(file: &Path, than: &Path) -> Result<bool> {
    let reference = fs::metadata(than).and_then(|m| m.modified()).with_context(|| format!("cannot look at {}", than.display()))?;
    Ok(fs::metadata(file).and_then(|m| m.modified()).is_ok_and(|time| time >= reference))
}

/// A Chromium for the browser tests: the system's, else Debian's, else Playwright's own.
pub fn chromium(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(given) = std::env::var_os("CLOZE_CHROMIUM") {
        return Ok(given.into());
    }
    if let Some(found) = system_chromium() {
        return Ok(found);
    }
    if apt_install("a browser for the tests", "chromium")?
        && let Some(found) = system_chromium()
    {
        return Ok(found);
    }
    eprintln!("Fetching a browser for the tests (playwright install chromium).");
    let playwright = || workspace.node_script("@playwright/test/cli.js");
    let hint = "no Chromium was found and Playwright could not fetch one: install Chromium or Chrome, or name one in CLOZE_CHROMIUM";
    run_aside("fetching Chromium", playwright().args(["install", "chromium"])).context(hint)?;
    let ask = "import('@playwright/test').then(({ chromium }) => console.log(chromium.executablePath()))";
    output(workspace.command("node").args(["--input-type=module", "--eval", ask])).map(PathBuf::from).context(hint)
}

/// A font with Hangul: without one the words of the Korean page have other sizes, which its tests measure.
pub fn korean_font() -> Result<()> {
    let there = || output(Command::new("fc-list").args([":lang=ko", "family"])).is_some_and(|fonts| !fonts.is_empty());
    if cfg!(target_os = "linux") && !there() && !apt_install("a Korean font for the browser tests", "fonts-nanum")? {
        eprintln!("No Korean font was found, so tests of the Korean page may fail: install one (Debian: fonts-nanum).");
    }
    Ok(())
}

/// A Firefox: the system's, else Debian's.
pub fn firefox() -> Result<PathBuf> {
    installed(system_firefox, "Firefox", &["firefox-esr"])
}

pub fn system_firefox() -> Option<PathBuf> {
    ["firefox", "firefox-esr"].iter().find_map(|name| find_program(name))
}

/// The WebDriver of WebKitGTK.
pub fn webkit() -> Result<PathBuf> {
    installed(system_webkit, "WebKit", &["webkit2gtk-driver", "xvfb", "xauth"])
}

/// With a screen in memory for it to draw on.
pub fn system_webkit() -> Option<PathBuf> {
    find_program("xvfb-run").and_then(|_| find_program("WebKitWebDriver"))
}

/// A program, after Debian's packages were installed if that was needed.
fn installed(find: fn() -> Option<PathBuf>, what: &str, packages: &[&str]) -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    for package in packages {
        apt_install(what, package)?;
    }
    find().with_context(|| format!("{what} was not found: install it (Debian: {}), then run this again", packages.join(", ")))
}

fn system_chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].iter().find_map(|name| find_program(name))
}

/// A program of the PATH.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// A Vulkan driver for the native tests of the WebGPU engine: a real one, or Mesa's software driver.
pub fn vulkan() -> Result<()> {
    let named = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"].iter().any(|name| std::env::var_os(name).is_some());
    let installed = || {
        ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d"]
            .iter()
            .any(|folder| fs::read_dir(folder).is_ok_and(|mut files| files.next().is_some()))
    };
    if named || cfg!(not(target_os = "linux")) || installed() {
        return Ok(());
    }
    if apt_install("a Vulkan driver for the WebGPU engine's tests", "mesa-vulkan-drivers")? && installed() {
        return Ok(());
    }
    bail!("the native tests of the WebGPU engine need a Vulkan driver: install Mesa's (Debian: mesa-vulkan-drivers), then run this again")
}

/// Installs a Debian package. `false` if that is impossible: no apt, or not root.
fn apt_install(what: &str, package: &str) -> Result<bool> {
    let root = output(Command::new("id").arg("-u")).is_some_and(|id| id == "0");
    if !root || find_program("apt-get").is_none() {
        return Ok(false);
    }
    eprintln!("Installing {what} (apt-get install {package}).");
    let apt = || {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    // A stale list may be sufficient, so a failed update alone is no failure.
    let _ = run_aside("apt-get update", apt().args(["update", "-qq"]));
    let install = run_aside("apt-get install", apt().args(["install", "-y", "-qq", "--no-install-recommends", package]));
    if let Err(error) = &install {
        eprintln!("{error:#}");
    }
    Ok(install.is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_or_missing_node_is_refused_with_what_was_found() {
        assert!(check_node(Some("v20.19.0".into())).is_ok());
        assert!(check_node(Some("v24.1.0".into())).is_ok());
        let message = check_node(Some("v18.20.4".into())).unwrap_err().to_string();
        assert!(message.starts_with("Node 20 or newer is needed") && message.contains("v18.20.4"), "{message}");
        assert!(check_node(None).unwrap_err().to_string().contains("none was found"));
    }
}
