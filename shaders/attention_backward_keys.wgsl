//! Gradients of attention's keys and values.
//! Rust twin: src/operations/attention/cpu.rs
//!
//! `d_values = probabilities^T * d_output`, `d_keys = d_scores^T * queries`: two thirds of `qkv_gradient[B*S, 3H]`.
//!
//! Grid: x = blocks of 4 keys by 4 columns of the head, one for each invocation; y = head; z = sequence.

#import attention
#import attention_backward

struct Params {
    heads: u32,
    head_size: u32,
    qkv_stride: u32,
    output_stride: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(5) var<storage, read> score_gradient: array<vec4f>;

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
    // Two queries at once, so that a GPU waits half as often. If their number is odd, the last is read twice, the
    // second time with weight 0.
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
    // Compilers inline a function at every call: this way it is inlined once, in a loop, and not four times.
    for (var i = 0u; i < 4u && key + i < batch.sequence; i++) {
        store(out + i * p.qkv_stride, count, keys[i]);
        store(out + i * p.qkv_stride + hidden, count, values[i]);
    }
}
