//! One vector for a sequence: the mean over its real tokens.
//! Rust twin: src/operations/mean_pool/cpu.rs
//!
//! `output[B, O] = mean of input[B*S, O]` where the attention mask is not 0. One invocation for four values.

struct Params {
    stride4: u32,
    mask: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> lists: array<u32>;
@group(0) @binding(3) var<storage, read> input: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
    // Sequences, `kind_of` of src/operations/gpu/mod.rs.
    if (id.y >= batch.rows[1] || id.x >= p.stride4) {
        return;
    }
    var sum = vec4f();
    var count = 0u;
    for (var i = 0u; i < batch.sequence; i++) {
        let position = id.y * batch.sequence + i;
        if (lists[p.mask + position] != 0u) {
            sum += input[position * p.stride4 + id.x];
            count++;
        }
    }
    output[id.y * p.stride4 + id.x] = sum * (1.0 / f32(max(count, 1u)));
}
