//! Matrix product `A[K, M]^T * B[K, N]` by blocks of 8x16 values in registers, read straight from global memory: the
//! fastest on software adapters. Rows of A and B are multiples of 4 values long.
//! Rust twin: src/kernels/matmul/mod.rs
//!
//! Backward pass of a dense layer's parameters: `d_weight[O, I] = d_output[R, O]^T * input[R, I]`, and `d_bias[O]` as
//! the sum of A's rows (into `kept`). Grid: x = 16 columns, y = 8 rows of the result for each invocation.

#import matmul
#import blocks

alias Element = vec4f;
alias Kept = f32;

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
    let depth = depth_in_use();
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
    store_block(p.m, row, column, o0, o1, o2, o3, o4, o5, o6, o7);
    if (column == 0u && p.keeps != 0u) {
        var sums = array<f32, 8>(sum0.x, sum0.y, sum0.z, sum0.w, sum1.x, sum1.y, sum1.z, sum1.w);
        for (var i = 0u; i < 8u && row + i < p.m; i++) {
            kept[row + i] = sums[i];
        }
    }
}
