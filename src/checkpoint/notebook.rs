//! A step of a run as a Jupyter notebook, which computes it again in plain PyTorch and asserts that it finds the page's numbers.
//!
//! The cells are those of `notebook.py`, in the percent format of Jupytext: `# %%` begins a cell, `[markdown]` makes it prose. A cell with
//! tags is left out if the run does not train what they name; the tag `hidden` folds a cell. `__name__` stands for a value.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::write::{Model, Precision, Top, safetensors};
use crate::engine::ParameterCopy;
use crate::examples::batch::{Batch, BatchLabels};
use crate::model::config::Family;
use crate::objectives::{Head, Scores};
use crate::trace::{TokenTrace, Trace};
use crate::train::error::{QuestionError, RunError};
use crate::train::run::Run;

/// The notebook's cells.
const TEMPLATE: &str = include_str!("notebook.py");

/// The label of a position that is not scored, which PyTorch's cross-entropy ignores.
const IGNORED: i64 = -100;

/// Letters of a line of the weights. Editors show short lines faster than one of millions of letters.
const LINE: usize = 120;

/// Why a step cannot become a notebook.
#[derive(Debug, thiserror::Error)]
pub enum NotebookError {
    #[error(transparent)]
    Run(#[from] RunError),
    #[error("this run trains a GPT-1, and the notebook computes a BERT; choose the objective mlm+nsp, mlm, nsp or ltr")]
    NotBert,
    #[error("the weights cannot be written: {0}")]
    Weights(#[from] safetensors::SafeTensorError),
}

/// The bytes of the `.ipynb` file.
///
/// # Errors
/// [`QuestionError::NotInspected`] if `step` is not the step that was inspected last: its weights are no longer held.
/// [`NotebookError::NotBert`] for a GPT-1.
pub async fn of_step(run: &mut Run, step: u32) -> Result<Vec<u8>, NotebookError> {
    if run.data.config.family != Family::Bert {
        return Err(NotebookError::NotBert);
    }
    let (_, batch) = run.inspected_step(step).map_err(RunError::from)?;
    let traced = run.trace().filter(|trace| trace.step == step).cloned();
    let trace = traced.ok_or(RunError::from(QuestionError::NotInspected { asked: step, inspected: None }))?;
    let token_losses = run.losses_by_row(step).await?.concat();
    let parameters = run.engine.copied_parameters(ParameterCopy::BeforeUpdate).await.map_err(RunError::from)?;
    let model = Model { config: &run.data.config, layout: &run.data.layout, parameters: &parameters, top: Top::PreTraining };
    let mut values = batch_values(&batch);
    values.extend(model_values(run));
    values.extend([
        ("weights", folded(&BASE64_STANDARD.encode(safetensors(&model, Precision::Full)?))),
        ("step", trace.step.to_string()),
        ("row", trace.row.to_string()),
        ("tokens", strings(trace.tokens.iter().map(|token| token.input.as_str()))),
        ("page", page(&trace, &token_losses)),
    ]);
    let notebook = notebook(&trained(run), &values);
    Ok(format!("{notebook:#}\n").into_bytes())
}

/// The tags whose cells belong to this run.
fn trained(run: &Run) -> Vec<&'static str> {
    let objectives = &run.data.objectives;
    let tags = [
        ("tokens", objectives.of_tokens().is_some()),
        ("pairs", objectives.iter().any(|objective| objective.head() == Head::SentencePair)),
        ("left_to_right", objectives.left_to_right()),
        ("hidden", true),
    ];
    tags.into_iter().filter(|(_, has)| *has).map(|(tag, _)| tag).collect()
}

type Values = BTreeMap<&'static str, String>;

fn batch_values(batch: &Batch) -> Values {
    let mut labels = vec![IGNORED; batch.rows * batch.sequence];
    for (&flat, &label) in batch.selected.iter().zip(batch.token_labels()) {
        labels[flat as usize] = label.into();
    }
    let of_pairs = batch.labels.iter().find(|labels| matches!(labels, BatchLabels::Sequences(_)));
    let rows = |values: &[u32]| rows(values, batch.sequence);
    BTreeMap::from([
        ("sequence", batch.sequence.to_string()),
        ("input_ids", rows(&batch.input_ids)),
        ("token_type_ids", rows(&batch.token_type_ids)),
        ("attention_mask", rows(&batch.attention_mask)),
        ("labels", self::rows(&labels, batch.sequence)),
        ("next_sentence_label", format!("{:?}", of_pairs.map(|labels| labels.as_slice()).unwrap_or_default())),
    ])
}

fn model_values(run: &Run) -> Values {
    let config = &run.data.config;
    let epsilon = run.data.objectives.of_tokens().map_or(0.0, |objective| objective.denominator_epsilon());
    // The tolerances of the comparisons with the reference: a GPU adds up in another order.
    let logits = if run.engine.adapter_name().is_some() { 2e-5 } else { 1e-5 };
    BTreeMap::from([
        ("seed", run.settings().seed.to_string()),
        ("heads", config.num_attention_heads.to_string()),
        ("layers", config.num_hidden_layers.to_string()),
        ("layer_norm_eps", format!("{:?}", config.layer_norm_eps)),
        ("denominator_epsilon", format!("{epsilon:?}")),
        ("logit_tolerance", format!("{logits:?}")),
    ])
}

/// The page's numbers as a Python dictionary, a line each.
fn page(trace: &Trace, token_losses: &[f32]) -> String {
    let scored: Vec<&TokenTrace> = trace.tokens.iter().filter(|token| token.counted).collect();
    let of_scored = |number: fn(&TokenTrace) -> f32| scored.iter().map(|token| number(token)).collect::<Vec<_>>();
    let of_all = |number: fn(&TokenTrace) -> f32| trace.tokens.iter().map(number).collect::<Vec<_>>();
    let top = || scored.iter().flat_map(|token| &token.top);
    let loss = |scores| trace.batch.losses.iter().find(|loss| loss.scores == scores).map_or(0.0, |loss| loss.value);
    let pair_logits = trace.next_sentence.as_ref().map(|answer| answer.logits).unwrap_or_default();
    let entries = [
        ("label_logits", format!("{:?}", of_scored(|token| token.original_logit))),
        ("log_sum_exp", format!("{:?}", of_scored(|token| token.log_sum_exp))),
        ("top_ids", format!("{:?}", top().map(|prediction| prediction.id).collect::<Vec<_>>())),
        ("top_logits", format!("{:?}", top().map(|prediction| prediction.logit).collect::<Vec<_>>())),
        ("losses_of_row", format!("{:?}", of_scored(|token| token.loss.unwrap_or_default()))),
        ("token_losses", format!("{token_losses:?}")),
        ("token_loss", format!("{:?}", loss(Scores::Tokens))),
        ("pair_logits", format!("{pair_logits:?}")),
        ("pair_loss", format!("{:?}", loss(Scores::Sequences))),
        ("total_loss", format!("{:?}", trace.batch.total_loss)),
        ("output_gradient_norms", format!("{:?}", of_all(|token| token.gradient_norm))),
        ("input_gradient_norms", format!("{:?}", of_all(|token| token.input_gradient_norm))),
        ("gradient_norm", format!("{:?}", trace.batch.gradient_norm)),
    ];
    let lines: String = entries.iter().map(|(name, value)| format!("    {name:?}: {value},\n")).collect();
    format!("{{\n{lines}}}")
}

/// A Python list of lists, a line each.
fn rows<T: std::fmt::Debug>(values: &[T], width: usize) -> String {
    let lines: String = values.chunks(width).map(|row| format!("    {row:?},\n")).collect();
    format!("[\n{lines}]")
}

/// A Python list of strings. A string of JSON is one of Python too.
fn strings<'a>(values: impl Iterator<Item = &'a str>) -> String {
    Value::from_iter(values).to_string()
}

/// In lines of [`LINE`] letters.
fn folded(letters: &str) -> String {
    // Base64 is ASCII, so every index is the edge of a letter.
    (0..letters.len()).step_by(LINE).map(|at| format!("{}\n", &letters[at..letters.len().min(at + LINE)])).collect()
}

/// The template's cells that these tags allow, with the values in their places.
fn notebook(tags: &[&str], values: &Values) -> Value {
    let cells = TEMPLATE.split("# %%").skip(1).filter_map(|cell| {
        let (head, body) = cell.split_once('\n').unwrap_or((cell, ""));
        let wanted = head.split('"').skip(1).step_by(2).all(|tag| tags.contains(&tag));
        wanted.then(|| (head, filled(body.trim(), values)))
    });
    let cells: Vec<Value> = cells.enumerate().map(|(index, (head, body))| cell(index, head, &body)).collect();
    json!({
        "cells": cells,
        "metadata": {
            "kernelspec": { "display_name": "Python 3", "language": "python", "name": "python3" },
            "language_info": { "name": "python" },
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    })
}

fn cell(index: usize, head: &str, body: &str) -> Value {
    let id = format!("cell-{index}");
    if head.contains("[markdown]") {
        let prose: Vec<String> =
            body.lines().map(|line| line.strip_prefix("# ").unwrap_or(line.trim_start_matches('#')).to_owned()).collect();
        return json!({ "cell_type": "markdown", "id": id, "metadata": {}, "source": lines(&prose.join("\n")) });
    }
    // Folded in JupyterLab, and in Colab.
    let metadata = if head.contains("hidden") { json!({ "jupyter": { "source_hidden": true }, "cellView": "form" }) } else { json!({}) };
    json!({ "cell_type": "code", "execution_count": null, "id": id, "metadata": metadata, "outputs": [], "source": lines(body) })
}

/// As notebooks hold text: a list of lines with their ends.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// `__name__` replaced by its value.
fn filled(text: &str, values: &Values) -> String {
    // Every second part stands between two of the marks.
    let part = |(index, part): (usize, &str)| match index % 2 {
        0 => part.to_owned(),
        _ => values.get(part).cloned().unwrap_or_else(|| format!("__{part}__")),
    };
    text.split("__").enumerate().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::device::Device;
    use crate::settings::Settings;
    use crate::train::data::Data;
    use pollster::block_on;

    fn run(objective: &str) -> Run {
        let changes = json!({"hidden_size": 8, "layers": 1, "heads": 2, "intermediate_size": 8, "sequence_length": 24, "batch_size": 2,
                             "vocabulary_size": 200});
        let settings = Settings::default().changed(&changes).unwrap();
        let objective = serde_json::from_value(json!(objective)).unwrap();
        let data = Data::prepare(Settings { objective, ..settings }, &mut |_, _| {}).unwrap();
        let mut run = block_on(Run::new(data, Device::Cpu)).unwrap();
        run.submit_step(true);
        block_on(run.collect()).unwrap();
        run
    }

    /// The lines of all cells of these types.
    fn text(run: &mut Run, types: &[&str]) -> String {
        let notebook: Value = serde_json::from_slice(&block_on(of_step(run, 1)).unwrap()).unwrap();
        let cells = notebook["cells"].as_array().unwrap();
        let cells = cells.iter().filter(|cell| types.contains(&cell["cell_type"].as_str().unwrap()));
        cells.flat_map(|cell| cell["source"].as_array().unwrap()).map(|line| line.as_str().unwrap()).collect()
    }

    #[test]
    fn only_what_is_trained_is_computed() {
        for (objective, tokens, pairs, left_to_right) in
            [("mlm+nsp", true, true, false), ("mlm", true, false, false), ("nsp", false, true, false), ("ltr", true, false, true)]
        {
            let code = text(&mut run(objective), &["code"]);
            let found = ["cls.predictions.transform", "cls.seq_relationship", ".tril()"].map(|part| code.contains(part));
            assert_eq!(found, [tokens, pairs, left_to_right], "{objective}");
        }
    }

    #[test]
    fn every_name_of_the_template_has_a_value() {
        for objective in ["mlm+nsp", "ltr"] {
            let text = text(&mut run(objective), &["code", "markdown"]);
            assert!(!text.contains("__"), "{objective}: {:?}", text.split("__").nth(1));
        }
    }

    #[test]
    fn a_gpt_is_refused() {
        assert!(matches!(block_on(of_step(&mut run("causal"), 1)), Err(NotebookError::NotBert)));
    }

    #[test]
    fn a_step_whose_weights_are_gone_is_refused() {
        let error = block_on(of_step(&mut run("mlm"), 7)).unwrap_err().to_string();
        assert!(error.contains("step 7 is not available, only step 1 is"), "{error}");
    }
}
