//! `cargo xtask ablations`: what each part of the recipe is worth, as in Tables 5 and 8 of the BERT paper, on tasks of our own.
//!
//! Models that lack a part, or mask by another rule, are pre-trained on the same text with the same steps and seeds, then fine-tuned on
//! the same examples. The page shows the file as precomputed.

use std::fs;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::process::output;
use crate::study::{Mode, SEEDS, Study, TASKS, Task, scores};
use crate::workspace::Workspace;

/// Where the page fetches it.
const FILE: &str = "www/public/ablations.json";

#[derive(clap::Args)]
pub struct Options {
    /// Steps of each pre-training.
    #[arg(long, default_value_t = 1500)]
    steps: u32,
}

/// A model: an objective, and the shares of masked, kept and random tokens in the order of the paper's Table 8.
struct Row {
    id: &'static str,
    objective: &'static str,
    masking: Option<[u32; 3]>,
}

const ROWS: [Row; 6] = [
    Row { id: "mlm_nsp", objective: "mlm+nsp", masking: Some([80, 10, 10]) },
    Row { id: "no_nsp", objective: "mlm", masking: Some([80, 10, 10]) },
    Row { id: "ltr_no_nsp", objective: "ltr", masking: None },
    Row { id: "mask_100_0_0", objective: "mlm+nsp", masking: Some([100, 0, 0]) },
    Row { id: "mask_80_0_20", objective: "mlm+nsp", masking: Some([80, 0, 20]) },
    Row { id: "mask_80_20_0", objective: "mlm+nsp", masking: Some([80, 20, 0]) },
];

/// A left-to-right model's [CLS] sees nothing but itself. So the heads of all rows read the mean over all tokens.
const POOL: &str = "mean";

pub fn ablations(workspace: &Workspace, options: &Options) -> Result<()> {
    let study = Study::new(workspace, options.steps)?;
    let mut rows = vec![];
    for row in &ROWS {
        let mut measured = vec![];
        for (task, mode) in columns() {
            let results: Vec<Value> = SEEDS
                .iter()
                .map(|&seed| study.fine_tuned(&row.pretrained(&study, seed)?, task, "en", mode, POOL, seed))
                .collect::<Result<_>>()?;
            let names = results.iter().filter_map(|result| result["test"].as_object()).flat_map(|test| test.keys());
            let of_each: serde_json::Map<_, _> = names.map(|name| (name.clone(), json!(scores(&results, "test", name)))).collect();
            eprintln!("{} {} {}: {}", row.id, task.id, mode.name(), of_each[task.score]);
            measured.push(json!({ "task": task.id, "mode": mode.name(), "score": task.score, "seeds": of_each }));
        }
        rows.push(json!({ "id": row.id, "objective": row.objective, "mask_same_random": row.masking, "tasks": measured }));
    }
    let version = output(workspace.command("git").args(["rev-parse", "--short", "HEAD"])).unwrap_or_default();
    let command = format!("cargo xtask ablations --steps {}", options.steps);
    let mut file =
        json!({ "command": command, "date": study.date()?, "version": version, "corpus": "stories", "language": "en", "rows": rows });
    file["settings"] = study.settings();
    file["settings"]["pool"] = json!(POOL);
    fs::write(workspace.root.join(FILE), serde_json::to_string(&file)? + "\n").with_context(|| format!("cannot write {FILE}"))?;
    eprintln!("{FILE} is up to date.");
    Ok(())
}

/// Every task with the whole model trained; tags with a frozen encoder too, as the paper has for NER.
fn columns() -> impl Iterator<Item = (&'static Task, Mode)> {
    let frozen = TASKS.iter().filter(|task| task.id == "ner").map(|task| (task, Mode::Frozen));
    TASKS.iter().map(|task| (task, Mode::Tuned)).chain(frozen)
}

impl Row {
    fn pretrained(&self, study: &Study, seed: u32) -> Result<std::path::PathBuf> {
        // The command's order is masked, random, kept.
        let shares = self.masking.map(|[mask, same, random]| format!("{mask},{random},{same}"));
        let mut options = vec!["--objective", self.objective];
        if let Some(shares) = &shares {
            options.extend(["--shares", shares]);
        }
        study.pretrained("stories", &options, seed)
    }
}
