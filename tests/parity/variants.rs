//! The same weights in other file formats.

use cloze::engine::EngineError;

use crate::compare::Device;
use crate::fixtures::*;
use crate::model::compare_case_padded;
use crate::table::Table;

pub async fn compare(device: Device, table: &mut Table) -> Result<(), EngineError> {
    let reference = cases();
    let batch = whole_batch(&reference, Labels::Selected);
    for (file, expected) in [
        (GAMMA_BETA, &reference["batch"]),
        (FLOAT16, &reference["variants"]["half"]["float16"]),
        (BFLOAT16, &reference["variants"]["half"]["bfloat16"]),
    ] {
        let checkpoint = checkpoint(CONFIG, file);
        let mut engine = device.engine(&spec(&checkpoint, &batch, both()), &checkpoint.parameters).await?;
        let (losses, _) = engine.gradients(&batch).await?;
        table.absolute("losses of other files", "MLM", losses.losses[0].into(), number(&expected["mlm_loss"]), 5e-6);
        table.absolute("losses of other files", "NSP", losses.losses[1].into(), number(&expected["nsp_loss"]), 5e-6);
        if let Some(logits) = expected.get("logits_case0_position1_first6") {
            let case = &reference["cases"][0];
            let (_, seen) = engine.probe(&crate::fixtures::batch(&[case], SEQUENCE, Labels::EveryRealPosition)).await?;
            let first = checkpoint.config.vocab_size;
            table.absolute_all(
                "logits of half-precision files",
                "case 0, position 1",
                &seen.token_logits[first..first + 6],
                &numbers(logits),
                device.logit_tolerance(),
            );
        }
    }

    let encoder = checkpoint(CONFIG, ENCODER_ONLY);
    let mut engine = device.engine(&spec(&encoder, &batch, both()), &encoder.parameters).await?;
    for case in reference["cases"].as_array().unwrap() {
        compare_case_padded(table, &mut engine, case, &["sequence_output", "pooled_output", "attention"]).await?;
    }
    Ok(())
}
