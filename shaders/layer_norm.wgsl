//! LayerNorm of a sum.
//! Rust twin: src/operations/layer_norm/cpu.rs
//!
//! `output[R, H] = (x - mean) / sqrt(variance + epsilon) * weight + bias` with `x = input + residual`; `statistics[R,
//! 2]` keeps mean and 1 / sd. Without a residual, a short buffer of zeros is bound: a read past its end returns one of
//! its zeros. Four invocations for each row, four values at a time; sixteen rows for each workgroup.

struct Params {
    rows: u32,
    columns: u32,
    stride4: u32,
    epsilon: f32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> input: array<vec4f>;
@group(0) @binding(3) var<storage, read> residual: array<vec4f>;
@group(0) @binding(4) var<storage, read> weight: array<vec4f>;
@group(0) @binding(5) var<storage, read> bias: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> statistics: array<vec2f>;

const LANES: u32 = 4u;
var<workgroup> partial: array<f32, 64>;

/// Sum of the values of this invocation's row.
fn row_sum(local: u32, values: vec4f) -> f32 {
    workgroupBarrier();
    partial[local] = (values.x + values.y) + (values.z + values.w);
    workgroupBarrier();
    let first = local / LANES * LANES;
    return (partial[first] + partial[first + 1u]) + (partial[first + 2u] + partial[first + 3u]);
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
    let row = group.x * (64u / LANES) + local / LANES;
    let lane = local % LANES;
    let base = row * p.stride4;
    // An invocation beyond the last row takes part in the barriers, with no columns.
    let quads = select(0u, p.stride4, row < batch.rows[p.rows]);

    // The padding of a row counts as 0.
    var sum = vec4f();
    for (var c = lane; c < quads; c += LANES) {
        let x = input[base + c] + residual[base + c];
        sum += first_of(p.columns - 4u * c, x);
        output[base + c] = x;
    }
    let mean = row_sum(local, sum) / f32(p.columns);
    var squares = vec4f();
    for (var c = lane; c < quads; c += LANES) {
        let d = first_of(p.columns - 4u * c, output[base + c] - mean);
        squares += d * d;
    }
    let variance = row_sum(local, squares) / f32(p.columns);
    let inverse = 1.0 / sqrt(variance + p.epsilon);
    for (var c = lane; c < quads; c += LANES) {
        output[base + c] = (output[base + c] - mean) * inverse * weight[c] + bias[c];
    }
    if (lane == 0u && quads > 0u) {
        statistics[row] = vec2f(mean, inverse);
    }
}
