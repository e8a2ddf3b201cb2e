//! What executes a [`Graph`](crate::model::Graph): the CPU or WebGPU, behind one interface.
//!
//! An engine owns the parameters, their gradients and the optimiser's moments, all as flat vectors of [`Layout::len`]
//! values in the order of [`Layout`]. Submitting work never waits; reading does, and is asynchronous.

#[cfg(feature = "burn")]
pub mod burn;
pub mod cpu;
pub mod device;
#[cfg(feature = "gpu")]
pub mod gpu;
#[cfg(any(feature = "gpu", test))]
pub(crate) mod test_model;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use self::device::{Backend, Obstacle};
use crate::examples::batch::{Batch, BatchLabels};
use crate::model::bert::Heads;
use crate::model::graph::BatchShape;
use crate::model::{BertConfig, Layout};
use crate::objectives::{Head, Loss};
pub use crate::operations::LossSums;
pub use crate::optim::{Segment, Update};

/// What an engine is made for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EngineSpec {
    pub config: BertConfig,
    pub shape: BatchShape,
    pub heads: Heads,
}

impl EngineSpec {
    /// The parameters of this model.
    pub fn layout(&self) -> Layout {
        Layout::for_losses(&self.config, &self.heads.losses)
    }
}

/// What one training step found, before its update.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StepLosses {
    /// One for each loss that is trained, in the order of [`EngineSpec::heads`].
    pub losses: Vec<f32>,
    /// Global norm of the gradient before clipping.
    pub gradient_norm: f32,
}

impl StepLosses {
    pub fn total(&self) -> f32 {
        self.losses.iter().fold(0.0, |sum, loss| sum + loss)
    }
}

/// Sums over one batch, without training on it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EvaluationSums {
    /// One for each loss that is trained, in the order of [`EngineSpec::heads`]; empty for no batch.
    pub losses: Vec<LossSums>,
}

impl std::ops::AddAssign for EvaluationSums {
    fn add_assign(&mut self, more: Self) {
        self.losses.resize(self.losses.len().max(more.losses.len()), LossSums::default());
        for (sums, more) in self.losses.iter_mut().zip(more.losses) {
            sums.loss += more.loss;
            sums.correct += more.correct;
            sums.labels += more.labels;
        }
    }
}

impl EvaluationSums {
    /// The losses as trained.
    pub fn means(&self, losses: &[Loss]) -> StepLosses {
        let mean = |(index, loss): (usize, &Loss)| {
            let LossSums { loss: sum, labels, .. } = self.losses.get(index).copied().unwrap_or_default();
            if labels == 0 { 0.0 } else { (sum / (f64::from(labels) + f64::from(loss.denominator_epsilon))) as f32 }
        };
        StepLosses { losses: losses.iter().enumerate().map(mean).collect(), gradient_norm: 0.0 }
    }
}

/// The copies of the parameters that an engine keeps around the update of an inspected step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterCopy {
    BeforeUpdate,
    AfterUpdate,
}

/// Everything about one row that the page can show. `n` = real tokens of the row (its length in the batch for padding too: `S`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inspection {
    /// `[n, V]`: logits over the vocabulary at every real position, selected or not.
    pub token_logits: Vec<f32>,
    /// `[2]`: logits of the sentence pair, empty without that head.
    pub pair_logits: Vec<f32>,
    /// Logits of the task's head, empty without one: `[classes]` of a sequence, `[n, classes]` of tokens, `[2, S]` of an answer.
    pub task_logits: Vec<f32>,
    /// `[S, H]`: encoder output.
    pub sequence_output: Vec<f32>,
    /// `[H]`: `tanh(dense([CLS]))`.
    pub pooled_output: Vec<f32>,
    /// `[S]`: L2 norm of the batch loss's gradient at the encoder output; empty for a frozen encoder, as are the other gradients.
    pub output_gradient_norm: Vec<f32>,
    /// `[S]`: the same at the looked-up word embedding (before the sum and LayerNorm).
    pub input_gradient_norm: Vec<f32>,
    /// `[H]`: the batch loss's gradient at the encoder output of `[CLS]`; empty where none was computed.
    pub cls_gradient: Vec<f32>,
    /// `[H]`: the part of it that comes through the pooler; empty without that head. The rest is that of the scored tokens.
    pub cls_gradient_pooled: Vec<f32>,
    /// `[layers, N, S, S]`: attention probabilities.
    pub attention: Vec<f32>,
}

/// Why an engine cannot start or continue.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum EngineError {
    #[error("no WebGPU adapter: {0}")]
    NoAdapter(String),
    #[error("the GPU device was lost: {0}")]
    DeviceLost(String),
    #[error("the GPU cannot hold this model: {0}")]
    Limits(String),
    #[error("the GPU does not meet the requirements of the kernels: {0}")]
    Adapter(String),
    #[error("the GPU does not compile the kernel {name}: {why}")]
    Kernel { name: &'static str, why: String },
    #[error(
        "the kernel {name} gives a different result on this GPU than on the CPU: difference {difference:e}, expected at most {tolerance:e}"
    )]
    SelfTest { name: &'static str, difference: f32, tolerance: f32 },
    #[error("the GPU reported an error: {0}")]
    Device(String),
    #[error("{0}")]
    Input(String),
}

impl EngineError {
    /// What the page should say, where it is one of the things that it has words for.
    pub fn obstacle(&self) -> Option<Obstacle> {
        match self {
            Self::Adapter(_) => Some(Obstacle::Adapter),
            Self::Kernel { .. } => Some(Obstacle::Kernel),
            Self::SelfTest { .. } => Some(Obstacle::SelfTest),
            Self::Limits(_) => Some(Obstacle::Memory),
            Self::NoAdapter(_) | Self::DeviceLost(_) | Self::Device(_) | Self::Input(_) => None,
        }
    }
}

/// The stretches of the flat vector that this objective trains, with and without decay. Parameters of an absent head are in
/// none: they get no gradient, so neither moments nor decay touch them, as in torch.
pub fn trained_segments(layout: &Layout, heads: &Heads) -> Vec<Segment> {
    use crate::model::layout::Component;
    let mut segments: Vec<Segment> = vec![];
    for parameter in &layout.parameters {
        let trained = match parameter.component {
            Component::Task => true,
            _ if heads.frozen => false,
            Component::Encoder => true,
            Component::MaskedLanguage => heads.has(Head::Vocabulary),
            Component::Pooler => heads.losses.iter().any(|loss| loss.head.reads_pooler()),
            Component::NextSentence => heads.has(Head::SentencePair),
        };
        if !trained {
            continue;
        }
        let range = parameter.range();
        match segments.last_mut() {
            Some(last) if last.end == range.start && last.decays == parameter.decays() => last.end = range.end,
            _ => segments.push(Segment { start: range.start, end: range.end, decays: parameter.decays() }),
        }
    }
    segments
}

/// The row as a batch of its own, with every real position selected, for an inspection. Positions without a label get 0 as one. So the
/// losses of this batch mean nothing, but its logits do.
pub fn row_for_inspection(batch: &Batch, row: usize) -> Batch {
    let alone = batch.row(row);
    let selected: Vec<u32> = (0..).zip(&alone.attention_mask).filter(|(_, real)| **real != 0).map(|(position, _)| position).collect();
    let relabelled = |labels: &BatchLabels| match labels {
        BatchLabels::Sequences(labels) => BatchLabels::Sequences(labels.clone()),
        BatchLabels::Spans(labels) => BatchLabels::Spans(labels.clone()),
        BatchLabels::Selected(labels) => {
            let label = |&position: &u32| match alone.selected.binary_search(&position) {
                Ok(place) => labels[place],
                Err(_) => 0,
            };
            BatchLabels::Selected(selected.iter().map(label).collect())
        }
    };
    Batch { labels: alone.labels.iter().map(relabelled).collect(), selected, ..alone }
}

/// One of the engines.
#[cfg_attr(any(feature = "gpu", feature = "burn"), expect(clippy::large_enum_variant, reason = "one engine a run, never moved about"))]
pub enum Engine {
    Cpu(cpu::CpuEngine),
    #[cfg(feature = "gpu")]
    Gpu(gpu::GpuEngine),
    #[cfg(feature = "burn")]
    Burn(Box<burn::BurnEngine>),
}

macro_rules! on_each {
    ($self:ident, $engine:ident => $call:expr) => {
        match $self {
            Self::Cpu($engine) => $call,
            #[cfg(feature = "gpu")]
            Self::Gpu($engine) => $call,
            #[cfg(feature = "burn")]
            Self::Burn($engine) => $call,
        }
    };
}

impl Engine {
    /// An engine with all parameters 0.
    ///
    /// # Errors
    /// What keeps such an engine from starting here.
    pub async fn new(backend: Backend, spec: &EngineSpec) -> Result<Self, EngineError> {
        backend.check().map_err(EngineError::NoAdapter)?;
        match (backend.framework, backend.device) {
            #[cfg(feature = "burn")]
            (device::Framework::Burn, kind) => Ok(Self::Burn(Box::new(burn::BurnEngine::new(spec, kind).await?))),
            #[cfg(feature = "gpu")]
            (_, device::Device::Webgpu) => Ok(Self::Gpu(gpu::GpuEngine::new(spec).await?)),
            _ => Ok(Self::Cpu(cpu::CpuEngine::new(spec))),
        }
    }

    /// The name of the adapter that computes; none on the CPU.
    pub fn adapter_name(&self) -> Option<&str> {
        match self {
            Self::Cpu(_) => None,
            #[cfg(feature = "gpu")]
            Self::Gpu(engine) => Some(&engine.adapter().name),
            #[cfg(feature = "burn")]
            Self::Burn(engine) => engine.adapter_name(),
        }
    }

    /// The flat parameters are set before anything else; the moments start at 0.
    pub fn set_parameters(&mut self, parameters: &[f32]) {
        on_each!(self, engine => engine.set_parameters(parameters));
    }

    /// As [`Engine::set_parameters`], without a copy on the CPU.
    pub fn take_parameters(&mut self, parameters: Vec<f32>) {
        match self {
            Self::Cpu(engine) => engine.take_parameters(parameters),
            #[cfg(feature = "gpu")]
            Self::Gpu(engine) => engine.set_parameters(&parameters),
            #[cfg(feature = "burn")]
            Self::Burn(engine) => engine.set_parameters(&parameters),
        }
    }

    /// Both moments of the optimiser.
    pub fn set_moments(&mut self, first: &[f32], second: &[f32]) {
        on_each!(self, engine => engine.set_moments(first, second));
    }

    /// Forward, backward, clip, update; without `update` the parameters and moments stay. With `inspect`, that row is looked
    /// at between backward and update; read it by [`Engine::read_inspection`]. Does not wait for the device.
    pub fn step(&mut self, batch: &Batch, update: Option<&Update>, inspect: Option<usize>) {
        on_each!(self, engine => engine.step(batch, update, inspect));
    }

    /// Keeps a copy of the parameters as all steps so far leave them, in place of the last one of that kind. Does not wait.
    pub fn copy_parameters(&mut self, which: ParameterCopy) {
        on_each!(self, engine => engine.copy_parameters(which));
    }

    /// The copy that was kept; zeros where none was.
    pub async fn copied_parameters(&mut self, which: ParameterCopy) -> Result<Vec<f32>, EngineError> {
        match self {
            Self::Cpu(engine) => Ok(engine.copied_parameters(which).to_vec()),
            #[cfg(feature = "gpu")]
            Self::Gpu(engine) => engine.copied_parameters(which).await,
            #[cfg(feature = "burn")]
            Self::Burn(engine) => engine.copied_parameters(which).await,
        }
    }

    /// Losses of the steps since the last call, oldest first.
    pub async fn read_losses(&mut self) -> Result<Vec<StepLosses>, EngineError> {
        match self {
            Self::Cpu(engine) => Ok(engine.take_losses()),
            #[cfg(feature = "gpu")]
            Self::Gpu(engine) => engine.read_losses().await,
            #[cfg(feature = "burn")]
            Self::Burn(engine) => engine.read_losses().await,
        }
    }

    /// What the last `step` with `inspect` saw.
    pub async fn read_inspection(&mut self) -> Result<Option<Inspection>, EngineError> {
        match self {
            Self::Cpu(engine) => Ok(engine.take_inspection()),
            #[cfg(feature = "gpu")]
            Self::Gpu(engine) => engine.read_inspection().await,
            #[cfg(feature = "burn")]
            Self::Burn(engine) => engine.read_inspection().await,
        }
    }

    /// Forward and backward without an update: losses and the flat gradient (not clipped).
    pub async fn gradients(&mut self, batch: &Batch) -> Result<(StepLosses, Vec<f32>), EngineError> {
        match self {
            Self::Cpu(engine) => Ok(engine.gradients(batch)),
            #[cfg(feature = "gpu")]
            Self::Gpu(engine) => engine.gradients(batch).await,
            #[cfg(feature = "burn")]
            Self::Burn(engine) => engine.gradients(batch).await,
        }
    }

    /// Forward only, with the objective's sums.
    pub async fn evaluate(&mut self, batch: &Batch) -> Result<EvaluationSums, EngineError> {
        match self {
            Self::Cpu(engine) => Ok(engine.evaluate(batch)),
            #[cfg(feature = "gpu")]
            Self::Gpu(engine) => engine.evaluate(batch).await,
            #[cfg(feature = "burn")]
            Self::Burn(engine) => engine.evaluate(batch).await,
        }
    }

    /// Logits of the task's head for the batch that [`Engine::evaluate`] saw last, row by row as the head has them; empty without such a
    /// head. No other pass may come between.
    pub async fn task_logits(&mut self) -> Result<Vec<f32>, EngineError> {
        match self {
            Self::Cpu(engine) => Ok(engine.task_logits()),
            #[cfg(feature = "gpu")]
            Self::Gpu(engine) => engine.task_logits().await,
            #[cfg(feature = "burn")]
            Self::Burn(engine) => Ok(engine.task_logits()),
        }
    }

    /// `[K]`: -log p(label) at each selected position of the batch that [`Engine::evaluate`] saw last; no other pass may come between.
    pub fn evaluated_losses(&self) -> &[f32] {
        on_each!(self, engine => engine.evaluated_losses())
    }

    /// A batch of one row, apart from training: all logits and, from this row's own loss, all gradients. Changes nothing.
    pub async fn probe(&mut self, batch: &Batch) -> Result<(StepLosses, Inspection), EngineError> {
        match self {
            Self::Cpu(engine) => Ok(engine.probe(batch)),
            #[cfg(feature = "gpu")]
            Self::Gpu(engine) => engine.probe(batch).await,
            #[cfg(feature = "burn")]
            Self::Burn(engine) => engine.probe(batch).await,
        }
    }

    /// As [`Engine::probe`] where only logits, outputs and attention are wanted: forward alone, if the engine can.
    pub async fn inspect(&mut self, batch: &Batch) -> Result<(StepLosses, Inspection), EngineError> {
        match self {
            Self::Cpu(engine) => Ok(engine.inspect(batch)),
            #[cfg(feature = "gpu")]
            Self::Gpu(engine) => engine.probe(batch).await,
            #[cfg(feature = "burn")]
            Self::Burn(engine) => engine.probe(batch).await,
        }
    }

    pub async fn parameters(&mut self) -> Result<Vec<f32>, EngineError> {
        match self {
            Self::Cpu(engine) => Ok(engine.parameters().to_vec()),
            #[cfg(feature = "gpu")]
            Self::Gpu(engine) => engine.parameters().await,
            #[cfg(feature = "burn")]
            Self::Burn(engine) => engine.parameters().await,
        }
    }

    /// `[2 * P]`: levels of all parameters, then of their last updates (`optim::pixels`), and that update's learning rate. Levels
    /// in the middle and a rate of 0 where no step of this engine has updated anything yet.
    pub async fn pixels(&mut self) -> Result<(Vec<u8>, f32), EngineError> {
        match self {
            Self::Cpu(engine) => Ok(engine.pixels()),
            #[cfg(feature = "gpu")]
            Self::Gpu(engine) => engine.pixels().await,
            #[cfg(feature = "burn")]
            Self::Burn(engine) => engine.pixels().await,
        }
    }

    /// One value of the flat vector, `index` being less than P, and what this engine's last update did to it; `None` where no step
    /// of this engine has updated anything yet.
    pub async fn weight(&mut self, index: usize) -> Result<(f32, Option<f32>), EngineError> {
        match self {
            Self::Cpu(engine) => Ok(engine.weight(index)),
            #[cfg(feature = "gpu")]
            Self::Gpu(engine) => engine.weight(index).await,
            #[cfg(feature = "burn")]
            Self::Burn(engine) => engine.weight(index).await,
        }
    }

    /// Parameters, first and second moment, `[P]` each. The CPU's are not copied.
    pub async fn state(&mut self) -> Result<[Cow<'_, [f32]>; 3], EngineError> {
        match self {
            Self::Cpu(engine) => Ok(engine.state().map(Cow::Borrowed)),
            #[cfg(feature = "gpu")]
            Self::Gpu(engine) => Ok(owned(engine.parameters().await?, engine.moments().await?)),
            #[cfg(feature = "burn")]
            Self::Burn(engine) => Ok(owned(engine.parameters().await?, engine.moments().await?)),
        }
    }
}

#[cfg(any(feature = "gpu", feature = "burn"))]
fn owned(parameters: Vec<f32>, (first, second): (Vec<f32>, Vec<f32>)) -> [Cow<'static, [f32]>; 3] {
    [parameters, first, second].map(Cow::Owned)
}
