//! The arithmetic of each operation for the CPU, forward and backward, on plain slices.
//!
//! Sums run in one fixed order and no multiply-add is fused, so a result does not depend on the machine: WebAssembly and
//! native code give the same bits.
