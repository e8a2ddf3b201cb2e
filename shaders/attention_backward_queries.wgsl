//! Gradients of attention's scores and queries.
//! Rust twin: src/operations/attention/cpu.rs
//!
//! `d_probabilities = d_output * values^T`; `d_scores = probabilities * (d_probabilities - their weighted sum) *
//! scale`, kept in `score_gradient[B*N*S, S]` for the keys' kernel; `d_queries = d_scores * keys`, a third of
//! `qkv_gradient[B*S, 3H]`. The padding of a row stays 0, because its probabilities are 0.
//!
//! Grid: that of shared/attention_rows.wgsl.

#import attention
#import attention_backward
#import attention_rows

/// The weighted sum is over the keys.
const WEIGHTED: u32 = 1u;

struct Params {
    heads: u32,
    head_size: u32,
    qkv_stride: u32,
    output_stride: u32,
    scale: f32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(5) var<storage, read_write> score_gradient: array<vec4f>;


/// `d_probabilities[query..query + 4, key..key + 4]`
fn before_softmax(sequence: u32, head: u32, query: u32, key: u32, row: u32) {
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

/// Backward pass of the softmax for one row; four invocations for each row.
fn softmax(row: u32, local: u32, in_range: bool) {
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

fn weights(at: u32) -> vec4f {
    return score_gradient[at];
}

fn result_stride() -> u32 {
    return p.qkv_stride;
}
