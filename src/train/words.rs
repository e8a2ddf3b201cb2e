//! Which words have been learned: the held-out loss of each word, and its frequency in the training text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::fit::Fit;
use crate::examples::TokenId;
use crate::objectives::baseline::Frequencies;
use crate::text::Tokenizer;

/// A word counts as learned if the model gives it at least this many times the probability of the better baseline. A margin is
/// needed because an untrained model's losses lie around ln V, about half of them below.
const LEARNED_FACTOR: f64 = 2.0;

/// The labels of the held-out positions at one evaluation, by word.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Tsify)]
pub struct WordStatistics {
    /// Updates that the weights had seen.
    pub step: u32,
    /// Most frequent first.
    pub words: Vec<WordStatistic>,
    /// Number of scored held-out positions.
    pub positions: u32,
    /// How many of the words are learned.
    pub learned: u32,
    /// Tokens of the training text that are the label of no held-out position.
    pub unasked: u32,
    /// Unigram baseline: mean loss at the same positions under the training text's token frequencies.
    pub frequency_loss: f64,
    /// Uniform baseline: ln V.
    pub uniform_loss: f64,
    /// A word is learned if its loss is at least this much below the lower baseline: ln 2.
    pub learned_margin: f64,
}

/// One token of the vocabulary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct WordStatistic {
    pub id: TokenId,
    pub token: String,
    /// Occurrences in the training text.
    pub count: u32,
    /// Held-out positions with this label: at least 1.
    pub asked: u32,
    /// Mean of -log p over those positions.
    pub loss: f64,
    /// Unigram baseline: -log of its share of the training text.
    pub frequency_loss: f64,
    /// Whether the model gives it at least twice the probability of both baselines, unigram and uniform.
    pub learned: bool,
}

/// Sums of the held-out losses by label, at one evaluation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    pub step: u32,
    /// By label: the number of positions and the sum of their losses. Sparse, because snapshots store it.
    sums: BTreeMap<TokenId, (u32, f64)>,
}

impl Asked {
    pub fn new(step: u32) -> Self {
        Self { step, ..Self::default() }
    }

    /// `labels` and `losses` of the same positions.
    pub fn add(&mut self, labels: &[TokenId], losses: &[f32]) {
        for (&label, &loss) in labels.iter().zip(losses) {
            let (number, sum) = self.sums.entry(label).or_default();
            *number += 1;
            *sum += f64::from(loss);
        }
    }

    /// Whether an evaluation of this data can have found it.
    pub(super) fn fits(&self, fit: &Fit) -> bool {
        let counts = || self.sums.values().map(|(count, _)| u64::from(*count));
        self.step <= fit.step
            && self.sums.keys().all(|id| fit.knows(*id))
            && counts().all(|count| count > 0)
            && counts().sum::<u64>() <= u64::from(u32::MAX)
    }

    pub fn statistics(&self, frequencies: &Frequencies, tokenizer: &Tokenizer) -> WordStatistics {
        let learned_margin = libm::log(LEARNED_FACTOR);
        let uniform_loss = libm::log(tokenizer.vocabulary_size() as f64);
        let word = |(&id, &(asked, sum)): (&TokenId, &(u32, f64))| {
            let (loss, frequency_loss) = (sum / f64::from(asked), frequencies.loss(id));
            WordStatistic {
                id,
                token: tokenizer.token(id).unwrap_or_default().to_owned(),
                count: frequencies.counts().get(id as usize).copied().unwrap_or(0),
                asked,
                loss,
                frequency_loss,
                learned: loss <= frequency_loss.min(uniform_loss) - learned_margin,
            }
        };
        let mut words: Vec<WordStatistic> = self.sums.iter().map(word).collect();
        words.sort_by(|a, b| b.count.cmp(&a.count).then(a.id.cmp(&b.id)));
        let positions: u32 = words.iter().map(|word| word.asked).sum();
        let frequency: f64 = words.iter().map(|word| f64::from(word.asked) * word.frequency_loss).sum();
        let in_text = (0..).zip(frequencies.counts()).filter(|(id, count)| **count > 0 && !self.sums.contains_key(id));
        WordStatistics {
            step: self.step,
            positions,
            learned: words.iter().filter(|word| word.learned).count() as u32,
            unasked: in_text.count() as u32,
            frequency_loss: frequency / f64::from(positions.max(1)),
            uniform_loss,
            learned_margin,
            words,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokenizer::Normalization;
    use proptest::prelude::*;

    fn tokenizer() -> Tokenizer {
        let tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "sat"].map(String::from).to_vec();
        Tokenizer::from_tokens(tokens, Normalization::for_text(["the cat sat"])).expect("vocabulary")
    }

    #[test]
    fn a_word_is_learned_when_it_is_twice_as_likely_as_a_blind_guess_would_have_it() {
        // Seven tokens (99 is not in the vocabulary) and one more for each of the eight words: 5/15 (the), 3/15 (cat), 2/15 (sat).
        let frequencies = Frequencies::count(8, [5, 5, 5, 5, 6, 6, 7, 99]);
        let of = |share: f64| -share.ln() as f32;
        let mut asked = Asked::new(12);
        // `the` with probability 0.7, `cat` with less than 2 * 3/15, and a token that the text does not have.
        asked.add(&[5, 6, 5, 0], &[of(0.7), of(0.39), of(0.7), of(0.2)]);
        let found = asked.statistics(&frequencies, &tokenizer());
        let told: Vec<_> = found.words.iter().map(|word| (word.token.as_str(), word.count, word.asked, word.learned)).collect();
        assert_eq!(told, [("the", 4, 2, true), ("cat", 2, 1, false), ("[PAD]", 0, 1, false)], "0.2 is more than 2/15, less than 2/8");
        assert!((found.words[0].frequency_loss - (15.0f64 / 5.0).ln()).abs() < 1e-12);
        assert!((found.words[0].loss + 0.7f64.ln()).abs() < 1e-6);
        assert_eq!((found.step, found.positions, found.learned, found.unasked), (12, 4, 1, 1), "nobody asks for `sat`");
        let expected = (2.0 * (15.0f64 / 5.0).ln() + (15.0f64 / 3.0).ln() + 15.0f64.ln()) / 4.0;
        assert!((found.frequency_loss - expected).abs() < 1e-12);
        assert!((found.uniform_loss - 8.0f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn without_a_position_there_is_no_word_and_no_loss_of_guessing() {
        let frequencies = Frequencies::count(8, [5, 6]);
        let found = Asked::new(3).statistics(&frequencies, &tokenizer());
        assert_eq!((found.words.len(), found.positions, found.unasked, found.frequency_loss), (0, 0, 2, 0.0));
        assert_eq!(frequencies.mean_loss(&[]), None);
    }

    proptest! {
        #[test]
        fn shares_are_a_distribution_and_losses_keep_their_mean(
            text in prop::collection::vec(0u32..8, 0..200), asked in prop::collection::vec((0u32..8, 0f32..9.0), 1..100),
        ) {
            let frequencies = Frequencies::count(8, text);
            let total: f64 = (0..8).map(|id| (-frequencies.loss(id)).exp()).sum();
            prop_assert!((total - 1.0).abs() < 1e-9);
            let (labels, losses): (Vec<u32>, Vec<f32>) = asked.into_iter().unzip();
            let mut sums = Asked::new(0);
            sums.add(&labels, &losses);
            let found = sums.statistics(&frequencies, &tokenizer());
            let sum: f64 = found.words.iter().map(|word| word.loss * f64::from(word.asked)).sum();
            prop_assert!((sum - losses.iter().map(|&loss| f64::from(loss)).sum::<f64>()).abs() < 1e-3);
            prop_assert_eq!(found.positions as usize, losses.len());
            prop_assert!((found.frequency_loss - frequencies.mean_loss(&labels).unwrap_or(0.0)).abs() < 1e-9);
        }
    }
}
