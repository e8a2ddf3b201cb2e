//! Gradient of an activation, in place, unless the epilogue of a matrix product has applied it.
//! Rust twin: src/operations/linear/cpu.rs
//!
//! `gradient[R, O] *= slope(argument[R, O])`; one invocation for four values. For tanh, the argument is the output.

struct Params {
    rows: u32,
    stride4: u32,
    activation: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> argument: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> gradient: array<vec4f>;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
    if (id.y >= batch.rows[p.rows] || id.x >= p.stride4) {
        return;
    }
    let i = id.y * p.stride4 + id.x;
    gradient[i] *= activation_slope4(p.activation, argument[i]);
}
