//! Logits of task heads on the encoder.

use cloze::checkpoint::cases::parse;
use cloze::checkpoint::score::{CaseScore, ScoredHeads, score};
use cloze::checkpoint::{Task, TaskHead};
use cloze::engine::EngineError;
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

fn rows_of(case: usize) -> usize {
    cases()["cases"][case]["length"].as_u64().unwrap() as usize
}
