//! Every crate we build on may be used under a licence that asks for no more than notice.

use anyhow::{Result, bail};
use serde_json::Value;

/// SPDX names. A licence that is not here needs a thought before it is added.
const ALLOWED: [&str; 11] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Zlib",
];

/// Checks all packages of `cargo metadata`.
pub fn check(metadata: &Value) -> Result<()> {
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| !is_allowed(package["license"].as_str().unwrap_or_default()))
        .map(|package| format!("{} {}: {}", package["name"], package["version"], package["license"]))
        .collect();
    if !refused.is_empty() {
        bail!("licences not among those of xtask/src/licences.rs:\n{}", refused.join("\n"));
    }
    println!("{} packages, all under a licence of the list", packages.len());
    Ok(())
}

/// Whether an SPDX expression leaves a choice that is allowed throughout. `/` is the old way to write OR.
fn is_allowed(expression: &str) -> bool {
    let words = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ").replace(" WITH ", "\0WITH\0");
    let words: Vec<String> = words.split_whitespace().map(|word| word.replace('\0', " ")).collect();
    let mut rest = words.as_slice();
    any(&mut rest) && rest.is_empty()
}

/// `all OR all …`
fn any(words: &mut &[String]) -> bool {
    let mut allowed = all(words);
    while take(words, "OR") {
        allowed |= all(words);
    }
    allowed
}

/// `one AND one …`
fn all(words: &mut &[String]) -> bool {
    let mut allowed = one(words);
    while take(words, "AND") {
        allowed &= one(words);
    }
    allowed
}

/// A licence, or an expression in parentheses.
fn one(words: &mut &[String]) -> bool {
    if take(words, "(") {
        return any(words) & take(words, ")");
    }
    let Some((name, rest)) = words.split_first() else { return false };
    *words = rest;
    ALLOWED.contains(&name.as_str())
}

fn take(words: &mut &[String], word: &str) -> bool {
    let Some(rest) = words.split_first().filter(|(first, _)| *first == word).map(|(_, rest)| rest) else { return false };
    *words = rest;
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_allowed_if_one_choice_is_allowed_throughout() {
        for expression in [
            "MIT",
            "MIT/Apache-2.0",
            "MIT OR GPL-3.0-only",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR GPL-2.0-only",
            "GPL-2.0-only AND MIT OR Zlib",
        ] {
            assert!(is_allowed(expression), "{expression}");
        }
        for expression in ["", "GPL-3.0-only", "MIT AND GPL-3.0-only", "(MIT", "MIT)", "Apache-2.0 WITH Other-exception"] {
            assert!(!is_allowed(expression), "{expression}");
        }
    }
}
