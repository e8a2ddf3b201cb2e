//! LayerNorm of a sum.
//! Rust twin: src/kernels/layer_norm.rs
//!
//! `output[R, H] = (x - mean) / sqrt(variance + epsilon) * weight + bias` with `x = input + residual`;
//! `statistics[R, 2]` keeps mean and 1 / sd. Sixteen invocations a row, four rows a workgroup.

struct Params {
    rows: u32,
    columns: u32,
    stride: u32,
    has_residual: u32,
    epsilon: f32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> input: array<f32>;
@group(0) @binding(3) var<storage, read> residual: array<f32>;
@group(0) @binding(4) var<storage, read> weight: array<f32>;
@group(0) @binding(5) var<storage, read> bias: array<f32>;
@group(0) @binding(6) var<storage, read_write> output: array<f32>;
@group(0) @binding(7) var<storage, read_write> statistics: array<vec2f>;

const LANES: u32 = 16u;
var<workgroup> partial: array<f32, 64>;

/// Sum of the sixteen values of this invocation's row.
fn row_sum(local: u32, value: f32) -> f32 {
    workgroupBarrier();
    partial[local] = value;
    workgroupBarrier();
    let first = local / LANES * LANES;
    var sum = 0.0;
    for (var i = 0u; i < LANES; i++) {
        sum += partial[first + i];
    }
    return sum;
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
    let row = group.x * 4u + local / LANES;
    let lane = local % LANES;
    let base = row * p.stride;
    // A row beyond the last takes part in the barriers, with no columns.
    let columns = select(0u, p.columns, row < batch.rows[p.rows]);
    let residual_on = p.has_residual != 0u;

    var sum = 0.0;
    for (var c = lane; c < columns; c += LANES) {
        var x = input[base + c];
        if (residual_on) {
            x += residual[base + c];
        }
        sum += x;
        output[base + c] = x;
    }
    let mean = row_sum(local, sum) / f32(p.columns);
    var squares = 0.0;
    for (var c = lane; c < columns; c += LANES) {
        let d = output[base + c] - mean;
        squares += d * d;
    }
    let variance = row_sum(local, squares) / f32(p.columns);
    let inverse = 1.0 / sqrt(variance + p.epsilon);
    for (var c = lane; c < columns; c += LANES) {
        output[base + c] = (output[base + c] - mean) * inverse * weight[c] + bias[c];
    }
    if (lane == 0u && columns > 0u) {
        statistics[row] = vec2f(mean, inverse);
    }
}
