//! Selects rows by index.
//! Rust twin: src/operations/gather/cpu.rs
//!
//! `output[R, H] = input[index[R], H]`; the index is a list in the batch buffer. One invocation for four values.

struct Params {
    rows: u32,
    stride4: u32,
    list: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> lists: array<u32>;
@group(0) @binding(3) var<storage, read> input: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
    if (id.y >= batch.rows[p.rows] || id.x >= p.stride4) {
        return;
    }
    output[id.y * p.stride4 + id.x] = input[lists[p.list + id.y] * p.stride4 + id.x];
}
