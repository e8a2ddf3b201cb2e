//! A tiny ELMo: `baselines/bilstm.json`. Its model is Burn's alone.

use burn::tensor::{Device, Int, Tensor, TensorData};
use cloze::burn::elmo::{Direction, Elmo, parameters};
use cloze::burn::leaves::Leaves;
use cloze::examples::TokenId;
use cloze::operations::Weights;
use safetensors::SafeTensors;
use serde_json::Value;

use crate::fixtures::*;
use crate::table::Table;

const VOCABULARY: usize = 160;
const SIZE: usize = 16;
/// Case whose states the reference has.
const STATES: usize = 2;

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().unwrap()
}

fn model(places: &[(String, Weights)]) -> Tensor<1> {
    let file = SafeTensors::deserialize(ELMO_MODEL).unwrap();
    assert_eq!(file.len(), places.len());
    let mut flat = vec![];
    for (name, weights) in places {
        let tensor = file.tensor(name).unwrap();
        assert_eq!((flat.len(), tensor.shape().iter().product::<usize>()), (weights.offset, weights.rows * weights.columns), "{name}");
        flat.extend(tensor.data().chunks_exact(4).map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap())));
    }
    let count = flat.len();
    Tensor::from_data(TensorData::new(flat, [count]), &Device::flex())
}

/// Rows padded to `sequence` tokens.
fn padded(rows: &[Vec<TokenId>], sequence: usize, device: &Device) -> Tensor<2, Int> {
    let ids: Vec<i32> = rows.iter().flat_map(|row| (0..sequence).map(|place| row.get(place).copied().unwrap_or(0) as i32)).collect();
    Tensor::from_data(TensorData::new(ids, [rows.len(), sequence]), device)
}

fn compare_states(table: &mut Table, what: &str, found: &Tensor<3>, expected: &Value) {
    let expected = expected.as_array().unwrap();
    let found = values(found.clone().narrow(0, STATES, 1).narrow(1, 0, expected.len()));
    for (found, expected) in found.chunks_exact(SIZE).zip(expected) {
        table.absolute_all("ELMo: states", what, &found[..6], &numbers(expected), 1e-5);
    }
}

fn compare_losses(table: &mut Table, what: &str, found: &[f32], expected: &Value) {
    let expected: Vec<f64> =
        expected.as_array().unwrap().iter().flat_map(|row| row.as_array().unwrap()).filter_map(Value::as_f64).collect();
    table.absolute_all("ELMo: cross-entropy by position", what, found, &expected, 5e-6);
}

pub fn compare(table: &mut Table) {
    let (expected, cases) = (elmo(), cases());
    let cases = cases["cases"].as_array().unwrap();
    let rows: Vec<Vec<TokenId>> =
        cases.iter().map(|case| integers(&case["original_ids"])[..case["length"].as_u64().unwrap() as usize].to_vec()).collect();
    let lengths: Vec<usize> = rows.iter().map(Vec::len).collect();
    let places = parameters(VOCABULARY, SIZE);
    let flat = model(&places);

    let mut leaves = Leaves::new(flat.clone(), true);
    let elmo = Elmo::new(VOCABULARY, SIZE, &mut leaves);
    let both = elmo.read(elmo.embedding.forward(padded(&rows, SEQUENCE, leaves.device())), &lengths);
    let [forward, backward] = elmo.losses(&rows, &both);
    let total = forward.clone().mean() + backward.clone().mean();
    for (name, found) in
        [("forward_loss", forward.clone().mean()), ("backward_loss", backward.clone().mean()), ("total_loss", total.clone())]
    {
        table.absolute("ELMo: losses", name, values(found)[0].into(), number(&expected[name]), 5e-6);
    }
    compare_losses(table, "next token", &values(forward), &expected["forward_cross_entropy"]);
    compare_losses(table, "previous token", &values(backward), &expected["backward_cross_entropy"]);
    for (direction, Direction { lower, output }) in ["forward", "backward"].into_iter().zip(&both) {
        let states = &expected["states_case2"];
        compare_states(table, direction, lower, &states[format!("{direction}_layer1")]);
        compare_states(table, direction, output, &states[format!("{direction}_output")]);
        let state = output.clone().narrow(0, 0, 1).narrow(1, 1, 1).reshape([1, SIZE]);
        let logits = values(elmo.logits(state));
        let name = format!("{direction}_logits_case0_position1_first8");
        table.absolute_all("ELMo: logits", direction, &logits[..8], &numbers(&expected[&name]), 1e-5);
    }
    let gradient = values(leaves.gradient(&total));
    for (name, weights) in &places {
        let (found, expected) = (&gradient[weights.range()], &expected["gradients"][name]);
        let norm = number(&expected["l2"]);
        table.gradient("ELMo: gradient of each parameter, L2", name, l2(found), norm);
        for (found, expected) in found.iter().zip(numbers(&expected["first"])) {
            table.scaled("ELMo: gradient of each parameter, first values", name, f64::from(*found), expected, norm);
        }
    }

    // A row alone and without padding has the same states, in both directions; and no state knows what comes after it, or before.
    let mut leaves = Leaves::new(flat, false);
    let elmo = Elmo::new(VOCABULARY, SIZE, &mut leaves);
    let alone =
        |ids: &Vec<TokenId>| elmo.read(elmo.embedding.forward(padded(std::slice::from_ref(ids), ids.len(), leaves.device())), &[ids.len()]);
    for (row, ids) in rows.iter().enumerate() {
        for (direction, (batched, alone)) in both.iter().zip(alone(ids)).enumerate() {
            let batched = values(batched.output.clone().narrow(0, row, 1).narrow(1, 0, ids.len()));
            for (found, expected) in values(alone.output).into_iter().zip(batched) {
                let place = format!("row {row}, direction {direction}");
                table.absolute("ELMo: a row without padding", &place, found.into(), expected.into(), 1e-6);
            }
        }
    }
    let mut changed = rows[0].clone();
    changed[6] = (changed[6] + 11) % VOCABULARY as u32;
    for (direction, (before, after)) in alone(&rows[0]).into_iter().zip(alone(&changed)).enumerate() {
        let (before, after) = (values(before.output), values(after.output));
        for (position, (before, after)) in before.chunks_exact(SIZE).zip(after.chunks_exact(SIZE)).enumerate() {
            let change = before.iter().zip(after).fold(0.0f32, |most, (before, after)| most.max((before - after).abs()));
            let unseen = if direction == 0 { position < 6 } else { position > 6 };
            if unseen {
                table.exact("ELMo: states that have not read a changed token", &format!("position {position}"), change.into(), 0.0);
            } else {
                assert!(change > 0.0, "direction {direction}: the state at {position} has read the changed token");
            }
        }
    }
}
