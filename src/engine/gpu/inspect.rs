//! Inspecting one row: its logits, gradient norms and attention.

use super::super::{EngineError, Inspection, StepLosses};
use super::GpuEngine;
use super::memory::{Flat, Workspace};
use super::plan::BufferRange;
use super::read::{extra_result, floats};
use crate::examples::batch::Batch;
use crate::model::graph::SlotId;
use crate::objectives::Head;

impl GpuEngine {
    /// The inspection of the last `step` with `inspect`.
    pub async fn read_inspection(&mut self) -> Result<Option<Inspection>, EngineError> {
        self.accept()?;
        self.fetch_inspection().await?;
        Ok(self.inspection.take())
    }

    async fn fetch_inspection(&mut self) -> Result<(), EngineError> {
        if let Some((sequence, selected)) = self.inspected.take() {
            self.inspection = Some(self.read_probe(self.encode(&[]), sequence, selected, false).await?.1);
        }
        Ok(())
    }

    /// One row on its own: logits at all its selected positions, gradients of its own loss. Changes nothing.
    pub async fn probe(&mut self, batch: &Batch) -> Result<(StepLosses, Inspection), EngineError> {
        self.accept()?;
        self.fetch_inspection().await?;
        self.probe.upload(&self.gpu, &mut self.batches, batch)?;
        let mut encoder = self.encode(&[&self.plans.probe_forward, &self.plans.probe_backward]);
        self.probe.workspace.keep_cls_gradient(&mut encoder, 0, 0);
        self.read_probe(encoder, batch.sequence, batch.selected.len(), true).await
    }

    /// Submits `encoder` and reads back the probe's buffers. The gradient norms are those of the training batch or,
    /// with `own`, of the probe. The losses are those of a pass without an update.
    async fn read_probe(
        &mut self,
        encoder: wgpu::CommandEncoder,
        sequence: usize,
        selected: usize,
        own: bool,
    ) -> Result<(StepLosses, Inspection), EngineError> {
        let (probe, training) = (&self.probe.workspace, &self.training.workspace);
        let source = if own { probe } else { training };
        let ranges = inspected_ranges(&self.flat, probe, source);
        let values = self.staging.read(&self.gpu, encoder, &ranges).await?;
        let mut rest = values.as_slice();
        let mut take = |range: &BufferRange| {
            let (head, tail) = rest.split_at(range.bytes() as usize / 4);
            rest = tail;
            head
        };
        let graph = &probe.graph;
        let rows_of = |values: &[f32], rows: usize, columns: usize, stride: usize| -> Vec<f32> {
            values.chunks_exact(stride).take(rows).flat_map(|row| &row[..columns]).copied().collect()
        };
        let slot_rows = |values: &[f32], slot: SlotId, rows: usize| {
            let slot = graph.slot(slot);
            rows_of(values, rows, slot.columns, slot.stride())
        };
        let losses = self.step_losses(take(&ranges[0]));
        let (norms, cls) = (take(&ranges[1]), take(&ranges[2]));
        let hidden = graph.slot(graph.named.sequence_output).columns;
        let (cls, of_pooled) = cls.split_at(cls.len() / 2);
        let mut inspection = Inspection::default();
        // A frozen encoder has no backward pass, so its slots keep no gradient of this batch.
        if graph.frozen == 0 {
            inspection.cls_gradient = cls[..hidden].to_vec();
            inspection.cls_gradient_pooled = if source.graph.named.cls_output.is_some() { of_pooled[..hidden].to_vec() } else { vec![] };
            inspection.output_gradient_norm = norms[..sequence].to_vec();
            inspection.input_gradient_norm = norms[graph.shape.sequence..][..sequence].to_vec();
        }
        let mut place = 3;
        for found in &graph.losses {
            let values = take(&ranges[place]);
            match found.loss.head {
                Head::Vocabulary => inspection.token_logits = slot_rows(values, found.logits, selected),
                Head::SentencePair => inspection.pair_logits = slot_rows(values, found.logits, 1),
                Head::SequenceClass { .. } => inspection.task_logits = slot_rows(values, found.logits, 1),
                Head::TokenClass { .. } => inspection.task_logits = slot_rows(values, found.logits, selected),
                Head::AnswerSpan => inspection.task_logits = slot_rows(values, found.logits, 2),
            }
            place += 1;
        }
        inspection.sequence_output = slot_rows(take(&ranges[place]), graph.named.sequence_output, sequence);
        place += 1;
        if let Some(slot) = graph.named.pooled_output {
            inspection.pooled_output = slot_rows(take(&ranges[place]), slot, 1);
            place += 1;
        }
        for range in &ranges[place..] {
            // The kernel packs rows by the batch's own length.
            let queries = graph.shape.rows_of(graph.slot(graph.named.attentions[0]).rows) / graph.shape.sequence * sequence;
            inspection.attention.extend(rows_of(take(range), queries, sequence, sequence.next_multiple_of(4)));
        }
        Ok((losses, inspection))
    }
}

/// What an [`Inspection`] is read from: losses, norms, gradients at `[CLS]`, logits of every head, encoder output, pooled output,
/// attention of every layer.
pub fn inspected_ranges<'a>(flat: &'a Flat, probe: &'a Workspace, gradients: &'a Workspace) -> Vec<BufferRange<'a>> {
    let named = &probe.graph.named;
    let outputs = std::iter::once(&named.sequence_output).chain(&named.pooled_output);
    let logits = probe.graph.losses.iter().map(|found| &found.logits);
    let slots = logits.chain(outputs).chain(&named.attentions);
    let whole = |slot: &SlotId| {
        let described = probe.graph.slot(*slot);
        floats(probe.value(*slot), probe.graph.shape.rows_of(described.rows) * described.stride())
    };
    let norms = floats(&gradients.norms, 2 * probe.graph.shape.sequence);
    let cls = floats(&gradients.cls_gradient, 2 * probe.graph.slot(named.sequence_output).stride());
    [extra_result(flat), norms, cls].into_iter().chain(slots.map(whole)).collect()
}
