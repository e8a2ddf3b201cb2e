//! What a step found: its losses, the gradient's norm, and the factor that clips it.
//! Rust twin: src/optim/optimizer.rs
//!
//! `results[2 * batch.result_index] = losses`, `results[2 * batch.result_index + 1] = (norm, factor, 0, 0)` from the losses of the rows
//! and the sums of squares. A step has up to four losses. One workgroup.

struct Params {
    groups: u32,
    losses: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> sums: array<f32>;
@group(0) @binding(3) var<storage, read> losses0: array<f32>;
@group(0) @binding(4) var<storage, read> losses1: array<f32>;
@group(0) @binding(5) var<storage, read> losses2: array<f32>;
@group(0) @binding(6) var<storage, read> losses3: array<f32>;
@group(0) @binding(7) var<storage, read_write> results: array<vec4f>;

const LANES: u32 = 32u;
var<workgroup> partial: array<vec4f, LANES>;
var<workgroup> partial_squares: array<f32, LANES>;

fn loss_of(which: u32, row: u32) -> f32 {
    switch which {
        case 0u: { return losses0[row]; }
        case 1u: { return losses1[row]; }
        case 2u: { return losses2[row]; }
        default: { return losses3[row]; }
    }
}

@compute @workgroup_size(32)
fn main(@builtin(local_invocation_index) local: u32) {
    var squares = 0.0;
    for (var i = local; i < p.groups; i += LANES) {
        squares += sums[i];
    }
    var sum = vec4f();
    for (var which = 0u; which < p.losses; which++) {
        for (var i = local; i < batch.labels[which]; i += LANES) {
            sum[which] += loss_of(which, i);
        }
    }
    partial[local] = sum;
    partial_squares[local] = squares;
    workgroupBarrier();
    if (local == 0u) {
        for (var i = 1u; i < LANES; i++) {
            sum += partial[i];
            squares += partial_squares[i];
        }
        let norm = sqrt(squares);
        let factor = batch.max_norm / (norm + 1e-6);
        results[2u * batch.result_index] = sum * batch.scales;
        // Not min(): a norm that is no number has to stay one.
        results[2u * batch.result_index + 1u] = vec4f(norm, select(factor, 1.0, factor > 1.0), 0.0, 0.0);
    }
}
