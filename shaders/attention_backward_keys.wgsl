//! Gradients of attention's keys and values.
//! Rust twin: src/operations/attention/cpu.rs
//!
//! `d_values = probabilities^T * d_output`, `d_keys = d_scores^T * queries`: two thirds of `qkv_gradient[B*S, 3H]`.
//!
//! Grid: x = blocks of 4 keys by 4 columns of the head, one an invocation, y = head, z = sequence.

struct Params {
    heads: u32,
    head_size: u32,
    qkv_stride: u32,
    output_stride: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> output_gradient: array<vec4f>;
@group(0) @binding(3) var<storage, read> qkv: array<vec4f>;
@group(0) @binding(4) var<storage, read> probabilities: array<vec4f>;
@group(0) @binding(5) var<storage, read> score_gradient: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> qkv_gradient: array<f32>;

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

fn store(at: u32, count: u32, value: vec4f) {
    for (var i = 0u; i < min(count, 4u); i++) {
        qkv_gradient[at + i] = value[i];
    }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
    let head = id.y;
    let sequence = id.z;
    let quads = (batch.sequence + 3u) / 4u;
    let head_quads = (p.head_size + 3u) / 4u;
    if (sequence >= batch.rows[1] || id.x >= quads * head_quads) {
        return;
    }
    let d = id.x % head_quads * 4u;
    let key_quad = id.x / head_quads;
    let count = p.head_size - d;
    let first_row = sequence * batch.sequence;
    let column = head * p.head_size + d;
    var at = (sequence * p.heads + head) * batch.sequence * quads + key_quad;
    var q = first_row * p.qkv_stride + column;
    var g = first_row * p.output_stride + column;
    // Columns are keys.
    var keys = mat4x4f();
    var values = mat4x4f();
    // Two queries at once, so that a GPU waits half as often. Of an odd number the last comes twice, the second time times 0.
    for (var query = 0u; query < batch.sequence; query += 2u) {
        let next = min(1u, batch.sequence - 1u - query);
        let queries = quad(q, count);
        let next_queries = quad(q + next * p.qkv_stride, count);
        let gradients = gradient_quad(g, count);
        let next_gradients = gradient_quad(g + next * p.output_stride, count);
        let s = score_gradient[at];
        let next_s = score_gradient[at + next * quads] * f32(next);
        let weight = probabilities[at];
        let next_weight = probabilities[at + next * quads] * f32(next);
        keys[0] += queries * s.x + next_queries * next_s.x;
        keys[1] += queries * s.y + next_queries * next_s.y;
        keys[2] += queries * s.z + next_queries * next_s.z;
        keys[3] += queries * s.w + next_queries * next_s.w;
        values[0] += gradients * weight.x + next_gradients * next_weight.x;
        values[1] += gradients * weight.y + next_gradients * next_weight.y;
        values[2] += gradients * weight.z + next_gradients * next_weight.z;
        values[3] += gradients * weight.w + next_gradients * next_weight.w;
        at += 2u * quads;
        q += 2u * p.qkv_stride;
        g += 2u * p.output_stride;
    }
    let hidden = p.heads * p.head_size;
    let key = key_quad * 4u;
    let out = (first_row + key) * p.qkv_stride + hidden + column;
    // Compilers write a function out wherever it is called: once in a loop, not four times.
    for (var i = 0u; i < 4u && key + i < batch.sequence; i++) {
        store(out + i * p.qkv_stride, count, keys[i]);
        store(out + i * p.qkv_stride + hidden, count, values[i]);
    }
}
