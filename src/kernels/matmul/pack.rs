//! Copies a block of a factor into panels: `width` lines side by side, step of `k` after step of `k`.

use super::MatrixView;

/// A factor as the packing reads it: lines (rows of `A`, columns of `B`) that each run along `k`.
#[derive(Clone, Copy)]
pub(super) struct Strided<'a> {
    pub data: &'a [f32],
    /// From one line to the next.
    pub across: usize,
    /// From one `k` to the next.
    pub along: usize,
}

impl<'a> Strided<'a> {
    /// The rows of a matrix, from `(row, column)` on.
    pub(super) fn new(view: MatrixView<'a>, row: usize, column: usize) -> Self {
        let start = (row * view.row_stride + column * view.column_stride).min(view.data.len());
        Self { data: &view.data[start..], across: view.row_stride, along: view.column_stride }
    }

    /// The columns of a matrix instead.
    pub(super) fn transposed(self) -> Self {
        Self { data: self.data, across: self.along, along: self.across }
    }

    /// The factor without its first lines.
    pub(super) fn skip_lines(self, line: usize) -> Self {
        Self { data: &self.data[(line * self.across).min(self.data.len())..], ..self }
    }
}

/// Number of values that `lines` lines of `depth` steps take when packed.
pub(super) fn packed_len(lines: usize, depth: usize, width: usize) -> usize {
    lines.next_multiple_of(width) * depth
}

/// Lines `0..lines` and steps `0..depth` of `source` into panels of `width` lines, `[panel][step][line]`. The lines missing
/// from the last panel are 0.
pub(super) fn pack(source: Strided, lines: usize, depth: usize, width: usize, packed: &mut [f32]) {
    match width {
        4 => pack_panels::<4>(source, lines, depth, packed),
        8 => pack_panels::<8>(source, lines, depth, packed),
        16 => pack_panels::<16>(source, lines, depth, packed),
        32 => pack_panels::<32>(source, lines, depth, packed),
        _ => unreachable!("no kernel has panels of {width}"),
    }
}

fn pack_panels<const WIDTH: usize>(source: Strided, lines: usize, depth: usize, packed: &mut [f32]) {
    if depth == 0 {
        return;
    }
    let (steps, _) = packed.as_chunks_mut::<WIDTH>();
    for (i, panel) in steps.chunks_exact_mut(depth).take(lines.div_ceil(WIDTH)).enumerate() {
        let source = source.skip_lines(i * WIDTH);
        let count = WIDTH.min(lines - i * WIDTH);
        if count < WIDTH {
            copy_one_by_one(source, count, panel);
        } else if source.across == 1 {
            copy(source, panel);
        } else if source.along == 1 {
            transpose(source, panel);
        } else {
            copy_one_by_one(source, count, panel);
        }
    }
}

/// Neighbouring lines are neighbours in memory.
fn copy<const WIDTH: usize>(source: Strided, panel: &mut [[f32; WIDTH]]) {
    for (step, values) in panel.iter_mut().enumerate() {
        *values = *source.data[step * source.along..].first_chunk().expect("a whole panel is inside its factor");
    }
}

/// Neighbouring steps are neighbours in memory: blocks of 4 x 4 are transposed in registers.
fn transpose<const WIDTH: usize>(source: Strided, panel: &mut [[f32; WIDTH]]) {
    let depth = panel.len();
    let whole = depth - depth % 4;
    for first in (0..WIDTH).step_by(4) {
        let lines: [&[f32]; 4] = std::array::from_fn(|line| &source.data[(first + line) * source.across..][..depth]);
        let [a, b, c, d] = lines.map(|line| line.as_chunks::<4>().0);
        for ((((steps, a), b), c), d) in panel.as_chunks_mut::<4>().0.iter_mut().zip(a).zip(b).zip(c).zip(d) {
            for (step, values) in steps.iter_mut().enumerate() {
                values[first..first + 4].copy_from_slice(&[a[step], b[step], c[step], d[step]]);
            }
        }
        for step in whole..depth {
            for (line, values) in lines.iter().enumerate() {
                panel[step][first + line] = values[step];
            }
        }
    }
}

fn copy_one_by_one<const WIDTH: usize>(source: Strided, count: usize, panel: &mut [[f32; WIDTH]]) {
    for (step, values) in panel.iter_mut().enumerate() {
        for (line, value) in values.iter_mut().enumerate() {
            *value = if line < count { source.data[line * source.across + step * source.along] } else { 0.0 };
        }
    }
}
