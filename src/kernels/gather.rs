//! Rows picked out of a matrix: the selected positions, or `[CLS]` of every sequence.

/// `output[i] = input[indices[i]]`, rows of `columns` values.
pub fn forward(input: &[f32], columns: usize, indices: &[u32], output: &mut [f32]) {
    assert_eq!(output.len(), indices.len() * columns);
    for (row, &index) in output.chunks_exact_mut(columns.max(1)).zip(indices) {
        let start = index as usize * columns;
        row.copy_from_slice(&input[start..start + columns]);
    }
}

/// `input_gradient[indices[i]] += output_gradient[i]`, after clearing it unless it `accumulate`s. An index may repeat.
pub fn backward(output_gradient: &[f32], columns: usize, indices: &[u32], accumulate: bool, input_gradient: &mut [f32]) {
    assert_eq!(output_gradient.len(), indices.len() * columns);
    if !accumulate {
        input_gradient.fill(0.0);
    }
    for (row, &index) in output_gradient.chunks_exact(columns.max(1)).zip(indices) {
        add(&mut input_gradient[index as usize * columns..][..columns], row);
    }
}

/// `total += values`
pub(super) fn add(total: &mut [f32], values: &[f32]) {
    for (total, value) in total.iter_mut().zip(values) {
        *total += value;
    }
}
