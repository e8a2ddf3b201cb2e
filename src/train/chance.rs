//! What chance allows: the range in which a number of successes stays in 95 of 100 runs.

use statrs::distribution::{Binomial, ContinuousCDF, DiscreteCDF, Normal};

/// Chance that is left out at the lower side, and where the upper side begins.
const ENDS: [f64; 2] = [0.025, 0.975];

/// Lower and upper end of the range of `draws` independent draws; both ends belong to it. They are quantiles: the least numbers whose
/// distribution function reaches 2.5 % and 97.5 %.
pub fn range_of_draws(draws: u64, share: f64) -> [f64; 2] {
    let (mean, variance) = (draws as f64 * share, draws as f64 * share * (1.0 - share));
    let (Ok(exact), [low, high]) = (Binomial::new(share, draws), normal_range(mean, variance)) else { return [mean; 2] };
    let quantile = |end: f64, near: f64| {
        // The crate searches the whole range, in up to 60 calls of the distribution function. The normal quantile is one or two off.
        let mut found = (near.round().max(0.0) as u64).min(draws);
        while found > 0 && exact.cdf(found - 1) >= end {
            found -= 1;
        }
        while found < draws && exact.cdf(found) < end {
            found += 1;
        }
        found as f64
    };
    [quantile(ENDS[0], low), quantile(ENDS[1], high)]
}

/// The same for a sum of which only mean and variance are known. Where they are those of equal independent draws it is exact. Otherwise
/// (whole words, masks that stay) the sum is taken as normal.
pub fn range_of_sum(mean: f64, variance: f64) -> [f64; 2] {
    let share = 1.0 - variance / mean;
    let draws = mean / share;
    if variance > 0.0 && share > 0.0 && (draws - draws.round()).abs() < 1e-6 * draws {
        return range_of_draws(draws.round() as u64, share);
    }
    normal_range(mean, variance).map(|end| end.max(0.0))
}

fn normal_range(mean: f64, variance: f64) -> [f64; 2] {
    // Without variance there is no distribution.
    Normal::new(mean, variance.sqrt()).map_or([mean; 2], |normal| ENDS.map(|end| normal.inverse_cdf(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.stats.binom.ppf(0.025, n, p)` and `ppf(0.975, n, p)`, SciPy 1.17.1.
    const SCIPY: [(u64, f64, [f64; 2]); 17] = [
        (1, 0.8, [0.0, 1.0]),
        (2, 0.8, [0.0, 2.0]),
        (5, 0.8, [2.0, 5.0]),
        (10, 0.8, [5.0, 10.0]),
        (10, 0.1, [0.0, 3.0]),
        (20, 0.5, [6.0, 14.0]),
        (20, 0.1, [0.0, 5.0]),
        (37, 0.15, [2.0, 10.0]),
        (30, 0.05, [0.0, 4.0]),
        (100, 0.1, [5.0, 16.0]),
        (1000, 0.8, [775.0, 824.0]),
        (5000, 0.1, [459.0, 542.0]),
        (1_000_000, 0.8, [799_216.0, 800_784.0]),
        (10_000_000, 0.1, [998_141.0, 1_001_860.0]),
        (1_000_000_000, 0.1, [99_981_407.0, 100_018_594.0]),
        (9, 1.0, [9.0, 9.0]),
        (9, 0.0, [0.0, 0.0]),
    ];

    #[test]
    fn the_range_of_a_binomial_number_is_the_one_that_scipy_knows() {
        for (draws, share, range) in SCIPY {
            assert_eq!(range_of_draws(draws, share), range, "{draws} draws of {share}");
            let mean = draws as f64 * share;
            assert_eq!(range_of_sum(mean, mean * (1.0 - share)), range, "{draws} draws of {share}");
        }
    }

    /// `scipy.stats.norm.interval(0.95, 400, 30)`, SciPy 1.17.1.
    #[test]
    fn a_sum_of_unequal_parts_has_the_range_of_a_normal_one() {
        let [low, high] = range_of_sum(400.0, 900.0);
        assert!((low - 341.201_080_463_798).abs() < 1e-6 && (high - 458.798_919_536_201).abs() < 1e-6, "{low} to {high}");
    }

    #[test]
    fn a_range_never_goes_below_0_and_is_a_point_without_variance() {
        assert_eq!(range_of_sum(2.0, 9.0)[0], 0.0);
        assert_eq!(range_of_sum(7.0, 0.0), [7.0, 7.0]);
        assert_eq!(range_of_sum(0.0, 0.0), [0.0, 0.0]);
    }
}
