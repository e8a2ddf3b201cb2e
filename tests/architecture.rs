//! Imports have one direction: a module of `src` imports only from those before it in [`ORDER`], and within a module no file imports
//! from one that imports from it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The stages, first to last. A module may import from every one before its own.
const ORDER: &[&str] = &[
    "random",
    "excerpt",
    "settings",
    "text",
    "examples",
    "objectives",
    "tasks",
    "kernels",
    "operations",
    "model",
    "optim",
    "burn",
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
    let root = Path::new("src");
    let mut wrong = vec![];
    let mut imports = 0;
    for file in rust_files(root) {
        let Some(own) = module(root, &file) else { continue };
        let place = ORDER.iter().position(|name| *name == own).unwrap_or_else(|| panic!("{own} has no place in ORDER"));
        for name in imported(&fs::read_to_string(&file).unwrap()) {
            let other = ORDER.iter().position(|known| *known == name).unwrap_or_else(|| panic!("{name} has no place in ORDER"));
            imports += 1;
            if other > place || APART.contains(&(own.as_str(), name.as_str())) {
                wrong.push(format!("{} imports from {name}", file.strip_prefix(root).unwrap().display()));
            }
        }
    }
    assert!(imports > 100, "only {imports} imports were found: is this test reading the sources?");
    assert!(wrong.is_empty(), "against the order {ORDER:?}:\n{}", wrong.join("\n"));
}

#[test]
fn the_files_of_a_module_import_each_other_without_a_circle() {
    let root = Path::new("src");
    let mut imports = 0;
    for own in ORDER {
        let folder = root.join(own);
        let mut wanted = BTreeMap::<String, BTreeSet<String>>::new();
        for file in if folder.is_dir() { rust_files(&folder) } else { vec![] } {
            let Some(name) = module(&folder, &file).filter(|name| name != "mod") else { continue };
            let depth = file.strip_prefix(&folder).unwrap().components().count();
            let found = imported_beside(&fs::read_to_string(&file).unwrap(), own, depth - usize::from(file.ends_with("mod.rs")));
            wanted.entry(name.clone()).or_default().extend(found.into_iter().filter(|other| *other != name));
        }
        let files: BTreeSet<String> = wanted.keys().cloned().collect();
        wanted.values_mut().for_each(|others| others.retain(|other| files.contains(other)));
        imports += wanted.values().map(BTreeSet::len).sum::<usize>();
        let circle = circular(wanted);
        assert!(circle.is_empty(), "circles in src/{own}: {circle:?}");
    }
    assert!(imports > 50, "only {imports} imports were found: is this test reading the sources?");
}

#[test]
fn a_circle_is_found_with_all_that_leads_into_it_left_out() {
    let wanted = |list: &[(&str, &str)]| {
        let mut wanted = BTreeMap::<String, BTreeSet<String>>::new();
        for (name, other) in list {
            wanted.entry((*name).to_owned()).or_default().insert((*other).to_owned());
            wanted.entry((*other).to_owned()).or_default();
        }
        wanted
    };
    assert!(circular(wanted(&[("a", "b"), ("a", "c"), ("b", "c")])).is_empty());
    let found = circular(wanted(&[("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")]));
    assert_eq!(found.into_keys().collect::<Vec<_>>(), ["a", "b", "c"]);
    let source = "use super::b::B;\nuse crate::model::{c, d::D};\nuse super::super::other::X;\nuse crate::text::e;\n";
    assert_eq!(imported_beside(source, "model", 1), ["c", "d", "b", "super"]);
}

/// What remains when files that import from none of the others are taken away again and again.
fn circular(mut wanted: BTreeMap<String, BTreeSet<String>>) -> BTreeMap<String, BTreeSet<String>> {
    while let Some(free) = wanted.iter().find(|(_, others)| others.is_empty()).map(|(name, _)| name.clone()) {
        wanted.remove(&free);
        wanted.values_mut().for_each(|others| {
            others.remove(&free);
        });
    }
    wanted
}

/// The neighbours that a file of module `own` imports from, `depth` levels below the module's root.
fn imported_beside(source: &str, own: &str, depth: usize) -> Vec<String> {
    let code = code_of(source);
    let below_root = format!("crate::{own}::");
    let beside = "super::".repeat(depth);
    let paths = code.match_indices(&below_root).map(|(place, path)| &code[place + path.len()..]);
    let relative = code.match_indices(&beside).filter(|(place, _)| !code[..*place].ends_with(':'));
    paths.chain(relative.map(|(place, path)| &code[place + path.len()..])).flat_map(first_names).collect()
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
    code_of(source).split("crate::").skip(1).flat_map(first_names).collect()
}

/// Without comments and the test module at the end.
fn code_of(source: &str) -> String {
    let code: String = source.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n");
    code.split("#[cfg(test)]\nmod ").next().unwrap_or("").to_owned()
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
