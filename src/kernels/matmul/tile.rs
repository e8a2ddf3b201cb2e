//! The micro-kernels: one tile of `C` in registers, for each kind of vector.

/// Rows and columns of the largest tile.
pub(super) const MOST_ROWS: usize = 8;
pub(super) const MOST_COLUMNS: usize = 32;

/// The initial values of a tile's sums.
#[derive(Clone, Copy)]
pub(super) enum Origin<'a> {
    /// The values of the tile itself.
    Target,
    /// The same row for all rows of the tile.
    Row(&'a [f32]),
}

/// The rows of `A` that a tile reads.
#[derive(Clone, Copy)]
pub(super) enum Left<'a> {
    /// A panel.
    Packed(&'a [f32]),
    /// Rows that are contiguous along `k`, and the distance from one to the next.
    InPlace(&'a [f32], usize),
}

/// A vector of `f32`.
trait Lanes: Copy {
    const COUNT: usize;
    /// # Safety
    /// Like every method here: the CPU has these instructions. `from` is valid for `COUNT` reads.
    unsafe fn load(from: *const f32) -> Self;
    /// # Safety
    /// `to` is valid for `COUNT` writes.
    unsafe fn store(self, to: *mut f32);
    /// # Safety
    /// See [`Lanes::load`].
    unsafe fn splat(value: f32) -> Self;
    /// `self + a * b`, the product rounded first.
    /// # Safety
    /// See [`Lanes::load`].
    unsafe fn add_product(self, a: Self, b: Self) -> Self;
}

/// The kind of vector with which a product is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kernel {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    Simd128,
    /// Plain arrays, for the compiler to vectorise.
    Portable,
}

impl Kernel {
    /// All kinds that this CPU supports, the fastest first.
    pub(super) fn available() -> Vec<Self> {
        [
            #[cfg(target_arch = "x86_64")]
            std::arch::is_x86_feature_detected!("avx512f").then_some(Self::Avx512),
            #[cfg(target_arch = "x86_64")]
            std::arch::is_x86_feature_detected!("avx2").then_some(Self::Avx2),
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Some(Self::Simd128),
            Some(Self::Portable),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    pub(super) fn best() -> Self {
        Self::available()[0]
    }

    /// Rows of a tile, and width of a panel of `A`.
    pub(super) fn rows(self) -> usize {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => 8,
            _ => 4,
        }
    }

    /// Columns of a tile, and width of a panel of `B`.
    pub(super) fn columns(self) -> usize {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => 32,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => 16,
            _ => 8,
        }
    }

    /// One whole tile: `c = from + a * b` over `depth` steps; `b` is a panel.
    pub(super) fn run(self, depth: usize, a: Left, b: &[f32], from: Origin, c: &mut [f32], c_row_stride: usize) {
        let (rows, columns) = (self.rows(), self.columns());
        assert!(match a {
            Left::Packed(panel) => panel.len() >= depth * rows,
            Left::InPlace(data, stride) => data.len() >= (rows - 1) * stride + depth,
        });
        assert!(b.len() >= depth * columns && c.len() >= (rows - 1) * c_row_stride + columns);
        let (b, c) = (b.as_ptr(), c.as_mut_ptr());
        let (from, from_row_stride) = match from {
            Origin::Target => (c.cast_const(), c_row_stride),
            Origin::Row(row) => {
                assert!(row.len() >= columns);
                (row.as_ptr(), 0)
            }
        };
        let (from, to) = ((from, from_row_stride), (c, c_row_stride));
        // SAFETY: the lengths were just checked, and a kernel exists only where the CPU has its instructions.
        unsafe {
            match self {
                #[cfg(target_arch = "x86_64")]
                Self::Avx512 => x86::avx512(depth, a, b, from, to),
                #[cfg(target_arch = "x86_64")]
                Self::Avx2 => x86::avx2(depth, a, b, from, to),
                #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
                Self::Simd128 => wasm::simd128(depth, a, b, from, to),
                Self::Portable => tile::<[f32; 4], 4, 2>(depth, a, b, from, to),
            }
        }
    }
}

/// [`tile_of`] one or the other kind of `a`.
///
/// # Safety
/// See there.
#[inline(always)]
unsafe fn tile<L: Lanes, const ROWS: usize, const VECTORS: usize>(
    depth: usize,
    a: Left,
    b: *const f32,
    from: (*const f32, usize),
    to: (*mut f32, usize),
) {
    // SAFETY: passed on.
    unsafe {
        match a {
            Left::Packed(panel) => tile_of::<L, ROWS, VECTORS>(depth, (panel.as_ptr(), 1, ROWS), b, from, to),
            Left::InPlace(rows, stride) => tile_of::<L, ROWS, VECTORS>(depth, (rows.as_ptr(), stride, 1), b, from, to),
        }
    }
}

/// A tile of `ROWS` rows and `VECTORS` vectors of columns.
///
/// # Safety
/// `a` is valid for reads of `ROWS` rows of `depth` values that are their two strides apart, `b` for `depth * VECTORS * COUNT`
/// reads, `from` for reads and `to` for writes of `ROWS` rows of `VECTORS * COUNT` values that are their strides apart.
#[inline(always)]
unsafe fn tile_of<L: Lanes, const ROWS: usize, const VECTORS: usize>(
    depth: usize,
    (mut a, across, along): (*const f32, usize, usize),
    mut b: *const f32,
    (from, from_row_stride): (*const f32, usize),
    (to, to_row_stride): (*mut f32, usize),
) {
    // SAFETY: all offsets are inside the ranges that the caller vouches for.
    unsafe {
        let mut sums = [[L::splat(0.0); VECTORS]; ROWS];
        for (i, sums) in sums.iter_mut().enumerate() {
            for (j, sum) in sums.iter_mut().enumerate() {
                *sum = L::load(from.add(i * from_row_stride + j * L::COUNT));
            }
        }
        for _ in 0..depth {
            let mut columns = [L::splat(0.0); VECTORS];
            for (j, column) in columns.iter_mut().enumerate() {
                *column = L::load(b.add(j * L::COUNT));
            }
            for (i, sums) in sums.iter_mut().enumerate() {
                let row = L::splat(*a.add(i * across));
                for (sum, column) in sums.iter_mut().zip(columns) {
                    *sum = sum.add_product(row, column);
                }
            }
            a = a.add(along);
            b = b.add(VECTORS * L::COUNT);
        }
        for (i, sums) in sums.iter().enumerate() {
            for (j, sum) in sums.iter().enumerate() {
                sum.store(to.add(i * to_row_stride + j * L::COUNT));
            }
        }
    }
}

impl Lanes for [f32; 4] {
    const COUNT: usize = 4;
    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: the caller vouches for `from`.
        unsafe { from.cast::<Self>().read_unaligned() }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: the caller vouches for `to`.
        unsafe { to.cast::<Self>().write_unaligned(self) }
    }
    #[inline(always)]
    unsafe fn splat(value: f32) -> Self {
        [value; 4]
    }
    #[inline(always)]
    unsafe fn add_product(self, a: Self, b: Self) -> Self {
        std::array::from_fn(|i| self[i] + a[i] * b[i])
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{Lanes, Left, tile};

    /// # Safety
    /// See [`tile`]; the CPU has AVX-512.
    #[target_feature(enable = "avx512f")]
    pub(super) unsafe fn avx512(depth: usize, a: Left, b: *const f32, from: (*const f32, usize), to: (*mut f32, usize)) {
        // SAFETY: passed on.
        unsafe { tile::<__m512, 8, 2>(depth, a, b, from, to) }
    }

    /// # Safety
    /// See [`tile`]; the CPU has AVX2.
    #[target_feature(enable = "avx2")]
    pub(super) unsafe fn avx2(depth: usize, a: Left, b: *const f32, from: (*const f32, usize), to: (*mut f32, usize)) {
        // SAFETY: passed on.
        unsafe { tile::<__m256, 4, 2>(depth, a, b, from, to) }
    }

    impl Lanes for __m512 {
        const COUNT: usize = 16;
        #[inline(always)]
        unsafe fn load(from: *const f32) -> Self {
            // SAFETY: the caller vouches for `from` and the CPU.
            unsafe { _mm512_loadu_ps(from) }
        }
        #[inline(always)]
        unsafe fn store(self, to: *mut f32) {
            // SAFETY: the caller vouches for `to` and the CPU.
            unsafe { _mm512_storeu_ps(to, self) }
        }
        #[inline(always)]
        unsafe fn splat(value: f32) -> Self {
            // SAFETY: the caller vouches for the CPU.
            unsafe { _mm512_set1_ps(value) }
        }
        #[inline(always)]
        unsafe fn add_product(self, a: Self, b: Self) -> Self {
            // SAFETY: the caller vouches for the CPU.
            unsafe { _mm512_add_ps(self, _mm512_mul_ps(a, b)) }
        }
    }

    impl Lanes for __m256 {
        const COUNT: usize = 8;
        #[inline(always)]
        unsafe fn load(from: *const f32) -> Self {
            // SAFETY: the caller vouches for `from` and the CPU.
            unsafe { _mm256_loadu_ps(from) }
        }
        #[inline(always)]
        unsafe fn store(self, to: *mut f32) {
            // SAFETY: the caller vouches for `to` and the CPU.
            unsafe { _mm256_storeu_ps(to, self) }
        }
        #[inline(always)]
        unsafe fn splat(value: f32) -> Self {
            // SAFETY: the caller vouches for the CPU.
            unsafe { _mm256_set1_ps(value) }
        }
        #[inline(always)]
        unsafe fn add_product(self, a: Self, b: Self) -> Self {
            // SAFETY: the caller vouches for the CPU.
            unsafe { _mm256_add_ps(self, _mm256_mul_ps(a, b)) }
        }
    }
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm {
    use std::arch::wasm32::*;

    use super::{Lanes, Left, tile};

    /// # Safety
    /// See [`tile`].
    pub(super) unsafe fn simd128(depth: usize, a: Left, b: *const f32, from: (*const f32, usize), to: (*mut f32, usize)) {
        // SAFETY: passed on.
        unsafe { tile::<Simd128, 4, 2>(depth, a, b, from, to) }
    }

    /// Four values of a WebAssembly vector.
    #[derive(Clone, Copy)]
    pub(super) struct Simd128(v128);

    impl Lanes for Simd128 {
        const COUNT: usize = 4;
        #[inline(always)]
        unsafe fn load(from: *const f32) -> Self {
            // SAFETY: the caller vouches for `from`; WebAssembly loads need no alignment.
            Self(unsafe { v128_load(from.cast()) })
        }
        #[inline(always)]
        unsafe fn store(self, to: *mut f32) {
            // SAFETY: the caller vouches for `to`.
            unsafe { v128_store(to.cast(), self.0) }
        }
        #[inline(always)]
        unsafe fn splat(value: f32) -> Self {
            Self(f32x4_splat(value))
        }
        #[inline(always)]
        unsafe fn add_product(self, a: Self, b: Self) -> Self {
            Self(f32x4_add(self.0, f32x4_mul(a.0, b.0)))
        }
    }
}
