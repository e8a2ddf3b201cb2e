//! What the head of a task reads of one example, and what its loss ignores.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::experiment::{Experiment, ExperimentError, Mode};
use crate::examples::TaskLabel;
use crate::objectives::Pooling;
use crate::tasks::Task;

/// One example under the head of a task. Loss and gradients are those of this example alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct HeadTrace {
    pub mode: Mode,
    /// Mean over what is scored.
    pub loss: f32,
    pub tokens: Vec<HeadToken>,
}

/// One position of the row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct HeadToken {
    pub token: String,
    pub segment: u8,
    /// Whether the loss depends on the output at this position other than through the layers below: the head reads it and scores it.
    pub read: bool,
    /// The label that is scored here.
    #[tsify(optional)]
    pub label: Option<String>,
    /// L2 norm of the loss's gradient at the encoder's output; exactly 0 where the head does not read it. None for a frozen encoder.
    #[tsify(optional)]
    pub gradient_norm: Option<f32>,
}

impl Experiment {
    /// What run `run` of the current cell does with a test example.
    ///
    /// # Errors
    /// The engine's, and an example or run that is not there.
    pub async fn head_trace(&mut self, run: usize, example: usize) -> Result<HeadTrace, ExperimentError> {
        let Some(row) = self.test.rows.get(example) else {
            let found = self.test.rows.len();
            return Err(ExperimentError::Plan(format!("found {found} test examples, expected more than {example}")));
        };
        let plan = &self.report.plan;
        let mean = plan.task == Task::Sequence && plan.pooling == Pooling::Mean;
        let row = row.row.clone();
        let ids = row.input_ids.clone();
        let task = row.task.clone();
        let Some(live) = self.live.get_mut(run) else {
            return Err(ExperimentError::Plan(format!("run {run} is not there; an experiment has to be under way")));
        };
        let mode = live.mode;
        let batch = live.tuning.batch(vec![row]);
        let (losses, seen) = live.tuning.engine.probe(&batch).await?;
        let types = batch.token_type_ids.clone();
        let class = |class: u32| self.classes.name(class as usize).to_owned();
        let token = |position: usize| {
            let label = match &task {
                Some(TaskLabel::Class(of)) => (!mean && position == 0).then(|| class(*of)),
                Some(TaskLabel::Tags(tags)) => tags[position].map(class),
                Some(TaskLabel::Answer([start, end])) => {
                    let at = |place: &u32| *place as usize == position;
                    match (at(start), at(end)) {
                        (true, true) => Some("start, end".to_owned()),
                        (true, false) => Some("start".to_owned()),
                        (false, true) => Some("end".to_owned()),
                        (false, false) => None,
                    }
                }
                None => None,
            };
            let read = match &task {
                Some(TaskLabel::Class(_)) => mean || position == 0,
                Some(TaskLabel::Tags(tags)) => tags[position].is_some(),
                Some(TaskLabel::Answer(_)) => true,
                None => false,
            };
            HeadToken {
                token: self.base.tokenizer.token(ids[position]).unwrap_or_default().to_owned(),
                segment: types[position] as u8,
                read,
                label,
                gradient_norm: seen.output_gradient_norm.get(position).copied(),
            }
        };
        let tokens = (0..ids.len()).map(token).collect();
        Ok(HeadTrace { mode, loss: losses.total(), tokens })
    }
}
