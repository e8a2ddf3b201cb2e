//! Results of a step: both losses, the gradient's norm, and the factor that clips it.
//! Rust twin: src/optim/optimizer.rs
//!
//! `results[batch.result_index] = (MLM loss, NSP loss, norm, factor)` from the losses of the rows and the sums of squares.
//! One workgroup.

struct Params {
    groups: u32,
    has_mlm: u32,
    has_nsp: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> sums: array<f32>;
@group(0) @binding(3) var<storage, read> mlm_losses: array<f32>;
@group(0) @binding(4) var<storage, read> nsp_losses: array<f32>;
@group(0) @binding(5) var<storage, read_write> results: array<vec4f>;

const LANES: u32 = 32u;
var<workgroup> partial: array<vec4f, LANES>;

@compute @workgroup_size(32)
fn main(@builtin(local_invocation_index) local: u32) {
    var sum = vec4f();
    for (var i = local; i < p.groups; i += LANES) {
        sum.z += sums[i];
    }
    if (p.has_mlm != 0u) {
        for (var i = local; i < batch.rows[2]; i += LANES) {
            sum.x += mlm_losses[i];
        }
    }
    if (p.has_nsp != 0u && batch.nsp_scale > 0.0) {
        for (var i = local; i < batch.rows[1]; i += LANES) {
            sum.y += nsp_losses[i];
        }
    }
    partial[local] = sum;
    workgroupBarrier();
    if (local == 0u) {
        for (var i = 1u; i < LANES; i++) {
            sum += partial[i];
        }
        let norm = sqrt(sum.z);
        let factor = batch.max_norm / (norm + 1e-6);
        // Not `min()`: a norm that is NaN has to stay NaN.
        results[batch.result_index] =
            vec4f(sum.x * batch.mlm_scale, sum.y * batch.nsp_scale, norm, select(factor, 1.0, factor > 1.0));
    }
}
