//! What masking did, counted, and what chance allows it to have done.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::chance::{range_of_draws, range_of_sum};
use super::fit::Fit;
use crate::examples::masking::{MaskedExample, expected_selection, fate_shares};
use crate::examples::{TokenFate, VocabularyFacts};
use crate::settings::MaskingSettings;

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

/// The tallies as shares. `None` before the first token, and where nothing is masked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, Tsify)]
pub struct TallyShares {
    /// Of the real tokens.
    pub selected: Option<Share>,
    /// Of the selected tokens.
    pub masked: Option<Share>,
    pub randomized: Option<Share>,
    pub kept: Option<Share>,
    /// The effective number of independent fate draws. It is smaller than the number of selected tokens where draws are shared.
    pub draws: u64,
}

/// A share, its expected value, and the range that chance explains.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Share {
    pub observed: f64,
    pub expected: f64,
    /// The share lies between these in 95 of 100 runs. Both are equal if the rule fixes it.
    pub low: f64,
    pub high: f64,
}

impl Share {
    fn new(observed: f64, expected: f64, range: [f64; 2], of: f64) -> Self {
        let [low, high] = range.map(|end| (end / of).min(1.0));
        Self { observed, expected, low, high }
    }
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

    /// Whether this many steps can have counted it.
    pub(super) fn fits(&self, fit: &Fit) -> bool {
        let most = u64::from(fit.step) * fit.rows as u64 * fit.positions as u64;
        let (selected, fates) = (u128::from(self.selected), [self.masked, self.randomized, self.kept]);
        let expected = [self.expected_selected, self.selected_variance];
        self.tokens <= most
            && self.selected <= self.tokens
            && fates.into_iter().map(u128::from).sum::<u128>() == selected
            && (selected..=selected * selected).contains(&u128::from(self.repeated))
            && expected.iter().all(|number| (0.0..=most as f64 * most as f64).contains(number))
    }

    /// The shares, with what `settings` lead one to expect of these rows.
    pub fn shares(&self, settings: &MaskingSettings) -> TallyShares {
        if self.tokens == 0 {
            return TallyShares::default();
        }
        let (tokens, counted) = (self.tokens as f64, self.selected as f64);
        let range = range_of_sum(self.expected_selected, self.selected_variance);
        let selected = Some(Share::new(counted / tokens, self.expected_selected / tokens, range, tokens));
        if self.repeated == 0 {
            return TallyShares { selected, ..TallyShares::default() };
        }
        let draws = (counted * counted / self.repeated as f64).round() as u64;
        let share =
            |count: u64, expected: f64| Some(Share::new(count as f64 / counted, expected, range_of_draws(draws, expected), draws as f64));
        let [masked, randomized, kept] = fate_shares(settings);
        TallyShares {
            selected,
            masked: share(self.masked, masked),
            randomized: share(self.randomized, randomized),
            kept: share(self.kept, kept),
            draws,
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
    fn masks_that_stay_are_worth_the_draws_of_one_epoch() {
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
        assert_eq!(thrice.selected.pow(2) / thrice.repeated, once.selected, "independent draws");
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
    fn before_the_first_token_there_is_no_share_and_without_a_selected_one_none_of_its_fates() {
        let masking = MaskingSettings::default();
        assert_eq!(Tallies::default().shares(&masking), TallyShares::default());
        let shares = Tallies { tokens: 22, expected_selected: 3.0, ..Tallies::default() }.shares(&masking);
        assert_eq!(shares.selected, Some(Share { observed: 0.0, expected: 3.0 / 22.0, low: 3.0 / 22.0, high: 3.0 / 22.0 }));
        assert_eq!((shares.masked, shares.draws), (None, 0));
    }

    /// The ends are `scipy.stats.binom.ppf([0.025, 0.975], n, p) / n` for 1000 tokens and for 100 draws, SciPy 1.17.1.
    #[test]
    fn shares_are_of_what_was_counted_and_their_ranges_of_the_draws_that_it_is_worth() {
        let masking = MaskingSettings { mask: 8.0, random: 1.0, keep: 1.0, ..MaskingSettings::default() };
        let tallies = Tallies {
            tokens: 2000,
            selected: 200,
            masked: 150,
            randomized: 20,
            kept: 30,
            expected_selected: 150.0,
            selected_variance: 127.5,
            repeated: 400,
        };
        let shares = tallies.shares(&masking);
        assert_eq!(shares.selected, Some(Share { observed: 0.1, expected: 0.075, low: 128.0 / 2000.0, high: 172.0 / 2000.0 }));
        assert_eq!(shares.draws, 100);
        assert_eq!(shares.masked, Some(Share { observed: 0.75, expected: 0.8, low: 0.72, high: 0.88 }));
        assert_eq!(shares.randomized, Some(Share { observed: 0.1, expected: 0.1, low: 0.05, high: 0.16 }));
        assert_eq!(shares.kept, Some(Share { observed: 0.15, expected: 0.1, low: 0.05, high: 0.16 }));
    }
}
