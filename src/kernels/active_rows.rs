//! The rows of a matrix that reach a loss; the others are dead rows.
//!
//! Masked-language modelling has no loss at positions that were not selected. After the last attention, no later
//! operation mixes positions, so the rows of those positions are dead. With 15 % selected, that is five rows of six.
//! Their values reach no loss, their gradient is exactly 0, and so is their contribution to any sum.

use std::ops::Range;

use super::matmul::{MatrixView, MatrixViewMut};

/// Indices of rows, ascending.
#[derive(Clone, Debug, Default)]
pub(crate) struct ActiveRows(Vec<usize>);

impl ActiveRows {
    /// The rows of `gradient[R, C]` with any value that is not 0 (NaN counts). As everywhere here, a row starts
    /// `stride` values after the one before.
    pub(crate) fn find(&mut self, gradient: &[f32], rows: usize, columns: usize, stride: usize) {
        self.0.clear();
        self.0.extend((0..rows).filter(|row| !is_zero(&gradient[row * stride..][..columns])));
    }

    pub(crate) fn new(mut rows: Vec<usize>) -> Self {
        rows.sort_unstable();
        rows.dedup();
        Self(rows)
    }

    pub(crate) fn all(&self) -> Band<'_> {
        Band(&self.0)
    }

    /// Splits the rows into groups of at most this many.
    pub(crate) fn bands(&self, most: usize) -> impl Iterator<Item = Band<'_>> {
        self.0.chunks(most).map(Band)
    }

    /// Clears the other rows of `matrix[R, C]`.
    pub(crate) fn clear_others(&self, matrix: &mut [f32], rows: usize, columns: usize, stride: usize) {
        let mut active = self.0.iter().peekable();
        for row in 0..rows {
            if active.next_if_eq(&&row).is_none() {
                matrix[row * stride..][..columns].fill(0.0);
            }
        }
    }
}

/// Whether every value is 0.
pub(crate) fn is_zero(values: &[f32]) -> bool {
    // Blocks vectorise. -0 counts as 0.
    values.chunks(16).all(|block| block.iter().fold(0, |bits, value| bits | value.to_bits()) << 1 == 0)
}

/// Some of the rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Band<'a>(&'a [usize]);

impl Band<'_> {
    pub(crate) fn len(self) -> usize {
        self.0.len()
    }

    /// Neighbouring rows together.
    pub(crate) fn runs(self) -> impl Iterator<Item = Range<usize>> {
        self.0.chunk_by(|a, b| a + 1 == *b).map(|run| run[0]..run[0] + run.len())
    }

    /// The whole range, if no row is missing in between.
    fn whole(self) -> Option<Range<usize>> {
        self.runs().next().filter(|run| run.len() == self.len())
    }

    /// These rows of `matrix[R, C]` without gaps: in place, or copied to `room`.
    pub(crate) fn of<'a>(self, matrix: &'a [f32], columns: usize, stride: usize, room: &'a mut Vec<f32>) -> MatrixView<'a> {
        if let Some(run) = self.whole() {
            return MatrixView { data: &matrix[run.start * stride..], row_stride: stride, column_stride: 1 };
        }
        self.gather(matrix, columns, stride, room);
        MatrixView::rows(room, columns)
    }

    fn gather(self, matrix: &[f32], columns: usize, stride: usize, room: &mut Vec<f32>) {
        room.clear();
        for row in self.0 {
            room.extend_from_slice(&matrix[row * stride..][..columns]);
        }
    }

    /// Calls `write` on these rows of `matrix[R, C]` without gaps. With `keep`, it gets their values; otherwise the
    /// values are undefined.
    pub(crate) fn change(self, matrix: MatrixViewMut, columns: usize, keep: bool, room: &mut Vec<f32>, write: impl FnOnce(MatrixViewMut)) {
        let MatrixViewMut { data: matrix, row_stride: stride } = matrix;
        if let Some(run) = self.whole() {
            return write(MatrixViewMut::rows(&mut matrix[run.start * stride..], stride));
        }
        if keep {
            self.gather(matrix, columns, stride, room);
        } else {
            room.resize(self.len() * columns, 0.0);
        }
        write(MatrixViewMut::rows(room, columns));
        for (row, values) in self.0.iter().zip(room.chunks_exact(columns.max(1))) {
            matrix[row * stride..][..columns].copy_from_slice(values);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four rows of three values. The fourth value between them belongs to no row.
    const GRADIENT: [f32; 16] = [0.0, -0.0, 0.0, 9.0, 0.0, 0.0, 2.0, 9.0, f32::NAN, 0.0, 0.0, 9.0, 0.0, 0.0, 0.0, 9.0];

    fn active(gradient: &[f32]) -> ActiveRows {
        let mut active = ActiveRows(vec![17]);
        active.find(gradient, 4, 3, 4);
        active
    }

    #[test]
    fn a_row_is_active_unless_all_of_it_is_zero() {
        assert_eq!(active(&GRADIENT).0, [1, 2]);
        assert_eq!(active(&[0.0; 16]).0, [0; 0]);
        for place in 0..40 {
            let mut values = [0.0; 40];
            assert!(is_zero(&values));
            values[place] = f32::MIN_POSITIVE;
            assert!(!is_zero(&values), "{place}");
        }
    }

    #[test]
    fn the_others_are_cleared_and_nothing_between_the_rows() {
        let mut matrix = [5.0; 16];
        active(&GRADIENT).clear_others(&mut matrix, 4, 3, 4);
        assert_eq!(matrix, [0.0, 0.0, 0.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 0.0, 0.0, 0.0, 5.0]);
    }

    #[test]
    fn rows_come_one_after_the_other_and_go_back_to_their_places() {
        let matrix: [f32; 16] = std::array::from_fn(|i| i as f32);
        for rows in [vec![], vec![2], vec![1, 2], vec![0, 2, 3], vec![0, 1, 2, 3]] {
            let band = Band(&rows);
            let mut room = vec![7.0; 5];
            let view = band.of(&matrix, 3, 4, &mut room);
            for (place, row) in rows.iter().enumerate() {
                assert_eq!(view.data[place * view.row_stride..][..3], matrix[row * 4..][..3]);
            }
            for keep in [false, true] {
                let mut changed = matrix;
                band.change(MatrixViewMut::rows(&mut changed, 4), 3, keep, &mut vec![7.0; 20], |values| {
                    for place in 0..rows.len() {
                        for value in &mut values.data[place * values.row_stride..][..3] {
                            *value = if keep { *value + 100.0 } else { 100.0 };
                        }
                    }
                });
                for (i, (after, before)) in changed.iter().zip(matrix).enumerate() {
                    let other = i % 4 == 3 || !rows.contains(&(i / 4));
                    assert_eq!(
                        *after,
                        if other {
                            before
                        } else if keep {
                            before + 100.0
                        } else {
                            100.0
                        },
                        "{rows:?}, value {i}"
                    );
                }
            }
        }
    }
}
