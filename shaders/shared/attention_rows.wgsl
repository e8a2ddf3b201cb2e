//! The frame of the kernels that apply softmax row by row: the forward pass of attention, and the gradient of its
//! queries.
//! Rust twin: src/operations/attention/gpu.rs
//!
//! Both compute rows of S values (`before_softmax`), apply `softmax` or its backward pass, and use the results as
//! `weights`. With these they sum, over the keys, the third `WEIGHTED` of qkv, whose rows are stored `result_stride()`
//! floats apart.
//!
//! Grid: x = 16 queries each, y = head, z = sequence. An invocation computes blocks of 4x4 values.

const QUERIES: u32 = 16u;
const LANES: u32 = 4u;
var<workgroup> partial: array<f32, 64>;

/// The weighted sum of the keys' rows of that third: rows `query..query + 4`, columns `d..d + 4` of the head.
fn weighted_sums(sequence: u32, head: u32, query: u32, d: u32, row: u32) {
    let quads = (batch.sequence + 3u) / 4u;
    let count = p.head_size - d;
    let base = sequence * batch.sequence * p.qkv_stride + WEIGHTED * p.heads * p.head_size + head * p.head_size + d;
    let last = batch.sequence - 1u;
    let p0 = row * quads;
    let p1 = p0 + min(1u, last - query) * quads;
    let p2 = p0 + min(2u, last - query) * quads;
    let p3 = p0 + min(3u, last - query) * quads;
    var o0 = vec4f();
    var o1 = vec4f();
    var o2 = vec4f();
    var o3 = vec4f();
    for (var i = 0u; i < quads; i++) {
        let key = 4u * i;
        let v = mat4x4f(
            quad(base + key * p.qkv_stride, count),
            quad(base + min(key + 1u, last) * p.qkv_stride, count),
            quad(base + min(key + 2u, last) * p.qkv_stride, count),
            quad(base + min(key + 3u, last) * p.qkv_stride, count),
        );
        o0 += v * weights(p0 + i);
        o1 += v * weights(p1 + i);
        o2 += v * weights(p2 + i);
        o3 += v * weights(p3 + i);
    }
    let at = (sequence * batch.sequence + query) * result_stride() + head * p.head_size + d;
    // Compilers inline a function at every call: this way it is inlined once, in a loop, and not four times.
    var sums = array<vec4f, 4>(o0, o1, o2, o3);
    for (var i = 0u; i < 4u && query + i <= last; i++) {
        store(at + i * result_stride(), count, sums[i]);
    }
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
    let head = group.y;
    let sequence = group.z;
    let first = group.x * QUERIES;
    if (sequence >= batch.rows[1] || first >= batch.sequence) {
        return;
    }
    let first_row = (sequence * p.heads + head) * batch.sequence;
    let quads = (batch.sequence + 3u) / 4u;
    for (var i = local; i < quads * 4u; i += 64u) {
        let query = first + i % 4u * 4u;
        before_softmax(sequence, head, query, i / 4u * 4u, first_row + query);
    }
    storageBarrier();
    let query = first + local / LANES;
    softmax(first_row + query, local, query < batch.sequence);
    storageBarrier();
    let head_quads = (p.head_size + 3u) / 4u;
    for (var i = local; i < head_quads * 4u; i += 64u) {
        let block = first + i % 4u * 4u;
        if (block < batch.sequence) {
            weighted_sums(sequence, head, block, i / 4u * 4u, first_row + block);
        }
    }
}
