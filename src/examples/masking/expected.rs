//! How many positions of a row a rule selects on average, and how far chance lets that number stray.

use std::collections::BTreeMap;

use super::{MaskedExample, candidates, selection_size};
use crate::examples::{TokenFate, VocabularyFacts};
use crate::settings::{MaskingRule, MaskingSettings};

/// The number of selected positions over all throws of the dice.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ExpectedSelection {
    pub mean: f64,
    /// 0 where the rule fixes the number.
    pub variance: f64,
}

/// Ways to fill a row that are told apart; beyond so many, its last gap counts as filled.
const MOST_STATES: usize = 1 << 15;

/// What the dice of [`super::mask`] select of this row, whatever they did select. Exact, but for rows whose words can be put together
/// in more than `MOST_STATES` ways (hundreds of tokens, whole words, a share far above BERT's).
pub fn expected_selection(example: &MaskedExample, vocabulary: &VocabularyFacts, settings: &MaskingSettings) -> ExpectedSelection {
    let real_tokens = example.fates.iter().filter(|&&fate| fate != TokenFate::Padding).count();
    let sizes: Vec<usize> = candidates(example, vocabulary, settings.whole_word).iter().map(ExactSizeIterator::len).collect();
    match settings.rule {
        MaskingRule::Google => filled(&sizes, selection_size(settings, real_tokens)),
        MaskingRule::Hf => {
            let p = settings.probability;
            let sum = |power: i32| sizes.iter().map(|&size| (size as f64).powi(power)).sum::<f64>();
            ExpectedSelection { mean: p * sum(1), variance: p * (1.0 - p) * sum(2) }
        }
    }
}

/// Units taken in a random order, each if it still fits into `room`.
///
/// Only which *sizes* were taken matters: of the units that still fit, each is equally likely to be the next one. So the walk over the
/// numbers taken of each size, with their probabilities, says it all.
fn filled(sizes: &[usize], room: usize) -> ExpectedSelection {
    let fixed = |mean: usize| ExpectedSelection { mean: mean as f64, variance: 0.0 };
    if sizes.iter().sum::<usize>() <= room {
        return fixed(sizes.iter().sum());
    }
    // While a single piece is left, no gap is.
    if sizes.iter().filter(|&&size| size == 1).count() >= room {
        return fixed(room);
    }
    let mut of_size: BTreeMap<usize, usize> = BTreeMap::new();
    for &size in sizes {
        *of_size.entry(size).or_default() += 1;
    }
    let kinds: Vec<(usize, usize)> = of_size.into_iter().collect();
    // By positions taken, then by the number of each kind: whatever is reached lies further on.
    let mut ahead = BTreeMap::from([((0, vec![0; kinds.len()]), 1.0)]);
    let (mut ends, mut seen): (BTreeMap<usize, f64>, usize) = (BTreeMap::new(), 0);
    while let Some(((taken, counts), chance)) = ahead.pop_first() {
        seen += 1;
        if seen > MOST_STATES {
            return fixed(room);
        }
        let left = |kind: usize| kinds[kind].1 - counts[kind];
        let fitting: Vec<usize> = (0..kinds.len()).filter(|&kind| kinds[kind].0 <= room - taken && left(kind) > 0).collect();
        let units: usize = fitting.iter().map(|&kind| left(kind)).sum();
        if units == 0 {
            *ends.entry(taken).or_default() += chance;
        }
        for kind in fitting {
            let mut more = counts.clone();
            more[kind] += 1;
            *ahead.entry((taken + kinds[kind].0, more)).or_insert(0.0) += chance * left(kind) as f64 / units as f64;
        }
    }
    // Chances sum to 1 but for rounding, and a number that is certain has none.
    if let (1, Some((&only, _))) = (ends.len(), ends.first_key_value()) {
        return fixed(only);
    }
    let mean = ends.iter().map(|(&taken, chance)| chance * taken as f64).sum::<f64>();
    let variance = ends.iter().map(|(&taken, chance)| chance * (taken as f64 - mean).powi(2)).sum();
    ExpectedSelection { mean, variance }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: ExpectedSelection, mean: f64, variance: f64) {
        assert!((found.mean - mean).abs() < 1e-12 && (found.variance - variance).abs() < 1e-12, "{found:?}, expected {mean}, {variance}");
    }

    #[test]
    fn a_row_with_enough_single_pieces_is_filled_to_the_number() {
        close(filled(&[1, 1, 1, 1, 3, 2], 4), 4.0, 0.0);
        close(filled(&[1; 9], 0), 0.0, 0.0);
        close(filled(&[], 3), 0.0, 0.0);
        close(filled(&[2, 1], 9), 3.0, 0.0);
    }

    /// Worked out by hand from the orders of the units.
    #[test]
    fn a_gap_that_no_word_fits_stays_open() {
        // The 2 first leaves a gap of 1, the 3 first leaves none.
        close(filled(&[2, 3], 3), 2.5, 0.25);
        // Nothing fits at all.
        close(filled(&[2, 3], 1), 0.0, 0.0);
        // Room 3 of {1, 2, 2}: every order comes to 3. Room 4: 2 and 2 with 1/3 (the 1 last), else 1 and 2.
        close(filled(&[1, 2, 2], 3), 3.0, 0.0);
        close(filled(&[1, 2, 2], 4), 10.0 / 3.0, 2.0 / 9.0);
    }
}
