//! Every parameter and its last update as a level that a display can show: a byte, 128 for 0.
//! Rust twin: src/optim/pixels.rs
//!
//! `levels[2 * P / 4]`, four bytes in a word: first of `parameters[P]`, then of their last update. The update is
//! computed from the values after it: `parameters`, `first[P]` and `second[P]`. `update_kinds[P / 64]` as in update.wgsl.

struct Params {
    /// P / 4
    quads: u32,
    /// Number of invocations in the whole grid.
    invocations: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> update_kinds: array<u32>;
@group(0) @binding(3) var<storage, read> parameters: array<vec4f>;
@group(0) @binding(4) var<storage, read> first: array<vec4f>;
@group(0) @binding(5) var<storage, read> second: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> levels: array<u32>;

/// The weight with the strongest colour.
const WEIGHT_SCALE: f32 = 1.0;

fn level(value: vec4f, scale: f32) -> u32 {
    let share = clamp(value / scale, vec4f(-1.0), vec4f(1.0));
    let bytes = vec4u(128.0 + round(127.0 * sign(share) * sqrt(abs(share))));
    return bytes.x | (bytes.y << 8u) | (bytes.z << 16u) | (bytes.w << 24u);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
    for (var i = id.x; i < p.quads; i += p.invocations) {
        let w = parameters[i];
        levels[i] = level(w, WEIGHT_SCALE);
        let update_kind = update_kinds[i / 16u];
        if (update_kind == 0u || batch.learning_rate == 0.0) {
            levels[p.quads + i] = 0x80808080u;
            continue;
        }
        let decay = batch.learning_rate * select(0.0, batch.weight_decay, update_kind == 2u);
        var moved = batch.learning_rate * first[i];
        if (batch.update_rule == 0u) {
            moved = (moved / batch.correction1) / (sqrt(second[i]) / batch.correction2 + batch.epsilon);
        } else {
            moved = moved / (sqrt(second[i]) + batch.epsilon);
        }
        // after = before * (1 - decay) - moved
        let before = (w + moved) / (1.0 - decay);
        levels[p.quads + i] = level(-moved - decay * before, batch.learning_rate);
    }
}
