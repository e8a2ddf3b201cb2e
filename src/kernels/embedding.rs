//! The sum of three looked-up rows, BERT's input (before its LayerNorm).

use super::gather::add;

/// `output[B*S, H] = word[id] + position[i % S] + token_type[type]`.
///
/// `ids` and `types` have `B*S` values, each a row of its table; `position` has at least `S` rows.
pub fn forward(ids: &[u32], types: &[u32], sequence: usize, word: &[f32], position: &[f32], token_type: &[f32], output: &mut [f32]) {
    assert_eq!(ids.len(), types.len());
    if ids.is_empty() {
        return;
    }
    let columns = output.len() / ids.len();
    for (i, row) in output.chunks_exact_mut(columns).enumerate() {
        let word = &word[ids[i] as usize * columns..][..columns];
        let position = &position[i % sequence * columns..][..columns];
        let token_type = &token_type[types[i] as usize * columns..][..columns];
        for (j, value) in row.iter_mut().enumerate() {
            *value = word[j] + position[j] + token_type[j];
        }
    }
}

/// Adds every row of `output_gradient[B*S, H]` to the rows it was looked up from, first row first.
pub fn backward(
    ids: &[u32],
    types: &[u32],
    sequence: usize,
    output_gradient: &[f32],
    word_gradient: &mut [f32],
    position_gradient: &mut [f32],
    token_type_gradient: &mut [f32],
) {
    assert_eq!(ids.len(), types.len());
    if ids.is_empty() {
        return;
    }
    let columns = output_gradient.len() / ids.len();
    for (i, row) in output_gradient.chunks_exact(columns).enumerate() {
        add(&mut word_gradient[ids[i] as usize * columns..][..columns], row);
        add(&mut position_gradient[i % sequence * columns..][..columns], row);
        add(&mut token_type_gradient[types[i] as usize * columns..][..columns], row);
    }
}
