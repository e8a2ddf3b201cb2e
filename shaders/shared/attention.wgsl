//! What all attention kernels share: queries, keys and values.
//! Rust twin: src/operations/attention/gpu.rs

@group(0) @binding(3) var<storage, read> qkv: array<vec4f>;

/// Four neighbouring values; those from the `count`th on are 0.
fn quad(at: u32, count: u32) -> vec4f {
    if (WHOLE_QUADS) {
        return qkv[at / 4u];
    }
    return first_of(count, across(qkv[at / 4u], qkv[at / 4u + 1u], at % 4u));
}
