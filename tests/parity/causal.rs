//! The same weights in a causal model.

use cloze::engine::{Engine, EngineError};
use cloze::examples::batch::{Batch, BatchLabels};
use cloze::objectives::Head;
use serde_json::Value;

use crate::compare::Device;
use crate::fixtures::*;
use crate::table::Table;

/// Position t predicts token t + 1.
pub fn next_token_batch(cases: &[Value], targets: &Value) -> Batch {
    let mut batch = Batch { rows: cases.len(), sequence: SEQUENCE, ..Batch::default() };
    let mut labels = vec![];
    for (row, case) in cases.iter().enumerate() {
        batch.input_ids.extend(integers(&case["original_ids"]));
        batch.token_type_ids.extend(integers(&case["token_type_ids"]));
        batch.attention_mask.extend(integers(&case["attention_mask"]));
        for (position, target) in targets[row].as_array().unwrap().iter().enumerate() {
            if let Some(target) = target.as_u64() {
                batch.selected.push((row * SEQUENCE + position) as u32);
                labels.push(target as u32);
            }
        }
    }
    batch.labels = vec![BatchLabels::Selected(labels)];
    batch
}

pub async fn compare(device: Device, table: &mut Table) -> Result<(), EngineError> {
    let (file, cases, checkpoint) = (causal(), cases(), checkpoint(CONFIG, MODEL));
    let (cases, expected) = (cases["cases"].as_array().unwrap(), &file["causal"]);
    let batch = next_token_batch(cases, &file["next_token_targets"]);
    assert_eq!(batch.selected.len() as u64, expected["n_targets"].as_u64().unwrap());
    let mut engine = device.engine(&spec(&checkpoint, &batch, heads_of(&[Head::Vocabulary], true)), &checkpoint.parameters).await?;

    for (row, case) in cases.iter().enumerate() {
        let (name, length) = (case["name"].as_str().unwrap(), case["length"].as_u64().unwrap() as usize);
        let (_, seen) = engine.probe(&alone(case, &integers(&case["original_ids"]))).await?;
        for (position, logits) in seen.token_logits.chunks_exact(checkpoint.config.vocab_size).take(length).enumerate() {
            table.absolute_all(
                "left to right: logits",
                name,
                logits,
                &numbers(&expected["logits"][row][position]),
                device.logit_tolerance(),
            );
            if let Some(target) = file["next_token_targets"][row][position].as_u64() {
                let found = cross_entropy(logits, target as u32);
                table.absolute(
                    "left to right: cross-entropy by position",
                    name,
                    found,
                    number(&expected["cross_entropy"][row][position]),
                    5e-6,
                );
            }
        }
        if row == 0 {
            for (found, expected) in seen.attention.chunks_exact(SEQUENCE).zip(expected["attention_layer0_case0_head0"].as_array().unwrap())
            {
                table.absolute_all("left to right: attention", name, found, &numbers(expected), 2e-6);
            }
        }
    }

    for row in 0..cases.len() {
        engine.step(&batch, None, Some(row));
        let seen = engine.read_inspection().await?.unwrap();
        for (found, expected) in seen.output_gradient_norm.iter().zip(numbers(&expected["output_gradient_l2_by_position"][row])) {
            table.gradient("left to right: gradient at the encoder output", "all cases", (*found).into(), expected);
        }
    }
    let (losses, gradient) = engine.gradients(&batch).await?;
    table.absolute("left to right: loss", "batch", losses.losses[0].into(), number(&expected["loss"]), 5e-6);
    for (name, expected) in expected["gradient_l2"].as_object().unwrap() {
        let found = l2(&gradient[checkpoint.layout.find(name).unwrap().range()]);
        if name.ends_with("key.bias") {
            table.absolute("left to right: gradient of key biases, L2", name, found, 0.0, 1e-7);
        } else {
            table.gradient("left to right: gradient of each parameter, L2", name, found, number(expected));
        }
    }
    let changes = change_token_6(&mut engine, &cases[0]).await?;
    for (position, (found, expected)) in changes.into_iter().zip(numbers(&expected["change_token_6"]["causal"])).enumerate() {
        if position < 6 {
            table.exact("left to right: logits before a changed token", "case 0", found, expected);
        } else {
            table.absolute("left to right: logits from a changed token on", "case 0", found, expected, 2e-5);
        }
    }
    Ok(())
}

/// By position: the greatest change of a logit where token 6 becomes another.
pub async fn change_token_6(engine: &mut Engine, case: &Value) -> Result<Vec<f64>, EngineError> {
    let original = integers(&case["original_ids"]);
    let mut changed = original.clone();
    changed[6] = (changed[6] + 11) % 160;
    let before = engine.probe(&alone(case, &original)).await?.1.token_logits;
    let after = engine.probe(&alone(case, &changed)).await?.1.token_logits;
    let greatest = |(before, after): (&[f32], &[f32])| before.iter().zip(after).map(|(a, b)| f64::from((a - b).abs())).fold(0.0, f64::max);
    Ok(before.chunks_exact(160).zip(after.chunks_exact(160)).map(greatest).collect())
}

/// One row with every real position selected.
pub fn alone(case: &Value, ids: &[u32]) -> Batch {
    let mask = integers(&case["attention_mask"]);
    let selected: Vec<u32> = (0..SEQUENCE as u32).filter(|&position| mask[position as usize] == 1).collect();
    Batch {
        rows: 1,
        sequence: SEQUENCE,
        input_ids: ids.to_vec(),
        token_type_ids: integers(&case["token_type_ids"]),
        attention_mask: mask,
        labels: vec![BatchLabels::Selected(selected.iter().map(|&position| ids[position as usize]).collect())],
        selected,
        examples: vec![],
    }
}
