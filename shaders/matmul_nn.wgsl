//! Matrix product `A[M, K] * B[K, N]` by blocks of 8x16 values in registers, read straight from global memory: the
//! fastest on software adapters. Rows of A and B are multiples of 4 values long; what pads a row of A is not read.
//! Rust twin: src/kernels/matmul/mod.rs
//!
//! Backward pass of a dense layer's input: `d_input[R, I] = d_output[R, O] * weight[O, I]`. With `add`, it is added to
//! the existing gradient. It may be multiplied by the derivative of the activation that produced the input. Grid: x =
//! 16 columns, y = 8 rows for each invocation.

#import matmul
#import blocks

alias Element = vec4f;
alias Kept = vec4f;

fn store4(row: u32, column: u32, product: vec4f) {
    if (column >= p.n) {
        return;
    }
    let at = (row * p.output_stride + column) / 4u;
    var value = product;
    if (p.add != 0u) {
        value += output[at];
    }
    if (p.slope != NONE) {
        value *= activation_slope4(p.slope, argument[at]);
    }
    output[at] = value;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
    let rows = rows_in_use();
    let row = id.y * 8u;
    let column = id.x * 16u;
    if (row >= rows || column >= p.n) {
        return;
    }
    let a_quads = p.a_stride / 4u;
    let b_quads = p.b_stride / 4u;
    let last_row = rows - 1u;
    let last_k = p.k - 1u;
    let last_quad = p.n / 4u - 1u;
    let a0 = min(row + 0u, last_row) * a_quads;
    let a1 = min(row + 1u, last_row) * a_quads;
    let a2 = min(row + 2u, last_row) * a_quads;
    let a3 = min(row + 3u, last_row) * a_quads;
    let a4 = min(row + 4u, last_row) * a_quads;
    let a5 = min(row + 5u, last_row) * a_quads;
    let a6 = min(row + 6u, last_row) * a_quads;
    let a7 = min(row + 7u, last_row) * a_quads;
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
    for (var k = 0u; k < p.k; k += 4u) {
        var x0 = a[a0 + k / 4u];
        var x1 = a[a1 + k / 4u];
        var x2 = a[a2 + k / 4u];
        var x3 = a[a3 + k / 4u];
        var x4 = a[a4 + k / 4u];
        var x5 = a[a5 + k / 4u];
        var x6 = a[a6 + k / 4u];
        var x7 = a[a7 + k / 4u];
        if (k + 4u > p.k) {
            let inside = vec4u(k) + vec4u(0u, 1u, 2u, 3u) < vec4u(p.k);
            x0 = select(vec4f(), x0, inside);
            x1 = select(vec4f(), x1, inside);
            x2 = select(vec4f(), x2, inside);
            x3 = select(vec4f(), x3, inside);
            x4 = select(vec4f(), x4, inside);
            x5 = select(vec4f(), x5, inside);
            x6 = select(vec4f(), x6, inside);
            x7 = select(vec4f(), x7, inside);
        }
        let b0 = min(k + 0u, last_k) * b_quads;
        let b1 = min(k + 1u, last_k) * b_quads;
        let b2 = min(k + 2u, last_k) * b_quads;
        let b3 = min(k + 3u, last_k) * b_quads;
        let m0 = mat4x4f(b[b0 + q0], b[b1 + q0], b[b2 + q0], b[b3 + q0]);
        o0.c0 += m0 * x0;
        o1.c0 += m0 * x1;
        o2.c0 += m0 * x2;
        o3.c0 += m0 * x3;
        o4.c0 += m0 * x4;
        o5.c0 += m0 * x5;
        o6.c0 += m0 * x6;
        o7.c0 += m0 * x7;
        let m1 = mat4x4f(b[b0 + q1], b[b1 + q1], b[b2 + q1], b[b3 + q1]);
        o0.c1 += m1 * x0;
        o1.c1 += m1 * x1;
        o2.c1 += m1 * x2;
        o3.c1 += m1 * x3;
        o4.c1 += m1 * x4;
        o5.c1 += m1 * x5;
        o6.c1 += m1 * x6;
        o7.c1 += m1 * x7;
        let m2 = mat4x4f(b[b0 + q2], b[b1 + q2], b[b2 + q2], b[b3 + q2]);
        o0.c2 += m2 * x0;
        o1.c2 += m2 * x1;
        o2.c2 += m2 * x2;
        o3.c2 += m2 * x3;
        o4.c2 += m2 * x4;
        o5.c2 += m2 * x5;
        o6.c2 += m2 * x6;
        o7.c2 += m2 * x7;
        let m3 = mat4x4f(b[b0 + q3], b[b1 + q3], b[b2 + q3], b[b3 + q3]);
        o0.c3 += m3 * x0;
        o1.c3 += m3 * x1;
        o2.c3 += m3 * x2;
        o3.c3 += m3 * x3;
        o4.c3 += m3 * x4;
        o5.c3 += m3 * x5;
        o6.c3 += m3 * x6;
        o7.c3 += m3 * x7;
    }
    store_block(rows, row, column, o0, o1, o2, o3, o4, o5, o6, o7);
}
