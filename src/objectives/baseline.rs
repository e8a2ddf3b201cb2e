//! Baselines: the loss and accuracy of guesses without a model.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use crate::examples::TokenId;

/// Loss and accuracy of a guess without a model. `None` if there is no such baseline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Baseline {
    /// Unigram baseline: mean of -log of each label's share of the training text.
    pub loss: Option<f64>,
    /// Majority baseline: share of the most frequent label.
    pub accuracy: Option<f64>,
}

/// Share of the more frequent of the classes 0 and 1. 0 without labels.
pub fn majority(labels: &[u32]) -> f64 {
    let share = f64::from(labels.iter().sum::<u32>()) / labels.len().max(1) as f64;
    if labels.is_empty() { 0.0 } else { share.max(1.0 - share) }
}

/// Token frequencies of a text, with add-one smoothing, so that no token has probability 0.
#[derive(Clone, Debug, Default)]
pub struct Frequencies {
    counts: Vec<u32>,
    total: f64,
}

impl Frequencies {
    pub fn count(vocabulary: usize, tokens: impl IntoIterator<Item = TokenId>) -> Self {
        let mut counts = vec![0; vocabulary];
        let mut total = vocabulary as f64;
        for id in tokens {
            if let Some(count) = counts.get_mut(id as usize) {
                *count += 1;
                total += 1.0;
            }
        }
        Self { counts, total }
    }

    /// `[V]`: occurrences of each token in the text.
    pub fn counts(&self) -> &[u32] {
        &self.counts
    }

    /// -log of the token's share.
    pub fn loss(&self, id: TokenId) -> f64 {
        let count = self.counts.get(id as usize).copied().unwrap_or(0);
        -libm::log((f64::from(count) + 1.0) / self.total)
    }

    /// Mean of [`Frequencies::loss`] over labels. `None` without labels.
    pub fn mean_loss<'a>(&self, labels: impl IntoIterator<Item = &'a TokenId>) -> Option<f64> {
        let (sum, number) = labels.into_iter().fold((0.0, 0u32), |(sum, number), &id| (sum + self.loss(id), number + 1));
        (number > 0).then(|| sum / f64::from(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_majority_is_the_share_of_the_commoner_class() {
        assert_eq!(majority(&[0, 1, 1, 0, 1]), 0.6);
        assert_eq!(majority(&[0, 1, 0, 0]), 0.75);
        assert_eq!(majority(&[]), 0.0);
    }
}
