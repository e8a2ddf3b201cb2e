//! The documents name what is there: files, headings, tests.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use cloze::settings::SCHEMA;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use serde_json::Value;

/// A span of code that begins with one of these is a path.
const FOLDERS: &[&str] = &[".cargo", ".ci", "bench", "docs", "examples", "fuzz", "shaders", "src", "tests", "www", "xtask"];
/// In the place of a name that the reader chooses.
const PLACEHOLDERS: &[&str] = &["NAME", "CODE", "LANGUAGE"];
/// Only there after a build.
const BUILT: &str = "www/generated/";

/// The parts of a document that this test looks at.
struct Document {
    path: PathBuf,
    links: Vec<String>,
    headings: Vec<String>,
    code: Vec<String>,
}

impl Document {
    fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(&path).unwrap();
        let (mut links, mut headings, mut code) = (vec![], vec![], vec![]);
        let mut heading: Option<String> = None;
        for event in Parser::new(&text) {
            match event {
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => links.push(dest_url.into_string()),
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => headings.extend(heading.take()),
                Event::Text(text) => heading.iter_mut().for_each(|heading| heading.push_str(&text)),
                Event::Code(text) => {
                    heading.iter_mut().for_each(|heading| heading.push_str(&text));
                    code.push(text.into_string());
                }
                _ => {}
            }
        }
        Self { path, links, headings, code }
    }

    fn all() -> Vec<Self> {
        let mut paths: Vec<PathBuf> = files(Path::new("docs"), "md");
        paths.extend(
            ["ARCHITECTURE", "BENCHMARKS", "CONTRIBUTING", "README", "SECURITY", "tests/fixtures/README", "www/style/README"]
                .map(|name| PathBuf::from(name).with_extension("md")),
        );
        paths.into_iter().map(Self::read).collect()
    }

    /// The headings as the fragments of addresses, as GitHub makes them.
    fn fragments(&self) -> Vec<String> {
        let kept = |c: &char| c.is_alphanumeric() || "-_ ".contains(*c);
        self.headings.iter().map(|heading| heading.to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-")).collect()
    }
}

#[test]
fn every_link_leads_to_a_file_and_a_heading_of_it() {
    let mut wrong = vec![];
    let mut links = 0;
    for document in Document::all() {
        for link in document.links.iter().filter(|link| !link.contains("://")) {
            let (path, fragment) = link.split_once('#').map_or((link.as_str(), None), |(path, fragment)| (path, Some(fragment)));
            let target = if path.is_empty() { document.path.clone() } else { document.path.with_file_name(path) };
            let found =
                target.exists() && fragment.is_none_or(|fragment| Document::read(target).fragments().iter().any(|one| one == fragment));
            links += 1;
            if !found {
                wrong.push(format!("{}: {link}", document.path.display()));
            }
        }
    }
    assert!(links > 30, "only {links} links were found: is this test reading the documents?");
    assert!(wrong.is_empty(), "links to nothing:\n{}", wrong.join("\n"));
}

#[test]
fn every_path_is_there() {
    let is_path = |code: &&String| {
        let (first, rest) = code.split_once('/').unwrap_or_default();
        FOLDERS.contains(&first) && !rest.contains(' ') && !code.starts_with(BUILT)
    };
    let mut wrong = vec![];
    let mut paths = 0;
    for document in Document::all() {
        for path in document.code.iter().filter(is_path) {
            // Up to the first part that stands for several.
            let known: PathBuf =
                path.split('/').take_while(|part| !part.contains('*') && !PLACEHOLDERS.iter().any(|name| part.starts_with(name))).collect();
            paths += 1;
            if !known.exists() {
                wrong.push(format!("{}: {path}", document.path.display()));
            }
        }
    }
    assert!(paths > 100, "only {paths} paths were found: is this test reading the documents?");
    assert!(wrong.is_empty(), "paths to nothing:\n{}", wrong.join("\n"));
}

/// A span of code with five words or more is the name of a test.
#[test]
fn every_test_that_is_named_is_there() {
    let sources = ["src", "tests"].into_iter().flat_map(|folder| files(Path::new(folder), "rs"));
    let names: HashSet<String> = sources.flat_map(|path| functions(&fs::read_to_string(path).unwrap())).collect();
    let is_test =
        |code: &&String| code.matches('_').count() >= 4 && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let mut wrong = vec![];
    let mut tests = 0;
    for document in Document::all() {
        for name in document.code.iter().filter(is_test) {
            tests += 1;
            if !names.contains(name) {
                wrong.push(format!("{}: {name}", document.path.display()));
            }
        }
    }
    assert!(tests > 5, "only {tests} names were found: is this test reading the documents?");
    assert!(wrong.is_empty(), "tests that are not there:\n{}", wrong.join("\n"));
}

#[test]
fn every_setting_is_in_the_reference_with_its_default() {
    let reference = fs::read_to_string("docs/settings.md").unwrap();
    for setting in SCHEMA.iter() {
        let start = format!("| `{}` | ", setting.name);
        let row = reference.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or_else(|| panic!("no row on {}", setting.name));
        let default = match &setting.default {
            Value::Number(number) => number.as_f64().unwrap().to_string(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let found = row.split('|').next().unwrap_or_default().trim().trim_matches('`');
        assert_eq!(found, default, "{}", setting.name);
    }
}

/// What the interface in `www/api.ts` declares is a heading of its reference.
#[test]
fn every_function_of_the_page_is_in_the_reference() {
    let source = fs::read_to_string("www/api.ts").unwrap();
    let (_, interface) = source.split_once("export interface Cloze {\n").unwrap();
    let members = interface.lines().take_while(|line| *line != "}").filter(|line| line.starts_with("  ") && !line.contains(" *"));
    let names: Vec<&str> =
        members.filter_map(|line| line.trim().split(['(', ':', '<']).next()).filter(|name| !name.starts_with('/')).collect();
    let headings = Document::read("docs/window-cloze.md".into()).headings;
    let documented = |name: &str| headings.iter().any(|heading| heading.split('(').next() == Some(name));
    let missing: Vec<_> = names.iter().filter(|name| !documented(name)).collect();
    assert!(names.len() > 10, "only {names:?} were found");
    assert!(missing.is_empty(), "not in docs/window-cloze.md: {missing:?}");
}

fn functions(source: &str) -> Vec<String> {
    source.lines().filter_map(|line| line.trim_start().strip_prefix("fn ")?.split_once('(').map(|(name, _)| name.to_owned())).collect()
}

/// All files of a folder with this extension.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { files(&path, extension) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect()
}

/// A tag can be moved to other code; a commit cannot.
#[test]
fn every_action_is_pinned_by_its_commit_and_says_its_version() {
    let mut actions = 0;
    for path in files(Path::new(".github/workflows"), "yml") {
        let text = fs::read_to_string(&path).unwrap();
        for used in text.lines().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("uses: ")) {
            let pinned = used.split_once('@').and_then(|(_, rest)| rest.split_once(" # v"));
            let hash = pinned.map_or("", |(hash, _)| hash);
            assert!(hash.len() == 40 && hash.chars().all(|c| c.is_ascii_hexdigit()), "{}: {used}", path.display());
            actions += 1;
        }
    }
    assert!(actions > 5, "only {actions} actions were found: is this test reading the workflows?");
}
