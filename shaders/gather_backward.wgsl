//! Gradient of selecting rows: a selected row of the input gets its gradient, any other exactly 0.
//! Rust twin: src/operations/gather/cpu.rs
//!
//! `input_gradient[R, H]` from `output_gradient`. A list in the batch buffer has, for every row of the input, 1 + the
//! index of its output row, or 0. One invocation for four values.

struct Params {
    rows: u32,
    stride4: u32,
    list: u32,
    add: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> lists: array<u32>;
@group(0) @binding(3) var<storage, read> output_gradient: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> input_gradient: array<vec4f>;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
    if (id.y >= batch.rows[p.rows] || id.x >= p.stride4) {
        return;
    }
    let place = lists[p.list + id.y];
    let i = id.y * p.stride4 + id.x;
    var value = vec4f();
    if (place > 0u) {
        value = output_gradient[(place - 1u) * p.stride4 + id.x];
    }
    if (p.add != 0u) {
        value += input_gradient[i];
    }
    input_gradient[i] = value;
}
