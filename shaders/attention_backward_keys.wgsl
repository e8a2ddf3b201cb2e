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

/// Four neighbouring values, those from the `count`th on 0.
fn quad(at: u32, count: u32) -> vec4f {
    let last = count - 1u;
    let value = vec4f(qkv[at], qkv[at + min(1u, last)], qkv[at + min(2u, last)], qkv[at + min(3u, last)]);
    return select(vec4f(), value, vec4u(0u, 1u, 2u, 3u) < vec4u(count));
}

fn gradient_quad(at: u32, count: u32) -> vec4f {
    let last = count - 1u;
    let value = vec4f(output_gradient[at], output_gradient[at + min(1u, last)], output_gradient[at + min(2u, last)], output_gradient[at + min(3u, last)]);
    return select(vec4f(), value, vec4u(0u, 1u, 2u, 3u) < vec4u(count));
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
    let key = key_quad * 4u;
    let out = (first_row + key) * p.qkv_stride + hidden + column;
    // Compilers write a function out wherever it is called: once in a loop, not four times.
    for (var i = 0u; i < 4u && key + i < batch.sequence; i++) {
        store(out + i * p.qkv_stride, count, keys[i]);
        store(out + i * p.qkv_stride + hidden, count, values[i]);
    }
}
