//! L2 norms of one sequence's rows.
//! Rust twin: src/optim/optimizer.rs
//!
//! `norms[offset + S]` from rows `inspected_row * S ..` of `values[B*S, H]`. With dead-row elimination, a list in the
//! batch buffer has 1 + the row of each position, or 0 (`places` 0: no such list). One workgroup for each row.

struct Params {
    columns: u32,
    stride: u32,
    offset: u32,
    places: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> lists: array<u32>;
@group(0) @binding(3) var<storage, read> values: array<f32>;
@group(0) @binding(4) var<storage, read_write> norms: array<f32>;

const LANES: u32 = 32u;
var<workgroup> partial: array<f32, LANES>;

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
    if (group.x >= batch.sequence) {
        return;
    }
    var row = batch.inspected_row * batch.sequence + group.x;
    var columns = p.columns;
    if (p.places != 0u) {
        let place = lists[p.places + row];
        columns = select(0u, columns, place > 0u);
        row = max(place, 1u) - 1u;
    }
    let base = row * p.stride;
    var sum = 0.0;
    for (var c = local; c < columns; c += LANES) {
        sum += values[base + c] * values[base + c];
    }
    partial[local] = sum;
    workgroupBarrier();
    if (local == 0u) {
        for (var i = 1u; i < LANES; i++) {
            sum += partial[i];
        }
        norms[p.offset + group.x] = sqrt(sum);
    }
}
