//! `google`: a fixed number of tokens per row, as in `create_masked_lm_predictions` of google-research/bert.

use std::collections::BTreeMap;

use super::{Candidacy, ExpectedSelection, Explanation, Row, Rule, Selection, tokens_to_select};
use crate::random::Stream;
use crate::settings::MaskingSettings;

pub struct Google;

impl Rule for Google {
    fn number(&self, settings: &MaskingSettings, tokens: usize) -> Option<usize> {
        Some(tokens_to_select(settings, tokens))
    }

    /// Shuffles the words and takes them until the number is reached. A word that would exceed it is skipped.
    fn select(&self, row: &Row, settings: &MaskingSettings, stream: &mut Stream) -> Selection {
        let words = &row.words;
        let mut order: Vec<usize> = (0..words.len()).collect();
        stream.shuffle(&mut order);
        let mut candidacies = vec![Candidacy::Rank(0); words.len()];
        let mut room = tokens_to_select(settings, row.tokens);
        let mut taken = vec![];
        for (rank, word) in (0..).zip(order) {
            candidacies[word] = Candidacy::Rank(rank);
            let size = words[word].len();
            if room > 0 && size <= room {
                room -= size;
                taken.extend(words[word].clone().map(|position| position..position + 1));
            }
        }
        Selection { candidacies, taken }
    }

    fn expected(&self, row: &Row, settings: &MaskingSettings) -> ExpectedSelection {
        filled(&row.sizes(), tokens_to_select(settings, row.tokens))
    }

    fn explain(&self, candidacy: Candidacy, _: &MaskingSettings) -> Explanation {
        Explanation::of_place(candidacy)
    }
}

/// Maximum number of states in [`filled`]. Beyond it, the row counts as filled completely.
const MOST_STATES: usize = 1 << 15;

/// The number of tokens that words taken in a random order fill, each taken if it still fits into `room`.
///
/// Only the *sizes* of the taken words matter, since each word that still fits is equally likely to be next. A state is the number
/// of words taken of each size; the walk visits all states with their probabilities. The result is exact up to `MOST_STATES`
/// states. More take hundreds of tokens, whole words and a share far above BERT's.
fn filled(sizes: &[usize], room: usize) -> ExpectedSelection {
    let fixed = ExpectedSelection::fixed;
    if sizes.iter().sum::<usize>() <= room {
        return fixed(sizes.iter().sum());
    }
    // Words of one piece fill every gap.
    if sizes.iter().filter(|&&size| size == 1).count() >= room {
        return fixed(room);
    }
    let mut of_size: BTreeMap<usize, usize> = BTreeMap::new();
    for &size in sizes {
        *of_size.entry(size).or_default() += 1;
    }
    let kinds: Vec<(usize, usize)> = of_size.into_iter().collect();
    // Sorted by the number of positions taken, so that a state comes before all that follow from it.
    let mut ahead = BTreeMap::from([((0, vec![0; kinds.len()]), 1.0)]);
    let (mut ends, mut seen): (BTreeMap<usize, f64>, usize) = (BTreeMap::new(), 0);
    while let Some(((taken, counts), chance)) = ahead.pop_first() {
        seen += 1;
        if seen > MOST_STATES {
            return fixed(room);
        }
        let left = |kind: usize| kinds[kind].1 - counts[kind];
        let fitting: Vec<usize> = (0..kinds.len()).filter(|&kind| kinds[kind].0 <= room - taken && left(kind) > 0).collect();
        let words: usize = fitting.iter().map(|&kind| left(kind)).sum();
        if words == 0 {
            *ends.entry(taken).or_default() += chance;
        }
        for kind in fitting {
            let mut more = counts.clone();
            more[kind] += 1;
            *ahead.entry((taken + kinds[kind].0, more)).or_insert(0.0) += chance * left(kind) as f64 / words as f64;
        }
    }
    // The probabilities sum to 1 up to rounding. A certain number has to be exact.
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

    /// Worked out by hand from the orders of the words.
    #[test]
    fn a_gap_that_no_word_fits_stays_open() {
        // The 2 first leaves a gap of 1, the 3 first leaves none.
        close(filled(&[2, 3], 3), 2.5, 0.25);
        // Nothing fits at all.
        close(filled(&[2, 3], 1), 0.0, 0.0);
        // Room 3 of {1, 2, 2}: every order fills 3. Room 4: 2 and 2 with probability 1/3 (the 1 is last), else 1 and 2.
        close(filled(&[1, 2, 2], 3), 3.0, 0.0);
        close(filled(&[1, 2, 2], 4), 10.0 / 3.0, 2.0 / 9.0);
    }
}
