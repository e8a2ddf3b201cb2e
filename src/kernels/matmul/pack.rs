//! Copies a block of a factor into panels: `width` lines side by side, step of `k` after step of `k`.

/// A factor as packing sees it: lines (rows of `A`, columns of `B`) that each run along `k`.
#[derive(Clone, Copy)]
pub(super) struct Strided<'a> {
    pub data: &'a [f32],
    /// From one line to the next.
    pub across: usize,
    /// From one `k` to the next.
    pub along: usize,
}

/// Lines `0..lines` and steps `0..depth` of `source` into panels of `width` lines, `[panel][step][line]`. The lines missing
/// from the last panel are 0.
pub(super) fn pack(source: Strided, lines: usize, depth: usize, width: usize, packed: &mut Vec<f32>) {
    let size = width * depth;
    packed.resize(lines.div_ceil(width) * size, 0.0);
    for (i, panel) in packed.chunks_exact_mut(size).enumerate() {
        let first = i * width;
        let count = width.min(lines - first);
        let data = &source.data[first * source.across..];
        if source.across == 1 {
            for (step, values) in panel.chunks_exact_mut(width).enumerate() {
                values[..count].copy_from_slice(&data[step * source.along..][..count]);
            }
        } else {
            for line in 0..count {
                for step in 0..depth {
                    panel[step * width + line] = data[line * source.across + step * source.along];
                }
            }
        }
        if count < width {
            panel.chunks_exact_mut(width).for_each(|values| values[count..].fill(0.0));
        }
    }
}
