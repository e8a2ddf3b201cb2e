//! One update of all parameters.
//! Rust twin: src/optim/optimizer.rs
//!
//! `parameters[P]`, `first[P]`, `second[P]` from `gradients[P]`, clipped. `update_kinds[P / 64]` is one value for each
//! block of 64 parameters: 0 not trained, 1 trained, 2 trained with weight decay.

struct Params {
    /// P / 4
    quads: u32,
    /// Number of invocations in the whole grid.
    invocations: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> update_kinds: array<u32>;
@group(0) @binding(3) var<storage, read> results: array<vec4f>;
@group(0) @binding(4) var<storage, read> gradients: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> first: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> second: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
    let factor = results[2u * batch.result_index + 1u].y;
    for (var i = id.x; i < p.quads; i += p.invocations) {
        let update_kind = update_kinds[i / 16u];
        if (update_kind == 0u) {
            continue;
        }
        let decay = select(0.0, batch.weight_decay, update_kind == 2u);
        let g = gradients[i] * factor;
        let m = batch.beta1 * first[i] + batch.one_minus_beta1 * g;
        let v = batch.beta2 * second[i] + batch.one_minus_beta2 * g * g;
        first[i] = m;
        second[i] = v;
        let w = parameters[i];
        if (batch.update_rule == 0u) {
            let denominator = sqrt(v) / batch.correction2 + batch.epsilon;
            let decayed = w * (1.0 - batch.learning_rate * decay);
            parameters[i] = decayed - (batch.learning_rate / batch.correction1) * (m / denominator);
        } else {
            parameters[i] = w - batch.learning_rate * (m / (sqrt(v) + batch.epsilon) + decay * w);
        }
    }
}
