//! Softmax cross-entropy of each row and its gradient.
//! Rust twin: src/operations/cross_entropy/cpu.rs
//!
//! `losses[R] = -log softmax(logits[R, O])[label]`, `correct[R] = 1` where the label has the greatest logit (the first of
//! equals), `gradient[R, O] = (softmax - onehot) * scale`, with 0 in the padding of a row. One workgroup for each row.

struct Params {
    rows: u32,
    /// Rows of the slot for each that `rows` counts.
    times: u32,
    columns: u32,
    stride: u32,
    labels: u32,
    /// Which of the losses it is.
    loss: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> lists: array<u32>;
@group(0) @binding(3) var<storage, read> logits: array<f32>;
@group(0) @binding(4) var<storage, read_write> losses: array<f32>;
@group(0) @binding(5) var<storage, read_write> correct: array<f32>;
@group(0) @binding(6) var<storage, read_write> gradient: array<f32>;

/// Number of workgroups along x.
const ROW_GRID: u32 = 32768u;
const LANES: u32 = 64u;
var<workgroup> partial: array<f32, LANES>;
var<workgroup> places: array<u32, LANES>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
    let row = group.y * ROW_GRID + group.x;
    if (row >= p.times * batch.rows[p.rows]) {
        return;
    }
    let base = row * p.stride;
    var largest = -3.0e38;
    var place = 0u;
    for (var c = local; c < p.columns; c += LANES) {
        let x = logits[base + c];
        if (x > largest) {
            largest = x;
            place = c;
        }
    }
    partial[local] = largest;
    places[local] = place;
    workgroupBarrier();
    for (var i = 0u; i < LANES; i++) {
        let x = partial[i];
        if (x > largest || (x == largest && places[i] < place)) {
            largest = x;
            place = places[i];
        }
    }
    var sum = 0.0;
    for (var c = local; c < p.columns; c += LANES) {
        sum += exp(logits[base + c] - largest);
    }
    workgroupBarrier();
    partial[local] = sum;
    workgroupBarrier();
    sum = 0.0;
    for (var i = 0u; i < LANES; i++) {
        sum += partial[i];
    }
    let label = lists[p.labels + row];
    if (local == 0u) {
        losses[row] = log(sum) + (largest - logits[base + label]);
        correct[row] = select(0.0, 1.0, place == label);
    }
    let scale = batch.scales[p.loss];
    let inverse = 1.0 / sum;
    for (var c = local; c < p.stride; c += LANES) {
        var d = 0.0;
        if (c < p.columns) {
            d = exp(logits[base + c] - largest) * inverse;
            if (c == label) {
                d -= 1.0;
            }
            d *= scale;
        }
        gradient[base + c] = d;
    }
}
