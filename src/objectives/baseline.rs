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

/// Share of the most frequent class. 0 without labels.
pub fn majority(labels: &[u32]) -> f64 {
    let mut counts = std::collections::BTreeMap::new();
    for label in labels {
        *counts.entry(label).or_insert(0u32) += 1;
    }
    let share = |(class, count): (&u32, u32)| match class {
        // Reports have always said one minus the share of class 1, which is not always the same bits as the share of class 0.
        0 => 1.0 - (labels.len() as f64 - f64::from(count)) / labels.len() as f64,
        _ => f64::from(count) / labels.len() as f64,
    };
    counts.into_iter().map(share).fold(0.0, f64::max)
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
        assert_eq!(majority(&[2, 7, 2, 0]), 0.5);
        assert_eq!(majority(&[0]), 1.0);
    }
}
