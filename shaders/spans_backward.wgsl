//! Gradient of the scores of each position from that of the rows of starts and ends.
//! Rust twin: src/operations/spans/cpu.rs
//!
//! `scores_gradient[B, S, 2]` from `output_gradient[2*B, O]`, with 0 in the padding of a row. One invocation for a value.

struct Params {
    stride: u32,
    score_stride: u32,
    add: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> output_gradient: array<f32>;
@group(0) @binding(3) var<storage, read_write> scores_gradient: array<f32>;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
    if (id.y >= batch.rows[0] || id.x >= p.score_stride) {
        return;
    }
    let i = id.y * p.score_stride + id.x;
    var value = 0.0;
    if (id.x < 2u) {
        let row = 2u * (id.y / batch.sequence) + id.x;
        value = output_gradient[row * p.stride + id.y % batch.sequence];
    }
    if (p.add != 0u) {
        value += scores_gradient[i];
    }
    scores_gradient[i] = value;
}
