//! Selecting rows of a matrix, on plain slices.

use crate::kernels::sum::add;
use crate::operations::cpu::Target;

/// `output[i] = input[indices[i]]`, rows of `columns` values.
pub fn forward(input: &[f32], columns: usize, indices: &[u32], output: &mut [f32]) {
    assert_eq!(output.len(), indices.len() * columns);
    for (row, &index) in output.chunks_exact_mut(columns.max(1)).zip(indices) {
        let start = index as usize * columns;
        row.copy_from_slice(&input[start..start + columns]);
    }
}

/// `input_gradient[indices[i]] += output_gradient[i]`, from zeros unless it adds. An index may repeat.
pub fn backward(output_gradient: &[f32], columns: usize, indices: &[u32], input_gradient: Target) {
    assert_eq!(output_gradient.len(), indices.len() * columns);
    if !input_gradient.adds {
        input_gradient.values.fill(0.0);
    }
    for (row, &index) in output_gradient.chunks_exact(columns.max(1)).zip(indices) {
        add(&mut input_gradient.values[index as usize * columns..][..columns], row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::testing::Numbers;

    #[test]
    fn rows_are_picked_in_the_order_of_the_indices() {
        let input = [0.0, 1.0, 10.0, 11.0, 20.0, 21.0];
        let mut output = [f32::NAN; 8];
        forward(&input, 2, &[2, 0, 0, 1], &mut output);
        assert_eq!(output, [20.0, 21.0, 0.0, 1.0, 0.0, 1.0, 10.0, 11.0]);
        forward(&input, 2, &[], &mut []);
    }

    #[test]
    fn a_row_that_was_not_picked_gets_no_gradient() {
        let gradient = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let mut input_gradient = [f32::NAN; 6];
        backward(&gradient, 2, &[2, 0, 2], Target { values: &mut input_gradient, adds: false });
        assert_eq!(input_gradient, [3.0, 4.0, 0.0, 0.0, 6.0, 8.0]);
        backward(&gradient[..2], 2, &[1], Target { values: &mut input_gradient, adds: true });
        assert_eq!(input_gradient, [3.0, 4.0, 1.0, 2.0, 6.0, 8.0]);
        backward(&[], 2, &[], Target { values: &mut input_gradient, adds: false });
        assert_eq!(input_gradient, [0.0; 6]);
    }

    #[test]
    fn the_backward_pass_is_the_transpose_of_the_forward_pass() {
        let mut numbers = Numbers::new(3);
        let (input, gradient, indices) = (numbers.normal(7 * 5), numbers.normal(11 * 5), numbers.indices(11, 7));
        let (mut output, mut input_gradient) = (vec![0.0; 11 * 5], vec![0.0; 7 * 5]);
        forward(&input, 5, &indices, &mut output);
        backward(&gradient, 5, &indices, Target { values: &mut input_gradient, adds: false });
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
        assert!((dot(&output, &gradient) - dot(&input, &input_gradient)).abs() < 1e-5);
    }
}
