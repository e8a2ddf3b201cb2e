//! What a run has measured so far, in bounded memory: points are thinned out.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use crate::examples::masking::{MaskedExample, expected_selection};
use crate::examples::{TokenFate, VocabularyFacts};
use crate::objectives::baseline::Baseline;
use crate::objectives::{Objective, Scores};
use crate::settings::MaskingSettings;

/// `window.cloze.report()`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Report {
    pub points: Vec<Point>,
    pub held_out: Vec<HeldOut>,
    /// The trained losses. Points and evaluations list their losses in this order.
    pub losses: Vec<LossFacts>,
    pub tallies: Tallies,
}

/// A loss that is trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct LossFacts {
    /// As in [`NamedLoss`](crate::trace::NamedLoss).
    pub name: String,
    pub scores: Scores,
    /// The baseline on the held-out rows.
    pub baseline: Baseline,
}

impl LossFacts {
    pub fn of(objective: &dyn Objective, baseline: Baseline) -> Self {
        Self { name: objective.reported_as().into(), scores: objective.head().scores(), baseline }
    }
}

/// Losses of one training step, in the order of [`Report::losses`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Point {
    pub step: u32,
    pub losses: Vec<f32>,
}

/// One evaluation on the held-out documents, in the order of [`Report::losses`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct HeldOut {
    pub step: u32,
    pub measures: Vec<Measure>,
}

/// Loss and accuracy on the held-out labels of one loss. Null without labels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Measure {
    pub loss: Option<f64>,
    pub accuracy: Option<f64>,
}

/// What masking did since the run began, and what it was expected to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Tallies {
    pub selected: u64,
    pub masked: u64,
    pub randomized: u64,
    pub kept: u64,
    /// Real tokens, special ones included.
    pub tokens: u64,
    /// Expected number of selected tokens in these rows, and its variance: 0 if the rule fixes the number.
    pub expected_selected: f64,
    pub selected_variance: f64,
    /// Sum over all fate draws of the squared number of tokens that each draw decided. Equal to `selected` if every token has a
    /// draw of its own. Reused masks and spans share draws; then `selected`² / `repeated` is the effective number of
    /// independent draws.
    pub repeated: u64,
}

impl Tallies {
    /// Counts one row. `settings` is the masking of the row; `None` if it is not masked.
    pub fn add(&mut self, row: &MaskedExample, vocabulary: &VocabularyFacts, settings: Option<&MaskingSettings>) {
        // The m-th use of a draw raises its square from (m - 1)² to m². The variance grows in the same way.
        let growth = 2 * u64::from(row.reused) + 1;
        for (position, fate) in row.fates.iter().enumerate() {
            match fate {
                TokenFate::Masked => self.masked += 1,
                TokenFate::Randomized => self.randomized += 1,
                TokenFate::Kept => self.kept += 1,
                TokenFate::Padding => continue,
                TokenFate::Special | TokenFate::Context => {}
            }
            self.tokens += 1;
            self.selected += u64::from(fate.is_selected());
            self.repeated += growth * row.sharing_fate(position) as u64;
        }
        let Some(settings) = settings else { return };
        let expected = expected_selection(row, vocabulary, settings);
        self.expected_selected += expected.mean;
        self.selected_variance += growth as f64 * expected.variance;
    }
}

/// Above this number, every second point is dropped.
const MAX_POINTS: usize = 4000;

/// Points of a run, thinned out evenly: every `stride`-th step from the first on. The stride doubles as the run grows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct History {
    pub points: Vec<Point>,
    pub held_out: Vec<HeldOut>,
    stride: u32,
}

impl Default for History {
    fn default() -> Self {
        Self { points: vec![], held_out: vec![], stride: 1 }
    }
}

impl History {
    pub fn push(&mut self, point: Point) {
        if (point.step - 1).is_multiple_of(self.stride) {
            self.points.push(point);
        }
        if self.points.len() > MAX_POINTS {
            self.stride *= 2;
            self.points.retain(|point| (point.step - 1).is_multiple_of(self.stride));
        }
    }

    pub fn push_held_out(&mut self, evaluation: HeldOut) {
        self.held_out.push(evaluation);
        if self.held_out.len() > MAX_POINTS {
            let mut index = 0;
            self.held_out.retain(|_| {
                index += 1;
                (index - 1) % 2 == 0
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::pairs::{EncodedDocuments, Pairing};
    use crate::examples::stream::{Cursor, ExampleStream, RowRules};
    use crate::examples::{SpecialIds, TokenId};
    use crate::settings::MaskingRule;

    /// Masks that stay are drawn once. Three epochs count everything three times, but are worth one epoch's draws.
    #[test]
    fn masks_that_stay_are_worth_the_throws_of_one_epoch() {
        let documents: EncodedDocuments =
            (0..6).map(|d| (0..5).map(|s| (10 + d * 50 + s * 10..20 + d * 50 + s * 10).collect()).collect()).collect();
        let vocabulary =
            VocabularyFacts { special_ids: SpecialIds { pad: 0, unk: 1, cls: 2, sep: 3, mask: 4 }, continuations: vec![false; 400] };
        let tallies_after = |fresh: bool, epochs: u32| {
            let masking = MaskingSettings { rule: MaskingRule::Hf, fresh, ..MaskingSettings::default() };
            let rules = RowRules { seed: 3, sequence_length: 24, pairing: Pairing::NextSentence, masking: masking.clone(), masks: true };
            let mut stream = ExampleStream::new(documents.clone(), vocabulary.clone(), rules, Cursor::default()).expect("documents");
            let mut tallies = Tallies::default();
            for _ in 0..epochs {
                let rows = stream.rows_per_epoch();
                for row in stream.next_rows(rows) {
                    tallies.add(&row, &vocabulary, Some(&masking));
                }
            }
            tallies
        };
        let (once, thrice) = (tallies_after(false, 1), tallies_after(false, 3));
        assert!(once.selected > 20, "{once:?}");
        assert_eq!(once.repeated, once.selected);
        assert_eq!((thrice.selected, thrice.tokens), (3 * once.selected, 3 * once.tokens));
        assert_eq!(thrice.selected.pow(2) / thrice.repeated, once.selected, "independent throws");
        assert!((thrice.expected_selected - 3.0 * once.expected_selected).abs() < 1e-9);
        assert!((thrice.selected_variance - 9.0 * once.selected_variance).abs() < 1e-9);
        let anew = tallies_after(true, 3);
        assert_eq!(anew.repeated, anew.selected);
        assert!((anew.selected_variance - 0.85 * anew.expected_selected).abs() < 1e-9, "n p (1 - p): {anew:?}");
    }

    #[test]
    fn padding_and_special_tokens_are_never_expected_to_be_selected() {
        let vocabulary =
            VocabularyFacts { special_ids: SpecialIds { pad: 0, unk: 1, cls: 2, sep: 3, mask: 4 }, continuations: vec![false; 90] };
        let ids: Vec<TokenId> = [vec![2], (50..70).collect(), vec![3], vec![0; 9]].concat();
        for (rule, mean) in [(MaskingRule::Google, 3.0), (MaskingRule::Hf, 0.15 * 20.0)] {
            let masking = MaskingSettings { rule, ..MaskingSettings::default() };
            let row = crate::examples::masking::unmasked(ids.clone(), vec![0; ids.len()], &vocabulary);
            let mut tallies = Tallies::default();
            tallies.add(&row, &vocabulary, Some(&masking));
            assert_eq!((tallies.tokens, tallies.selected), (22, 0));
            assert!((tallies.expected_selected - mean).abs() < 1e-12, "{tallies:?}");
        }
    }

    #[test]
    fn a_long_history_is_thinned_evenly_and_stays_bounded() {
        let mut history = History::default();
        for step in 1..=100_000 {
            history.push(Point { step, losses: vec![1.0, 1.0] });
        }
        assert!(history.points.len() <= MAX_POINTS);
        let gaps: std::collections::BTreeSet<u32> = history.points.windows(2).map(|pair| pair[1].step - pair[0].step).collect();
        assert_eq!(gaps.len(), 1, "{gaps:?}");
        assert_eq!(history.points[0].step, 1);
    }
}
