//! A tiny GPT-1: `baselines/gpt.json`.

use cloze::checkpoint::write::{Model, Precision, Top, safetensors};
use cloze::engine::{EngineError, EngineSpec};
use cloze::model::config::{Activation, Family};
use cloze::model::graph::BatchShape;
use cloze::model::layout::Parameter;
use cloze::model::{BertConfig, Layout};
use cloze::objectives::Head;
use safetensors::SafeTensors;

use crate::causal::{alone, change_token_6, next_token_batch};
use crate::compare::Device;
use crate::fixtures::*;
use crate::model::compare_gradients;
use crate::table::Table;

fn config() -> BertConfig {
    let sizes = BertConfig {
        family: Family::Gpt,
        vocab_size: 160,
        hidden_size: 24,
        num_hidden_layers: 2,
        num_attention_heads: 3,
        intermediate_size: 96,
        max_position_embeddings: 24,
        type_vocab_size: 2,
        layer_norm_eps: 1.0,
        hidden_act: Activation::None,
        initializer_range: 0.02,
    };
    sizes.in_family(Family::Gpt)
}

/// A tensor of the file, and its gradient's first values, are `[in, out]` where ours is `[out, in]`.
fn transposed(parameter: &Parameter, values: &[f32]) -> Vec<f32> {
    let (rows, columns) = (parameter.shape[0], parameter.shape[1]);
    (0..rows * columns).map(|place| values[place % columns * rows + place / columns]).collect()
}

fn parameters(layout: &Layout) -> Vec<f32> {
    let file = SafeTensors::deserialize(GPT_MODEL).unwrap();
    assert_eq!(file.len(), layout.parameters.len());
    let mut flat = vec![0.0; layout.len];
    for parameter in &layout.parameters {
        let tensor = file.tensor(&parameter.name).unwrap();
        let values: Vec<f32> = tensor.data().chunks_exact(4).map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap())).collect();
        let values = if parameter.is_transposed_in_files() { transposed(parameter, &values) } else { values };
        flat[parameter.range()].copy_from_slice(&values);
    }
    flat
}

/// A file of ours has the tensors that transformers wrote.
fn compare_file(table: &mut Table, model: &Model) {
    let ours = safetensors(model, Precision::Full).unwrap();
    let (ours, theirs) = (SafeTensors::deserialize(&ours).unwrap(), SafeTensors::deserialize(GPT_MODEL).unwrap());
    for (name, expected) in theirs.tensors() {
        let found = ours.tensor(&name).unwrap();
        assert_eq!(found.shape(), expected.shape(), "{name}");
        let different = found.data().iter().zip(expected.data()).filter(|(found, expected)| found != expected).count();
        table.exact("GPT-1: bytes of each tensor of the written file", &name, different as f64, 0.0);
    }
}

pub async fn compare(device: Device, table: &mut Table) -> Result<(), EngineError> {
    let (expected, cases, targets) = (gpt(), cases(), &causal()["next_token_targets"]);
    let cases = cases["cases"].as_array().unwrap();
    let batch = next_token_batch(cases, targets);
    let shape = BatchShape { rows: batch.rows, sequence: batch.sequence, selected: batch.selected.len() };
    let spec = EngineSpec { config: config(), shape, heads: heads_of(&[Head::Vocabulary], true) };
    let layout = spec.layout();
    let parameters = parameters(&layout);
    compare_file(table, &Model { config: &spec.config, layout: &layout, parameters: &parameters, top: Top::LeftToRight });
    let mut engine = device.engine(&spec, &parameters).await?;

    for (row, case) in cases.iter().enumerate() {
        let (name, length) = (case["name"].as_str().unwrap(), case["length"].as_u64().unwrap() as usize);
        let (_, seen) = engine.probe(&alone(case, &integers(&case["original_ids"]))).await?;
        let logits = &seen.token_logits[..length * spec.config.vocab_size];
        table.gradient("GPT-1: logits of a row, L2", name, l2(logits), number(&expected["logits_l2_real"][row]));
        for (position, logits) in logits.chunks_exact(spec.config.vocab_size).enumerate() {
            if row == 0 {
                let expected = numbers(&expected["logits_case0"][position]);
                table.absolute_all("GPT-1: logits", name, logits, &expected, device.logit_tolerance());
            }
            if let Some(target) = targets[row][position].as_u64().filter(|_| position + 1 < length) {
                let found = cross_entropy(logits, target as u32);
                table.absolute("GPT-1: cross-entropy by position", name, found, number(&expected["cross_entropy"][row][position]), 5e-6);
            }
        }
    }

    let (losses, mut gradient) = engine.gradients(&batch).await?;
    table.absolute("GPT-1: loss", "batch", losses.losses[0].into(), number(&expected["loss"]), 5e-6);
    for parameter in layout.parameters.iter().filter(|parameter| parameter.is_transposed_in_files()) {
        let (rows, columns) = (parameter.shape[0], parameter.shape[1]);
        let values = gradient[parameter.range()].to_vec();
        let as_in_the_file = (0..rows * columns).map(|place| values[place % rows * columns + place / rows]);
        gradient[parameter.range()].iter_mut().zip(as_in_the_file).for_each(|(value, there)| *value = there);
    }
    compare_gradients(table, &layout, &gradient, expected["gradients"].as_object().unwrap());

    for (position, change) in change_token_6(&mut engine, &cases[0]).await?.into_iter().enumerate() {
        if position < 6 {
            table.exact("GPT-1: logits before a changed token", "case 0", change, 0.0);
        } else if position == 6 {
            assert!(change > 0.1, "the changed token changes the logits at its own position by {change}");
        }
    }
    Ok(())
}
