//! `cargo xtask transfer`: what pre-training brings to the tasks of our own, into `docs/results.md`.

use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::study::{LABELS, Mode, SEEDS, Study, TASKS, Task, scores};
use crate::workspace::Workspace;

const FILE: &str = "docs/results.md";
/// Language and corpus of its world.
const WORLDS: [(&str, &str); 2] = [("en", "stories"), ("ko", "korean")];
const STEPS: u32 = 1500;

const INTRODUCTION: &str = "# What pre-training brings

The four tasks of `cloze task`, learned from 64 labelled examples in three ways: from scratch, with a frozen encoder, and by
fine-tuning all weights. The words that decide the label of a test example are in the corpus, but in no training example. So a
model from scratch has only what stands around those words: particles, the order of words, what kinds of questions there are. What
is above its score came from the text without labels.

The examples were fixed before the first run of any model, and nothing was tuned afterwards. The recipe is that of the reference's
own tasks: 200 steps of 16 rows, peak rate 1e-3, 1e-2 where only the head learns.
";

pub fn transfer(workspace: &Workspace) -> Result<()> {
    let study = Study::new(workspace, STEPS)?;
    let mut text =
        format!("{INTRODUCTION}\n{} pre-training steps, seeds 1 to {}, {LABELS} labels. {}.\n\n", STEPS, SEEDS.len(), study.date()?);
    text += "| task | language | score | head reads | majority | scratch | frozen | tuned |\n|---|---|---|---|---|---|---|---|\n";
    for (language, corpus) in WORLDS {
        for task in &TASKS {
            for pool in if task.pools() { &["cls", "mean"][..] } else { &["cls"] } {
                let row = row(&study, task, language, corpus, pool)?;
                eprint!("{row}");
                text += &row;
            }
        }
    }
    text += "\nScores in per cent on 200 test examples: mean over the seeds ± its standard error. Seed k fine-tunes the model of seed k; from scratch\n\
             the same seeds give the weights. `cargo xtask transfer` writes this file. By hand, one cell of it:\n\n\
             ```sh\ncloze corpus stories > stories.txt\ncloze task topic > train.jsonl\ncloze task topic --part test > test.jsonl\n\
             cloze pretrain --corpus stories.txt --out model --steps 1500 --seed 1\n\
             cloze finetune --model model --task sequence --train train.jsonl --test test.jsonl --labels 64 --seed 1 --pool mean\n```\n\n\
             What each part of the recipe is worth on these tasks is measured by `cargo xtask ablations`, which writes\n\
             `www/public/ablations.json`. The page shows it beside the paper's tables, as precomputed.\n";
    fs::write(workspace.root.join(FILE), text).with_context(|| format!("cannot write {FILE}"))?;
    eprintln!("{FILE} is up to date.");
    Ok(())
}

/// A task in one language: each way of learning it over all seeds.
fn row(study: &Study, task: &Task, language: &str, corpus: &str, pool: &str) -> Result<String> {
    let reads = if task.pools() { pool } else { "each token" };
    let mut cells = String::new();
    let mut majority = 0.0;
    for mode in [Mode::Scratch, Mode::Frozen, Mode::Tuned] {
        let result = |&seed: &u32| {
            study.fine_tuned(
                &study.pretrained(corpus, &["--objective", "mlm+nsp", "--shares", "80,10,10"], seed)?,
                task,
                language,
                mode,
                pool,
                seed,
            )
        };
        let results: Vec<Value> = SEEDS.iter().map(result).collect::<Result<_>>()?;
        majority = scores(&results, "majority", task.score)[0];
        let (mean, error) = mean_and_error(&scores(&results, "test", task.score));
        write!(cells, " {:.1} ± {:.1} |", 100.0 * mean, 100.0 * error)?;
    }
    Ok(format!("| {} | {language} | {} | {reads} | {:.1} |{cells}\n", task.id, task.score.replace('_', " "), 100.0 * majority))
}

/// The mean and its standard error, by the sample's standard deviation.
fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, (variance / count).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_a_mean_is_the_sample_deviation_over_the_root_of_the_count() {
        let (mean, error) = mean_and_error(&[1.0, 2.0, 3.0, 4.0]);
        assert!((mean - 2.5).abs() < 1e-12 && (error - (5.0_f64 / 3.0 / 4.0).sqrt()).abs() < 1e-12);
    }
}
