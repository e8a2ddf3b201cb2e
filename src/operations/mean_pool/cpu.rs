//! The mean of a sequence's rows, on plain slices.

use crate::kernels::sum::add;
use crate::operations::cpu::Target;

/// `output[B, O] = ` mean of `input[B, S, O]` over the positions whose `real[B, S]` is not 0; zeros for a row without any.
pub fn forward(input: &[f32], columns: usize, sequence: usize, real: &[u32], output: &mut [f32]) {
    for ((rows, real), output) in input.chunks_exact(sequence * columns).zip(real.chunks_exact(sequence)).zip(output.chunks_exact_mut(columns))
    {
        output.fill(0.0);
        for (row, _) in rows.chunks_exact(columns).zip(real).filter(|(_, real)| **real != 0) {
            add(output, row);
        }
        let share = share(real);
        output.iter_mut().for_each(|value| *value *= share);
    }
}

/// `input_gradient[B, S, O] = output_gradient[B, O] / n` at the `n` real positions, exactly 0 at the others.
pub fn backward(output_gradient: &[f32], columns: usize, sequence: usize, real: &[u32], input_gradient: Target) {
    let rows = input_gradient.values.chunks_exact_mut(sequence * columns);
    for ((rows, real), upstream) in rows.zip(real.chunks_exact(sequence)).zip(output_gradient.chunks_exact(columns)) {
        let share = share(real);
        for (row, &real) in rows.chunks_exact_mut(columns).zip(real) {
            let share = if real == 0 { 0.0 } else { share };
            for (value, upstream) in row.iter_mut().zip(upstream) {
                let gradient = share * upstream;
                *value = if input_gradient.adds { *value + gradient } else { gradient };
            }
        }
    }
}

/// What each real position adds to the mean.
fn share(real: &[u32]) -> f32 {
    let count = real.iter().filter(|&&real| real != 0).count();
    1.0 / count.max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::testing::Numbers;

    /// Two sequences of three positions, two columns; the second has one real position.
    const REAL: [u32; 6] = [1, 1, 0, 1, 0, 0];

    #[test]
    fn padding_is_not_part_of_the_mean() {
        let input = [1.0, 10.0, 3.0, 30.0, 99.0, f32::NAN, 5.0, 50.0, 99.0, f32::NAN, 99.0, f32::NAN];
        let mut output = [f32::NAN; 4];
        forward(&input, 2, 3, &REAL, &mut output);
        assert_eq!(output, [2.0, 20.0, 5.0, 50.0]);
    }

    #[test]
    fn padding_gets_no_gradient() {
        let mut gradient = [f32::NAN; 12];
        backward(&[2.0, 4.0, 6.0, 8.0], 2, 3, &REAL, Target { values: &mut gradient, adds: false });
        assert_eq!(gradient, [1.0, 2.0, 1.0, 2.0, 0.0, 0.0, 6.0, 8.0, 0.0, 0.0, 0.0, 0.0]);
        backward(&[2.0, 4.0, 6.0, 8.0], 2, 3, &REAL, Target { values: &mut gradient, adds: true });
        assert_eq!(gradient, [2.0, 4.0, 2.0, 4.0, 0.0, 0.0, 12.0, 16.0, 0.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn the_backward_pass_is_the_transpose_of_the_forward_pass() {
        let mut numbers = Numbers::new(7);
        let (input, upstream) = (numbers.normal(4 * 6 * 5), numbers.normal(4 * 5));
        let real: Vec<u32> = (0..24).map(|i| u32::from(i % 6 < 1 + i / 6)).collect();
        let (mut output, mut gradient) = (vec![0.0; 20], vec![0.0; 120]);
        forward(&input, 5, 6, &real, &mut output);
        backward(&upstream, 5, 6, &real, Target { values: &mut gradient, adds: false });
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
        assert!((dot(&output, &upstream) - dot(&input, &gradient)).abs() < 1e-5);
    }
}
