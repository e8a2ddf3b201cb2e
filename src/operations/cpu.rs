//! What the operations of the CPU engine share: the slots' memory, and the results of the losses.

use crate::examples::batch::Batch;
use crate::kernels::Scratch;
use crate::kernels::active_rows::{ActiveRows, Band};

use super::{Slot, SlotId, Weights};

/// One pass over the operations of a graph, for one batch.
pub struct CpuPass<'a> {
    pub batch: &'a Batch,
    /// `[P]`
    pub parameters: &'a [f32],
    pub slots: &'a [Slot],
    /// One entry for each slot, with memory for its largest batch.
    pub values: &'a mut [Vec<f32>],
    pub gradients: &'a mut [Vec<f32>],
    pub scratch: &'a mut Scratch,
    /// The only rows of some slots that have to be computed. `None`: all rows of all slots.
    pub(crate) live: Option<LiveRows<'a>>,
}

/// The rows that reach a loss, in slots where some rows do not.
#[derive(Clone, Copy)]
pub(crate) struct LiveRows<'a> {
    /// For each slot: whether it has rows that reach no loss.
    pub slots: &'a [bool],
    pub rows: &'a ActiveRows,
}

impl<'a> CpuPass<'a> {
    /// The values of a parameter.
    pub fn parameter(&self, weights: Weights) -> &'a [f32] {
        &self.parameters[weights.range()]
    }

    pub fn slot(&self, id: SlotId) -> &'a Slot {
        &self.slots[id.0]
    }

    /// Rows of a slot that this batch uses.
    pub fn rows(&self, id: SlotId) -> usize {
        self.slot(id).rows.in_batch(self.batch)
    }

    /// Values of a slot that this batch uses.
    pub fn used(&self, id: SlotId) -> usize {
        self.rows(id) * self.slot(id).columns
    }

    /// The rows of a slot that have to be computed. `None` if all do.
    pub(crate) fn live_rows(&self, id: SlotId) -> Option<Band<'a>> {
        self.live.filter(|live| live.slots[id.0]).map(|live| live.rows.all())
    }
}

/// The gradients of two parameters at once; `first` lies before `second`.
pub(super) fn two(gradient: &mut [f32], first: Weights, second: Weights) -> (&mut [f32], &mut [f32]) {
    let (head, tail) = gradient.split_at_mut(second.offset);
    (&mut head[first.range()], &mut tail[..second.rows * second.columns])
}

/// A gradient that a backward pass writes, or adds to.
pub struct Target<'a> {
    pub values: &'a mut [f32],
    pub adds: bool,
}

/// The denominators of the losses of a forward pass, and their results.
#[derive(Clone, Debug, Default)]
pub struct Losses {
    /// By loss: what the sum of its rows' losses is multiplied by before its gradient is taken.
    pub scales: Vec<f32>,
    /// By loss.
    pub found: Vec<LossSums>,
}

/// What one loss came to over the labels of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LossSums {
    /// Sum over the rows, not scaled.
    pub loss: f64,
    /// Rows whose greatest logit is the label's.
    pub correct: u32,
    pub labels: u32,
}

impl LossSums {
    /// Mean over the labels; `None` without any.
    pub fn mean_loss(&self) -> Option<f64> {
        (self.labels > 0).then(|| self.loss / f64::from(self.labels))
    }

    pub fn accuracy(&self) -> Option<f64> {
        (self.labels > 0).then(|| f64::from(self.correct) / f64::from(self.labels))
    }
}
