//! The places of a batch's lists in the batch buffer.

/// The first word of each list in the batch buffer, which `engine::gpu::upload` fills.
#[derive(Clone, Debug, PartialEq)]
pub struct Lists {
    /// The greatest number of different words in a batch.
    pub words: usize,
    pub input_ids: usize,
    pub token_type_ids: usize,
    pub attention_mask: usize,
    /// By loss of the graph.
    pub labels: Vec<usize>,
    /// Which rows each gather takes.
    pub scored: Taken,
    pub selected: Taken,
    pub first: Taken,
    /// The different ids of the batch, ascending; the start of each id's positions in `word_order`; the positions.
    pub word_ids: usize,
    pub word_starts: usize,
    pub word_order: usize,
    /// The same for token types.
    pub type_starts: usize,
    pub type_order: usize,
}

/// The lists of a gather: the rows that it takes, and the inverse. The inverse has an entry for every row of the input:
/// 1 + the index of the output row, or 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taken {
    pub rows: usize,
    pub inverse: usize,
}
