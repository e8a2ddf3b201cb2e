//! `cloze pretrain --objective elmo`, which trains another model than the other objectives do.

use std::path::Path;

use super::Failure;
use crate::engine::device::{Backend, Framework};
use crate::train::data::Data;

/// Refuses what an ELMo cannot be asked for.
pub fn check(backend: Backend, half: bool) -> Result<(), Failure> {
    if backend.framework != Framework::Burn {
        return Err(Failure::Usage("--objective elmo: only Burn has this model; add --engine burn".into()));
    }
    if half {
        return Err(Failure::Usage("--half: the weights of an ELMo are written as 32-bit floats; leave --half out".into()));
    }
    Ok(())
}

#[cfg(not(feature = "burn"))]
pub fn run(_: Data, _: Backend, _: &Path) -> Result<(), Failure> {
    Err(Failure::Usage("--objective elmo: this build of Cloze was made without the feature `burn`".into()))
}

#[cfg(feature = "burn")]
pub use trained::run;

#[cfg(feature = "burn")]
mod trained {
    use super::{Backend, Data, Failure, Path};
    use crate::checkpoint::elmo::files;
    use crate::cli::pretraining::{Measures, Pretraining, train, write_files};
    use crate::settings::Settings;
    use crate::train::elmo::ElmoRun;

    pub fn run(data: Data, backend: Backend, folder: &Path) -> Result<(), Failure> {
        let mut run = pollster::block_on(ElmoRun::new(data, backend.device))?;
        pollster::block_on(train(&mut run))?;
        let tensors = pollster::block_on(run.engine.parameters())?;
        let (size, positions) = (run.data.config.hidden_size, run.data.settings.sequence_length as usize);
        write_files(folder, files(&tensors, size, positions, &run.data.tokenizer)?)
    }

    impl Pretraining for ElmoRun {
        fn step(&self) -> u32 {
            self.step
        }

        fn settings(&self) -> &Settings {
            &self.data.settings
        }

        fn submit_step(&mut self) {
            self.submit_step();
        }

        async fn collect(&mut self) -> Result<(), Failure> {
            Ok(self.collect().await?)
        }

        async fn measure(&mut self) -> Result<(Measures, Option<Measures>), Failure> {
            let training = Measures::of_elmo(&self.evaluate(&self.data.training_evaluation).await?);
            let held_out = self.evaluate(&self.data.evaluation).await?;
            Ok((training, (!self.data.evaluation.is_empty()).then(|| Measures::of_elmo(&held_out))))
        }
    }
}
