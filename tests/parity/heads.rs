//! Task heads on the encoder: logits, losses, gradients.

use cloze::checkpoint::cases::parse;
use cloze::checkpoint::score::{CaseScore, ScoredHeads, score};
use cloze::checkpoint::{Task, TaskHead};
use cloze::engine::EngineError;
use cloze::examples::batch::BatchLabels;
use cloze::objectives::{Head, Pooling};
use safetensors::SafeTensors;
use serde_json::Value;

use crate::compare::Device;
use crate::fixtures::*;
use crate::table::Table;

pub async fn compare(device: Device, table: &mut Table) -> Result<(), EngineError> {
    let reference = heads();
    let file = SafeTensors::deserialize(HEAD_WEIGHTS).unwrap();
    for (name, task, layer) in [
        ("sequence_classification", Task::Sequence, "classifier"),
        ("token_classification", Task::Token, "classifier"),
        ("question_answering", Task::Question, "qa_outputs"),
    ] {
        let values = |which: &str| -> Vec<f32> {
            let view = file.tensor(&format!("{name}.{layer}.{which}")).unwrap();
            view.data().as_chunks().0.iter().map(|&four| f32::from_le_bytes(four)).collect()
        };
        let (weight, bias) = (values("weight"), values("bias"));
        let head = TaskHead { task, classes: bias.len(), weight, bias };
        let expected = &reference[name];
        compare_task(device, table, name, Some(head), checkpoint(CONFIG, MODEL), expected).await?;
        if task == Task::Question {
            compare_task(device, table, "complete checkpoint", None, checkpoint(QUESTION_CONFIG, QUESTION_MODEL), expected).await?;
        }
        compare_training(device, table, name, &values, expected).await?;
    }
    Ok(())
}

async fn compare_task(
    device: Device,
    table: &mut Table,
    name: &str,
    head: Option<TaskHead>,
    mut checkpoint: cloze::checkpoint::Checkpoint,
    expected: &Value,
) -> Result<(), EngineError> {
    checkpoint.task_head = head.or(checkpoint.task_head);
    let scored = ScoredHeads::new(&checkpoint).unwrap();
    let rows = parse(cases().to_string().as_bytes(), &checkpoint.config, scored.labels()).unwrap();
    let mut engine = device.engine(&scored.spec(&checkpoint.config, &rows), &checkpoint.parameters).await?;
    let found = score(&mut engine, &scored, &checkpoint.layout, &rows, None).await.unwrap();
    let tolerance = device.logit_tolerance();
    for (i, case) in found.cases.iter().enumerate() {
        match case {
            CaseScore::Sequence { logits, .. } => {
                table.absolute_all("logits of task heads", name, logits, &numbers(&expected["logits"][i]), tolerance)
            }
            CaseScore::Token { logits, .. } => {
                let rows = logits.values.chunks_exact(logits.columns);
                assert_eq!(rows.len(), rows_of(i));
                for (row, expected) in rows.zip(expected["logits"][i].as_array().unwrap()) {
                    table.absolute_all("logits of task heads", name, row, &numbers(expected), tolerance);
                }
            }
            CaseScore::Question { start_logits, end_logits, .. } => {
                for (found, key) in [(start_logits, "start_logits"), (end_logits, "end_logits")] {
                    assert_eq!(found.len(), rows_of(i));
                    table.absolute_all("logits of task heads", name, found, &numbers(&expected[key][i])[..found.len()], tolerance);
                }
            }
            CaseScore::PreTraining(_) => panic!("{name}: a task head was expected"),
        }
    }
    Ok(())
}

/// The whole batch, with the library's labels: its loss, and the gradient of every parameter.
async fn compare_training(
    device: Device,
    table: &mut Table,
    name: &str,
    values: &dyn Fn(&str) -> Vec<f32>,
    expected: &Value,
) -> Result<(), EngineError> {
    let (checkpoint, labels) = (checkpoint(CONFIG, MODEL), &expected["labels"]);
    let mut batch = whole_batch(&cases(), Labels::Selected);
    batch.selected.clear();
    let head = match name {
        "sequence_classification" => {
            batch.labels = vec![BatchLabels::Sequences(integers(&labels["labels"]))];
            Head::SequenceClass { classes: 2, pooling: Pooling::Cls }
        }
        "token_classification" => {
            let flat: Vec<i64> = labels["labels"]
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|row| row.as_array().unwrap())
                .map(|label| label.as_i64().unwrap())
                .collect();
            batch.selected = (0..).zip(&flat).filter(|(_, label)| **label != -100).map(|(position, _)| position).collect();
            batch.labels = vec![BatchLabels::Selected(flat.iter().filter(|label| **label != -100).map(|&label| label as u32).collect())];
            Head::TokenClass { classes: 4 }
        }
        _ => {
            let [starts, ends] = ["start_positions", "end_positions"].map(|which| integers(&labels[which]));
            batch.labels = vec![BatchLabels::Spans(starts.into_iter().zip(ends).flat_map(|(start, end)| [start, end]).collect())];
            Head::AnswerSpan
        }
    };
    let spec = spec(&checkpoint, &batch, heads_of(&[head], false));
    let layout = spec.layout();
    let mut parameters = checkpoint.parameters.clone();
    parameters.resize(layout.len, 0.0);
    let task = layout.task_head();
    parameters[task.weight.range()].copy_from_slice(&values("weight"));
    parameters[task.bias.range()].copy_from_slice(&values("bias"));
    let mut engine = device.engine(&spec, &parameters).await?;
    let (losses, gradient) = engine.gradients(&batch).await?;
    table.absolute("losses of task heads", name, losses.losses[0].into(), number(&expected["loss"]), 5e-6);
    for (parameter, l2_expected) in expected["gradient_l2"].as_object().unwrap() {
        let found = l2(&gradient[layout.find(parameter).unwrap().range()]);
        if parameter.ends_with("key.bias") {
            table.absolute("gradient of key biases, L2", name, found, 0.0, 1e-7);
        } else {
            table.gradient("gradient of task heads, L2", parameter, found, number(l2_expected));
        }
    }
    let reached = |name: &str| !name.starts_with("cls.") && (head.reads_pooler() || !name.contains("pooler"));
    for parameter in layout.parameters.iter().filter(|parameter| !reached(&parameter.name)) {
        table.exact("gradient where the task's loss does not reach", &parameter.name, l2(&gradient[parameter.range()]), 0.0);
    }
    engine.evaluate(&batch).await?;
    let logits = engine.task_logits().await?;
    let tolerance = device.logit_tolerance();
    match name {
        "question_answering" => {
            for (row, logits) in logits.chunks_exact(2 * SEQUENCE).enumerate() {
                for (found, key) in logits.chunks_exact(SEQUENCE).zip(["start_logits", "end_logits"]) {
                    table.absolute_all("logits of task heads, trained", name, found, &numbers(&expected[key][row]), tolerance);
                }
            }
        }
        "token_classification" => {
            for (found, &position) in logits.chunks_exact(4).zip(&batch.selected) {
                let (row, column) = (position as usize / SEQUENCE, position as usize % SEQUENCE);
                table.absolute_all("logits of task heads, trained", name, found, &numbers(&expected["logits"][row][column]), tolerance);
            }
        }
        _ => {
            for (found, expected) in logits.chunks_exact(2).zip(expected["logits"].as_array().unwrap()) {
                table.absolute_all("logits of task heads, trained", name, found, &numbers(expected), tolerance);
            }
        }
    }
    Ok(())
}

fn rows_of(case: usize) -> usize {
    cases()["cases"][case]["length"].as_u64().unwrap() as usize
}
