//! Two scores for each position, as two rows for each sequence, on plain slices.

use crate::operations::cpu::Target;

/// Where a shorter batch has no position. No answer starts there: the softmax gives it exactly 0.
pub const NO_POSITION: f32 = -1e30;

/// `output[B, 2, O]` from `scores[B, S, 2]`, with [`NO_POSITION`] from S on.
pub fn forward(scores: &[f32], sequence: usize, columns: usize, output: &mut [f32]) {
    for (scores, rows) in scores.chunks_exact(2 * sequence).zip(output.chunks_exact_mut(2 * columns)) {
        rows.fill(NO_POSITION);
        for (position, pair) in scores.chunks_exact(2).enumerate() {
            rows[position] = pair[0];
            rows[columns + position] = pair[1];
        }
    }
}

/// The transpose of [`forward`].
pub fn backward(output_gradient: &[f32], sequence: usize, columns: usize, scores_gradient: Target) {
    let all = scores_gradient.values.chunks_exact_mut(2 * sequence).zip(output_gradient.chunks_exact(2 * columns));
    for (scores, rows) in all {
        for (position, pair) in scores.chunks_exact_mut(2).enumerate() {
            for (value, gradient) in pair.iter_mut().zip([rows[position], rows[columns + position]]) {
                *value = if scores_gradient.adds { *value + gradient } else { gradient };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_and_ends_become_rows() {
        let scores = [1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 4.0, -4.0];
        let mut output = [f32::NAN; 12];
        forward(&scores, 2, 3, &mut output);
        let no = NO_POSITION;
        assert_eq!(output, [1.0, 2.0, no, -1.0, -2.0, no, 3.0, 4.0, no, -3.0, -4.0, no]);
        let mut back = [f32::NAN; 8];
        backward(&output, 2, 3, Target { values: &mut back, adds: false });
        assert_eq!(back, scores);
        backward(&output, 2, 3, Target { values: &mut back, adds: true });
        assert_eq!(back, scores.map(|score| 2.0 * score));
    }
}
