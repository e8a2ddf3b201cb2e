//! Matrix products of strided views, `C (+)= A * B`.
//!
//! Both factors are packed into narrow panels that a micro-kernel ([`tile`]) reads in order (Goto and van de Geijn 2008).
//! Every element of `C` has one accumulator that adds the products in ascending order of `k`, each rounded before it is
//! added. Blocks of `k` hand it on through `C`, in `f32`, so the bits do not depend on tile size, blocks or threads.

mod pack;
#[cfg(test)]
mod tests;
mod tile;

use pack::{Strided, pack, packed_len};
use tile::{Kernel, MOST_VALUES};

/// Steps of `k` between two visits to `C`. A panel of `B` then stays in the first-level cache.
const BLOCK_K: usize = 256;
/// Rows of `A` packed at a time: with [`BLOCK_K`], well inside the second-level cache.
const BLOCK_ROWS: usize = 96;
/// Columns of `B` packed at a time.
const BLOCK_COLUMNS: usize = 1024;
/// Multiplications below which a product is not worth waking other threads.
#[cfg(not(target_arch = "wasm32"))]
const WORTH_THREADS: usize = 1 << 20;

/// A matrix inside a slice: element `(i, j)` is `data[i * row_stride + j * column_stride]`.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    pub data: &'a [f32],
    pub row_stride: usize,
    pub column_stride: usize,
}

impl<'a> View<'a> {
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

/// Room that kernels work in, and how they run. It grows to the largest product and is then reused.
pub struct Scratch {
    /// Packed blocks of `A`, one a thread.
    a: Vec<Vec<f32>>,
    /// One packed block of `B`.
    b: Vec<f32>,
    /// Attention's gradient at one head's scores.
    pub(super) scores: Vec<f32>,
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
        Self { a: vec![vec![]; threads], b: vec![], scores: vec![], kernel }
    }
}

/// The first `len` values of a buffer that only grows.
fn room(buffer: &mut Vec<f32>, len: usize) -> &mut [f32] {
    if buffer.len() < len {
        buffer.resize(len, 0.0);
    }
    &mut buffer[..len]
}

/// `C[m, n] = A[m, k] * B[k, n]`, or `C += A * B` with `accumulate`. Row `i` of `C` starts at `c[i * c_row_stride]`.
pub fn matmul(scratch: &mut Scratch, m: usize, n: usize, k: usize, a: View, b: View, c: &mut [f32], c_row_stride: usize, accumulate: bool) {
    if m == 0 || n == 0 {
        return;
    }
    assert!(a.holds(m, k) && b.holds(k, n), "a factor is shorter than its shape {m} x {k} x {n}");
    assert!(c_row_stride >= n && (m - 1) * c_row_stride + n <= c.len(), "C is shorter than its shape {m} x {n}");
    if k == 0 {
        if !accumulate {
            c.chunks_mut(c_row_stride).take(m).for_each(|row| row[..n].fill(0.0));
        }
        return;
    }
    let kernel = scratch.kernel;
    for column in (0..n).step_by(BLOCK_COLUMNS) {
        let columns = BLOCK_COLUMNS.min(n - column);
        for start in (0..k).step_by(BLOCK_K) {
            let depth = BLOCK_K.min(k - start);
            let b =
                Strided { data: &b.data[start * b.row_stride + column * b.column_stride..], across: b.column_stride, along: b.row_stride };
            let packed = room(&mut scratch.b, packed_len(columns, depth, kernel.columns()));
            pack(b, columns, depth, kernel.columns(), packed);
            let block = Block { kernel, columns, depth, b: packed, c_row_stride, accumulate: accumulate || start > 0 };
            let a = Strided { data: &a.data[start * a.column_stride..], across: a.row_stride, along: a.column_stride };
            block.run_bands(m, a, &mut scratch.a, &mut c[column..]);
        }
    }
}

/// What all rows of one block of `B` have in common.
#[derive(Clone, Copy)]
struct Block<'a> {
    kernel: Kernel,
    columns: usize,
    depth: usize,
    /// Packed.
    b: &'a [f32],
    c_row_stride: usize,
    accumulate: bool,
}

impl Block<'_> {
    /// Splits the rows over the threads, where that pays.
    fn run_bands(self, m: usize, a: Strided, scratch: &mut [Vec<f32>], c: &mut [f32]) {
        #[cfg(not(target_arch = "wasm32"))]
        if scratch.len() > 1 && m * self.columns * self.depth >= WORTH_THREADS {
            let rows = m.div_ceil(scratch.len()).next_multiple_of(self.kernel.rows());
            rayon::scope(|scope| {
                let bands = c.chunks_mut(rows * self.c_row_stride).zip(scratch).enumerate();
                for (band, (c, scratch)) in bands.take(m.div_ceil(rows)) {
                    let first = band * rows;
                    let a = a.from_line(first);
                    scope.spawn(move |_| self.run(rows.min(m - first), a, scratch, c));
                }
            });
            return;
        }
        self.run(m, a, &mut scratch[0], c);
    }

    fn run(self, m: usize, a: Strided, scratch: &mut Vec<f32>, c: &mut [f32]) {
        let (height, width) = (self.kernel.rows(), self.kernel.columns());
        for first in (0..m).step_by(BLOCK_ROWS) {
            let rows = BLOCK_ROWS.min(m - first);
            let packed = room(scratch, packed_len(rows, self.depth, height));
            pack(a.from_line(first), rows, self.depth, height, packed);
            let c = &mut c[first * self.c_row_stride..];
            // The wider panel, that of `B`, is the one to stay in the first-level cache.
            for (j, b) in self.b.chunks_exact(width * self.depth).enumerate() {
                let columns = width.min(self.columns - j * width);
                for (i, a) in packed.chunks_exact(height * self.depth).enumerate() {
                    let rows = height.min(rows - i * height);
                    self.run_tile(rows, columns, a, b, &mut c[i * height * self.c_row_stride + j * width..]);
                }
            }
        }
    }

    fn run_tile(self, rows: usize, columns: usize, a: &[f32], b: &[f32], c: &mut [f32]) {
        if rows == self.kernel.rows() && columns == self.kernel.columns() {
            self.kernel.run(self.depth, a, b, c, self.c_row_stride, self.accumulate);
        } else {
            self.run_edge(rows, columns, a, b, c);
        }
    }

    /// A tile that is not whole goes through a buffer; the padding of the panels is 0 and its products are dropped.
    fn run_edge(self, rows: usize, columns: usize, a: &[f32], b: &[f32], c: &mut [f32]) {
        let width = self.kernel.columns();
        let mut tile = [0.0; MOST_VALUES];
        if self.accumulate {
            for row in 0..rows {
                tile[row * width..][..columns].copy_from_slice(&c[row * self.c_row_stride..][..columns]);
            }
        }
        self.kernel.run(self.depth, a, b, &mut tile, width, self.accumulate);
        for row in 0..rows {
            c[row * self.c_row_stride..][..columns].copy_from_slice(&tile[row * width..][..columns]);
        }
    }
}
