//! Gradients of the three embedding tables.
//! Rust twin: src/kernels/embedding.rs
//!
//! Every row of a table is summed by one workgroup over the positions that used it, in ascending order, so that no two
//! invocations add to one value: the same sum in every run. The processor sorts the positions by word and by token type
//! (src/engine/gpu/upload.rs); those of a position embedding follow from the shape.
//!
//! Grid: x = rows of all three tables (words of the batch, then positions, then token types), y = 32 columns each.
//! `gradient[B*S, H]` is that of the sum; words are added to what the output layer left there, the others are written.

struct Params {
    columns: u32,
    stride: u32,
    word: u32,
    position: u32,
    token_type: u32,
    /// Rows of the three parts of the grid.
    words: u32,
    positions: u32,
    token_types: u32,
    /// Lists in the batch buffer: a starts list has one entry more than there are rows.
    word_ids: u32,
    word_starts: u32,
    word_order: u32,
    type_starts: u32,
    type_order: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> lists: array<u32>;
@group(0) @binding(3) var<storage, read> gradient: array<f32>;
@group(0) @binding(4) var<storage, read_write> parameter_gradients: array<f32>;

var<workgroup> partial: array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
    let column = group.y * 32u + local % 32u;
    let strip = local / 32u;
    // The list of this row: entries start..end, each a position, or `first + entry * step` where there is no list.
    var start = 0u;
    var end = 0u;
    var list = 0u;
    var step = 0u;
    var offset = 0u;
    var row = group.x;
    let is_word = row < p.words;
    if (is_word) {
        if (row >= batch.rows[3]) {
            return;
        }
        start = lists[p.word_starts + row];
        end = lists[p.word_starts + row + 1u];
        list = p.word_order;
        offset = p.word + lists[p.word_ids + row] * p.columns;
    } else if (row < p.words + p.positions) {
        row -= p.words;
        if (row < batch.sequence) {
            end = batch.rows[1];
        }
        step = batch.sequence;
        offset = p.position + row * p.columns;
    } else {
        row -= p.words + p.positions;
        start = lists[p.type_starts + row];
        end = lists[p.type_starts + row + 1u];
        list = p.type_order;
        offset = p.token_type + row * p.columns;
    }
    var sum = 0.0;
    if (column < p.columns) {
        for (var i = start + strip; i < end; i += 8u) {
            var position = row + i * step;
            if (step == 0u) {
                position = lists[list + i];
            }
            sum += gradient[position * p.stride + column];
        }
    }
    partial[local] = sum;
    workgroupBarrier();
    if (strip == 0u && column < p.columns) {
        for (var i = 1u; i < 8u; i++) {
            sum += partial[i * 32u + local];
        }
        if (is_word) {
            sum += parameter_gradients[offset + column];
        }
        parameter_gradients[offset + column] = sum;
    }
}
