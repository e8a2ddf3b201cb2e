//! Gradients of attention's keys and values.
//! Rust twin: src/kernels/attention.rs
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
@group(0) @binding(2) var<storage, read> output_gradient: array<f32>;
@group(0) @binding(3) var<storage, read> qkv: array<f32>;
@group(0) @binding(4) var<storage, read> probabilities: array<vec4f>;
@group(0) @binding(5) var<storage, read> score_gradient: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> qkv_gradient: array<f32>;

fn quad(at: u32, count: u32) -> vec4f {
    if (count >= 4u) {
        return vec4f(qkv[at], qkv[at + 1u], qkv[at + 2u], qkv[at + 3u]);
    }
    var value = vec4f(qkv[at], 0.0, 0.0, 0.0);
    if (count > 1u) {
        value.y = qkv[at + 1u];
    }
    if (count > 2u) {
        value.z = qkv[at + 2u];
    }
    return value;
}

fn gradient_quad(at: u32, count: u32) -> vec4f {
    if (count >= 4u) {
        return vec4f(output_gradient[at], output_gradient[at + 1u], output_gradient[at + 2u], output_gradient[at + 3u]);
    }
    var value = vec4f(output_gradient[at], 0.0, 0.0, 0.0);
    if (count > 1u) {
        value.y = output_gradient[at + 1u];
    }
    if (count > 2u) {
        value.z = output_gradient[at + 2u];
    }
    return value;
}

fn store(at: u32, count: u32, value: vec4f) {
    qkv_gradient[at] = value.x;
    if (count > 1u) {
        qkv_gradient[at + 1u] = value.y;
    }
    if (count > 2u) {
        qkv_gradient[at + 2u] = value.z;
    }
    if (count > 3u) {
        qkv_gradient[at + 3u] = value.w;
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
    for (var query = 0u; query < batch.sequence; query++) {
        let queries = quad(q, count);
        let gradients = gradient_quad(g, count);
        let s = score_gradient[at];
        let weight = probabilities[at];
        keys[0] += queries * s.x;
        keys[1] += queries * s.y;
        keys[2] += queries * s.z;
        keys[3] += queries * s.w;
        values[0] += gradients * weight.x;
        values[1] += gradients * weight.y;
        values[2] += gradients * weight.z;
        values[3] += gradients * weight.w;
        at += quads;
        q += p.qkv_stride;
        g += p.output_stride;
    }
    let hidden = p.heads * p.head_size;
    var key = key_quad * 4u;
    var out = (first_row + key) * p.qkv_stride + hidden + column;
    store(out, count, keys[0]);
    store(out + hidden, count, values[0]);
    if (key + 1u < batch.sequence) {
        out += p.qkv_stride;
        store(out, count, keys[1]);
        store(out + hidden, count, values[1]);
    }
    if (key + 2u < batch.sequence) {
        out += p.qkv_stride;
        store(out, count, keys[2]);
        store(out + hidden, count, values[2]);
    }
    if (key + 3u < batch.sequence) {
        out += p.qkv_stride;
        store(out, count, keys[3]);
        store(out + hidden, count, values[3]);
    }
}
