//! `tiny_bert/cases.json`: forward pass, losses, gradients.

use cloze::engine::{Engine, EngineError, EngineSpec, Inspection};
use cloze::examples::batch::Batch;
use cloze::model::Layout;
use cloze::model::bert::{self, Heads};
use cloze::model::graph::SlotId;
use cloze::objectives::Head;
use serde_json::Value;

use crate::compare::Device;
use crate::fixtures::*;
use crate::table::Table;

pub async fn compare(device: Device, table: &mut Table) -> Result<(), EngineError> {
    let (reference, checkpoint) = (cases(), checkpoint(CONFIG, MODEL));
    let batch = whole_batch(&reference, Labels::Selected);
    let spec = spec(&checkpoint, &batch, both());
    let mut engine = device.engine(&spec, &checkpoint.parameters).await?;
    for case in reference["cases"].as_array().unwrap() {
        compare_case(device, table, &mut engine, case).await?;
        compare_case_padded(table, &mut engine, case, &["sequence_output", "pooled_output", "attention"]).await?;
    }

    let (losses, gradient) = engine.gradients(&batch).await?;
    let expected = &reference["batch"];
    table.absolute("batch losses", "MLM", losses.losses[0].into(), number(&expected["mlm_loss"]), 5e-6);
    table.absolute("batch losses", "NSP", losses.losses[1].into(), number(&expected["nsp_loss"]), 5e-6);
    table.absolute("batch losses", "total", losses.total().into(), number(&expected["total_loss"]), 5e-6);
    table.gradient("gradient, global L2", "batch", losses.gradient_norm.into(), number(&expected["gradient_global_l2"]));
    compare_gradients(table, &checkpoint.layout, &gradient, expected["gradients"].as_object().unwrap());
    let mut engine = device.whole_engine(&spec, &checkpoint.parameters).await?;
    compare_layers(table, &mut engine, &reference, &batch, &spec).await
}

/// The logits of a single unpadded row at all positions.
async fn compare_case(device: Device, table: &mut Table, engine: &mut Engine, case: &Value) -> Result<(), EngineError> {
    let (name, expected) = (case["name"].as_str().unwrap(), &case["expected"]);
    let length = case["length"].as_u64().unwrap() as usize;
    let (_, seen) = engine.probe(&batch(&[case], length, Labels::EveryRealPosition)).await?;
    let vocabulary = expected["prediction_logits"][0].as_array().unwrap().len();
    let rows: Vec<&[f32]> = seen.token_logits.chunks_exact(vocabulary).take(length).collect();
    for (row, expected) in rows.iter().zip(expected["prediction_logits"].as_array().unwrap()) {
        table.absolute_all("prediction logits", name, row, &numbers(expected), device.logit_tolerance());
    }
    table.absolute_all("NSP logits", name, &seen.pair_logits, &numbers(&expected["seq_relationship_logits"]), 2e-6);
    let mut losses = vec![];
    for (position, row) in rows.iter().enumerate() {
        let label = case["labels"][position].as_u64();
        assert_eq!(label.is_some(), !expected["cross_entropy"][position].is_null());
        if let Some(label) = label {
            losses.push(cross_entropy(row, label as u32));
            table.absolute("cross-entropy by position", name, losses[losses.len() - 1], number(&expected["cross_entropy"][position]), 5e-6);
        }
    }
    let mlm = losses.iter().sum::<f64>() / losses.len() as f64;
    let nsp = cross_entropy(&seen.pair_logits, case["next_sentence_label"].as_u64().unwrap() as u32);
    for (found, key) in [(mlm, "mlm_loss"), (nsp, "nsp_loss"), (mlm + nsp, "total_loss")] {
        table.absolute("losses of single cases", name, found, number(&expected[key]), 5e-6);
    }
    Ok(())
}

/// The same row with padding, which must change nothing at real positions and get no attention.
pub async fn compare_case_padded(table: &mut Table, engine: &mut Engine, case: &Value, what: &[&str]) -> Result<(), EngineError> {
    let (name, expected) = (case["name"].as_str().unwrap(), &case["expected"]);
    let length = case["length"].as_u64().unwrap() as usize;
    let (_, seen) = engine.probe(&batch(&[case], SEQUENCE, Labels::Selected)).await?;
    if what.contains(&"sequence_output") {
        compare_hidden(table, name, &seen.sequence_output, length, expected["hidden"].as_array().unwrap().last().unwrap());
    }
    if what.contains(&"pooled_output") {
        table.absolute_all("pooled output", name, &seen.pooled_output[..6], &numbers(&expected["pooled_first6"]), 1e-5);
    }
    if what.contains(&"attention") {
        compare_attention(table, name, &seen, length, expected["attention"].as_array().unwrap());
    }
    Ok(())
}

/// One row's hidden states, `[S, H]`.
fn compare_hidden(table: &mut Table, name: &str, hidden: &[f32], length: usize, expected: &Value) {
    let columns = hidden.len() / SEQUENCE;
    table.absolute("hidden states", name, l2(&hidden[..length * columns]), number(&expected["l2_real"]), 1e-5);
    table.absolute_all("hidden states", name, &hidden[..6], &numbers(&expected["position0_first6"]), 1e-5);
    let last = (length - 1) * columns;
    table.absolute_all("hidden states", name, &hidden[last..last + 6], &numbers(&expected["last_real_position_first6"]), 1e-5);
}

fn compare_attention(table: &mut Table, name: &str, seen: &Inspection, length: usize, expected: &[Value]) {
    let square = SEQUENCE * SEQUENCE;
    let heads = seen.attention.len() / square / expected.len();
    for (layer, expected) in expected.iter().enumerate() {
        let rows = |head: usize| seen.attention[(layer * heads + head) * square..].chunks_exact(SEQUENCE).take(length);
        let row = |head: usize, row: usize| rows(head).nth(row).unwrap();
        table.absolute_all("attention", name, row(0, 0), &numbers(&expected["head0_row0"]), 2e-6);
        table.absolute_all("attention", name, row(3, length - 1), &numbers(&expected["head3_last_real_row"]), 2e-6);
        let real = (0..heads).flat_map(rows);
        table.absolute("attention", name, l2(real.clone().flatten()), number(&expected["l2_real_rows"]), 2e-6);
        let on_padding = real.flat_map(|row| &row[length..]).copied().fold(0.0, f32::max);
        table.exact("attention on padding", name, on_padding.into(), 0.0);
    }
}

/// Every layer's output.
async fn compare_layers(
    table: &mut Table,
    engine: &mut Engine,
    reference: &Value,
    batch: &Batch,
    spec: &EngineSpec,
) -> Result<(), EngineError> {
    engine.evaluate(batch).await?;
    let named = bert::build(&spec.config, &Layout::new(&spec.config), spec.shape, &spec.heads).named;
    let mut layers = vec![];
    for slot in std::iter::once(named.embedding_output).chain(named.layer_outputs) {
        layers.extend(slot_values(engine, slot, false).await?);
    }
    for (row, case) in reference["cases"].as_array().unwrap().iter().enumerate() {
        let length = case["length"].as_u64().unwrap() as usize;
        for (values, expected) in layers.iter().zip(case["expected"]["hidden"].as_array().unwrap()) {
            let size = values.len() / batch.rows;
            compare_hidden(table, case["name"].as_str().unwrap(), &values[row * size..(row + 1) * size], length, expected);
        }
    }
    Ok(())
}

/// The values or gradients of a slot after the last training batch. Burn has no slots: there the inspections have to do.
async fn slot_values(engine: &mut Engine, slot: SlotId, gradient: bool) -> Result<Option<Vec<f32>>, EngineError> {
    match engine {
        Engine::Cpu(engine) if gradient => Ok(Some(engine.slot_gradient(slot).to_vec())),
        Engine::Cpu(engine) => Ok(Some(engine.values(slot).to_vec())),
        #[cfg(feature = "gpu")]
        Engine::Gpu(engine) => engine.read_slot(slot, gradient).await.map(Some),
        #[cfg(feature = "burn")]
        Engine::Burn(_) => Ok(None),
    }
}

/// L2 norms and first values of every parameter's gradient.
pub fn compare_gradients(table: &mut Table, layout: &Layout, gradient: &[f32], expected: &serde_json::Map<String, Value>) {
    assert_eq!(layout.parameters.len(), expected.len());
    for (name, expected) in expected {
        let parameter = layout.find(name).unwrap();
        let values = &gradient[parameter.range()];
        let l2_expected = number(&expected["l2"]);
        if name.ends_with("key.bias") {
            // The exact gradient is 0, because the softmax is invariant to a value that all keys share.
            table.absolute("gradient of key biases, L2", name, l2(values), 0.0, 1e-7);
            continue;
        }
        table.gradient("gradient of each parameter, L2", name, l2(values), l2_expected);
        for (found, expected) in values.iter().zip(numbers(&expected["first"])) {
            table.scaled("gradient of each parameter, first values", name, f64::from(*found), expected, l2_expected);
        }
    }
}

/// `gradients_by_position`: the gradient at each position, exactly 0 at those that no loss reads.
pub async fn compare_gradients_by_position(device: Device, table: &mut Table) -> Result<(), EngineError> {
    let (reference, checkpoint) = (cases(), checkpoint(CONFIG, MODEL));
    let expected = &reference["gradients_by_position"];
    for (key, heads, labels) in [
        ("total_loss", both(), Labels::Selected),
        ("mlm_loss_only", heads_of(&[Head::Vocabulary], false), Labels::Selected),
        ("every_real_position_counts", both(), Labels::EveryRealPosition),
    ] {
        let batch = whole_batch(&reference, labels);
        let spec = spec(&checkpoint, &batch, heads.clone());
        let named = bert::build(&spec.config, &checkpoint.layout, spec.shape, &heads).named;
        let mut engine = device.engine(&spec, &checkpoint.parameters).await?;
        let expected = &expected[key];
        for row in 0..batch.rows {
            engine.step(&batch, None, Some(row));
            let losses = engine.read_losses().await?.remove(0);
            let seen = engine.read_inspection().await?.unwrap();
            if expected.get("mlm_loss").is_some() {
                table.absolute("losses, every position counted", key, losses.losses[0].into(), number(&expected["mlm_loss"]), 5e-6);
                table.absolute("losses, every position counted", key, losses.losses[1].into(), number(&expected["nsp_loss"]), 5e-6);
            }
            compare_norms(table, "gradient at the encoder output", key, &seen.output_gradient_norm, &expected["output"][row]);
            compare_cls(table, key, &seen, &heads, row, expected);
            if expected.get("lookup").is_some() {
                compare_norms(table, "gradient at the looked-up words", key, &seen.input_gradient_norm, &expected["lookup"][row]);
            }
        }
        // A step computes in parts or leaves positions out. Here every slot keeps the whole batch.
        let mut engine = device.whole_engine(&spec, &checkpoint.parameters).await?;
        engine.gradients(&batch).await?;
        let columns = checkpoint.config.hidden_size;
        if let Some(rows) = expected.get("embedding")
            && let Some(gradient) = slot_values(&mut engine, named.embedding_output, true).await?
        {
            let norms: Vec<f32> = gradient.chunks_exact(columns).map(|row| l2(row) as f32).collect();
            for (row, norms) in norms.chunks_exact(SEQUENCE).enumerate() {
                compare_norms(table, "gradient at the embedding output", key, norms, &rows[row]);
            }
        }
        if let Some(places) = expected.get("output_first6_at_selected_and_cls")
            && let Some(gradient) = slot_values(&mut engine, named.sequence_output, true).await?
        {
            for place in places.as_array().unwrap() {
                let (case, position) = (place["case"].as_u64().unwrap() as usize, place["position"].as_u64().unwrap() as usize);
                let norm = number(&expected["output"][case][position]);
                let values = &gradient[(case * SEQUENCE + position) * columns..];
                for (found, expected) in values.iter().zip(numbers(&place["values"])) {
                    table.scaled("gradient at the encoder output, values", key, f64::from(*found), expected, norm);
                }
            }
        }
    }
    Ok(())
}

/// The gradient at the inspected row's `[CLS]`. Unless `[CLS]` is scored, all of it comes from next sentence prediction.
fn compare_cls(table: &mut Table, key: &str, seen: &Inspection, heads: &Heads, row: usize, expected: &Value) {
    let norm = number(&expected["output"][row][0]);
    let places = expected["output_first6_at_selected_and_cls"].as_array();
    let here = places.into_iter().flatten().find(|place| place["case"] == row && place["position"] == 0);
    for (found, expected) in seen.cls_gradient.iter().zip(here.map(|place| numbers(&place["values"])).unwrap_or_default()) {
        table.scaled("gradient at [CLS], values", key, f64::from(*found), expected, norm);
    }
    if norm == 0.0 {
        table.exact("gradient at [CLS], zeros", key, l2(&seen.cls_gradient), 0.0);
    } else {
        table.gradient("gradient at [CLS], L2", key, l2(&seen.cls_gradient), norm);
    }
    assert_eq!(seen.cls_gradient_pooled.is_empty(), !heads.has(Head::SentencePair));
    if key == "total_loss" {
        let rest = seen.cls_gradient.iter().zip(&seen.cls_gradient_pooled).map(|(all, of_pairs)| f64::from((all - of_pairs).abs()));
        table.exact("masked language model's part at [CLS]", key, rest.fold(0.0, f64::max), 0.0);
    }
}

fn compare_norms(table: &mut Table, quantity: &str, place: &str, found: &[f32], expected: &Value) {
    let expected = numbers(expected);
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        if expected == 0.0 {
            table.exact(&format!("{quantity}, zeros"), place, (*found).into(), 0.0);
        } else {
            table.gradient(quantity, place, (*found).into(), expected);
        }
    }
}
