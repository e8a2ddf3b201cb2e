//! Readback of losses, parameters and slots. Each is one submission and one read.

use super::super::{EngineError, EvaluationSums, LossSums, ParameterCopy, StepLosses, Update, trained_segments};
use super::device::Buffer;
use super::memory::{Flat, RESULT};
use super::plan::BufferRange;
use super::upload::{HEADER_WORDS, LEARNING_RATE, MOST_LOSSES};
use super::{GpuEngine, UNREAD_STEPS};
use crate::examples::batch::Batch;
use crate::model::graph::SlotId;
use crate::objectives::Head;
use crate::optim::optimizer::last_change_at;

impl GpuEngine {
    /// Losses of the steps since the last call, oldest first. Waits for the device, which limits the number of queued
    /// steps.
    pub async fn read_losses(&mut self) -> Result<Vec<StepLosses>, EngineError> {
        self.accept()?;
        if self.unread == 0 {
            return Ok(vec![]);
        }
        let part = BufferRange { buffer: &self.flat.results, offset: 0, size: Some(4 * (RESULT * UNREAD_STEPS) as u64) };
        let values = self.staging.read(&self.gpu, self.encode(&[]), &[part]).await?;
        let losses = (self.steps - self.unread..self.steps).map(|step| self.step_losses(&values[step % UNREAD_STEPS * RESULT..])).collect();
        self.unread = 0;
        Ok(losses)
    }

    /// Forward and backward pass without an update: losses and the flat gradient (not clipped).
    pub async fn gradients(&mut self, batch: &Batch) -> Result<(StepLosses, Vec<f32>), EngineError> {
        self.accept()?;
        self.training.upload(&self.gpu, &mut self.batches, batch)?;
        let encoder = self.encode(&[&self.plans.forward, &self.plans.backward, &self.plans.results]);
        let parts = [extra_result(&self.flat), floats(&self.flat.gradients, self.layout.len)];
        let mut values = self.staging.read(&self.gpu, encoder, &parts).await?;
        let gradient = values.split_off(RESULT);
        Ok((self.step_losses(&values), gradient))
    }

    /// Forward only, with the objective's sums.
    pub async fn evaluate(&mut self, batch: &Batch) -> Result<EvaluationSums, EngineError> {
        self.accept()?;
        self.training.upload(&self.gpu, &mut self.batches, batch)?;
        let encoder = self.encode(&[&self.plans.forward]);
        let space = &self.training.workspace;
        let counted = || space.graph.losses.iter().enumerate().map(|(index, found)| (index, found, batch.labels_of(index).len()));
        let parts: Vec<BufferRange> = counted()
            .flat_map(|(index, found, rows)| [space.value(found.losses), &space.correct[index]].map(|buffer| floats(buffer, rows)))
            .collect();
        let values = self.staging.read(&self.gpu, encoder, &parts).await?;
        let mut rest = values.as_slice();
        let mut sums = EvaluationSums::default();
        self.evaluated.clear();
        self.evaluated_logits = space.graph.task_logits_of(batch);
        for (_, found, rows) in counted() {
            let (losses, others) = rest.split_at(rows);
            let (correct, others) = others.split_at(rows);
            rest = others;
            let sum = |values: &[f32]| values.iter().map(|&value| f64::from(value)).sum::<f64>();
            sums.losses.push(LossSums { loss: sum(losses), correct: sum(correct) as u32, labels: rows as u32 });
            if found.loss.head == Head::Vocabulary {
                self.evaluated.extend(losses);
            }
        }
        Ok(sums)
    }

    /// See [`crate::engine::Engine::task_logits`].
    pub async fn task_logits(&mut self) -> Result<Vec<f32>, EngineError> {
        let Some(found) = self.training.workspace.graph.task_loss() else { return Ok(vec![]) };
        let mut logits = self.read_slot(found.logits, false).await?;
        logits.truncate(self.evaluated_logits);
        Ok(logits)
    }

    /// See [`crate::engine::Engine::evaluated_losses`].
    pub fn evaluated_losses(&self) -> &[f32] {
        &self.evaluated
    }

    pub async fn parameters(&mut self) -> Result<Vec<f32>, EngineError> {
        self.accept()?;
        let part = floats(&self.flat.parameters, self.layout.len);
        self.staging.read(&self.gpu, self.encode(&[]), &[part]).await
    }

    /// First and second moment.
    pub async fn moments(&mut self) -> Result<(Vec<f32>, Vec<f32>), EngineError> {
        self.accept()?;
        let [first, second] = [&self.flat.first, &self.flat.second].map(|moment| floats(moment, self.layout.len));
        let first = self.staging.read(&self.gpu, self.encode(&[]), &[first]).await?;
        let second = self.staging.read(&self.gpu, self.encode(&[]), &[second]).await?;
        Ok((first, second))
    }

    pub async fn copied_parameters(&mut self, which: ParameterCopy) -> Result<Vec<f32>, EngineError> {
        self.accept()?;
        let part = floats(&self.copies[which as usize], self.layout.len);
        self.staging.read(&self.gpu, self.encode(&[]), &[part]).await
    }

    /// See [`crate::engine::Engine::pixels`].
    pub async fn pixels(&mut self) -> Result<(Vec<u8>, f32), EngineError> {
        self.accept()?;
        // An evaluation may have overwritten the head since. With a learning rate of 0, the kernel shows no update.
        let head = self.updated.map_or([0; HEADER_WORDS], |(_, head)| head);
        self.batches.words[..HEADER_WORDS].copy_from_slice(&head);
        self.batches.write(&self.gpu, 0..HEADER_WORDS);
        let encoder = self.encode(&[&self.plans.pixels]);
        let part = BufferRange { buffer: &self.flat.levels, offset: 0, size: Some(2 * self.layout.len as u64) };
        let words = self.staging.read(&self.gpu, encoder, &[part]).await?;
        Ok((bytemuck::cast_slice(&words).to_vec(), f32::from_bits(head[LEARNING_RATE])))
    }

    /// See [`crate::engine::Engine::weight`].
    pub async fn weight(&mut self, index: usize) -> Result<(f32, Option<f32>), EngineError> {
        self.accept()?;
        let part = |buffer| BufferRange { buffer, offset: 4 * index as u64, size: Some(4) };
        let parts = [part(&self.flat.parameters), part(&self.flat.first), part(&self.flat.second)];
        let values = self.staging.read(&self.gpu, self.encode(&[]), &parts).await?;
        let segments = trained_segments(&self.layout, &self.heads);
        let change = |(update, _): (Update, _)| last_change_at(&update, &segments, index, values[0], values[1], values[2]);
        Ok((values[0], self.updated.map(change)))
    }

    /// Values of a slot (with `gradient`, its gradient) after the last training batch, without the padding of rows. All
    /// rows of the largest batch are included. For tests and for the command.
    pub async fn read_slot(&mut self, slot: SlotId, gradient: bool) -> Result<Vec<f32>, EngineError> {
        self.accept()?;
        let workspace = &self.training.workspace;
        let (columns, stride) = (workspace.graph.slot(slot).columns, workspace.graph.slot(slot).stride());
        let rows = workspace.graph.shape.rows_of(workspace.graph.slot(slot).rows);
        let buffer = if gradient { workspace.gradient(slot) } else { workspace.value(slot) };
        let values = self.staging.read(&self.gpu, self.encode(&[]), &[floats(buffer, rows * stride)]).await?;
        Ok(values.chunks_exact(stride).flat_map(|row| &row[..columns]).copied().collect())
    }

    /// From a step's result.
    pub(super) fn step_losses(&self, values: &[f32]) -> StepLosses {
        StepLosses { losses: values[..self.heads.losses.len()].to_vec(), gradient_norm: values[MOST_LOSSES] }
    }

    /// Passes on what went wrong since the last read.
    pub(super) fn accept(&mut self) -> Result<(), EngineError> {
        self.gpu.check()?;
        self.refused.take().map_or(Ok(()), Err)
    }
}

/// Where passes apart from training leave their losses.
pub fn extra_result(flat: &Flat) -> BufferRange<'_> {
    BufferRange { buffer: &flat.results, offset: 4 * (RESULT * UNREAD_STEPS) as u64, size: Some(4 * RESULT as u64) }
}

pub fn floats(buffer: &Buffer, count: usize) -> BufferRange<'_> {
    BufferRange { buffer, offset: 0, size: Some(4 * count as u64) }
}
