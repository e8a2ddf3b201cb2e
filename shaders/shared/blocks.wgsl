//! Blocks of 8x16 values in registers, for the products that use no workgroup memory. A kernel defines `store4(row,
//! column, product)`, its epilogue.
//! Rust twin: src/operations/gpu/matmul.rs

/// Sixteen values of one row.
struct Row {
    c0: vec4f,
    c1: vec4f,
    c2: vec4f,
    c3: vec4f,
}

/// Stores eight rows from `row` on; rows from `rows` on are skipped.
fn store_block(rows: u32, row: u32, column: u32, o0: Row, o1: Row, o2: Row, o3: Row, o4: Row, o5: Row, o6: Row, o7: Row) {
    // Compilers inline a function at every call: this way it is inlined once, in a loop, and not 32 times.
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
        if (row + i / 4u < rows) {
            store4(row + i / 4u, column + i % 4u * 4u, products[i]);
        }
    }
}
