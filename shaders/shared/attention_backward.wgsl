//! What both kernels of attention's backward pass share.
//! Rust twin: src/operations/attention/gpu.rs

@group(0) @binding(2) var<storage, read> output_gradient: array<vec4f>;
@group(0) @binding(4) var<storage, read> probabilities: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> qkv_gradient: array<f32>;

fn gradient_quad(at: u32, count: u32) -> vec4f {
    if (WHOLE_QUADS) {
        return output_gradient[at / 4u];
    }
    return first_of(count, across(output_gradient[at / 4u], output_gradient[at / 4u + 1u], at % 4u));
}

fn store(at: u32, count: u32, value: vec4f) {
    for (var i = 0u; i < min(count, 4u); i++) {
        qkv_gradient[at + i] = value[i];
    }
}
