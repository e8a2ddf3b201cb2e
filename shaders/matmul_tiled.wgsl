//! Matrix product in any of three arrangements by tiles in workgroup memory. It is for hardware adapters, and for
//! shapes that the register-blocked kernels do not support.
//! Rust twin: src/kernels/matmul/mod.rs
//!
//! 256 invocations share a tile of 32x32 values. They form four teams, each of which sums over a quarter of K, with 4x4
//! values for each invocation; at the end the four sums are added. Without teams, small products such as the gradients
//! of weights would keep too few of a GPU's processors busy. For the use of each arrangement and its epilogue, see
//! matmul_nt, matmul_nn, matmul_tn. Grid: x = tiles of columns, y = tiles of rows.

#import matmul

alias Element = f32;
alias Kept = f32;

const TILE: u32 = 32u;
/// Steps of K at a time, a quarter for each team.
const DEPTH: u32 = 32u;
const TEAM: u32 = 64u;
/// Quads from one k of a tile to the next. One is unused, so that successive k start in different memory banks.
const STEP: u32 = 9u;
/// Start of the tile of B.
const B: u32 = DEPTH * STEP;
/// Quads of four rows (of A) or four columns (of B) at one k. At the end, the sums of the teams.
var<workgroup> quads: array<vec4f, 2u * DEPTH * STEP>;

/// What an invocation loads of one matrix for each tile: four neighbouring rows (or columns) at one k.
struct Share {
    /// Place of the quad in the tile.
    quad: u32,
    k: u32,
    /// Place of the four values in the matrix, how many of them exist, and the stride from one k to the next.
    starts: vec4u,
    step: u32,
}

/// Neighbouring invocations read neighbouring values, in either layout of the matrix.
fn share(local: u32, first: u32, count: u32, stride: u32, k_is_along: bool) -> Share {
    let quad = select(local % 8u, local / 32u, k_is_along);
    let k = select(local / 8u, local % 32u, k_is_along);
    let rows = min(first + quad * 4u + vec4u(0u, 1u, 2u, 3u), vec4u(count - 1u));
    return Share(quad, k, rows * select(1u, stride, k_is_along), select(stride, 1u, k_is_along));
}

fn load_a(its: Share, first_k: u32, depth: u32) -> vec4f {
    let k = first_k + its.k;
    let at = its.starts + min(k, depth - 1u) * its.step;
    return select(vec4f(), vec4f(a[at.x], a[at.y], a[at.z], a[at.w]), k < depth);
}

fn load_b(its: Share, first_k: u32, depth: u32) -> vec4f {
    let k = first_k + its.k;
    let at = its.starts + min(k, depth - 1u) * its.step;
    return select(vec4f(), vec4f(b[at.x], b[at.y], b[at.z], b[at.w]), k < depth);
}

/// Up to four neighbouring values; here rows need not be whole quads.
fn store4(row: u32, column: u32, product: vec4f) {
    let count = min(p.n - column, 4u);
    let at = row * p.output_stride + column;
    var value = product;
    if (p.has_bias != 0u) {
        for (var i = 0u; i < count; i++) {
            value[i] += bias[column + i];
        }
    }
    if (p.keeps != 0u && p.arrangement == 0u) {
        for (var i = 0u; i < count; i++) {
            kept[at + i] = value[i];
        }
    }
    value = activate4(p.activation, value);
    if (p.add != 0u) {
        for (var i = 0u; i < count; i++) {
            value[i] += output[at + i];
        }
    }
    if (p.slope != NONE) {
        var x = vec4f();
        for (var i = 0u; i < count; i++) {
            x[i] = argument[at + i];
        }
        value *= activation_slope4(p.slope, x);
    }
    for (var i = 0u; i < count; i++) {
        output[at + i] = value[i];
    }
}

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
    let rows = rows_in_use();
    let depth = depth_in_use();
    let first_row = group.y * TILE;
    let first_column = group.x * TILE;
    if (first_row >= rows) {
        return;
    }
    let share_a = share(local, first_row, rows, p.a_stride, p.arrangement != 2u);
    let share_b = share(local, first_column, p.n, p.b_stride, p.arrangement == 0u);
    let team = local / TEAM;
    let y = local % TEAM / 8u;
    let x = local % 8u;
    var o0 = vec4f();
    var o1 = vec4f();
    var o2 = vec4f();
    var o3 = vec4f();
    var sums = vec4f();
    var next_a = load_a(share_a, 0u, depth);
    var next_b = load_b(share_b, 0u, depth);
    for (var first_k = 0u; first_k < depth; first_k += DEPTH) {
        workgroupBarrier();
        quads[share_a.k * STEP + share_a.quad] = next_a;
        quads[B + share_b.k * STEP + share_b.quad] = next_b;
        workgroupBarrier();
        // These loads are in flight while this tile is multiplied.
        next_a = load_a(share_a, first_k + DEPTH, depth);
        next_b = load_b(share_b, first_k + DEPTH, depth);
        for (var k = 0u; k < DEPTH / 4u; k++) {
            let at = (team * (DEPTH / 4u) + k) * STEP;
            let r = quads[at + y];
            let c = quads[B + at + x];
            sums += r;
            o0 += r.x * c;
            o1 += r.y * c;
            o2 += r.z * c;
            o3 += r.w * c;
        }
    }
    // Four invocations share four rows, and each adds up one of them.
    var product = vec4f();
    for (var half = 0u; half < 2u; half++) {
        workgroupBarrier();
        quads[local] = select(o2, o0, half == 0u);
        quads[256u + local] = select(o3, o1, half == 0u);
        workgroupBarrier();
        if (team / 2u == half) {
            let at = team % 2u * 256u + local % TEAM;
            product = (quads[at] + quads[at + TEAM]) + (quads[at + 2u * TEAM] + quads[at + 3u * TEAM]);
        }
    }
    let row = first_row + y * 4u + team;
    let column = first_column + x * 4u;
    if (row < rows && column < p.n) {
        store4(row, column, product);
    }
    if (p.arrangement == 2u && p.keeps != 0u && first_column == 0u) {
        workgroupBarrier();
        quads[local] = sums;
        workgroupBarrier();
        if (team == 0u && x == 0u) {
            let sum = (quads[local] + quads[local + TEAM]) + (quads[local + 2u * TEAM] + quads[local + 3u * TEAM]);
            for (var i = 0u; i < 4u && row + i < rows; i++) {
                kept[row + i] = sum[i];
            }
        }
    }
}
