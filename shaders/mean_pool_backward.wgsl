//! Gradient of the mean over a sequence's real tokens: the same share for each of them, exactly 0 for padding.
//! Rust twin: src/operations/mean_pool/cpu.rs
//!
//! `input_gradient[B*S, O]` from `output_gradient[B, O]`. One invocation for four values.

struct Params {
    stride4: u32,
    mask: u32,
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
    let row = id.y / batch.sequence;
    var count = 0u;
    for (var i = 0u; i < batch.sequence; i++) {
        count += select(0u, 1u, lists[p.mask + row * batch.sequence + i] != 0u);
    }
    let i = id.y * p.stride4 + id.x;
    var value = vec4f();
    if (lists[p.mask + id.y] != 0u) {
        value = output_gradient[row * p.stride4 + id.x] * (1.0 / f32(count));
    }
    if (p.add != 0u) {
        value += input_gradient[i];
    }
    input_gradient[i] = value;
}
