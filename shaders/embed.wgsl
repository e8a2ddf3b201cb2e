//! Sum of the word, position and token type embeddings.
//! Rust twin: src/operations/embed/cpu.rs
//!
//! `output[B*S, H] = word[input_id] + position[position] + token_type[type]`; one invocation for each value.

struct Params {
    columns: u32,
    stride: u32,
    word: u32,
    position: u32,
    token_type: u32,
    /// 0 in a model without them.
    token_types: u32,
    input_ids: u32,
    token_type_ids: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> ids: array<u32>;
@group(0) @binding(3) var<storage, read> parameters: array<f32>;
@group(0) @binding(4) var<storage, read_write> output: array<f32>;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
    let row = id.y;
    let column = id.x;
    if (row >= batch.rows[0] || column >= p.columns) {
        return;
    }
    let word = ids[p.input_ids + row];
    let position = row % batch.sequence;
    var sum = parameters[p.word + word * p.columns + column] + parameters[p.position + position * p.columns + column];
    if (p.token_types > 0u) {
        sum += parameters[p.token_type + ids[p.token_type_ids + row] * p.columns + column];
    }
    output[row * p.stride + column] = sum;
}
