//! What operations refer to: parameters, and the slots that hold values.

use serde::{Deserialize, Serialize};

use crate::examples::batch::Batch;

/// A matrix of parameters inside the flat vector: `rows * columns` values from `offset`, row-major. A vector has one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    pub offset: usize,
    pub rows: usize,
    pub columns: usize,
}

impl Weights {
    pub fn range(&self) -> std::ops::Range<usize> {
        self.offset..self.offset + self.rows * self.columns
    }
}

/// Index into the slots of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SlotId(pub usize);

/// How many rows a slot has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// `B * S`: one for each position.
    Positions,
    /// `B`: one for each sequence.
    Sequences,
    /// `2 * B`: two for each sequence, the scores of an answer's start and of its end.
    Spans,
    /// `K`: one for each selected position. Varies from batch to batch; at most [`BatchShape::selected`].
    Selected,
    /// `B * N * S`: one for each query of each head.
    Queries { heads: usize },
    /// `[CLS]` of every sequence and the selected positions, ascending: all rows that reach a loss. At most `B + K`.
    Scored,
}

impl Rows {
    /// The number of these rows in a batch.
    pub fn in_batch(self, batch: &Batch) -> usize {
        match self {
            Self::Positions => batch.rows * batch.sequence,
            Self::Sequences => batch.rows,
            Self::Spans => 2 * batch.rows,
            Self::Selected => batch.selected.len(),
            Self::Queries { heads } => batch.rows * batch.sequence * heads,
            Self::Scored => batch.scored().len(),
        }
    }
}

/// A matrix of values, and in the backward pass the matrix of their gradients.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    pub name: String,
    pub rows: Rows,
    pub columns: usize,
}

/// The largest batch that a graph allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchShape {
    /// `B`
    pub rows: usize,
    /// `S`
    pub sequence: usize,
    /// Maximum number of selected positions in a whole batch.
    pub selected: usize,
}

impl BatchShape {
    pub fn positions(&self) -> usize {
        self.rows * self.sequence
    }

    /// The number of rows for which a slot of this kind needs memory.
    pub fn rows_of(&self, rows: Rows) -> usize {
        match rows {
            Rows::Positions => self.positions(),
            Rows::Sequences => self.rows,
            Rows::Spans => 2 * self.rows,
            Rows::Selected => self.selected,
            Rows::Queries { heads } => self.positions() * heads,
            Rows::Scored => self.scored(),
        }
    }

    /// Maximum number of positions in a whole batch that reach a loss.
    pub fn scored(&self) -> usize {
        (self.rows + self.selected).min(self.positions())
    }
}
