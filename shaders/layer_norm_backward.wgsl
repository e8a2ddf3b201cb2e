//! Gradients of LayerNorm: of what went in, and of weight and bias.
//! Rust twin: src/kernels/layer_norm.rs
//!
//! With `n = (x - mean) / sd`, `x = input + residual`, `g = d_output * weight`:
//! `d_x = (g - mean(g) - n * mean(g * n)) / sd`, for input and residual alike; `d_weight = sum over rows of d_output * n`,
//! `d_bias = sum of d_output`. Both kinds of sums are independent, so one grid does both: the first `row_groups`
//! workgroups take 16 rows each (16 invocations a row), the others 16 columns each (16 strips of rows a column).

struct Params {
    rows: u32,
    columns: u32,
    stride: u32,
    has_residual: u32,
    /// Add to the gradient that is there instead of writing it.
    add_to_input: u32,
    add_to_residual: u32,
    row_groups: u32,
    /// Of weight and bias in the flat gradient.
    weight: u32,
    bias: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> output_gradient: array<f32>;
@group(0) @binding(3) var<storage, read> input: array<f32>;
@group(0) @binding(4) var<storage, read> residual: array<f32>;
@group(0) @binding(5) var<storage, read> weight: array<f32>;
@group(0) @binding(6) var<storage, read> statistics: array<vec2f>;
@group(0) @binding(7) var<storage, read_write> input_gradient: array<f32>;
@group(0) @binding(8) var<storage, read_write> residual_gradient: array<f32>;
@group(0) @binding(9) var<storage, read_write> parameter_gradients: array<f32>;

const LANES: u32 = 16u;
var<workgroup> partial: array<vec2f, 256>;

fn normalized(index: u32, statistic: vec2f) -> f32 {
    var x = input[index];
    if (p.has_residual != 0u) {
        x += residual[index];
    }
    return (x - statistic.x) * statistic.y;
}

fn rows_of_inputs(first: u32, local: u32) {
    let row = first + local / LANES;
    let lane = local % LANES;
    let base = row * p.stride;
    let columns = select(0u, p.columns, row < batch.rows[p.rows]);
    let statistic = statistics[row];
    var sum = vec2f();
    for (var c = lane; c < columns; c += LANES) {
        let g = output_gradient[base + c] * weight[c];
        sum += vec2f(g, g * normalized(base + c, statistic));
    }
    partial[local] = sum;
    workgroupBarrier();
    var mean = vec2f();
    for (var i = 0u; i < LANES; i++) {
        mean += partial[local / LANES * LANES + i];
    }
    mean /= f32(p.columns);
    for (var c = lane; c < columns; c += LANES) {
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
    let column = first + local % LANES;
    let rows = select(0u, batch.rows[p.rows], column < p.columns);
    var sum = vec2f();
    for (var row = local / LANES; row < rows; row += LANES) {
        let g = output_gradient[row * p.stride + column];
        sum += vec2f(g * normalized(row * p.stride + column, statistics[row]), g);
    }
    partial[local] = sum;
    workgroupBarrier();
    if (local < LANES && column < p.columns) {
        for (var i = 1u; i < LANES; i++) {
            sum += partial[i * LANES + local];
        }
        parameter_gradients[p.weight + column] = sum.x;
        parameter_gradients[p.bias + column] = sum.y;
    }
}

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
    if (group.x < p.row_groups) {
        rows_of_inputs(group.x * 16u, local);
    } else {
        columns_of_parameters((group.x - p.row_groups) * LANES, local);
    }
}
