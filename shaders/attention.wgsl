//! Scaled dot-product attention of one head: scores, softmax, values.
//! Rust twin: src/operations/attention/cpu.rs
//!
//! `qkv[B*S, 3H]` has queries, keys, values side by side, each split into heads of D; `probabilities[B*N*S, S]`,
//! `output[B*S, H]`. Keys outside the mask (and, if causal, after the query) get exactly 0. A query without any visible
//! key gets 0 everywhere. A row of `probabilities` is S rounded up to a multiple of 4, and its padding is 0.
//!
//! Grid: that of shared/attention_rows.wgsl.

#import attention
#import attention_rows

/// The weighted sum is over the values.
const WEIGHTED: u32 = 2u;

struct Params {
    heads: u32,
    head_size: u32,
    /// Floats from one row of qkv to the next, and of the output.
    qkv_stride: u32,
    output_stride: u32,
    causal: u32,
    /// Place of the attention mask in the batch buffer.
    mask: u32,
    scale: f32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> lists: array<u32>;
@group(0) @binding(4) var<storage, read_write> probabilities: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> output: array<f32>;

const MASKED: f32 = -3.0e38;

/// Which of four neighbouring keys exist and are inside the mask.
fn present(sequence: u32, key: u32) -> vec4<bool> {
    let keys = vec4u(key, key + 1u, key + 2u, key + 3u);
    let at = p.mask + sequence * batch.sequence + min(keys, vec4u(batch.sequence - 1u));
    return (keys < vec4u(batch.sequence)) & (vec4u(lists[at.x], lists[at.y], lists[at.z], lists[at.w]) != vec4u());
}

/// Scores of four queries and four keys, hidden keys masked.
fn before_softmax(sequence: u32, head: u32, query: u32, key: u32, row: u32) {
    let last = batch.sequence - 1u;
    let first_row = sequence * batch.sequence;
    let q0 = (first_row + min(query, last)) * p.qkv_stride + head * p.head_size;
    let q1 = (first_row + min(query + 1u, last)) * p.qkv_stride + head * p.head_size;
    let q2 = (first_row + min(query + 2u, last)) * p.qkv_stride + head * p.head_size;
    let q3 = (first_row + min(query + 3u, last)) * p.qkv_stride + head * p.head_size;
    let shift = p.heads * p.head_size + head * p.head_size;
    let k0 = (first_row + min(key, last)) * p.qkv_stride + shift;
    let k1 = (first_row + min(key + 1u, last)) * p.qkv_stride + shift;
    let k2 = (first_row + min(key + 2u, last)) * p.qkv_stride + shift;
    let k3 = (first_row + min(key + 3u, last)) * p.qkv_stride + shift;
    var s0 = vec4f();
    var s1 = vec4f();
    var s2 = vec4f();
    var s3 = vec4f();
    for (var d = 0u; d < p.head_size; d += 4u) {
        let count = p.head_size - d;
        let keys = mat4x4f(quad(k0 + d, count), quad(k1 + d, count), quad(k2 + d, count), quad(k3 + d, count));
        s0 += quad(q0 + d, count) * keys;
        s1 += quad(q1 + d, count) * keys;
        s2 += quad(q2 + d, count) * keys;
        s3 += quad(q3 + d, count) * keys;
    }
    let quads = (batch.sequence + 3u) / 4u;
    let at = row * quads + key / 4u;
    let keys = vec4u(key, key + 1u, key + 2u, key + 3u);
    let inside = present(sequence, key);
    var products = array<vec4f, 4>(s0, s1, s2, s3);
    for (var i = 0u; i < 4u && query + i <= last; i++) {
        let visible = inside & ((keys <= vec4u(query + i)) | vec4<bool>(p.causal == 0u));
        probabilities[at + i * quads] = select(vec4f(MASKED), products[i] * p.scale, visible);
    }
}

/// Turns the row's scores into probabilities; four invocations for each row.
fn softmax(row: u32, local: u32, in_range: bool) {
    let quads = (batch.sequence + 3u) / 4u;
    let count = select(0u, quads, in_range);
    let base = row * quads;
    let first = local / LANES * LANES;
    var largest = MASKED;
    for (var i = local % LANES; i < count; i += LANES) {
        let s = probabilities[base + i];
        largest = max(largest, max(max(s.x, s.y), max(s.z, s.w)));
    }
    partial[local] = largest;
    workgroupBarrier();
    largest = max(max(partial[first], partial[first + 1u]), max(partial[first + 2u], partial[first + 3u]));
    workgroupBarrier();
    var sum = 0.0;
    for (var i = local % LANES; i < count; i += LANES) {
        let s = probabilities[base + i];
        let e = select(exp(s - largest), vec4f(), s <= vec4f(MASKED));
        sum += (e.x + e.y) + (e.z + e.w);
        probabilities[base + i] = e;
    }
    partial[local] = sum;
    workgroupBarrier();
    sum = (partial[first] + partial[first + 1u]) + (partial[first + 2u] + partial[first + 3u]);
    let inverse = select(1.0 / sum, 0.0, sum == 0.0);
    for (var i = local % LANES; i < count; i += LANES) {
        probabilities[base + i] *= inverse;
    }
}

fn store(at: u32, count: u32, value: vec4f) {
    for (var i = 0u; i < min(count, 4u); i++) {
        output[at + i] = value[i];
    }
}

fn weights(at: u32) -> vec4f {
    return probabilities[at];
}

fn result_stride() -> u32 {
    return p.output_stride;
}
