//! The learning rate: linear warm-up, then linear decay to 0, by the rule of google-research/bert (optimization.py) for pre-training and
//! by that of transformers for fine-tuning.

/// Learning rate of update `step`, counted from 0. With warm-up the first update has rate 0. At the end of the warm-up the rate
/// jumps to the line `peak * (1 - step / total)`.
pub fn learning_rate(step: u32, peak: f64, warmup_steps: u32, total_steps: u32) -> f64 {
    if step < warmup_steps {
        peak * f64::from(step) / f64::from(warmup_steps)
    } else {
        peak * (1.0 - f64::from(step.min(total_steps)) / f64::from(total_steps))
    }
}

/// Rate of the update number `step`, counted from 0, as `get_linear_schedule_with_warmup` of transformers has it: from the end of the
/// warm-up, where it is `peak`, down to 0 at the last step.
pub fn fine_tuning_rate(step: u32, peak: f64, warmup_steps: u32, total_steps: u32) -> f64 {
    if step < warmup_steps {
        peak * f64::from(step) / f64::from(warmup_steps)
    } else {
        peak * f64::from(total_steps.saturating_sub(step)) / f64::from(total_steps.saturating_sub(warmup_steps).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_follow_both_rules() {
        let file = include_str!("../../tests/fixtures/tiny_bert/schedule.json");
        let expected: serde_json::Value = serde_json::from_str(file).expect("fixture");
        let list = |name: &str| -> Vec<f64> { expected[name].as_array().expect(name).iter().map(|x| x.as_f64().expect(name)).collect() };
        for (step, rate) in list("step").into_iter().zip(list("google")) {
            assert!((learning_rate(step as u32, 1.0, 50, 500) - rate).abs() < 1e-9, "step {step}");
        }
        for (step, rate) in list("step").into_iter().zip(list("huggingface")) {
            assert!((fine_tuning_rate(step as u32, 1.0, 50, 500) - rate).abs() < 1e-9, "step {step}");
        }
    }
}
