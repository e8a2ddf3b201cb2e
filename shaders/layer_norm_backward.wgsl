//! Gradients of LayerNorm: of its inputs, and of weight and bias.
//! Rust twin: src/operations/layer_norm/cpu.rs
//!
//! With `n = (x - mean) / sd`, `x = input + residual`, `g = d_output * weight`: `d_x = (g - mean(g) - n * mean(g * n))
//! / sd`, for input and residual alike; `d_weight = sum over rows of d_output * n`, `d_bias = sum of d_output`. Both
//! kinds of sums are independent, so one grid computes both. The first `row_groups` workgroups take 16 rows each (4
//! invocations for each row). The others take 8 columns each (2 times 4 columns, 32 strips of rows).

struct Params {
    rows: u32,
    columns: u32,
    stride4: u32,
    has_residual: u32,
    /// Add to the existing gradient instead of writing it.
    add_to_input: u32,
    add_to_residual: u32,
    row_groups: u32,
    /// Places of weight and bias in the flat gradient, in quads.
    weight4: u32,
    bias4: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> output_gradient: array<vec4f>;
@group(0) @binding(3) var<storage, read> input: array<vec4f>;
@group(0) @binding(4) var<storage, read> residual: array<vec4f>;
@group(0) @binding(5) var<storage, read> weight: array<vec4f>;
@group(0) @binding(6) var<storage, read> statistics: array<vec2f>;
@group(0) @binding(7) var<storage, read_write> input_gradient: array<vec4f>;
@group(0) @binding(8) var<storage, read_write> residual_gradient: array<vec4f>;
@group(0) @binding(9) var<storage, read_write> parameter_gradients: array<vec4f>;

const LANES: u32 = 4u;
const QUADS: u32 = 2u;
const STRIPS: u32 = 32u;
/// One array for all sums, because a software adapter writes every value when it clears an array.
var<workgroup> partial: array<vec4f, 64>;

/// Without a residual, zeros are bound (see layer_norm.wgsl).
fn normalized(index: u32, statistic: vec2f) -> vec4f {
    return (input[index] + residual[index] - statistic.x) * statistic.y;
}

fn sum_of(values: vec4f) -> f32 {
    return (values.x + values.y) + (values.z + values.w);
}

fn rows_of_inputs(first: u32, local: u32) {
    let row = first + local / LANES;
    let lane = local % LANES;
    let base = row * p.stride4;
    let quads = select(0u, p.stride4, row < batch.rows[p.rows]);
    let statistic = statistics[row];
    // The padding of a row counts as 0.
    var sum = vec4f();
    var scaled_sum = vec4f();
    for (var c = lane; c < quads; c += LANES) {
        let g = first_of(p.columns - 4u * c, output_gradient[base + c] * weight[c]);
        sum += g;
        scaled_sum += g * normalized(base + c, statistic);
    }
    partial[local] = vec4f(sum_of(sum), sum_of(scaled_sum), 0.0, 0.0);
    workgroupBarrier();
    let at = local / LANES * LANES;
    let mean = ((partial[at] + partial[at + 1u]) + (partial[at + 2u] + partial[at + 3u])) / f32(p.columns);
    for (var c = lane; c < quads; c += LANES) {
        let g = output_gradient[base + c] * weight[c];
        let d = (g - mean.x - normalized(base + c, statistic) * mean.y) * statistic.y;
        var to_input = d;
        if (p.add_to_input != 0u) {
            to_input += input_gradient[base + c];
        }
        input_gradient[base + c] = to_input;
        if (p.has_residual != 0u) {
            var to_residual = d;
            if (p.add_to_residual != 0u) {
                to_residual += residual_gradient[base + c];
            }
            residual_gradient[base + c] = to_residual;
        }
    }
}

fn columns_of_parameters(first: u32, local: u32) {
    let quad = first + local % QUADS;
    let rows = select(0u, batch.rows[p.rows], quad < p.stride4);
    var to_weight = vec4f();
    var to_bias = vec4f();
    for (var row = local / QUADS; row < rows; row += STRIPS) {
        let g = first_of(p.columns - 4u * quad, output_gradient[row * p.stride4 + quad]);
        to_weight += g * normalized(row * p.stride4 + quad, statistics[row]);
        to_bias += g;
    }
    to_weight = sum_of_strips(local, to_weight);
    to_bias = sum_of_strips(local, to_bias);
    if (local < QUADS && quad < p.stride4) {
        parameter_gradients[p.weight4 + quad] = to_weight;
        parameter_gradients[p.bias4 + quad] = to_bias;
    }
}

fn sum_of_strips(local: u32, value: vec4f) -> vec4f {
    workgroupBarrier();
    partial[local] = value;
    workgroupBarrier();
    var sum = vec4f();
    for (var i = local % QUADS; i < 64u; i += QUADS) {
        sum += partial[i];
    }
    return sum;
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
    if (group.x < p.row_groups) {
        rows_of_inputs(group.x * (64u / LANES), local);
    } else {
        columns_of_parameters((group.x - p.row_groups) * QUADS, local);
    }
}
