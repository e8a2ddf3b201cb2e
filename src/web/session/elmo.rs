//! An ELMo beside the run.

use crate::protocol::{ElmoCommand, ElmoReply};
use crate::settings::Settings;
use crate::tasks::presets::task_preset;
use crate::train::data::Data;
use crate::train::elmo::ElmoRun;
use crate::train::elmo::transfer::learns;
use crate::train::error::RunError;
use crate::web::device::BACKEND;
use crate::web::failure::Failure;

#[derive(Default)]
pub struct Elmo(Option<ElmoRun>);

impl Elmo {
    pub async fn handle(&mut self, command: ElmoCommand) -> Result<ElmoReply, Failure> {
        match command {
            ElmoCommand::Begin { changes } => {
                let settings = Settings::default().changed(&changes)?;
                let data = Data::prepare(ElmoRun::settings(&settings), &mut |_, _| {}).map_err(RunError::from)?;
                self.0 = Some(ElmoRun::new(data, BACKEND.device).await?);
            }
            ElmoCommand::Step { count } => {
                let run = self.run()?;
                for _ in 0..count {
                    if run.finished() {
                        break;
                    }
                    run.submit_step();
                    run.collect().await?;
                }
            }
            ElmoCommand::Transfer { preset, language, labels } => {
                let preset = task_preset(&preset, &language).filter(|preset| learns(preset.task));
                let preset = preset.ok_or_else(|| Failure::plain("an ELMo learns topic, sentiment and ner here"))?;
                return Ok(ElmoReply::Transfer { transfer: self.run()?.transfer(preset, labels as usize).await? });
            }
            ElmoCommand::Read { text } => return Ok(ElmoReply::Trace { trace: self.run()?.read(&text).await? }),
        }
        Ok(ElmoReply::State { state: self.run()?.state() })
    }

    fn run(&mut self) -> Result<&mut ElmoRun, Failure> {
        self.0.as_mut().ok_or_else(|| Failure::plain("there is no ELMo yet; begin one first"))
    }
}
