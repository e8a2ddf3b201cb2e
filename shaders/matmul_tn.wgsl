//! Matrix product `A[K, M]^T * B[K, N]` by blocks of 8x16 values in registers, straight from global memory: the quickest on
//! adapters that are software. Rows of A and B are multiples of 4 values long.
//! Rust twin: src/kernels/matmul/mod.rs
//!
//! The gradients of a dense layer's parameters: `d_weight[O, I] = d_output[R, O]^T * input[R, I]`, and, as the sum of A's
//! rows, `d_bias[O]` (into `kept`). Grid: x = 16 columns, y = 8 rows of the result an invocation.

struct Params {
    /// 1 + kind of rows that M is, or 0: then it is `m`. The same for K.
    m_rows: u32,
    k_rows: u32,
    m: u32,
    n: u32,
    k: u32,
    /// Floats from one row to the next.
    a_stride: u32,
    b_stride: u32,
    output_stride: u32,
    /// Applied to the sum; the argument is kept where `keeps_argument`.
    activation: u32,
    keeps_argument: u32,
    has_bias: u32,
    /// Activation whose slope at `argument` multiplies the product.
    slope: u32,
    /// Add to what is there.
    add: u32,
    /// 0: A * B^T, 1: A * B, 2: A^T * B (which also sums A's rows into `kept`, as a bias gradient).
    arrangement: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> a: array<vec4f>;
@group(0) @binding(3) var<storage, read> b: array<vec4f>;
@group(0) @binding(4) var<storage, read> bias: array<f32>;
@group(0) @binding(5) var<storage, read> argument: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> kept: array<f32>;

/// Sixteen values of one row.
struct Row {
    c0: vec4f,
    c1: vec4f,
    c2: vec4f,
    c3: vec4f,
}

fn store4(row: u32, column: u32, product: vec4f) {
    if (column >= p.n) {
        return;
    }
    let at = (row * p.output_stride + column) / 4u;
    var value = product;
    if (p.add != 0u) {
        value += output[at];
    }
    output[at] = value;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
    var depth = p.k;
    if (p.k_rows > 0u) {
        depth = batch.rows[p.k_rows - 1u];
    }
    let row = id.y * 8u;
    let column = id.x * 16u;
    if (row >= p.m || column >= p.n) {
        return;
    }
    let a_quads = p.a_stride / 4u;
    let b_quads = p.b_stride / 4u;
    let last_quad = p.n / 4u - 1u;
    var at_a = id.y * 2u;
    let next = min(1u, a_quads - 1u - at_a);
    var at_b = 0u;
    let q0 = min(id.x * 4u + 0u, last_quad);
    let q1 = min(id.x * 4u + 1u, last_quad);
    let q2 = min(id.x * 4u + 2u, last_quad);
    let q3 = min(id.x * 4u + 3u, last_quad);
    var o0 = Row();
    var o1 = Row();
    var o2 = Row();
    var o3 = Row();
    var o4 = Row();
    var o5 = Row();
    var o6 = Row();
    var o7 = Row();
    var sum0 = vec4f();
    var sum1 = vec4f();
    for (var k = 0u; k < depth; k++) {
        let x0 = a[at_a];
        let x1 = a[at_a + next];
        sum0 += x0;
        sum1 += x1;
        let y0 = b[at_b + q0];
        let y1 = b[at_b + q1];
        let y2 = b[at_b + q2];
        let y3 = b[at_b + q3];
        o0.c0 += x0.x * y0;
        o0.c1 += x0.x * y1;
        o0.c2 += x0.x * y2;
        o0.c3 += x0.x * y3;
        o1.c0 += x0.y * y0;
        o1.c1 += x0.y * y1;
        o1.c2 += x0.y * y2;
        o1.c3 += x0.y * y3;
        o2.c0 += x0.z * y0;
        o2.c1 += x0.z * y1;
        o2.c2 += x0.z * y2;
        o2.c3 += x0.z * y3;
        o3.c0 += x0.w * y0;
        o3.c1 += x0.w * y1;
        o3.c2 += x0.w * y2;
        o3.c3 += x0.w * y3;
        o4.c0 += x1.x * y0;
        o4.c1 += x1.x * y1;
        o4.c2 += x1.x * y2;
        o4.c3 += x1.x * y3;
        o5.c0 += x1.y * y0;
        o5.c1 += x1.y * y1;
        o5.c2 += x1.y * y2;
        o5.c3 += x1.y * y3;
        o6.c0 += x1.z * y0;
        o6.c1 += x1.z * y1;
        o6.c2 += x1.z * y2;
        o6.c3 += x1.z * y3;
        o7.c0 += x1.w * y0;
        o7.c1 += x1.w * y1;
        o7.c2 += x1.w * y2;
        o7.c3 += x1.w * y3;
        at_a += a_quads;
        at_b += b_quads;
    }
    // Compilers write a function out wherever it is called: once in a loop, not 32 times.
    var products = array<vec4f, 32>(
        o0.c0, o0.c1, o0.c2, o0.c3,
        o1.c0, o1.c1, o1.c2, o1.c3,
        o2.c0, o2.c1, o2.c2, o2.c3,
        o3.c0, o3.c1, o3.c2, o3.c3,
        o4.c0, o4.c1, o4.c2, o4.c3,
        o5.c0, o5.c1, o5.c2, o5.c3,
        o6.c0, o6.c1, o6.c2, o6.c3,
        o7.c0, o7.c1, o7.c2, o7.c3,
    );
    for (var i = 0u; i < 32u; i++) {
        if (row + i / 4u < p.m) {
            store4(row + i / 4u, column + i % 4u * 4u, products[i]);
        }
    }
    if (column == 0u) {
        var sums = array<f32, 8>(sum0.x, sum0.y, sum0.z, sum0.w, sum1.x, sum1.y, sum1.z, sum1.w);
        for (var i = 0u; i < 8u && row + i < p.m; i++) {
            kept[row + i] = sums[i];
        }
    }
}
