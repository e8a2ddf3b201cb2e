//! First half of the gradient's global norm: a sum of squares for each workgroup.
//! Rust twin: src/optim/optimizer.rs
//!
//! `sums[G]` from `gradients[P]`, in a fixed order.

struct Params {
    /// P / 4
    quads: u32,
    groups: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> gradients: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> sums: array<f32>;

const LANES: u32 = 128u;
var<workgroup> partial: array<f32, LANES>;

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
    var sum = vec4f();
    for (var i = group.x * LANES + local; i < p.quads; i += p.groups * LANES) {
        let g = gradients[i];
        sum += g * g;
    }
    partial[local] = (sum.x + sum.y) + (sum.z + sum.w);
    workgroupBarrier();
    if (local == 0u) {
        var total = 0.0;
        for (var i = 0u; i < LANES; i++) {
            total += partial[i];
        }
        sums[group.x] = total;
    }
}
