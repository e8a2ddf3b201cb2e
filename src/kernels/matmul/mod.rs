//! Matrix products of strided views, `C (+)= A * B`.
//!
//! Both factors are packed into narrow panels that a micro-kernel (`tile`) reads in order (Goto and van de Geijn 2008).
//! An `A` whose rows are contiguous along `k` is not packed: the micro-kernel reads several of its rows at once just as
//! well.
//! Every element of `C` has one accumulator. It adds the products in ascending order of `k`, each rounded before it is
//! added. Between blocks of `k`, the accumulator is stored in `C` as `f32`. So the bits do not depend on tile size,
//! blocks or threads.

mod pack;
#[cfg(test)]
mod tests;
mod tile;

use super::active_rows::ActiveRows;
use pack::{Strided, pack, packed_len};
use tile::{Kernel, Left, MOST_COLUMNS, MOST_ROWS, Origin};

/// Steps of `k` between two updates of `C`. A panel of `B` then stays in the first-level cache.
const BLOCK_K: usize = 256;
/// Rows of `A` packed at a time: with [`BLOCK_K`], well inside the second-level cache.
const BLOCK_ROWS: usize = 96;
/// Columns of `B` packed at a time.
const BLOCK_COLUMNS: usize = 1024;
/// Number of multiplications below which a product is not worth waking other threads.
#[cfg(not(target_arch = "wasm32"))]
const WORTH_THREADS: usize = 1 << 20;

/// A matrix inside a slice: element `(i, j)` is `data[i * row_stride + j * column_stride]`.
#[derive(Clone, Copy, Debug)]
pub struct MatrixView<'a> {
    pub data: &'a [f32],
    pub row_stride: usize,
    pub column_stride: usize,
}

impl<'a> MatrixView<'a> {
    /// Row-major without gaps.
    pub fn rows(data: &'a [f32], columns: usize) -> Self {
        Self { data, row_stride: columns, column_stride: 1 }
    }

    /// The same values, rows and columns exchanged.
    pub fn transposed(self) -> Self {
        Self { data: self.data, row_stride: self.column_stride, column_stride: self.row_stride }
    }

    fn holds(&self, rows: usize, columns: usize) -> bool {
        rows == 0 || columns == 0 || (rows - 1) * self.row_stride + (columns - 1) * self.column_stride < self.data.len()
    }
}

/// The same for writing: element `(i, j)` is `data[i * row_stride + j]`.
#[derive(Debug)]
pub struct MatrixViewMut<'a> {
    pub data: &'a mut [f32],
    pub row_stride: usize,
}

impl<'a> MatrixViewMut<'a> {
    /// A matrix whose rows start `row_stride` values after one another.
    pub fn rows(data: &'a mut [f32], row_stride: usize) -> Self {
        Self { data, row_stride }
    }
}

/// The sizes of a product `C[m, n] = A[m, k] * B[k, n]`.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub m: usize,
    pub n: usize,
    pub k: usize,
}

/// Reusable buffers of the kernels, and the number of threads. They grow to the largest product and stay allocated.
pub struct Scratch {
    /// Packed blocks of `A`, one for each thread.
    a: Vec<Vec<f32>>,
    /// One packed block of `B`.
    b: Vec<f32>,
    /// The gradient of attention's scores for one head.
    pub(crate) scores: Vec<f32>,
    /// Rows that have a gradient.
    pub(crate) active: ActiveRows,
    /// Copies of some rows of up to three matrices, without gaps.
    pub(crate) gathered: [Vec<f32>; 3],
    kernel: Kernel,
}

impl Default for Scratch {
    fn default() -> Self {
        Self::new(1)
    }
}

impl Scratch {
    /// Large products are split over up to `threads` threads of the global pool (always one in WebAssembly).
    pub fn new(threads: usize) -> Self {
        Self::with_kernel(threads, Kernel::best())
    }

    fn with_kernel(threads: usize, kernel: Kernel) -> Self {
        let threads = if cfg!(target_arch = "wasm32") { 1 } else { threads.max(1) };
        Self { a: vec![vec![]; threads], b: vec![], scores: vec![], active: ActiveRows::default(), gathered: Default::default(), kernel }
    }
}

/// The first `len` values of a buffer that only grows.
fn room(buffer: &mut Vec<f32>, len: usize) -> &mut [f32] {
    if buffer.len() < len {
        buffer.resize(len, 0.0);
    }
    &mut buffer[..len]
}

/// `C = A * B`, or `C += A * B` with `adds`.
pub fn matmul(scratch: &mut Scratch, size: Size, a: MatrixView, b: MatrixView, c: MatrixViewMut, adds: bool) {
    let start = if adds { Start::Own } else { Start::Zero };
    matmul_between(scratch, size, a, b, c, start, None);
}

/// The initial values of the sums.
#[derive(Clone, Copy)]
pub(crate) enum Start<'a> {
    Zero,
    /// The values of `C`.
    Own,
    /// This row, in every row of `C`.
    Row(&'a [f32]),
}

/// Gets a finished part of a row of `C`, which it may change, and the same part of a row of another matrix.
type Write<'a> = &'a (dyn Fn(&[f32], &mut [f32]) + Sync);

/// The epilogue of a product: applied to `C` as soon as a block of it is finished.
pub(crate) struct Finish<'a> {
    pub write: Write<'a>,
    /// Of the same shape and stride as `C`.
    pub into: &'a mut [f32],
}

/// [`matmul`] with initial values and an epilogue, applied while each block of `C` is in the cache.
pub(crate) fn matmul_between(
    scratch: &mut Scratch,
    Size { m, n, k }: Size,
    a: MatrixView,
    b: MatrixView,
    c: MatrixViewMut,
    start: Start,
    mut finish: Option<Finish>,
) {
    let MatrixViewMut { data: c, row_stride: c_row_stride } = c;
    if m == 0 || n == 0 {
        return;
    }
    assert!(a.holds(m, k) && b.holds(k, n), "a factor is shorter than its shape {m} x {k} x {n}");
    assert!(c_row_stride >= n && (m - 1) * c_row_stride + n <= c.len(), "C is shorter than its shape {m} x {n}");
    assert!(finish.as_ref().is_none_or(|finish| finish.into.len() >= c.len()));
    let kernel = scratch.kernel;
    for column in (0..n).step_by(BLOCK_COLUMNS) {
        let columns = BLOCK_COLUMNS.min(n - column);
        // A product with `k` = 0 still has one block, which is empty.
        for first in (0..k.max(1)).step_by(BLOCK_K) {
            let depth = BLOCK_K.min(k - first);
            let b = Strided::new(b, first, column).transposed();
            let packed = room(&mut scratch.b, packed_len(columns, depth, kernel.columns()));
            pack(b, columns, depth, kernel.columns(), packed);
            let start = match start {
                _ if first > 0 => Start::Own,
                Start::Row(row) => Start::Row(&row[column..column + columns]),
                other => other,
            };
            let (finish, finished) = match &mut finish {
                Some(Finish { write, into }) if first + depth == k => (Some(*write), &mut into[column..]),
                _ => (None, &mut [][..]),
            };
            let block = Block { kernel, columns, depth, b: packed, c_row_stride, start, finish };
            block.run_bands(m, Strided::new(a, 0, first), &mut scratch.a, &mut c[column..], finished);
        }
    }
}

/// What all rows of one block of `B` share.
#[derive(Clone, Copy)]
struct Block<'a> {
    kernel: Kernel,
    columns: usize,
    depth: usize,
    /// Packed.
    b: &'a [f32],
    c_row_stride: usize,
    start: Start<'a>,
    finish: Option<Write<'a>>,
}

impl Block<'_> {
    /// Splits the rows over the threads if the product is large enough.
    fn run_bands(self, m: usize, a: Strided, scratch: &mut [Vec<f32>], c: &mut [f32], finished: &mut [f32]) {
        #[cfg(not(target_arch = "wasm32"))]
        if scratch.len() > 1 && m * self.columns * self.depth >= WORTH_THREADS {
            let rows = m.div_ceil(scratch.len()).next_multiple_of(self.kernel.rows());
            let size = rows * self.c_row_stride;
            rayon::scope(|scope| {
                let mut rest = finished;
                for (band, (c, scratch)) in c.chunks_mut(size).zip(scratch).enumerate().take(m.div_ceil(rows)) {
                    let (finished, others) = rest.split_at_mut(size.min(rest.len()));
                    rest = others;
                    let first = band * rows;
                    let a = a.skip_lines(first);
                    scope.spawn(move |_| self.run(rows.min(m - first), a, scratch, c, finished));
                }
            });
            return;
        }
        self.run(m, a, &mut scratch[0], c, finished);
    }

    fn run(self, m: usize, a: Strided, scratch: &mut Vec<f32>, c: &mut [f32], finished: &mut [f32]) {
        let (height, width) = (self.kernel.rows(), self.kernel.columns());
        for first in (0..m).step_by(BLOCK_ROWS) {
            let rows = BLOCK_ROWS.min(m - first);
            let a = a.skip_lines(first);
            // Whole tiles read rows that are contiguous along `k` in place.
            let in_place = if a.along == 1 && self.depth > 0 { rows - rows % height } else { 0 };
            let packed = room(scratch, packed_len(rows - in_place, self.depth, height));
            pack(a.skip_lines(in_place), rows - in_place, self.depth, height, packed);
            let c = &mut c[first * self.c_row_stride..];
            // The wider panel, that of `B`, should be the one that stays in the first-level cache.
            for j in 0..self.columns.div_ceil(width) {
                let b = &self.b[j * width * self.depth..][..width * self.depth];
                let columns = width.min(self.columns - j * width);
                for row in (0..rows).step_by(height) {
                    let a = match row.checked_sub(in_place) {
                        None => Left::InPlace(&a.data[row * a.across..], a.across),
                        Some(row) => Left::Packed(&packed[row * self.depth..][..height * self.depth]),
                    };
                    let c = &mut c[row * self.c_row_stride + j * width..];
                    self.run_tile(height.min(rows - row), j * width, columns, a, b, c);
                }
            }
            if let Some(finish) = self.finish {
                let finished = finished[first * self.c_row_stride..].chunks_mut(self.c_row_stride);
                for (c, finished) in c.chunks(self.c_row_stride).zip(finished).take(rows) {
                    finish(&c[..self.columns], &mut finished[..self.columns]);
                }
            }
        }
    }

    /// The tile of two panels; `column` is its first in the block.
    fn run_tile(self, rows: usize, column: usize, columns: usize, a: Left, b: &[f32], c: &mut [f32]) {
        const ZERO: [f32; MOST_COLUMNS] = [0.0; MOST_COLUMNS];
        if rows < self.kernel.rows() || columns < self.kernel.columns() {
            return self.run_edge(rows, column, columns, a, b, c);
        }
        match self.start {
            Start::Zero => self.kernel.run(self.depth, a, b, Origin::Row(&ZERO), c, self.c_row_stride),
            Start::Own => self.kernel.run(self.depth, a, b, Origin::Target, c, self.c_row_stride),
            Start::Row(row) => self.kernel.run(self.depth, a, b, Origin::Row(&row[column..]), c, self.c_row_stride),
        }
    }

    /// A partial tile goes through a buffer. The padding of the panels is 0, and its products are dropped.
    fn run_edge(self, rows: usize, column: usize, columns: usize, a: Left, b: &[f32], c: &mut [f32]) {
        let width = self.kernel.columns();
        let mut tile = [0.0; MOST_ROWS * MOST_COLUMNS];
        for row in 0..rows {
            let values = &mut tile[row * width..][..columns];
            match self.start {
                Start::Zero => {}
                Start::Own => values.copy_from_slice(&c[row * self.c_row_stride..][..columns]),
                Start::Row(start) => values.copy_from_slice(&start[column..column + columns]),
            }
        }
        self.kernel.run(self.depth, a, b, Origin::Target, &mut tile, width);
        for row in 0..rows {
            c[row * self.c_row_stride..][..columns].copy_from_slice(&tile[row * width..][..columns]);
        }
    }
}
