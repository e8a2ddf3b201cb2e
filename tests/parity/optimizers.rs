//! Ten steps on one batch, with both optimisers.

use cloze::engine::{EngineError, Update};
use cloze::settings::OptimizerKind;

use crate::compare::Device;
use crate::fixtures::*;
use crate::table::Table;

pub async fn compare(device: Device, table: &mut Table) -> Result<(), EngineError> {
    let (reference, checkpoint) = (cases(), checkpoint(CONFIG, MODEL));
    let batch = whole_batch(&reference, Labels::Selected);
    for (key, rule) in [("adamw_torch", OptimizerKind::Adamw), ("adam_weight_decay_google", OptimizerKind::Google)] {
        let expected = &reference["optimisers"][key];
        let mut engine = device.engine(&spec(&checkpoint, &batch, both()), &checkpoint.parameters).await?;
        let mut compare_losses = |place: &str, losses: cloze::engine::StepLosses, expected: &serde_json::Value| {
            for (found, key) in [(losses.losses[0], "mlm_loss"), (losses.losses[1], "nsp_loss"), (losses.total(), "total_loss")] {
                table.absolute(&format!("losses during 10 steps, {key}"), place, found.into(), number(&expected[key]), 2e-5);
            }
            if let Some(norm) = expected.get("gradient_norm_before_clip") {
                table.gradient("gradient norm during 10 steps", place, losses.gradient_norm.into(), number(norm));
            }
        };
        let steps = expected["steps"].as_array().unwrap();
        let mut parameters_after = vec![];
        for (step, expected) in steps.iter().enumerate() {
            engine.step(&batch, Some(&Update::new(rule, number(&expected["rate"]) as f32, step as u32 + 1)), None);
            compare_losses(&format!("{key}, step {step}"), engine.read_losses().await?.remove(0), expected);
            if step == 0 || step + 1 == steps.len() {
                parameters_after.push((format!("{}", step + 1), engine.parameters().await?));
            }
        }
        let (losses, _) = engine.gradients(&batch).await?;
        compare_losses(&format!("{key}, after 10"), losses, &expected["losses_after_10"]);
        for (step, parameters) in parameters_after {
            for (name, expected) in expected["parameters_after"][&step].as_object().unwrap() {
                // Adam amplifies the rounding noise in the key biases' gradient, so it is not reproducible.
                if name.ends_with("key.bias") {
                    continue;
                }
                let values = &parameters[checkpoint.layout.find(name).unwrap().range()];
                let place = format!("{key}, after {step}, {name}");
                table.absolute_all(
                    "parameters after 1 and 10 steps",
                    &place,
                    &values[..expected["first"].as_array().unwrap().len()],
                    &numbers(&expected["first"]),
                    1e-5,
                );
                table.absolute("parameters after 1 and 10 steps, L2", &place, l2(values), number(&expected["l2"]), 1e-5);
            }
        }
    }
    Ok(())
}
