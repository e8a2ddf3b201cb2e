//! Elementary functions in `f32`, made of additions, multiplications and divisions only.
//!
//! The host's libraries differ in their last bits; these functions do not. They have no branches, so loops over them
//! vectorise.
//! The approximations are the well-known ones: Cephes for `exp` and `ln`, Eigen's rational functions for `erf` and `tanh`.
//!
//! The two that take most time in training, [`Exp`] and [`Gelu`], are structs of their coefficients, which a loop loads
//! from memory once. WebAssembly has no cheap vector constants, and V8 would build them anew in every iteration (`exp`
//! took twice as long).

#![allow(clippy::excessive_precision, reason = "constants as they were published")]

use std::f32::consts::{FRAC_1_SQRT_2, LOG2_E};
use std::hint::black_box;

/// 1.5 * 2^23: adding it rounds a small number to an integer, which is then in the low bits.
const ROUND: f32 = 12_582_912.0;

/// ln 2 in two parts, the first so short that its products with small integers are exact.
const LN_2_HIGH: f32 = 0.693_359_375;
const LN_2_LOW: f32 = -2.121_944_40e-4;

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

/// The exponential function: 0 below -87, infinite above 88.72. Denormal results would cost time and are flushed to 0.
#[derive(Clone, Copy)]
pub struct Exp {
    low: f32,
    high: f32,
    log2_e: f32,
    round: f32,
    ln_2_high: f32,
    ln_2_low: f32,
    coefficients: [f32; 6],
    one: f32,
    /// Turns the low bits of a rounded number into the exponent of half its power of two.
    bias: u32,
}

impl Exp {
    const CONSTANT: Self = Self {
        // Rounds to 2^-126, whose half is 2^-127 and so 0.
        low: -87.6,
        high: 89.0,
        log2_e: LOG2_E,
        round: ROUND,
        ln_2_high: LN_2_HIGH,
        ln_2_low: LN_2_LOW,
        coefficients: [
            1.987_569_150_0e-4,
            1.398_199_950_7e-3,
            8.333_451_907_3e-3,
            4.166_579_589_4e-2,
            1.666_666_545_9e-1,
            5.000_000_120_1e-1,
        ],
        one: 1.0,
        bias: 126u32.wrapping_sub(ROUND.to_bits()) << 23,
    };

    #[expect(clippy::new_without_default, reason = "says that something is fetched")]
    pub fn new() -> Self {
        black_box(Self::CONSTANT)
    }

    /// `e^x`
    #[inline(always)]
    pub fn of(&self, x: f32) -> f32 {
        let x = clamp(x, self.low, self.high);
        let shifted = x * self.log2_e + self.round;
        let n = shifted - self.round;
        let r = x - n * self.ln_2_high - n * self.ln_2_low;
        let value = polynomial(r, self.coefficients) * (r * r) + r + self.one;
        // 2^128 is no f32, so its half is applied to the double.
        (value + value) * f32::from_bits((shifted.to_bits() << 23).wrapping_add(self.bias))
    }
}

/// `e^x`, see [`Exp`].
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    Exp::CONSTANT.of(x)
}

/// Natural logarithm: NaN below 0, `-inf` at 0.
#[inline(always)]
pub fn ln(x: f32) -> f32 {
    // Denormals have no exponent of their own, so they are scaled first.
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
        [
            7.037_683_629_2e-2,
            -1.151_461_031_0e-1,
            1.167_699_874_0e-1,
            -1.242_014_084_6e-1,
            1.424_932_278_7e-1,
            -1.666_805_766_5e-1,
            2.000_071_476_5e-1,
            -2.499_999_399_3e-1,
            3.333_333_117_4e-1,
        ],
    );
    let tail = m * square * p + n * LN_2_LOW - 0.5 * square;
    let value = m + tail + n * LN_2_HIGH;
    let value = if x == f32::INFINITY { x } else { value };
    let value = if x == 0.0 { f32::NEG_INFINITY } else { value };
    if x >= 0.0 { value } else { f32::NAN }
}

/// The error function, within 4e-7.
#[derive(Clone, Copy)]
struct Erf {
    low: f32,
    high: f32,
    numerator: [f32; 7],
    denominator: [f32; 5],
}

impl Erf {
    const CONSTANT: Self = Self {
        low: -4.0,
        high: 4.0,
        numerator: [
            -2.726_142_258_013_06e-10,
            2.770_681_424_959_02e-8,
            -2.101_024_020_825_08e-6,
            -5.692_506_394_623_46e-5,
            -7.349_906_303_268_55e-4,
            -2.954_599_808_540_25e-3,
            -1.609_603_332_624_15e-2,
        ],
        denominator: [
            -1.456_607_184_649_96e-5,
            -2.133_740_552_789_05e-4,
            -1.682_826_974_382_03e-3,
            -7.373_329_167_204_68e-3,
            -1.426_473_905_141_89e-2,
        ],
    };

    #[inline(always)]
    fn of(&self, x: f32) -> f32 {
        let x = clamp(x, self.low, self.high);
        let square = x * x;
        x * (polynomial(square, self.numerator) / polynomial(square, self.denominator))
    }
}

/// The error function, within 4e-7.
#[inline(always)]
pub fn erf(x: f32) -> f32 {
    Erf::CONSTANT.of(x)
}

/// The hyperbolic tangent.
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    let x = clamp(x, -7.905_311_107_635_498, 7.905_311_107_635_498);
    let square = x * x;
    let p = polynomial(
        square,
        [
            -2.760_768_477_423_55e-16,
            2.000_187_904_824_77e-13,
            -8.604_671_522_137_35e-11,
            5.122_297_090_371_14e-8,
            1.485_722_357_179_79e-5,
            6.372_619_288_754_36e-4,
            4.893_524_558_917_86e-3,
        ],
    );
    let q = polynomial(square, [1.198_258_394_667_02e-6, 1.185_347_056_866_54e-4, 2.268_434_632_439_00e-3, 4.893_525_185_543_85e-3]);
    x * (p / q)
}

/// `x * Phi(x)`, Phi the standard normal distribution (Hendrycks and Gimpel 2016).
#[derive(Clone, Copy)]
pub struct Gelu {
    erf: Erf,
    exp: Exp,
    slope: f32,
    half: f32,
    one: f32,
    minus_half: f32,
    /// `1 / sqrt(2 pi)`
    density: f32,
    tiny: f32,
}

impl Gelu {
    const CONSTANT: Self = Self {
        erf: Erf::CONSTANT,
        exp: Exp::CONSTANT,
        slope: FRAC_1_SQRT_2,
        half: 0.5,
        one: 1.0,
        minus_half: -0.5,
        density: 0.398_942_280_4,
        tiny: 1e-30,
    };

    #[expect(clippy::new_without_default, reason = "says that something is fetched")]
    pub fn new() -> Self {
        black_box(Self::CONSTANT)
    }

    #[inline(always)]
    pub fn of(&self, x: f32) -> f32 {
        self.half * x * (self.one + self.erf.of(x * self.slope))
    }

    /// `Phi(x) + x * phi(x)`, with `Phi(x)` computed from the `output` of [`Gelu::of`].
    #[inline(always)]
    pub fn derivative(&self, x: f32, output: f32) -> f32 {
        // The quotient has lost its digits where the output is denormal. A division inside a branch would not
        // vectorise.
        let tiny = x.abs() < self.tiny;
        let distribution = (if tiny { self.half } else { output }) / (if tiny { self.one } else { x });
        distribution + x * (self.density * self.exp.of(self.minus_half * x * x))
    }
}

/// `x * Phi(x)`, see [`Gelu`].
#[inline(always)]
pub fn gelu(x: f32) -> f32 {
    Gelu::CONSTANT.of(x)
}

/// `sqrt(2 / pi)`
const GELU_TANH_SLOPE: f32 = 0.797_884_6;
const GELU_TANH_CUBIC: f32 = 0.044_715;

/// `e` to the power `-2 sqrt(2 / pi) * (x + 0.044715 x^3)`. Then `(1 + tanh(..)) / 2` is `1 / (1 + e^..)`, which keeps
/// all digits where the tangent is near -1.
#[inline(always)]
fn gelu_tanh_power(x: f32) -> f32 {
    exp(-2.0 * GELU_TANH_SLOPE * (x + GELU_TANH_CUBIC * x * x * x))
}

/// `x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3)))`, the approximation of GPT-2 and of Google's BERT code.
#[inline(always)]
pub fn gelu_tanh(x: f32) -> f32 {
    x / (1.0 + gelu_tanh_power(x))
}

/// Derivative of [`gelu_tanh`].
#[inline(always)]
pub fn gelu_tanh_derivative(x: f32) -> f32 {
    // Beyond these it is 0 or 1, and the power would overflow.
    let near = clamp(x, -10.0, 10.0);
    let power = gelu_tanh_power(near);
    let share = 1.0 / (1.0 + power);
    let slope = 2.0 * GELU_TANH_SLOPE * (1.0 + 3.0 * GELU_TANH_CUBIC * near * near);
    share + near * (share * share * power) * slope
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

    /// Greatest distance from `exact`, in units in the last place of the exact value.
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
    fn exp_is_within_2_ulps_down_to_the_denormals() {
        let (worst, x) = worst_ulps(exp, libm::exp, grid().filter(|&x| x >= -86.9));
        assert!(worst <= 2.0, "{worst} ulps at {x}");
        for x in grid().filter(|&x| x < -86.9) {
            assert!(exp(x) == 0.0 || ulps(exp(x), libm::exp(f64::from(x))) <= 2.0, "at {x}");
        }
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

    fn phi(x: f64) -> f64 {
        (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt()
    }

    fn gelu_tanh_exact(x: f64) -> f64 {
        0.5 * x * (1.0 + libm::tanh((2.0 / std::f64::consts::PI).sqrt() * (x + 0.044715 * x * x * x)))
    }

    fn assert_near(ours: fn(f32) -> f32, exact: impl Fn(f64) -> f64, tolerance: f64) {
        for x in (-40_000..=40_000).map(|i| i as f32 * 1e-3) {
            let (ours, exact) = (f64::from(ours(x)), exact(f64::from(x)));
            assert!((ours - exact).abs() <= tolerance * exact.abs().max(1.0), "at {x}: found {ours}, expected {exact}");
        }
    }

    #[test]
    fn gelu_is_x_times_the_normal_distribution() {
        assert_near(gelu, |x| 0.5 * x * libm::erfc(-x / 2f64.sqrt()), 1e-6);
        assert_near(|x| Gelu::new().derivative(x, gelu(x)), |x| 0.5 * libm::erfc(-x / 2f64.sqrt()) + x * phi(x), 1e-6);
    }

    #[test]
    fn gelu_tanh_is_the_approximation_of_gpt_2() {
        assert_near(gelu_tanh, gelu_tanh_exact, 1e-6);
        let step = 1e-5;
        assert_near(gelu_tanh_derivative, |x| (gelu_tanh_exact(x + step) - gelu_tanh_exact(x - step)) / (2.0 * step), 1e-6);
    }

    #[test]
    fn the_ends_of_the_number_line_have_their_limits() {
        let (infinity, nan) = (f32::INFINITY, f32::NAN);
        assert_eq!([exp(infinity), exp(-infinity), exp(0.0), exp(1e30), exp(-1e30)], [infinity, 0.0, 1.0, infinity, 0.0]);
        assert_eq!([ln(infinity), ln(0.0), ln(-0.0), ln(1.0)], [infinity, -infinity, -infinity, 0.0]);
        assert!(ln(-1.0).is_nan() && ln(-infinity).is_nan());
        assert_eq!([erf(infinity), erf(-infinity), erf(0.0)], [1.0, -1.0, 0.0]);
        assert_eq!([tanh(infinity), tanh(-infinity), tanh(0.0)], [1.0, -1.0, 0.0]);
        assert_eq!([gelu(1e30), gelu(-1e30), gelu_tanh(1e30), gelu_tanh(-1e30)], [1e30, 0.0, 1e30, 0.0]);
        let gelu_derivative = |x| Gelu::new().derivative(x, gelu(x));
        assert_eq!([gelu_derivative(1e30), gelu_derivative(-1e30), gelu_derivative(0.0)], [1.0, 0.0, 0.5]);
        assert_eq!([gelu_derivative(1e-40), gelu_derivative(-1e-29)], [0.5, 0.5]);
        assert!(gelu_tanh_derivative(infinity) == 1.0 && gelu_tanh_derivative(-infinity).abs() < 1e-30);
        for function in [exp, ln, erf, tanh, gelu, gelu_tanh, gelu_derivative, gelu_tanh_derivative] {
            assert!(function(nan).is_nan());
        }
    }
}
