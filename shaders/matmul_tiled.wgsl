//! Matrix product in any of three arrangements by tiles in workgroup memory: for adapters that are hardware, and for shapes
//! that the register-blocked kernels do not take.
//! Rust twin: src/kernels/matmul/mod.rs
//!
//! 64 invocations share a tile of 32x32 values, 4x4 each. What each arrangement is for, and its epilogue: see matmul_nt,
//! matmul_nn, matmul_tn. Grid: x = tiles of columns, y = tiles of rows.

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
@group(0) @binding(2) var<storage, read> a: array<f32>;
@group(0) @binding(3) var<storage, read> b: array<f32>;
@group(0) @binding(4) var<storage, read> bias: array<f32>;
@group(0) @binding(5) var<storage, read> argument: array<f32>;
@group(0) @binding(6) var<storage, read_write> output: array<f32>;
@group(0) @binding(7) var<storage, read_write> kept: array<f32>;

const TILE: u32 = 32u;
const DEPTH: u32 = 16u;
/// `[DEPTH][TILE]` as quads of the tile's rows (columns, for B).
var<workgroup> tile_a: array<array<f32, 36>, DEPTH>;
var<workgroup> tile_b: array<array<f32, 36>, DEPTH>;

fn load_tiles(first_row: u32, first_column: u32, first_k: u32, rows: u32, depth: u32, local: u32) {
    for (var i = local; i < TILE * DEPTH; i += 64u) {
        // Neighbouring invocations read neighbouring values, whichever way the matrix lies.
        let across = vec2u(i % TILE, i / TILE);
        let along = vec2u(i / DEPTH, i % DEPTH);
        let at_a = select(along, across, p.arrangement == 2u);
        let row = first_row + at_a.x;
        let ka = first_k + at_a.y;
        var value = 0.0;
        if (row < rows && ka < depth) {
            value = a[select(row * p.a_stride + ka, ka * p.a_stride + row, p.arrangement == 2u)];
        }
        tile_a[at_a.y][at_a.x] = value;
        let at_b = select(across, along, p.arrangement == 0u);
        let column = first_column + at_b.x;
        let kb = first_k + at_b.y;
        value = 0.0;
        if (column < p.n && kb < depth) {
            value = b[select(kb * p.b_stride + column, column * p.b_stride + kb, p.arrangement == 0u)];
        }
        tile_b[at_b.y][at_b.x] = value;
    }
}

/// Up to four neighbouring values; rows need not be whole quads here.
fn store4(row: u32, column: u32, product: vec4f) {
    let count = min(p.n - column, 4u);
    let at = row * p.output_stride + column;
    var value = product;
    if (p.has_bias != 0u) {
        for (var i = 0u; i < count; i++) {
            value[i] += bias[column + i];
        }
    }
    if (p.keeps_argument != 0u) {
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

@compute @workgroup_size(8, 8)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) id: vec3u, @builtin(local_invocation_index) local: u32) {
    var rows = p.m;
    if (p.m_rows > 0u) {
        rows = batch.rows[p.m_rows - 1u];
    }
    var depth = p.k;
    if (p.k_rows > 0u) {
        depth = batch.rows[p.k_rows - 1u];
    }
    let first_row = group.y * TILE;
    let first_column = group.x * TILE;
    if (first_row >= rows) {
        return;
    }
    var o0 = vec4f();
    var o1 = vec4f();
    var o2 = vec4f();
    var o3 = vec4f();
    var sums = vec4f();
    for (var first_k = 0u; first_k < depth; first_k += DEPTH) {
        workgroupBarrier();
        load_tiles(first_row, first_column, first_k, rows, depth, local);
        workgroupBarrier();
        for (var k = 0u; k < DEPTH; k++) {
            let r = id.y * 4u;
            let c = id.x * 4u;
            let x = vec4f(tile_a[k][r], tile_a[k][r + 1u], tile_a[k][r + 2u], tile_a[k][r + 3u]);
            let y = vec4f(tile_b[k][c], tile_b[k][c + 1u], tile_b[k][c + 2u], tile_b[k][c + 3u]);
            sums += x;
            o0 += x.x * y;
            o1 += x.y * y;
            o2 += x.z * y;
            o3 += x.w * y;
        }
    }
    let row = first_row + id.y * 4u;
    let column = first_column + id.x * 4u;
    // Compilers write a function out wherever it is called: once in a loop, not four times.
    var products = array<vec4f, 4>(o0, o1, o2, o3);
    for (var i = 0u; i < 4u; i++) {
        if (row + i < rows && column < p.n) {
            store4(row + i, column, products[i]);
        }
    }
    if (p.arrangement == 2u && column == 0u) {
        for (var i = 0u; i < 4u; i++) {
            if (row + i < rows) {
                kept[row + i] = sums[i];
            }
        }
    }
}
