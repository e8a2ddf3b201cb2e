//! Readback of losses, parameters and slots. Each is one submission and one read.

use super::super::{EngineError, EvaluationSums, Held, StepLosses, Update, trained_segments};
use super::device::Buffer;
use super::memory::Flat;
use super::plan::BufferRange;
use super::upload::{HEAD, LEARNING_RATE};
use super::{GpuEngine, UNREAD_STEPS};
use crate::examples::batch::Batch;
use crate::model::graph::SlotId;
use crate::optim::optimizer::last_change_at;

impl GpuEngine {
    /// Losses of the steps since the last call, oldest first. Waits for the device, which limits the number of queued
    /// steps.
    pub async fn read_losses(&mut self) -> Result<Vec<StepLosses>, EngineError> {
        self.accept()?;
        if self.unread == 0 {
            return Ok(vec![]);
        }
        let part = BufferRange { buffer: &self.flat.results, offset: 0, size: Some(16 * UNREAD_STEPS as u64) };
        let values = self.staging.read(&self.gpu, self.encode(&[]), &[part]).await?;
        let losses = (self.steps - self.unread..self.steps).map(|step| step_losses(&values[step % UNREAD_STEPS * 4..])).collect();
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
        let gradient = values.split_off(4);
        Ok((step_losses(&values), gradient))
    }

    /// Forward only, with the objective's sums.
    pub async fn evaluate(&mut self, batch: &Batch) -> Result<EvaluationSums, EngineError> {
        self.accept()?;
        self.training.upload(&self.gpu, &mut self.batches, batch)?;
        let encoder = self.encode(&[&self.plans.forward]);
        let (workspace, mut sums) = (&self.training.workspace, EvaluationSums::default());
        let named = &workspace.graph.named;
        let rows = |losses: Option<SlotId>, rows: usize| if losses.is_some() { rows } else { 0 };
        let masked = rows(named.mlm_losses, batch.selected.len());
        let pairs = rows(named.nsp_losses, batch.next_sentence_labels.len());
        let counted = [(named.mlm_losses, &workspace.hits[0], masked), (named.nsp_losses, &workspace.hits[1], pairs)];
        let both = |(losses, hits, rows): (Option<SlotId>, _, _)| {
            losses.map(|slot| [workspace.value(slot), hits].map(|buffer| floats(buffer, rows)))
        };
        let parts: Vec<BufferRange> = counted.into_iter().filter_map(both).flatten().collect();
        let found = self.staging.read(&self.gpu, encoder, &parts).await?;
        let (mlm, nsp) = found.split_at(2 * masked);
        let sum = |losses: &[f32]| losses.iter().map(|&loss| f64::from(loss)).sum::<f64>();
        (sums.mlm_loss, sums.mlm_correct, sums.selected) = (sum(&mlm[..masked]), sum(&mlm[masked..]) as u32, masked as u32);
        (sums.nsp_loss, sums.nsp_correct, sums.sequences) = (sum(&nsp[..pairs]), sum(&nsp[pairs..]) as u32, pairs as u32);
        self.evaluated.clear();
        self.evaluated.extend(&mlm[..masked]);
        Ok(sums)
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

    pub async fn held(&mut self, moment: Held) -> Result<Vec<f32>, EngineError> {
        self.accept()?;
        let part = floats(&self.held[moment as usize], self.layout.len);
        self.staging.read(&self.gpu, self.encode(&[]), &[part]).await
    }

    /// See [`crate::engine::Engine::pixels`].
    pub async fn pixels(&mut self) -> Result<(Vec<u8>, f32), EngineError> {
        self.accept()?;
        // An evaluation may have overwritten the head since. With a learning rate of 0, the kernel shows no update.
        let head = self.updated.map_or([0; HEAD], |(_, head)| head);
        self.batches.words[..HEAD].copy_from_slice(&head);
        self.batches.write(&self.gpu, 0..HEAD);
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
        let segments = trained_segments(&self.layout, self.heads);
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

    /// Returns the first error since the last read.
    pub(super) fn accept(&mut self) -> Result<(), EngineError> {
        self.gpu.check()?;
        self.refused.take().map_or(Ok(()), Err)
    }
}

/// The results of passes without an update.
pub fn extra_result(flat: &Flat) -> BufferRange<'_> {
    BufferRange { buffer: &flat.results, offset: 16 * UNREAD_STEPS as u64, size: Some(16) }
}

pub fn floats(buffer: &Buffer, count: usize) -> BufferRange<'_> {
    BufferRange { buffer, offset: 0, size: Some(4 * count as u64) }
}

pub fn step_losses(values: &[f32]) -> StepLosses {
    StepLosses { mlm_loss: values[0], nsp_loss: values[1], gradient_norm: values[2] }
}
