//! Other masking rules for a batch that was already drawn: what would this step have read and scored under them?
//!
//! The random draws of the batch are reused. New ones are made only if the other rule needs more, so that nothing else differs.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::masking::{MaskedExample, draw_dice, fate_of};
use super::{TokenFate, TokenId, VocabularyFacts};
use crate::random::{Purpose, Stream};
use crate::settings::MaskingSettings;

/// A rule to try on a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum WhatIf {
    /// The same input, but every real position is scored.
    EveryPosition,
    /// The same positions are selected, and all become `[MASK]`.
    AlwaysMask,
    /// Every candidate is selected. Newly selected ones get fate draws of their own.
    SelectAll,
    /// The same draws, but random tokens are kept instead.
    NoRandom,
}

impl WhatIf {
    pub const ALL: [Self; 4] = [Self::EveryPosition, Self::AlwaysMask, Self::SelectAll, Self::NoRandom];

    /// The rows of a step under this rule.
    pub fn of(
        self,
        rows: &[MaskedExample],
        rule: &MaskingSettings,
        vocabulary: &VocabularyFacts,
        seed: u64,
        step: u32,
    ) -> Vec<MaskedExample> {
        let change = |(row, example): (usize, &MaskedExample)| {
            let mut example = example.clone();
            let mut stream = Stream::new(seed, Purpose::WhatIf, u64::from(step) << 32 | row as u64);
            match self {
                Self::EveryPosition => count_everything(&mut example),
                Self::AlwaysMask => {
                    let always = MaskingSettings { mask: 100.0, random: 0.0, keep: 0.0, ..rule.clone() };
                    select_again(&mut example, &always, vocabulary);
                }
                Self::NoRandom => {
                    let never = MaskingSettings { random: 0.0, keep: rule.random + rule.keep, ..rule.clone() };
                    select_again(&mut example, &never, vocabulary);
                }
                Self::SelectAll => select_the_rest(&mut example, rule, vocabulary, &mut stream),
            }
            example
        };
        rows.iter().enumerate().map(change).collect()
    }
}

/// Adds labels at every real position. Fates and input stay.
fn count_everything(example: &mut MaskedExample) {
    for (position, &fate) in example.fates.iter().enumerate() {
        example.labels[position] = (fate != TokenFate::Padding).then_some(example.original_ids[position]);
    }
}

/// Applies the same draws under a rule without random tokens.
fn select_again(example: &mut MaskedExample, rule: &MaskingSettings, vocabulary: &VocabularyFacts) {
    for position in 0..example.fates.len() {
        if let Some(dice) = example.dice[position] {
            let same = example.input_ids[position];
            example.select(position, fate_of(dice, rule), Some(dice), vocabulary, || same);
        }
    }
}

fn select_the_rest(example: &mut MaskedExample, rule: &MaskingSettings, vocabulary: &VocabularyFacts, stream: &mut Stream) {
    for position in 0..example.fates.len() {
        if example.fates[position] == TokenFate::Context {
            let dice = draw_dice(rule, stream);
            example.select(position, fate_of(dice, rule), Some(dice), vocabulary, || stream.below(vocabulary.size()) as TokenId);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::examples::SpecialIds;
    use crate::examples::masking::mask;

    fn vocabulary() -> VocabularyFacts {
        VocabularyFacts { special_ids: SpecialIds { pad: 0, unk: 1, cls: 2, sep: 3, mask: 4 }, continuations: vec![false; 50] }
    }

    fn rows(lengths: &[usize], seed: u64) -> Vec<MaskedExample> {
        let example = |(row, &length): (usize, &usize)| {
            let ids = [vec![2], (0..length).map(|i| 5 + (i as TokenId * 7 + row as TokenId) % 45).collect(), vec![3]].concat();
            let types = vec![0; ids.len()];
            mask(ids, types, &vocabulary(), &MaskingSettings::default(), &mut Stream::new(seed, Purpose::Masks, row as u64))
        };
        lengths.iter().enumerate().map(example).collect()
    }

    proptest! {
        #[test]
        fn every_rule_keeps_the_text_and_does_what_its_name_says(lengths in prop::collection::vec(1usize..30, 1..6), seed: u64) {
            let before = rows(&lengths, seed);
            for rule in WhatIf::ALL {
                let after = rule.of(&before, &MaskingSettings::default(), &vocabulary(), seed, 3);
                prop_assert_eq!(&after, &rule.of(&before, &MaskingSettings::default(), &vocabulary(), seed, 3));
                prop_assert_eq!(after.len(), before.len());
                for (old, new) in before.iter().zip(&after) {
                    prop_assert_eq!(&old.original_ids, &new.original_ids);
                    for (position, (&was, &is)) in old.fates.iter().zip(&new.fates).enumerate() {
                        let same_input = old.input_ids[position] == new.input_ids[position];
                        let counted = new.labels[position].is_some();
                        match rule {
                            WhatIf::EveryPosition => prop_assert!(counted && same_input && was == is),
                            WhatIf::SelectAll => {
                                prop_assert_eq!(counted, was != TokenFate::Special);
                                prop_assert!(!was.is_selected() || (was == is && same_input));
                            }
                            WhatIf::AlwaysMask => {
                                prop_assert_eq!(counted, was.is_selected());
                                prop_assert_eq!(is == TokenFate::Masked, was.is_selected());
                            }
                            WhatIf::NoRandom => {
                                let expected = if was == TokenFate::Randomized { TokenFate::Kept } else { was };
                                prop_assert_eq!(is, expected);
                                prop_assert!(is != TokenFate::Kept || new.input_ids[position] == new.original_ids[position]);
                            }
                        }
                    }
                }
            }
        }
    }
}
