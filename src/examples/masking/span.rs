//! `span`: spans of whole words, as in SpanBERT (Joshi et al. 2020, section 3.1; `ParagraphInfo` and `PairWithSpanMaskingScheme`
//! of facebookresearch/SpanBERT).
//!
//! It selects as many tokens as `google`. Spans are drawn until that number is reached: first a length in words, then a first word.
//! One draw decides the fate of a whole span. SpanBERT cuts the last word of the last span to reach the exact number. Here words
//! stay whole: a word is skipped if no words could fill the number of tokens left after it.

use std::collections::BTreeMap;

use super::{Candidacy, ExpectedSelection, Explanation, Row, Rule, Selection, tokens_to_select};
use crate::random::Stream;
use crate::settings::MaskingSettings;

/// Probability that a span continues with another word: 1 - p of the geometric distribution.
const GOES_ON: f64 = 0.8;
/// Maximum span length in words. Lengths are geometric, truncated here: 3.8 words on average.
const LONGEST: usize = 10;

pub struct Span;

impl Rule for Span {
    fn number(&self, settings: &MaskingSettings, tokens: usize) -> Option<usize> {
        Some(tokens_to_select(settings, tokens))
    }

    fn select(&self, row: &Row, settings: &MaskingSettings, stream: &mut Stream) -> Selection {
        let words = &row.words;
        let mut budget = Budget::new(&row.sizes(), tokens_to_select(settings, row.tokens));
        let mut candidacies = vec![Candidacy::PassedOver; words.len()];
        let mut taken = vec![];
        while budget.room > 0 {
            let sizes = budget.allowed_sizes();
            let free = |word: usize| candidacies[word] == Candidacy::PassedOver;
            let starts: Vec<usize> = (0..words.len()).filter(|&word| free(word) && sizes.contains(&words[word].len())).collect();
            let length = span_length(stream.uniform());
            let first = starts[stream.below(starts.len())];
            let mut span = words[first].start..words[first].start;
            for word in first..words.len().min(first + length) {
                let next = &words[word];
                // A separator or another span ends this span.
                if next.start != span.end || candidacies[word] != Candidacy::PassedOver || !budget.allows(next.len()) {
                    break;
                }
                budget.take(next.len());
                candidacies[word] = Candidacy::Rank(taken.len() as u32);
                span.end = next.end;
            }
            taken.push(span);
        }
        Selection { candidacies, taken }
    }

    fn expected(&self, row: &Row, settings: &MaskingSettings) -> ExpectedSelection {
        ExpectedSelection::fixed(Budget::new(&row.sizes(), tokens_to_select(settings, row.tokens)).room)
    }

    fn explain(&self, candidacy: Candidacy, _: &MaskingSettings) -> Explanation {
        Explanation::of_place(candidacy)
    }

    fn takes_whole_words(&self, _: &MaskingSettings) -> bool {
        true
    }
}

/// The span length for a uniform draw: the inverse of the cumulative distribution.
fn span_length(draw: f64) -> usize {
    let longer = |length: usize| (0..length).fold(1.0, |chance, _| chance * GOES_ON);
    let all = 1.0 - longer(LONGEST);
    (1..LONGEST).find(|&length| draw < (1.0 - longer(length)) / all).unwrap_or(LONGEST)
}

/// The number of tokens still to be selected. Some of the remaining words always sum to exactly this number.
struct Budget {
    room: usize,
    /// How many words of each size are left.
    left: BTreeMap<usize, usize>,
}

impl Budget {
    /// The greatest number up to `most` that is a sum of these sizes.
    fn new(sizes: &[usize], most: usize) -> Self {
        let mut left = BTreeMap::new();
        for &size in sizes {
            *left.entry(size).or_insert(0) += 1;
        }
        let room = sums(&left, most).iter().rposition(|&reached| reached).unwrap_or(0);
        Self { room, left }
    }

    /// Whether other words can fill the rest after a word of this size.
    fn allows(&self, size: usize) -> bool {
        let Some(rest) = self.room.checked_sub(size) else { return false };
        let mut others = self.left.clone();
        match others.get_mut(&size) {
            Some(count) if *count > 0 => *count -= 1,
            _ => return false,
        }
        // Words of one token fill any rest.
        others.get(&1).is_some_and(|&single| single >= rest) || sums(&others, rest)[rest]
    }

    fn allowed_sizes(&self) -> Vec<usize> {
        self.left.keys().copied().filter(|&size| self.allows(size)).collect()
    }

    fn take(&mut self, size: usize) {
        self.room -= size;
        self.left.entry(size).and_modify(|count| *count -= 1);
    }
}

/// `[most + 1]`: which numbers are sums of these sizes, with each word used at most once.
fn sums(left: &BTreeMap<usize, usize>, most: usize) -> Vec<bool> {
    let mut reached = vec![false; most + 1];
    reached[0] = true;
    for (&size, &count) in left {
        // Words of this size in the sum.
        let mut used = vec![0; most + 1];
        for sum in size..=most {
            if !reached[sum] && reached[sum - size] && used[sum - size] < count {
                reached[sum] = true;
                used[sum] = used[sum - size] + 1;
            }
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// P(l) = 0.2 * 0.8^(l - 1) / (1 - 0.8^10), of mean 3.797.
    #[test]
    fn each_length_has_its_share_of_the_draws() {
        let draws = 1_000_000;
        let mut counts = [0.0; LONGEST + 1];
        for draw in 0..draws {
            counts[span_length((f64::from(draw) + 0.5) / f64::from(draws))] += 1.0 / f64::from(draws);
        }
        for (length, share) in (1..).zip(&counts[1..]) {
            let expected = 0.2 * 0.8f64.powi(length - 1) / (1.0 - 0.8f64.powi(10));
            assert!((share - expected).abs() < 2e-6, "{length}: {share}, expected {expected}");
        }
        let mean: f64 = counts.iter().enumerate().map(|(length, share)| length as f64 * share).sum();
        assert!((mean - 3.797).abs() < 1e-3, "{mean}");
    }

    proptest! {
        #[test]
        fn the_budget_is_the_most_that_whole_words_make_up(sizes in prop::collection::vec(1usize..6, 0..12), most in 0usize..30) {
            let mut every = std::collections::BTreeSet::from([0]);
            for size in &sizes {
                every.extend(every.clone().iter().map(|sum| sum + size));
            }
            prop_assert_eq!(Budget::new(&sizes, most).room, *every.range(..=most).next_back().unwrap());
        }
    }
}
