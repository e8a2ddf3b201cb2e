//! The examples, run as README.md says. What they print has to make sense.

use std::fs;
use std::process::Command;

#[test]
fn readme_lists_every_example() {
    let readme = fs::read_to_string("README.md").unwrap();
    let mut files = 0;
    for entry in fs::read_dir("examples").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(readme.contains(&format!("](examples/{name})")), "README.md has no link to examples/{name}");
        files += 1;
    }
    assert!(files > 0);
}

/// `max(1, round(0.15 n))` of the tokens are predictions in google-research/bert's create_pretraining_data.py.
#[test]
fn mask_gives_a_label_to_15_percent_and_changes_no_other_token() {
    let rows = table("mask");
    let labels = rows.iter().filter(|row| row[2] != "-").count();
    assert_eq!(labels, ((rows.len() as f64 * 0.15).round() as usize).max(1), "{rows:?}");
    for row in &rows {
        let [original, input, label] = &row[..] else { panic!("{row:?}") };
        assert!(label == original || (label == "-" && input == original), "{row:?}");
    }
}

#[test]
fn train_ends_below_where_it_began_and_below_an_even_guess() {
    let losses: Vec<f64> = rows("train").iter().filter(|row| row.len() == 5).map(|row| row[1].parse().unwrap()).collect();
    let (first, last) = (losses[0], losses[losses.len() - 1]);
    assert!(last < first, "{losses:?}");
    // A guess that finds all of the 1,000 words alike has a loss of ln 1000.
    assert!(last < 1000_f64.ln(), "{losses:?}");
}

/// `[CLS]` is read by next sentence prediction; of the other positions a loss reads those that are scored.
#[test]
fn trace_shows_a_gradient_where_a_loss_reads_and_nowhere_else() {
    let rows = table("trace");
    let is_scored = |row: &[String]| row[3] != "-";
    assert!(rows.iter().any(|row| is_scored(row)) && rows.iter().any(|row| !is_scored(row)), "{rows:?}");
    for row in &rows {
        assert_eq!(row[4] != "0", is_scored(row) || row[0] == "[CLS]", "{row:?}");
        assert_eq!(is_scored(row), ["masked", "randomized", "kept"].contains(&row[2].as_str()), "{row:?}");
    }
}

/// The rows that are as long as the first one, the heading, without it.
fn table(example: &str) -> Vec<Vec<String>> {
    let mut rows = rows(example);
    let heading = rows.remove(0);
    rows.retain(|row| row.len() == heading.len());
    rows
}

/// What an example prints, by line and word.
fn rows(example: &str) -> Vec<Vec<String>> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["run", "--quiet", "--locked", "--profile", "checked", "--example", example]);
    let output = cargo.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}
