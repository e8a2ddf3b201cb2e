//! Gradient of taking rows: every position gets its row's gradient, or exactly 0.
//! Rust twin: src/kernels/gather.rs
//!
//! `input_gradient[B*S, H]` from `output_gradient[R, H]`. A list in the batch buffer has, for every position, 1 + the row
//! that was taken from it, or 0; for first positions it follows from the shape. One invocation for four values.

struct Params {
    stride4: u32,
    first_position: u32,
    list: u32,
    add: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> lists: array<u32>;
@group(0) @binding(3) var<storage, read> output_gradient: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> input_gradient: array<vec4f>;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
    if (id.y >= batch.rows[0] || id.x >= p.stride4) {
        return;
    }
    var row = 0u;
    if (p.first_position == 0u) {
        row = lists[p.list + id.y];
    } else if (id.y % batch.sequence == 0u) {
        row = id.y / batch.sequence + 1u;
    }
    let i = id.y * p.stride4 + id.x;
    var value = vec4f();
    if (row > 0u) {
        value = output_gradient[(row - 1u) * p.stride4 + id.x];
    }
    if (p.add != 0u) {
        value += input_gradient[i];
    }
    input_gradient[i] = value;
}
