//! A batch as the kernels read it: one buffer, written once a step.
//!
//! Its first 256 bytes are `Batch` of shaders/shared/prelude.wgsl. The lists follow at places that depend only on the
//! shape.

use super::super::{EngineError, Update};
use crate::examples::batch::Batch;
use crate::model::BertConfig;
use crate::model::Graph;
use crate::model::graph::{BatchShape, GraphLoss, Rows};
use crate::operations::gpu::{Lists, Taken, params};
use crate::operations::{GatherFrom, Reads};
use crate::settings::OptimizerKind;

/// 32-bit words of the header.
pub const HEADER_WORDS: usize = 64;
/// Maximum number of losses of a graph, as in the header and in shaders/results.wgsl.
pub const MOST_LOSSES: usize = 4;
/// Where in the header the learning rate lies.
pub const LEARNING_RATE: usize = std::mem::offset_of!(BatchHeader, learning_rate) / 4;

/// The place of each list in the batch buffer, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchLayout {
    shape: BatchShape,
    vocabulary: usize,
    token_types: usize,
    /// The rows from which the heads gather: those that reach a loss, or all positions.
    source: Rows,
    pub lists: Lists,
    labels: Vec<Labels>,
    /// Words in all.
    pub len: usize,
}

/// What the labels of a loss have to be.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Labels {
    /// The rows that they belong to.
    rows: Rows,
    /// Labels are below this.
    classes: usize,
    denominator_epsilon: f32,
}

/// Fills the lists of a gather.
fn put_taken(words: &mut [u32], taken: Taken, rows: Vec<u32>) {
    for (place, row) in rows.into_iter().enumerate() {
        words[taken.rows + place] = row;
        words[taken.inverse + row as usize] = place as u32 + 1;
    }
}

/// The contents of the header besides the batch.
#[derive(Clone, Copy, Debug)]
pub struct HeaderFields {
    pub result_index: usize,
    pub inspected_row: usize,
    pub update: Update,
}

params! {
    /// The header of the batch buffer: `Batch` of shaders/shared/prelude.wgsl.
    pub struct BatchHeader {
        /// Number of rows in use; see `operations::gpu::kind_of`.
        rows: [u32; 4],
        /// By loss: the number of labels, and 1 / (labels + epsilon), 0 without labels.
        labels: [u32; MOST_LOSSES],
        scales: [f32; MOST_LOSSES],
        sequence: u32,
        result_index: u32,
        inspected_row: u32,
        update_rule: u32,
        learning_rate: f32,
        beta1: f32,
        beta2: f32,
        epsilon: f32,
        one_minus_beta1: f32,
        one_minus_beta2: f32,
        weight_decay: f32,
        max_norm: f32,
        correction1: f32,
        correction2: f32,
        words: u32,
    }
}

impl HeaderFields {
    /// `scored`: rows that reach a loss, where others are left out. `words`: different ones of the batch.
    fn with(&self, batch: &Batch, losses: &[Labels], scored: usize, words: usize) -> BatchHeader {
        let update = &self.update;
        let (beta1, beta2) = (update.beta1, update.beta2);
        let correction = |beta: f64| (1.0 - beta.powf(f64::from(update.number))) as f32;
        let (mut labels, mut scales) = ([0; MOST_LOSSES], [0.0; MOST_LOSSES]);
        for (index, loss) in losses.iter().enumerate() {
            let count = batch.labels_of(index).len();
            labels[index] = count as u32;
            scales[index] = if count == 0 { 0.0 } else { 1.0 / (count as f32 + loss.denominator_epsilon) };
        }
        BatchHeader {
            rows: [batch.input_ids.len(), batch.rows, batch.selected.len(), scored].map(|count| count as u32),
            labels,
            scales,
            sequence: batch.sequence as u32,
            result_index: self.result_index as u32,
            inspected_row: self.inspected_row as u32,
            update_rule: u32::from(update.rule == OptimizerKind::Google),
            learning_rate: update.learning_rate,
            beta1: beta1 as f32,
            beta2: beta2 as f32,
            epsilon: update.epsilon,
            one_minus_beta1: (1.0 - beta1) as f32,
            one_minus_beta2: (1.0 - beta2) as f32,
            weight_decay: update.weight_decay,
            max_norm: update.max_norm,
            correction1: correction(beta1),
            correction2: correction(beta2).sqrt(),
            words: words as u32,
        }
    }
}

impl BatchLayout {
    pub fn new(graph: &Graph, config: &BertConfig) -> Self {
        let (shape, positions) = (graph.shape, graph.shape.positions());
        let for_losses = graph.operations.iter().any(|operation| operation.reads() == Reads::Gathered(GatherFrom::Scored));
        let (scored, takeable) = if for_losses { (shape.scored(), shape.scored()) } else { (0, positions) };
        let words = positions.min(config.vocab_size);
        let mut len = HEADER_WORDS;
        let mut list = |entries: usize| {
            let at = len;
            len += entries;
            at
        };
        let lists = Lists {
            words,
            input_ids: list(positions),
            token_type_ids: list(positions),
            attention_mask: list(positions),
            labels: graph.losses.iter().map(|found| list(shape.rows_of(graph.slot(found.logits).rows))).collect(),
            scored: Taken { rows: list(scored), inverse: list(if for_losses { positions } else { 0 }) },
            selected: Taken { rows: list(shape.selected), inverse: list(takeable) },
            first: Taken { rows: list(shape.rows), inverse: list(takeable) },
            word_ids: list(words),
            word_starts: list(words + 1),
            word_order: list(positions),
            type_starts: list(config.type_vocab_size + 1),
            type_order: list(positions),
        };
        Self {
            shape,
            vocabulary: config.vocab_size,
            token_types: config.type_vocab_size,
            source: if for_losses { Rows::Scored } else { Rows::Positions },
            lists,
            labels: graph.losses.iter().map(|found| labels(graph, found)).collect(),
            len: len.next_multiple_of(4),
        }
    }

    /// Fills `words`, which has [`BatchLayout::len`] entries.
    ///
    /// # Errors
    /// [`EngineError::Input`] if the batch is larger than the shape, its lists disagree or an id is out of range. A
    /// kernel would then read outside its tables.
    pub fn fill(&self, words: &mut [u32], batch: &Batch, header: &HeaderFields) -> Result<(), EngineError> {
        self.validate(batch)?;
        words.fill(0);
        let mut put = |at: usize, list: &[u32]| words[at..at + list.len()].copy_from_slice(list);
        put(self.lists.input_ids, &batch.input_ids);
        put(self.lists.token_type_ids, &batch.token_type_ids);
        put(self.lists.attention_mask, &batch.attention_mask);
        for (index, &at) in self.lists.labels.iter().enumerate() {
            put(at, batch.labels_of(index));
        }
        let scored = self.fill_taken(words, batch);
        let different = self.sort_words(words, batch);
        self.sort_types(words, &batch.token_type_ids);
        let header = header.with(batch, &self.labels, scored, different);
        words[..size_of::<BatchHeader>() / 4].copy_from_slice(bytemuck::cast_slice(bytemuck::bytes_of(&header)));
        Ok(())
    }

    /// Writes the lists of the gathers. Returns the number of rows that reach a loss, with dead-row elimination.
    fn fill_taken(&self, words: &mut [u32], batch: &Batch) -> usize {
        put_taken(words, self.lists.selected, GatherFrom::Selected.rows(batch, self.source));
        put_taken(words, self.lists.first, GatherFrom::FirstPosition.rows(batch, self.source));
        if self.source != Rows::Scored {
            return 0;
        }
        let scored = GatherFrom::Scored.rows(batch, Rows::Positions);
        let count = scored.len();
        put_taken(words, self.lists.scored, scored);
        count
    }

    /// The row of the encoder's output that holds a sequence's `[CLS]`, as the heads index it. `words` is the content
    /// of the batch buffer.
    pub fn first_row(&self, words: &[u32], sequence: usize) -> usize {
        words[self.lists.first.rows + sequence] as usize
    }

    /// Lists the real positions by word: words ascending, and positions ascending within each. Returns the number of
    /// different words.
    fn sort_words(&self, words: &mut [u32], batch: &Batch) -> usize {
        let ids = &batch.input_ids;
        let mut order: Vec<u32> = (0..ids.len() as u32).filter(|&position| batch.attention_mask[position as usize] != 0).collect();
        let real = order.len();
        order.sort_by_key(|&position| ids[position as usize]);
        let mut different = 0;
        for (i, &position) in order.iter().enumerate() {
            let id = ids[position as usize];
            if i == 0 || words[self.lists.word_ids + different - 1] != id {
                words[self.lists.word_ids + different] = id;
                words[self.lists.word_starts + different] = i as u32;
                different += 1;
            }
            words[self.lists.word_order + i] = position;
        }
        words[self.lists.word_starts + different] = real as u32;
        different
    }

    fn sort_types(&self, words: &mut [u32], types: &[u32]) {
        let mut end = 0;
        for kind in 0..self.token_types as u32 {
            words[self.lists.type_starts + kind as usize] = end as u32;
            for (position, _) in types.iter().enumerate().filter(|(_, of)| **of == kind) {
                words[self.lists.type_order + end] = position as u32;
                end += 1;
            }
        }
        words[self.lists.type_starts + self.token_types] = end as u32;
    }

    fn validate(&self, batch: &Batch) -> Result<(), EngineError> {
        let fail = |what: String| Err(EngineError::Input(what));
        let (positions, shape) = (batch.rows * batch.sequence, self.shape);
        if batch.rows > shape.rows || batch.sequence > shape.sequence || batch.selected.len() > shape.selected {
            return fail(format!(
                "a batch of {} rows, {} positions and {} selected was given to an engine made for at most {}, {} and {}",
                batch.rows,
                batch.sequence,
                batch.selected.len(),
                shape.rows,
                shape.sequence,
                shape.selected
            ));
        }
        let lengths = [batch.input_ids.len(), batch.token_type_ids.len(), batch.attention_mask.len()];
        if positions == 0 || lengths != [positions; 3] {
            return fail(format!("a batch of {positions} positions has lists of {lengths:?}"));
        }
        for (index, labels) in self.labels.iter().enumerate() {
            let (found, expected) = (batch.labels_of(index), labels.rows.in_batch(batch));
            if !found.is_empty() && found.len() != expected {
                return fail(format!("loss {index} has {} labels, but the batch has {expected} rows for it", found.len()));
            }
            if let Some(found) = found.iter().find(|&&label| label as usize >= labels.classes) {
                return fail(format!("label {found} of loss {index} is not below {}", labels.classes));
            }
        }
        let out_of_range = |list: &[u32], bound: usize| list.iter().copied().find(|&id| id as usize >= bound);
        let checks = [
            ("token id", &batch.input_ids, self.vocabulary),
            ("token type", &batch.token_type_ids, self.token_types),
            ("selected position", &batch.selected, positions),
        ];
        for (what, list, bound) in checks {
            if let Some(found) = out_of_range(list, bound) {
                return fail(format!("{what} {found} is not below {bound}"));
            }
        }
        Ok(())
    }
}

fn labels(graph: &Graph, found: &GraphLoss) -> Labels {
    let slot = graph.slot(found.logits);
    Labels { rows: slot.rows, classes: slot.columns, denominator_epsilon: found.loss.denominator_epsilon }
}
