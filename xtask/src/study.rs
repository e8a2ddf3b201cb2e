//! Models pre-trained and fine-tuned by the command `cloze`, for `transfer` and `ablations`.
//!
//! Pre-trained models are kept in `target/studies`. A study that was interrupted goes on with them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::bench;
use crate::engines::Profile;
use crate::process::output;
use crate::workspace::Workspace;

pub const SEEDS: [u32; 3] = [1, 2, 3];
pub const LABELS: u32 = 64;
/// A head alone needs a higher rate than a whole model. Both were fixed before the first run.
const RATES: [(Mode, &str); 3] = [(Mode::Scratch, "0.001"), (Mode::Frozen, "0.01"), (Mode::Tuned, "0.001")];

/// One of our own tasks, with what the command calls it and the score that tables show.
pub struct Task {
    pub id: &'static str,
    kind: &'static str,
    pub score: &'static str,
}

pub const TASKS: [Task; 4] = [
    Task { id: "sentiment", kind: "sequence", score: "accuracy" },
    Task { id: "topic", kind: "sequence", score: "accuracy" },
    Task { id: "ner", kind: "token", score: "entity_f1" },
    Task { id: "qa", kind: "question", score: "f1" },
];

impl Task {
    /// Whether its head reads one vector of the text.
    pub fn pools(&self) -> bool {
        self.kind == "sequence"
    }
}

/// Where a model begins and what of it learns.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Scratch,
    Frozen,
    Tuned,
}

impl Mode {
    pub fn name(self) -> &'static str {
        match self {
            Self::Scratch => "scratch",
            Self::Frozen => "frozen",
            Self::Tuned => "tuned",
        }
    }
}

pub struct Study<'a> {
    workspace: &'a Workspace,
    cloze: PathBuf,
    folder: PathBuf,
    steps: u32,
}

impl<'a> Study<'a> {
    pub fn new(workspace: &'a Workspace, steps: u32) -> Result<Self> {
        let cloze = bench::command(workspace, Profile::Release)?;
        let folder = workspace.target.join("studies");
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self { workspace, cloze, folder, steps })
    }

    /// The folder of a model that was pre-trained on a preset corpus with these options.
    pub fn pretrained(&self, corpus: &str, options: &[&str], seed: u32) -> Result<PathBuf> {
        let text = self.printed(&format!("{corpus}.txt"), &["corpus", corpus])?;
        let name = [&[corpus, &self.steps.to_string(), &seed.to_string()], options].concat().join("_").replace("--", "");
        let out = self.folder.join(name);
        if !out.join("model.safetensors").exists() {
            eprintln!("pre-training {}", out.display());
            let (steps, seed) = (self.steps.to_string(), seed.to_string());
            let arguments = ["pretrain", "--corpus", &path(&text), "--out", &path(&out), "--steps", &steps, "--seed", &seed];
            self.said(&[&arguments[..], options].concat())?;
        }
        Ok(out)
    }

    /// What the last line of `cloze finetune` says: scores on the test part, and those of the majority baseline.
    pub fn fine_tuned(&self, model: &Path, task: &Task, language: &str, mode: Mode, pool: &str, seed: u32) -> Result<Value> {
        let part = |part: &str| {
            let arguments = ["task", task.id, "--language", language, "--part", part];
            self.printed(&format!("{}-{language}-{part}.jsonl", task.id), &arguments)
        };
        let (training, test) = (path(&part("train")?), path(&part("test")?));
        let (labels, seed, rate) = (LABELS.to_string(), seed.to_string(), rate(mode));
        let mut arguments = vec!["finetune", "--task", task.kind, "--train", &training, "--test", &test];
        arguments.extend(["--labels", &labels, "--seed", &seed, "--learning-rate", rate]);
        // Not vocab.txt, which does not say that accents are kept: Hangul would come apart into unknown letters.
        let (folder, tokenizer) = (path(model), path(&model.join("tokenizer.json")));
        match mode {
            Mode::Scratch => arguments.extend(["--model", "none", "--tokenizer", &tokenizer]),
            Mode::Frozen => arguments.extend(["--model", &folder, "--freeze"]),
            Mode::Tuned => arguments.extend(["--model", &folder]),
        }
        if task.pools() {
            arguments.extend(["--pool", pool]);
        }
        let lines = self.said(&arguments)?;
        serde_json::from_str(lines.lines().last().unwrap_or_default()).context("the last line of cloze finetune is not JSON")
    }

    /// How models are fine-tuned, for the file of a study.
    pub fn settings(&self) -> Value {
        let rates: serde_json::Map<_, _> = RATES.iter().map(|(mode, rate)| (mode.name().to_owned(), json!(rate))).collect();
        json!({ "pretraining_steps": self.steps, "seeds": SEEDS, "labels": LABELS, "fine_tuning_steps": 200, "learning_rates": rates })
    }

    /// Today, as Node has it.
    pub fn date(&self) -> Result<String> {
        output(self.workspace.command("node").args(["-p", "new Date().toISOString().slice(0, 10)"])).context("cannot run node")
    }

    /// A file of what the command prints now. It is written only if that has changed: another study may be reading it.
    fn printed(&self, name: &str, arguments: &[&str]) -> Result<PathBuf> {
        let (file, text) = (self.folder.join(name), self.said(arguments)?);
        if fs::read_to_string(&file).ok().as_ref() != Some(&text) {
            fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
        }
        Ok(file)
    }

    /// What the command prints.
    fn said(&self, arguments: &[&str]) -> Result<String> {
        let output = self.workspace.command(&path(&self.cloze)).args(arguments).stdin(Stdio::null()).output()?;
        if !output.status.success() {
            bail!("cloze {} failed:\n{}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}

fn rate(mode: Mode) -> &'static str {
    RATES.iter().find(|(of, _)| *of == mode).map_or("0.001", |(_, rate)| rate)
}

fn path(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// One score of several results.
pub fn scores(results: &[Value], of: &str, score: &str) -> Vec<f64> {
    results.iter().filter_map(|result| result[of][score].as_f64()).collect()
}
