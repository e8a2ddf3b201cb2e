//! Burn as an engine: it trains the model of [`crate::burn::bert`] behind the interface that the kernels have.
//!
//! Work is only submitted; reading waits. What a step found stays on the device until it is read.

mod device;
pub mod elmo;

use burn::tensor::{Device, Tensor, TensorData};
use device::Opened;

use super::device::Device as Kind;
use super::{
    EngineError, EngineSpec, EvaluationSums, Inspection, LossSums, ParameterCopy, Segment, StepLosses, Update, row_for_inspection,
    trained_segments,
};
use crate::burn::optimizer::{self, Weights};
use crate::burn::pass::{self, Forward, Trained};
use crate::examples::batch::Batch;
use crate::kernels::sum::l2_norm;
use crate::model::Layout;
use crate::model::bert::Heads;
use crate::objectives::Head;
use crate::optim::{optimizer as rules, pixels};

pub struct BurnEngine {
    spec: EngineSpec,
    layout: Layout,
    device: Device,
    adapter: Option<String>,
    segments: Vec<Segment>,
    weights: Weights,
    /// `[P]`: 1 where a parameter decays.
    decays: Tensor<1>,
    copies: [Option<Tensor<1>>; 2],
    /// Of each unread step: its losses, then the norm of its gradient.
    unread: Vec<Vec<Tensor<1>>>,
    inspection: Option<Unread>,
    evaluated_losses: Vec<f32>,
    task_logits: Vec<f32>,
    last_update: Option<Update>,
}

/// An inspection that is still on the device.
struct Unread {
    forward: Forward,
    gradients: Option<Gradients>,
}

/// Those of one row.
struct Gradients {
    /// `[S, H]`, `None` for a frozen encoder.
    hidden: Option<Tensor<2>>,
    lookup: Option<Tensor<2>>,
    /// `[H]`
    pooled: Option<Tensor<1>>,
}

impl Gradients {
    fn of(trained: &Trained, row: usize) -> Self {
        let of = |gradient: &Option<Tensor<3>>| gradient.clone().map(|gradient| gradient.narrow(0, row, 1).squeeze_dim(0));
        Self {
            hidden: of(&trained.hidden_gradient),
            lookup: of(&trained.lookup_gradient),
            pooled: trained.pooled_gradient.clone().map(|gradient| gradient.narrow(0, row, 1).squeeze_dim(0)),
        }
    }
}

impl BurnEngine {
    /// An engine with all parameters 0.
    ///
    /// # Errors
    /// [`EngineError::NoAdapter`] where this build has no Burn for such a device.
    pub async fn new(spec: &EngineSpec, kind: Kind) -> Result<Self, EngineError> {
        let Opened { device, adapter } = device::open(kind).await?;
        let layout = spec.layout();
        let segments = trained_segments(&layout, &spec.heads);
        Ok(Self {
            weights: Weights::new(Tensor::zeros([layout.len], &device)),
            decays: upload(&optimizer::decaying(&segments, layout.len), &device),
            spec: spec.clone(),
            layout,
            device,
            adapter,
            segments,
            copies: [None, None],
            unread: vec![],
            inspection: None,
            evaluated_losses: vec![],
            task_logits: vec![],
            last_update: None,
        })
    }

    /// The name of the adapter that computes; none on the CPU.
    pub fn adapter_name(&self) -> Option<&str> {
        self.adapter.as_deref()
    }

    pub fn set_parameters(&mut self, parameters: &[f32]) {
        self.weights.parameters = upload(parameters, &self.device);
    }

    pub fn set_moments(&mut self, first: &[f32], second: &[f32]) {
        self.weights.first_moment = upload(first, &self.device);
        self.weights.second_moment = upload(second, &self.device);
    }

    /// See [`crate::engine::Engine::step`].
    pub fn step(&mut self, batch: &Batch, update: Option<&Update>, inspect: Option<usize>) {
        let trained = self.train(batch, &self.spec.heads);
        let norm = optimizer::global_norm(&trained.gradient);
        self.unread.push(trained.losses.iter().cloned().chain([norm.clone()]).collect());
        if let Some(row) = inspect {
            let gradients = Some(Gradients::of(&trained, row));
            self.inspection = Some(Unread { forward: self.see(&row_for_inspection(batch, row)), gradients });
        }
        if let Some(update) = update {
            self.weights = optimizer::update(self.weights.clone(), trained.gradient, &norm, &self.decays, update);
            self.last_update = Some(*update);
        }
    }

    fn train(&self, batch: &Batch, heads: &Heads) -> Trained {
        pass::forward_and_backward(&self.spec.config, &self.layout, heads, &self.weights.parameters, batch)
    }

    /// Forward through all heads, untrained ones too.
    fn see(&self, batch: &Batch) -> Forward {
        let heads = self.spec.heads.with_untrained(self.spec.config.family);
        pass::forward(&self.spec.config, &self.layout, &heads, &self.weights.parameters, batch)
    }

    pub fn copy_parameters(&mut self, which: ParameterCopy) {
        self.copies[which as usize] = Some(self.weights.parameters.clone());
    }

    pub async fn copied_parameters(&mut self, which: ParameterCopy) -> Result<Vec<f32>, EngineError> {
        match &self.copies[which as usize] {
            Some(copy) => read(copy.clone()).await,
            None => Ok(vec![0.0; self.layout.len]),
        }
    }

    pub async fn read_losses(&mut self) -> Result<Vec<StepLosses>, EngineError> {
        let steps = std::mem::take(&mut self.unread);
        let Some(each) = steps.first().map(Vec::len) else { return Ok(vec![]) };
        let found = read_each(steps.into_iter().flatten().collect()).await?;
        let step = |values: &[f32]| StepLosses { losses: values[..each - 1].to_vec(), gradient_norm: values[each - 1] };
        Ok(found.chunks_exact(each).map(step).collect())
    }

    pub async fn read_inspection(&mut self) -> Result<Option<Inspection>, EngineError> {
        match self.inspection.take() {
            Some(unread) => Ok(Some(read_inspection(unread).await?)),
            None => Ok(None),
        }
    }

    pub async fn gradients(&mut self, batch: &Batch) -> Result<(StepLosses, Vec<f32>), EngineError> {
        let trained = self.train(batch, &self.spec.heads);
        let norm = read(optimizer::global_norm(&trained.gradient)).await?;
        Ok((StepLosses { losses: read_each(trained.losses).await?, gradient_norm: norm[0] }, read(trained.gradient).await?))
    }

    pub async fn evaluate(&mut self, batch: &Batch) -> Result<EvaluationSums, EngineError> {
        let found = pass::forward(&self.spec.config, &self.layout, &self.spec.heads, &self.weights.parameters, batch);
        self.task_logits = read_optional(found.outputs.task_logits).await?;
        self.evaluated_losses = vec![];
        let mut sums = EvaluationSums::default();
        for (index, (loss, found)) in self.spec.heads.losses.iter().zip(found.outputs.losses).enumerate() {
            let Some((logits, losses)) = found else {
                sums.losses.push(LossSums::default());
                continue;
            };
            let (found, losses) = sum(logits, losses, batch.labels_of(index)).await?;
            sums.losses.push(found);
            if loss.head == Head::Vocabulary {
                self.evaluated_losses = losses;
            }
        }
        Ok(sums)
    }

    pub fn task_logits(&self) -> Vec<f32> {
        self.task_logits.clone()
    }

    pub fn evaluated_losses(&self) -> &[f32] {
        &self.evaluated_losses
    }

    pub async fn probe(&mut self, batch: &Batch) -> Result<(StepLosses, Inspection), EngineError> {
        let trained = self.train(batch, &self.spec.heads.with_untrained(self.spec.config.family));
        let gradients = Some(Gradients::of(&trained, 0));
        let own = trained.losses.into_iter().take(self.spec.heads.losses.len());
        let losses = read_each(own.collect()).await?;
        let inspection = read_inspection(Unread { forward: trained.forward, gradients }).await?;
        Ok((StepLosses { losses, gradient_norm: 0.0 }, inspection))
    }

    pub async fn parameters(&mut self) -> Result<Vec<f32>, EngineError> {
        read(self.weights.parameters.clone()).await
    }

    pub async fn moments(&mut self) -> Result<(Vec<f32>, Vec<f32>), EngineError> {
        Ok((read(self.weights.first_moment.clone()).await?, read(self.weights.second_moment.clone()).await?))
    }

    pub async fn pixels(&mut self) -> Result<(Vec<u8>, f32), EngineError> {
        let (parameters, (first, second)) = (self.parameters().await?, self.moments().await?);
        let levels = pixels::levels(self.last_update.as_ref(), &self.segments, &parameters, &first, &second);
        Ok((levels, self.last_update.map_or(0.0, |update| update.learning_rate)))
    }

    pub async fn weight(&mut self, index: usize) -> Result<(f32, Option<f32>), EngineError> {
        let Weights { parameters, first_moment, second_moment } = self.weights.clone();
        let one = |tensor: Tensor<1>| tensor.narrow(0, index, 1);
        let found = read_each(vec![one(parameters), one(first_moment), one(second_moment)]).await?;
        let change = |update| rules::last_change_at(update, &self.segments, index, found[0], found[1], found[2]);
        Ok((found[0], self.last_update.as_ref().map(change)))
    }
}

fn upload(values: &[f32], device: &Device) -> Tensor<1> {
    Tensor::from_data(TensorData::new(values.to_vec(), [values.len()]), device)
}

async fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, EngineError> {
    // The first line says what happened; causes and a backtrace follow.
    let lost = |error: &dyn std::fmt::Display| {
        let text = error.to_string();
        EngineError::DeviceLost(format!("reading back failed: {}", text.lines().next().unwrap_or_default()))
    };
    let data = tensor.into_data_async().await.map_err(|error| lost(&error))?;
    data.try_into_vec().map_err(|error| lost(&format!("{error:?}")))
}

/// Those of one value each, in one read.
async fn read_each(tensors: Vec<Tensor<1>>) -> Result<Vec<f32>, EngineError> {
    if tensors.is_empty() { Ok(vec![]) } else { read(Tensor::cat(tensors, 0)).await }
}

/// The sums of one loss over the rows of these logits, `[R, C]`, and the losses themselves.
async fn sum(logits: Tensor<2>, losses: Tensor<1>, labels: &[u32]) -> Result<(LossSums, Vec<f32>), EngineError> {
    let guesses = logits.argmax(1).into_data_async().await.map_err(|error| EngineError::Device(error.to_string()))?;
    let losses = read(losses).await?;
    let correct = guesses.iter::<u32>().zip(labels).filter(|(guess, label)| guess == *label).count() as u32;
    Ok((LossSums { loss: losses.iter().copied().map(f64::from).sum(), correct, labels: labels.len() as u32 }, losses))
}

async fn read_optional<const D: usize>(tensor: Option<Tensor<D>>) -> Result<Vec<f32>, EngineError> {
    match tensor {
        Some(tensor) => read(tensor).await,
        None => Ok(vec![]),
    }
}

async fn read_inspection(Unread { forward, gradients }: Unread) -> Result<Inspection, EngineError> {
    let Forward { outputs, hidden, attentions } = forward;
    let mut found = Inspection {
        token_logits: read_optional(outputs.token_logits).await?,
        pair_logits: read_optional(outputs.pair_logits).await?,
        task_logits: read_optional(outputs.task_logits).await?,
        pooled_output: read_optional(outputs.pooled).await?,
        sequence_output: read(hidden).await?,
        attention: read(Tensor::cat(attentions, 0)).await?,
        ..Inspection::default()
    };
    if let Some(Gradients { hidden, lookup, pooled }) = gradients {
        let size = hidden.as_ref().map_or(1, |gradient| gradient.dims()[1]);
        let (hidden, lookup) = (read_optional(hidden).await?, read_optional(lookup).await?);
        found.output_gradient_norm = hidden.chunks_exact(size).map(l2_norm).collect();
        found.input_gradient_norm = lookup.chunks_exact(size).map(l2_norm).collect();
        found.cls_gradient = hidden.get(..size).unwrap_or_default().to_vec();
        found.cls_gradient_pooled = read_optional(pooled).await?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
