//! Gradients of the three embedding tables.
//! Rust twin: src/operations/embed/cpu.rs
//!
//! Every row of a table is summed over the positions that used it, in a fixed order. One invocation sums four columns,
//! so no two add to the same value, and every run gives the same sum. The CPU sorts the positions by word and by token
//! type (src/engine/gpu/upload.rs). Those of a position embedding follow from the shape.
//!
//! Grid: x = 4 columns for each invocation, y = rows of all three tables (words of the batch, then positions, then
//! token types). `gradient[B*S, H]` is the gradient of the sum. The words' gradients are added to those of the output
//! layer; the others are written.

struct Params {
    columns: u32,
    stride4: u32,
    word: u32,
    position: u32,
    token_type: u32,
    /// Number of rows in each of the three parts of the grid.
    words: u32,
    positions: u32,
    token_types: u32,
    /// Lists in the batch buffer: a list of starts has one entry more than there are rows.
    word_ids: u32,
    word_starts: u32,
    word_order: u32,
    type_starts: u32,
    type_order: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> lists: array<u32>;
@group(0) @binding(3) var<storage, read> gradient: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> parameter_gradients: array<f32>;

/// The positions that used a row of a table: entries `start..end` of a list, or `first + entry * step` without a list.
struct Users {
    start: u32,
    end: u32,
    list: u32,
    first: u32,
    step: u32,
}

fn gradient_of(users: Users, entry: u32, quad: u32) -> vec4f {
    let position = select(users.first + entry * users.step, lists[users.list + entry], users.step == 0u);
    return gradient[position * p.stride4 + quad];
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
    if (id.x >= p.stride4 || id.y >= p.words + p.positions + p.token_types) {
        return;
    }
    var row = id.y;
    var users = Users();
    var offset = 0u;
    let is_word = row < p.words;
    if (is_word) {
        if (row >= batch.words) {
            return;
        }
        users = Users(lists[p.word_starts + row], lists[p.word_starts + row + 1u], p.word_order, 0u, 0u);
        offset = p.word + lists[p.word_ids + row] * p.columns;
    } else if (row < p.words + p.positions) {
        row -= p.words;
        users = Users(0u, select(0u, batch.rows[1], row < batch.sequence), 0u, row, batch.sequence);
        offset = p.position + row * p.columns;
    } else {
        row -= p.words + p.positions;
        users = Users(lists[p.type_starts + row], lists[p.type_starts + row + 1u], p.type_order, 0u, 0u);
        offset = p.token_type + row * p.columns;
    }
    var sum = vec4f();
    var entry = users.start;
    // Eight loads at once, so that a GPU need not wait for each before it starts the next.
    for (; entry + 8u <= users.end; entry += 8u) {
        let g0 = gradient_of(users, entry, id.x);
        let g1 = gradient_of(users, entry + 1u, id.x);
        let g2 = gradient_of(users, entry + 2u, id.x);
        let g3 = gradient_of(users, entry + 3u, id.x);
        let g4 = gradient_of(users, entry + 4u, id.x);
        let g5 = gradient_of(users, entry + 5u, id.x);
        let g6 = gradient_of(users, entry + 6u, id.x);
        let g7 = gradient_of(users, entry + 7u, id.x);
        sum += ((g0 + g1) + (g2 + g3)) + ((g4 + g5) + (g6 + g7));
    }
    for (; entry < users.end; entry++) {
        sum += gradient_of(users, entry, id.x);
    }
    for (var i = 0u; i < 4u && id.x * 4u + i < p.columns; i++) {
        let at = offset + id.x * 4u + i;
        if (is_word) {
            sum[i] += parameter_gradients[at];
        }
        parameter_gradients[at] = sum[i];
    }
}
