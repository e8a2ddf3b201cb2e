//! Two scores for each position, as two rows for each sequence: where an answer starts, and where it ends.
//! Rust twin: src/operations/spans/cpu.rs
//!
//! `output[2*B, O] = transpose(scores[B, S, 2])`, with a score that no softmax counts from S on. One invocation for a value.

struct Params {
    columns: u32,
    stride: u32,
    score_stride: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> scores: array<f32>;
@group(0) @binding(3) var<storage, read_write> output: array<f32>;

const NO_POSITION: f32 = -1e30;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
    // Two rows for each sequence.
    if (id.y >= 2u * batch.rows[1] || id.x >= p.stride) {
        return;
    }
    var value = 0.0;
    if (id.x < batch.sequence) {
        value = scores[(id.y / 2u * batch.sequence + id.x) * p.score_stride + id.y % 2u];
    } else if (id.x < p.columns) {
        value = NO_POSITION;
    }
    output[id.y * p.stride + id.x] = value;
}
