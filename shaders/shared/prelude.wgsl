//! Put in front of every kernel: the header of the batch buffer, and the activations.
//! Rust twin: src/engine/gpu/upload.rs
//! The activations have theirs in src/operations/linear/cpu.rs.

/// First 256 bytes of the batch buffer, written by the CPU before every step.
struct Batch {
    /// Number of rows in use, by kind: positions B*S, sequences B, selected K, those that reach a loss.
    rows: vec4u,
    /// By loss: the number of labels, and 1 / (labels + epsilon), 0 without labels.
    labels: vec4u,
    scales: vec4f,
    /// S
    sequence: u32,
    /// Place of this step's losses.
    result_index: u32,
    /// Row of the batch whose gradient norms are computed.
    inspected_row: u32,
    /// 0: AdamW, 1: Google's AdamWeightDecay.
    update_rule: u32,
    learning_rate: f32,
    beta1: f32,
    beta2: f32,
    epsilon: f32,
    one_minus_beta1: f32,
    one_minus_beta2: f32,
    weight_decay: f32,
    max_norm: f32,
    /// 1 - beta1^t
    correction1: f32,
    /// sqrt(1 - beta2^t)
    correction2: f32,
    /// Different words of the batch.
    words: u32,
}

@group(0) @binding(1) var<uniform> batch: Batch;

const NONE: u32 = 0u;
const GELU: u32 = 1u;
const GELU_TANH: u32 = 2u;
const RELU: u32 = 3u;
const TANH: u32 = 4u;

/// Rational approximation of the error function on [-4, 4] (Eigen's coefficients), off by a few units in the last place.
fn erf(argument: vec4f) -> vec4f {
    let x = clamp(argument, vec4f(-4.0), vec4f(4.0));
    let s = x * x;
    var p = vec4f(-2.72614225801306e-10);
    p = p * s + 2.77068142495902e-08;
    p = p * s - 2.10102402082508e-06;
    p = p * s - 5.69250639462346e-05;
    p = p * s - 7.34990630326855e-04;
    p = p * s - 2.95459980854025e-03;
    p = p * s - 1.60960333262415e-02;
    var q = vec4f(-1.45660718464996e-05);
    q = q * s - 2.13374055278905e-04;
    q = q * s - 1.68282697438203e-03;
    q = q * s - 7.37332916720468e-03;
    q = q * s - 1.42647390514189e-02;
    return x * p / q;
}

/// Computed from exp(-2|x|), which cannot overflow.
fn tangent(x: vec4f) -> vec4f {
    let t = exp(-2.0 * abs(x));
    let y = (1.0 - t) / (1.0 + t);
    return select(y, -y, x < vec4f());
}

/// The argument of tanh in the tanh approximation of GELU.
fn gelu_argument(x: vec4f) -> vec4f {
    return 0.7978845608028654 * (x + 0.044715 * x * x * x);
}

fn activate4(kind: u32, x: vec4f) -> vec4f {
    switch kind {
        case GELU: { return 0.5 * x * (1.0 + erf(x * 0.7071067811865476)); }
        case GELU_TANH: { return 0.5 * x * (1.0 + tangent(gelu_argument(x))); }
        case RELU: { return select(x, vec4f(), x < vec4f()); }
        case TANH: { return tangent(x); }
        default: { return x; }
    }
}

/// Derivative at the argument `x`; for tanh, `x` is the output.
fn activation_slope4(kind: u32, x: vec4f) -> vec4f {
    switch kind {
        case GELU: {
            let density = 0.3989422804014327 * exp(-0.5 * x * x);
            return 0.5 * (1.0 + erf(x * 0.7071067811865476)) + x * density;
        }
        case GELU_TANH: {
            let t = tangent(gelu_argument(x));
            let inner = 0.7978845608028654 * (1.0 + 3.0 * 0.044715 * x * x);
            return 0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * inner;
        }
        case RELU: { return select(vec4f(1.0), vec4f(), x <= vec4f()); }
        case TANH: { return 1.0 - x * x; }
        default: { return vec4f(1.0); }
    }
}

/// Four neighbouring values out of two neighbouring quads, from the `shift`th on.
fn across(left: vec4f, right: vec4f, shift: u32) -> vec4f {
    switch shift {
        case 1u: { return vec4f(left.yzw, right.x); }
        case 2u: { return vec4f(left.zw, right.xy); }
        case 3u: { return vec4f(left.w, right.xyz); }
        default: { return left; }
    }
}

/// The others 0.
fn first_of(count: u32, value: vec4f) -> vec4f {
    return select(vec4f(), value, vec4u(0u, 1u, 2u, 3u) < vec4u(count));
}
