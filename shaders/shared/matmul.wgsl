//! What the kernels of matrix products share: parameters, bindings, and the number of rows in use. A kernel defines how
//! many values it reads and writes at once (`Element`, and `Kept` for its second output).
//! Rust twin: src/operations/gpu/matmul.rs

struct Params {
    /// 1 + the kind of rows that M counts, or 0: then it is `m`. The same for K.
    m_rows: u32,
    k_rows: u32,
    m: u32,
    n: u32,
    k: u32,
    /// Floats from one row to the next.
    a_stride: u32,
    b_stride: u32,
    output_stride: u32,
    /// Applied to the sum.
    activation: u32,
    /// Whether `kept` is written: the activation's argument, or for A^T * B the sums of A's rows, a bias gradient.
    keeps: u32,
    has_bias: u32,
    /// The product is multiplied by this activation's derivative at `argument`.
    slope: u32,
    /// Add to the existing values.
    add: u32,
    /// 0: A * B^T, 1: A * B, 2: A^T * B.
    arrangement: u32,
}

@group(0) @binding(0) var<uniform> p: Params;
@group(0) @binding(2) var<storage, read> a: array<Element>;
@group(0) @binding(3) var<storage, read> b: array<Element>;
@group(0) @binding(4) var<storage, read> bias: array<f32>;
@group(0) @binding(5) var<storage, read> argument: array<Element>;
@group(0) @binding(6) var<storage, read_write> output: array<Element>;
@group(0) @binding(7) var<storage, read_write> kept: array<Kept>;

/// M of this batch.
fn rows_in_use() -> u32 {
    if (p.m_rows > 0u) {
        return batch.rows[p.m_rows - 1u];
    }
    return p.m;
}

/// K of this batch.
fn depth_in_use() -> u32 {
    if (p.k_rows > 0u) {
        return batch.rows[p.k_rows - 1u];
    }
    return p.k;
}
