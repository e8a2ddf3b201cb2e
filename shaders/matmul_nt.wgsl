//! Matrix product `A[M, K] * B[N, K]^T` by blocks of 8x16 values in registers, read straight from global memory: the
//! fastest on software adapters. Rows of A and B are multiples of 4 values long.
//! Rust twin: src/kernels/matmul/mod.rs
//!
//! Forward pass of a dense layer: `output[R, O] = activation(input[R, I] * weight[O, I]^T + bias[O])`, and `kept[R,
//! O]`, the activation's argument. Grid: x = 16 columns, y = 8 rows for each invocation.

#import matmul
#import blocks

alias Element = vec4f;
alias Kept = vec4f;

fn add_bias(at: u32) -> vec4f {
    let last = p.n - 1u;
    return vec4f(bias[min(at, last)], bias[min(at + 1u, last)], bias[min(at + 2u, last)], bias[min(at + 3u, last)]);
}

fn store4(row: u32, column: u32, product: vec4f) {
    if (column >= p.n) {
        return;
    }
    let at = (row * p.output_stride + column) / 4u;
    var value = product;
    if (p.has_bias != 0u) {
        value += add_bias(column);
    }
    if (p.keeps != 0u) {
        kept[at] = value;
    }
    output[at] = activate4(p.activation, value);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
    let rows = rows_in_use();
    let row = id.y * 8u;
    let column = id.x * 16u;
    if (row >= rows || column >= p.n) {
        return;
    }
    let quads = p.k / 4u;
    let a_quads = p.a_stride / 4u;
    let b_quads = p.b_stride / 4u;
    let last_row = rows - 1u;
    let last_column = p.n - 1u;
    let a0 = min(row + 0u, last_row) * a_quads;
    let a1 = min(row + 1u, last_row) * a_quads;
    let a2 = min(row + 2u, last_row) * a_quads;
    let a3 = min(row + 3u, last_row) * a_quads;
    let a4 = min(row + 4u, last_row) * a_quads;
    let a5 = min(row + 5u, last_row) * a_quads;
    let a6 = min(row + 6u, last_row) * a_quads;
    let a7 = min(row + 7u, last_row) * a_quads;
    let b0 = min(column + 0u, last_column) * b_quads;
    let b1 = min(column + 1u, last_column) * b_quads;
    let b2 = min(column + 2u, last_column) * b_quads;
    let b3 = min(column + 3u, last_column) * b_quads;
    let b4 = min(column + 4u, last_column) * b_quads;
    let b5 = min(column + 5u, last_column) * b_quads;
    let b6 = min(column + 6u, last_column) * b_quads;
    let b7 = min(column + 7u, last_column) * b_quads;
    let b8 = min(column + 8u, last_column) * b_quads;
    let b9 = min(column + 9u, last_column) * b_quads;
    let b10 = min(column + 10u, last_column) * b_quads;
    let b11 = min(column + 11u, last_column) * b_quads;
    let b12 = min(column + 12u, last_column) * b_quads;
    let b13 = min(column + 13u, last_column) * b_quads;
    let b14 = min(column + 14u, last_column) * b_quads;
    let b15 = min(column + 15u, last_column) * b_quads;
    var o0 = Row();
    var o1 = Row();
    var o2 = Row();
    var o3 = Row();
    var o4 = Row();
    var o5 = Row();
    var o6 = Row();
    var o7 = Row();
    for (var k = 0u; k < quads; k++) {
        let x0 = a[a0 + k];
        let x1 = a[a1 + k];
        let x2 = a[a2 + k];
        let x3 = a[a3 + k];
        let x4 = a[a4 + k];
        let x5 = a[a5 + k];
        let x6 = a[a6 + k];
        let x7 = a[a7 + k];
        let m0 = mat4x4f(b[b0 + k], b[b1 + k], b[b2 + k], b[b3 + k]);
        o0.c0 += x0 * m0;
        o1.c0 += x1 * m0;
        o2.c0 += x2 * m0;
        o3.c0 += x3 * m0;
        o4.c0 += x4 * m0;
        o5.c0 += x5 * m0;
        o6.c0 += x6 * m0;
        o7.c0 += x7 * m0;
        let m1 = mat4x4f(b[b4 + k], b[b5 + k], b[b6 + k], b[b7 + k]);
        o0.c1 += x0 * m1;
        o1.c1 += x1 * m1;
        o2.c1 += x2 * m1;
        o3.c1 += x3 * m1;
        o4.c1 += x4 * m1;
        o5.c1 += x5 * m1;
        o6.c1 += x6 * m1;
        o7.c1 += x7 * m1;
        let m2 = mat4x4f(b[b8 + k], b[b9 + k], b[b10 + k], b[b11 + k]);
        o0.c2 += x0 * m2;
        o1.c2 += x1 * m2;
        o2.c2 += x2 * m2;
        o3.c2 += x3 * m2;
        o4.c2 += x4 * m2;
        o5.c2 += x5 * m2;
        o6.c2 += x6 * m2;
        o7.c2 += x7 * m2;
        let m3 = mat4x4f(b[b12 + k], b[b13 + k], b[b14 + k], b[b15 + k]);
        o0.c3 += x0 * m3;
        o1.c3 += x1 * m3;
        o2.c3 += x2 * m3;
        o3.c3 += x3 * m3;
        o4.c3 += x4 * m3;
        o5.c3 += x5 * m3;
        o6.c3 += x6 * m3;
        o7.c3 += x7 * m3;
    }
    store_block(rows, row, column, o0, o1, o2, o3, o4, o5, o6, o7);
}
