//! The sum of looked-up rows, on plain slices.

use crate::examples::batch::Batch;
use crate::kernels::sum::add;

/// The inputs of the lookup: `B*S` ids and token types, each the index of a row of its table.
#[derive(Clone, Copy)]
pub struct Tokens<'a> {
    pub ids: &'a [u32],
    pub types: &'a [u32],
    /// 0 for padding: its word learns nothing, as with `padding_idx` in torch, even where a loss looks at it.
    pub real: &'a [u32],
    /// `S`: token `i` is at position `i % S`.
    pub sequence: usize,
}

impl<'a> Tokens<'a> {
    pub fn of(batch: &'a Batch) -> Self {
        Self { ids: &batch.input_ids, types: &batch.token_type_ids, real: &batch.attention_mask, sequence: batch.sequence }
    }
}

/// One item for each table: its values or its gradient. The item of the positions has at least `S` rows.
pub struct Tables<T> {
    pub word: T,
    pub position: T,
    /// Absent in a model without token types.
    pub token_type: Option<T>,
}

/// `output[B*S, H] = word[id] + position[i % S] + token_type[type]`.
pub fn forward(tokens: &Tokens, tables: Tables<&[f32]>, output: &mut [f32]) {
    let Tokens { ids, types, sequence, .. } = *tokens;
    let Tables { word, position, token_type } = tables;
    assert_eq!(ids.len(), types.len());
    if ids.is_empty() {
        return;
    }
    let columns = output.len() / ids.len();
    for (i, row) in output.chunks_exact_mut(columns).enumerate() {
        let word = &word[ids[i] as usize * columns..][..columns];
        let position = &position[i % sequence * columns..][..columns];
        for (j, value) in row.iter_mut().enumerate() {
            *value = word[j] + position[j];
        }
        if let Some(token_type) = token_type {
            add(row, &token_type[types[i] as usize * columns..][..columns]);
        }
    }
}

/// Adds every row of `output_gradient[B*S, H]` to the table rows that it was looked up from, first row first.
pub fn backward(tokens: &Tokens, output_gradient: &[f32], gradients: Tables<&mut [f32]>) {
    let Tokens { ids, types, real, sequence } = *tokens;
    let Tables { word, position, mut token_type } = gradients;
    assert!(ids.len() == types.len() && ids.len() == real.len());
    if ids.is_empty() {
        return;
    }
    let columns = output_gradient.len() / ids.len();
    for (i, row) in output_gradient.chunks_exact(columns).enumerate() {
        if real[i] != 0 {
            add(&mut word[ids[i] as usize * columns..][..columns], row);
        }
        add(&mut position[i % sequence * columns..][..columns], row);
        if let Some(token_type) = &mut token_type {
            add(&mut token_type[types[i] as usize * columns..][..columns], row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::testing::{Numbers, assert_close, wide};

    const SEQUENCE: usize = 5;
    const COLUMNS: usize = 7;

    #[test]
    fn the_three_rows_are_added() {
        let mut numbers = Numbers::new(1);
        let [word, position, token_type] = [11, SEQUENCE + 2, 2].map(|rows| numbers.normal(rows * COLUMNS));
        let (ids, types) = (numbers.indices(3 * SEQUENCE, 11), numbers.indices(3 * SEQUENCE, 2));
        let mut output = vec![f32::NAN; ids.len() * COLUMNS];
        let tables = Tables { word: &word[..], position: &position[..], token_type: Some(&token_type[..]) };
        forward(&Tokens { ids: &ids, types: &types, real: &[1; 3 * SEQUENCE], sequence: SEQUENCE }, tables, &mut output);
        let mut exact = vec![];
        for row in 0..3 {
            for place in 0..SEQUENCE {
                let i = row * SEQUENCE + place;
                for j in 0..COLUMNS {
                    let parts =
                        [word[ids[i] as usize * COLUMNS + j], position[place * COLUMNS + j], token_type[types[i] as usize * COLUMNS + j]];
                    exact.push(wide(&parts).iter().sum());
                }
            }
        }
        assert_close("output", &output, &exact, 1e-6);
    }

    #[test]
    fn without_token_types_the_sum_and_the_gradients_are_of_two_tables() {
        let mut numbers = Numbers::new(3);
        let (word, position) = (numbers.normal(4 * COLUMNS), numbers.normal(SEQUENCE * COLUMNS));
        let (ids, types) = (numbers.indices(2 * SEQUENCE, 4), numbers.indices(2 * SEQUENCE, 2));
        let tokens = Tokens { ids: &ids, types: &types, real: &[1; 2 * SEQUENCE], sequence: SEQUENCE };
        let zeros = vec![0.0; 2 * COLUMNS];
        let [mut two, mut three] = [(); 2].map(|()| vec![f32::NAN; ids.len() * COLUMNS]);
        forward(&tokens, Tables { word: &word[..], position: &position, token_type: None }, &mut two);
        forward(&tokens, Tables { word: &word[..], position: &position, token_type: Some(&zeros) }, &mut three);
        assert_eq!(two, three);
        let back = |token_type: Option<&mut [f32]>| {
            let (mut of_word, mut of_position) = (vec![0.0; word.len()], vec![0.0; position.len()]);
            backward(&tokens, &two, Tables { word: &mut of_word[..], position: &mut of_position, token_type });
            (of_word, of_position)
        };
        assert_eq!(back(None), back(Some(&mut zeros.clone())));
    }

    #[test]
    fn every_looked_up_row_gets_the_gradient_of_its_places() {
        let mut numbers = Numbers::new(2);
        let (ids, types) = (numbers.indices(3 * SEQUENCE, 4), numbers.indices(3 * SEQUENCE, 2));
        let gradient = numbers.normal(ids.len() * COLUMNS);
        // The last two positions are padding: their words get nothing.
        let real: Vec<u32> = (0..ids.len()).map(|i| u32::from(i + 2 < ids.len())).collect();
        let before = 0.5;
        let [mut word, mut position, mut token_type] = [4, SEQUENCE + 2, 2].map(|rows| vec![before; rows * COLUMNS]);
        let gradients = Tables { word: &mut word[..], position: &mut position[..], token_type: Some(&mut token_type[..]) };
        backward(&Tokens { ids: &ids, types: &types, real: &real, sequence: SEQUENCE }, &gradient, gradients);
        let sum_over = |table: usize, uses: &dyn Fn(usize) -> usize, real: &[u32]| -> Vec<f64> {
            let mut total = vec![f64::from(before); table * COLUMNS];
            for (i, row) in gradient.chunks_exact(COLUMNS).enumerate().filter(|(i, _)| real[*i] != 0) {
                for (j, value) in row.iter().enumerate() {
                    total[uses(i) * COLUMNS + j] += f64::from(*value);
                }
            }
            total
        };
        let all = vec![1; ids.len()];
        assert_close("word", &word, &sum_over(4, &|i| ids[i] as usize, &real), 1e-6);
        assert_close("position", &position, &sum_over(SEQUENCE + 2, &|i| i % SEQUENCE, &all), 1e-6);
        assert_close("token type", &token_type, &sum_over(2, &|i| types[i] as usize, &all), 1e-6);
    }

    #[test]
    fn no_tokens_are_no_work() {
        let tokens = Tokens { ids: &[], types: &[], real: &[], sequence: SEQUENCE };
        forward(&tokens, Tables { word: &[][..], position: &[], token_type: Some(&[]) }, &mut []);
        backward(&tokens, &[], Tables { word: &mut [][..], position: &mut [], token_type: Some(&mut []) });
    }
}
