//! Imports have one direction: a module of `src` imports only from those before it in [`ORDER`].

use std::fs;
use std::path::{Path, PathBuf};

/// The stages, first to last. A module may import from every one before its own.
const ORDER: &[&str] = &[
    "random",
    "settings",
    "text",
    "examples",
    "objectives",
    "kernels",
    "operations",
    "model",
    "optim",
    "engine",
    "trace",
    "train",
    "checkpoint",
    "protocol",
    "web",
    "cli",
];

/// Alternative modules that are never built together.
const APART: [(&str, &str); 1] = [("cli", "web")];

#[test]
fn a_module_imports_only_from_stages_before_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = vec![];
    let mut imports = 0;
    for file in rust_files(&root) {
        let Some(own) = module(&root, &file) else { continue };
        let place = ORDER.iter().position(|name| *name == own).unwrap_or_else(|| panic!("{own} has no place in ORDER"));
        for name in imported(&fs::read_to_string(&file).unwrap()) {
            let other = ORDER.iter().position(|known| *known == name).unwrap_or_else(|| panic!("{name} has no place in ORDER"));
            imports += 1;
            if other > place || APART.contains(&(own.as_str(), name.as_str())) {
                wrong.push(format!("{} imports from {name}", file.strip_prefix(&root).unwrap().display()));
            }
        }
    }
    assert!(imports > 100, "only {imports} imports were found: is this test reading the sources?");
    assert!(wrong.is_empty(), "against the order {ORDER:?}:\n{}", wrong.join("\n"));
}

#[test]
fn imports_are_found_in_every_form() {
    let source = "use crate::random::Stream;\nuse crate::{text, model::{bert, graph}};\n\
                  fn f() -> crate::engine::Engine {}\n//! [`crate::web`]\n#[cfg(test)]\nmod tests {\n use crate::cli;\n}\n";
    assert_eq!(imported(source), ["random", "text", "model", "engine"]);
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// The top-level module of a file. `None` for the two roots and for tests, which may import everything.
fn module(root: &Path, file: &Path) -> Option<String> {
    let inside = file.strip_prefix(root).unwrap();
    if file.file_stem().is_some_and(|stem| stem == "tests" || stem == "testing") {
        return None;
    }
    let first = inside.components().next()?.as_os_str().to_str()?;
    let name = first.trim_end_matches(".rs");
    (!["lib", "main"].contains(&name)).then(|| name.to_owned())
}

/// The first name of each path from the crate's root, except in comments and in the test module at the end.
fn imported(source: &str) -> Vec<String> {
    let code: String = source.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n");
    let code = code.split("#[cfg(test)]\nmod ").next().unwrap_or("");
    code.split("crate::").skip(1).flat_map(first_names).collect()
}

/// `a::b` has one, `{a, b::{c, d}}` two.
fn first_names(path: &str) -> Vec<String> {
    let word = |text: &str| text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(list) = path.strip_prefix('{') else { return vec![word(path)] };
    let mut depth = 0;
    let parts = list.split(|c: char| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        depth < 0 || (depth == 0 && c == ',')
    });
    let mut names = vec![];
    for part in parts {
        let name = word(part);
        if name.is_empty() {
            break;
        }
        names.push(name);
    }
    names
}
