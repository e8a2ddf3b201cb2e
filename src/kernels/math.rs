//! Elementary functions in `f32`, made of additions, multiplications and divisions only.
//!
//! The host's libraries differ in their last bits; these do not. There are no branches, so loops over them vectorise.
//! The approximations are the well-known ones: Cephes for `exp` and `ln`, Eigen's rational functions for `erf` and `tanh`.

use std::f32::consts::{FRAC_1_SQRT_2, LOG2_E};

/// 1.5 * 2^23: adding it rounds a small number to an integer, which then stands in the low bits.
const ROUND: f32 = 12_582_912.0;

/// `x` between two bounds; NaN stays NaN.
#[inline(always)]
fn clamp(x: f32, low: f32, high: f32) -> f32 {
    let x = if x > high { high } else { x };
    if x < low { low } else { x }
}

/// Horner's rule, highest coefficient first.
#[inline(always)]
fn polynomial<const N: usize>(x: f32, coefficients: [f32; N]) -> f32 {
    let mut value = coefficients[0];
    for coefficient in &coefficients[1..] {
        value = value * x + coefficient;
    }
    value
}

/// `2^n` for `n` in -126..=127.
#[inline(always)]
fn power_of_two(n: i32) -> f32 {
    f32::from_bits((n.wrapping_add(127) as u32) << 23)
}

/// `e^x`: 0 below -104, infinite above 88.72, denormal results included.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    // Beyond these the result is 0 or infinite whatever the fraction.
    let x = clamp(x, -105.0, 89.0);
    let shifted = x * LOG2_E + ROUND;
    let n = shifted - ROUND;
    let exponent = shifted.to_bits().wrapping_sub(ROUND.to_bits()) as i32;
    // ln 2 in two parts, so that the remainder is exact.
    let r = x - n * 0.693_359_4 - n * -2.121_944_4e-4;
    let p = polynomial(r, [1.987_569_1e-4, 1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 0.166_666_65, 0.5]);
    let value = p * (r * r) + r + 1.0;
    // In two steps: 2^n alone does not fit an f32 at either end.
    let half = exponent >> 1;
    value * power_of_two(half) * power_of_two(exponent.wrapping_sub(half))
}

/// Natural logarithm: NaN below 0, `-inf` at 0.
#[inline(always)]
pub fn ln(x: f32) -> f32 {
    // Denormals have no exponent of their own.
    let tiny = x < f32::MIN_POSITIVE;
    let scaled = if tiny { x * 8_388_608.0 } else { x };
    let bits = scaled.to_bits();
    // x = 2^n * m, m in [sqrt(1/2), sqrt(2))
    let offset = bits.wrapping_sub(FRAC_1_SQRT_2.to_bits());
    let n = (offset as i32 >> 23) as f32 - if tiny { 23.0 } else { 0.0 };
    let m = f32::from_bits((offset & 0x007f_ffff).wrapping_add(FRAC_1_SQRT_2.to_bits())) - 1.0;
    let square = m * m;
    let p = polynomial(
        m,
        [7.037_683_6e-2, -0.115_146_1, 0.116_769_984, -0.124_201_41, 0.142_493_23, -0.166_680_57, 0.200_007_14, -0.249_999_94, 0.333_333_3],
    );
    let tail = m * square * p + n * -2.121_944_4e-4 - 0.5 * square;
    let value = m + tail + n * 0.693_359_4;
    let value = if x == f32::INFINITY { x } else { value };
    let value = if x == 0.0 { f32::NEG_INFINITY } else { value };
    if x >= 0.0 { value } else { f32::NAN }
}

/// The error function, within 4e-7.
#[inline(always)]
pub fn erf(x: f32) -> f32 {
    let x = clamp(x, -4.0, 4.0);
    let square = x * x;
    let p = polynomial(
        square,
        [-2.726_142_3e-10, 2.770_681_4e-8, -2.101_024e-6, -5.692_506_4e-5, -7.349_906_3e-4, -2.954_6e-3, -1.609_603_3e-2],
    );
    let q = polynomial(square, [-1.456_607_2e-5, -2.133_740_5e-4, -1.682_827e-3, -7.373_329_2e-3, -1.426_473_9e-2]);
    x * (p / q)
}

/// The hyperbolic tangent.
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    let x = clamp(x, -7.905_311, 7.905_311);
    let square = x * x;
    let p = polynomial(
        square,
        [-2.760_768_5e-16, 2.000_188e-13, -8.604_672e-11, 5.122_297_1e-8, 1.485_722_4e-5, 6.372_619_3e-4, 4.893_524_6e-3],
    );
    let q = polynomial(square, [1.198_258_4e-6, 1.185_347_1e-4, 2.268_434_6e-3, 4.893_525e-3]);
    x * (p / q)
}

/// `x * Phi(x)`, Phi the standard normal distribution (Hendrycks and Gimpel 2016).
#[inline(always)]
pub fn gelu(x: f32) -> f32 {
    0.5 * x * (1.0 + erf(x * FRAC_1_SQRT_2))
}

/// `Phi(x) + x * phi(x)`
#[inline(always)]
pub fn gelu_derivative(x: f32) -> f32 {
    /// `1 / sqrt(2 pi)`
    const DENSITY: f32 = 0.398_942_3;
    // Where phi is 0 anyway, infinity would make it 0 * inf.
    let near = clamp(x, -30.0, 30.0);
    0.5 * (1.0 + erf(x * FRAC_1_SQRT_2)) + near * (DENSITY * exp(-0.5 * near * near))
}

/// `sqrt(2 / pi)`
const GELU_TANH_SLOPE: f32 = 0.797_884_6;
const GELU_TANH_CUBIC: f32 = 0.044_715;

/// `x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3)))`, the approximation of GPT-2 and of Google's BERT code.
#[inline(always)]
pub fn gelu_tanh(x: f32) -> f32 {
    0.5 * x * (1.0 + tanh(GELU_TANH_SLOPE * (x + GELU_TANH_CUBIC * x * x * x)))
}

/// Derivative of [`gelu_tanh`].
#[inline(always)]
pub fn gelu_tanh_derivative(x: f32) -> f32 {
    let near = clamp(x, -30.0, 30.0);
    let square = near * near;
    let t = tanh(GELU_TANH_SLOPE * (near + GELU_TANH_CUBIC * near * square));
    let slope = GELU_TANH_SLOPE * (1.0 + 3.0 * GELU_TANH_CUBIC * square);
    0.5 * (1.0 + t) + 0.5 * near * (1.0 - t * t) * slope
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Finite values of either sign, near and far, denormals included.
    fn grid() -> impl Iterator<Item = f32> {
        let dense = (-200_000..=200_000).map(|i| i as f32 * 1e-3);
        let every_exponent = (0..0x7f80_0000u32).step_by(9_973).map(f32::from_bits);
        dense.chain(every_exponent.flat_map(|x| [x, -x]))
    }

    /// Greatest distance from `exact`, in units of the last place of the exact value.
    fn worst_ulps(ours: fn(f32) -> f32, exact: fn(f64) -> f64, points: impl Iterator<Item = f32>) -> (f64, f32) {
        points.map(|x| (ulps(ours(x), exact(f64::from(x))), x)).fold((0.0, 0.0), |a, b| if b.0 > a.0 { b } else { a })
    }

    fn ulps(ours: f32, exact: f64) -> f64 {
        if exact.abs() > f64::from(f32::MAX) {
            return if f64::from(ours) == exact.signum() * f64::INFINITY { 0.0 } else { f64::INFINITY };
        }
        let exponent = exact.abs().max(f64::from(f32::MIN_POSITIVE)).log2().floor() as i32;
        (f64::from(ours) - exact).abs() / 2f64.powi(exponent - 23)
    }

    #[test]
    fn exp_is_within_2_ulps() {
        let (worst, x) = worst_ulps(exp, libm::exp, grid());
        assert!(worst <= 2.0, "{worst} ulps at {x}");
    }

    #[test]
    fn ln_is_within_2_ulps() {
        let (worst, x) = worst_ulps(ln, libm::log, grid().filter(|&x| x > 0.0));
        assert!(worst <= 2.0, "{worst} ulps at {x}");
    }

    #[test]
    fn erf_is_within_7_ulps() {
        let (worst, x) = worst_ulps(erf, libm::erf, grid());
        assert!(worst <= 7.0, "{worst} ulps at {x}");
    }

    #[test]
    fn tanh_is_within_7_ulps() {
        let (worst, x) = worst_ulps(tanh, libm::tanh, grid());
        assert!(worst <= 7.0, "{worst} ulps at {x}");
    }
}
