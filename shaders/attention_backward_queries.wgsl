//! Gradients of attention's scores and queries.
//! Rust twin: src/operations/attention/cpu.rs
//!
//! `d_probabilities = d_output * values^T`; `d_scores = probabilities * (d_probabilities - their weighted sum) * scale`,
//! kept in `score_gradient[B*N*S, S]` for the keys' kernel; `d_queries = d_scores * keys`, a third of
//! `qkv_gradient[B*S, 3H]`. Padding of a row stays 0, as the probabilities are.
//!
//! Grid: x = 16 queries each, y = head, z = sequence. An invocation computes blocks of 4x4 values.

struct Params {
    heads: u32,
    head_size: u32,
    qkv_stride: u32,
    output_stride: u32,
    scale: f32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> output_gradient: array<vec4f>;
@group(0) @binding(3) var<storage, read> qkv: array<vec4f>;
@group(0) @binding(4) var<storage, read> probabilities: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> score_gradient: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> qkv_gradient: array<f32>;

const QUERIES: u32 = 16u;
const LANES: u32 = 4u;
var<workgroup> partial: array<f32, 64>;

/// Four neighbouring values, those from the `count`th on 0.
fn quad(at: u32, count: u32) -> vec4f {
    if (WHOLE_QUADS) {
        return qkv[at / 4u];
    }
    return first_of(count, across(qkv[at / 4u], qkv[at / 4u + 1u], at % 4u));
}

fn gradient_quad(at: u32, count: u32) -> vec4f {
    if (WHOLE_QUADS) {
        return output_gradient[at / 4u];
    }
    return first_of(count, across(output_gradient[at / 4u], output_gradient[at / 4u + 1u], at % 4u));
}

/// `d_probabilities[query..query + 4, key..key + 4]`
fn probability_gradients(sequence: u32, head: u32, query: u32, key: u32, row: u32) {
    let last = batch.sequence - 1u;
    let first_row = sequence * batch.sequence;
    let column = head * p.head_size;
    let g0 = (first_row + min(query, last)) * p.output_stride + column;
    let g1 = (first_row + min(query + 1u, last)) * p.output_stride + column;
    let g2 = (first_row + min(query + 2u, last)) * p.output_stride + column;
    let g3 = (first_row + min(query + 3u, last)) * p.output_stride + column;
    let shift = 2u * p.heads * p.head_size + column;
    let v0 = (first_row + min(key, last)) * p.qkv_stride + shift;
    let v1 = (first_row + min(key + 1u, last)) * p.qkv_stride + shift;
    let v2 = (first_row + min(key + 2u, last)) * p.qkv_stride + shift;
    let v3 = (first_row + min(key + 3u, last)) * p.qkv_stride + shift;
    var d0 = vec4f();
    var d1 = vec4f();
    var d2 = vec4f();
    var d3 = vec4f();
    for (var d = 0u; d < p.head_size; d += 4u) {
        let count = p.head_size - d;
        let v = mat4x4f(quad(v0 + d, count), quad(v1 + d, count), quad(v2 + d, count), quad(v3 + d, count));
        d0 += gradient_quad(g0 + d, count) * v;
        d1 += gradient_quad(g1 + d, count) * v;
        d2 += gradient_quad(g2 + d, count) * v;
        d3 += gradient_quad(g3 + d, count) * v;
    }
    let quads = (batch.sequence + 3u) / 4u;
    let at = row * quads + key / 4u;
    var gradients = array<vec4f, 4>(d0, d1, d2, d3);
    for (var i = 0u; i < 4u && query + i <= last; i++) {
        score_gradient[at + i * quads] = gradients[i];
    }
}

/// Through the softmax of one row; four invocations a row.
fn softmax_backward(row: u32, local: u32, in_range: bool) {
    let quads = (batch.sequence + 3u) / 4u;
    let count = select(0u, quads, in_range);
    let base = row * quads;
    let first = local / LANES * LANES;
    var sum = 0.0;
    for (var i = local % LANES; i < count; i += LANES) {
        sum += dot(probabilities[base + i], score_gradient[base + i]);
    }
    partial[local] = sum;
    workgroupBarrier();
    sum = (partial[first] + partial[first + 1u]) + (partial[first + 2u] + partial[first + 3u]);
    for (var i = local % LANES; i < count; i += LANES) {
        score_gradient[base + i] = probabilities[base + i] * (score_gradient[base + i] - sum) * p.scale;
    }
}

/// `d_queries[query..query + 4, d..d + 4]`
fn queries(sequence: u32, head: u32, query: u32, d: u32, row: u32) {
    let quads = (batch.sequence + 3u) / 4u;
    let count = p.head_size - d;
    let last = batch.sequence - 1u;
    let base = sequence * batch.sequence * p.qkv_stride + p.heads * p.head_size + head * p.head_size + d;
    let s0 = row * quads;
    let s1 = s0 + min(1u, last - query) * quads;
    let s2 = s0 + min(2u, last - query) * quads;
    let s3 = s0 + min(3u, last - query) * quads;
    var o0 = vec4f();
    var o1 = vec4f();
    var o2 = vec4f();
    var o3 = vec4f();
    for (var i = 0u; i < quads; i++) {
        let key = 4u * i;
        let k = mat4x4f(
            quad(base + key * p.qkv_stride, count),
            quad(base + min(key + 1u, last) * p.qkv_stride, count),
            quad(base + min(key + 2u, last) * p.qkv_stride, count),
            quad(base + min(key + 3u, last) * p.qkv_stride, count),
        );
        o0 += k * score_gradient[s0 + i];
        o1 += k * score_gradient[s1 + i];
        o2 += k * score_gradient[s2 + i];
        o3 += k * score_gradient[s3 + i];
    }
    let at = (sequence * batch.sequence + query) * p.qkv_stride + head * p.head_size + d;
    // Compilers write a function out wherever it is called: once in a loop, not four times.
    var sums = array<vec4f, 4>(o0, o1, o2, o3);
    for (var i = 0u; i < 4u && query + i <= last; i++) {
        store(at + i * p.qkv_stride, count, sums[i]);
    }
}

fn store(at: u32, count: u32, value: vec4f) {
    for (var i = 0u; i < min(count, 4u); i++) {
        qkv_gradient[at + i] = value[i];
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
        probability_gradients(sequence, head, query, i / 4u * 4u, first_row + query);
    }
    storageBarrier();
    let query = first + local / LANES;
    softmax_backward(first_row + query, local, query < batch.sequence);
    storageBarrier();
    let head_quads = (p.head_size + 3u) / 4u;
    for (var i = local; i < head_quads * 4u; i += 64u) {
        let block = first + i % 4u * 4u;
        if (block < batch.sequence) {
            queries(sequence, head, block, i / 4u * 4u, first_row + block);
        }
    }
}
