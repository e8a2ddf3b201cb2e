use proptest::prelude::*;

use super::*;
use crate::examples::masking::{mask, unmasked};
use crate::examples::{NextSentence, SpecialIds, VocabularyFacts};
use crate::random::{Purpose, Stream};
use crate::settings::MaskingSettings;

const SPECIAL: SpecialIds = SpecialIds { pad: 0, unk: 1, cls: 2, sep: 3, mask: 4 };
const LENGTH: usize = 24;
const SETTINGS: [settings::Objective; 5] = [
    settings::Objective::MlmNsp,
    settings::Objective::Mlm,
    settings::Objective::Nsp,
    settings::Objective::Ltr,
    settings::Objective::Causal,
];

fn vocabulary() -> VocabularyFacts {
    VocabularyFacts { special_ids: SPECIAL, continuations: vec![false; 90] }
}

/// Rows as a run with these objectives has them.
fn rows(objectives: &Objectives, lengths: &[usize], seed: u64) -> Vec<MaskedExample> {
    let row = |(number, &length): (usize, &usize)| {
        let ids: Vec<TokenId> =
            [vec![SPECIAL.cls], (0..length).map(|i| 5 + (7 * i + number) as TokenId % 85).collect(), vec![SPECIAL.sep]].concat();
        let types = vec![0; ids.len()];
        let mut stream = Stream::new(seed, Purpose::Masks, number as u64);
        let row = match objectives.mask() {
            true => mask(ids, types, &vocabulary(), &MaskingSettings::default(), &mut stream),
            false => unmasked(ids, types, &vocabulary()),
        };
        let label = if number % 2 == 0 { NextSentence::IsNext } else { NextSentence::NotNext };
        MaskedExample { next_sentence: objectives.need_pairs().then_some(label), ..row }
    };
    lengths.iter().enumerate().map(row).collect()
}

proptest! {
    #[test]
    fn a_masked_batch_asks_for_the_original_exactly_where_the_fates_say(lengths in prop::collection::vec(1usize..20, 1..6), seed: u64) {
        let objectives = Objectives::of(settings::Objective::MlmNsp);
        let rows = rows(&objectives, &lengths, seed);
        let batch = objectives.batch(rows.clone(), LENGTH, SPECIAL.pad);
        let mut expected = vec![];
        for (row, example) in rows.iter().enumerate() {
            for position in (0..example.fates.len()).filter(|&position| example.fates[position].is_selected()) {
                expected.push(((row * LENGTH + position) as u32, example.original_ids[position]));
            }
        }
        let found: Vec<_> = batch.selected.iter().copied().zip(batch.labels_of(0).iter().copied()).collect();
        prop_assert_eq!(found, expected);
        let pairs: Vec<u32> = (0..rows.len() as u32).map(|row| row % 2).collect();
        prop_assert_eq!(batch.labels_of(1), &pairs);
    }

    #[test]
    fn left_to_right_every_position_but_the_last_asks_for_the_next_token(
        lengths in prop::collection::vec(1usize..20, 1..6),
        setting in prop::sample::select(vec![settings::Objective::Ltr, settings::Objective::Causal]),
    ) {
        let objectives = Objectives::of(setting);
        let batch = objectives.batch(rows(&objectives, &lengths, 1), LENGTH, SPECIAL.pad);
        let all: usize = lengths.iter().map(|length| length + 1).sum();
        prop_assert_eq!(batch.selected.len(), all);
        for (&position, &label) in batch.selected.iter().zip(batch.labels_of(0)) {
            prop_assert_eq!(label, batch.input_ids[position as usize + 1]);
            prop_assert_eq!(batch.attention_mask[position as usize + 1], 1);
        }
    }

    #[test]
    fn no_objective_selects_more_than_it_says(lengths in prop::collection::vec(1usize..=LENGTH - 2, 1..6), seed: u64) {
        let settings = Settings { sequence_length: LENGTH as u32, ..Settings::default() };
        for setting in SETTINGS {
            let objectives = Objectives::of(setting);
            let batch = objectives.batch(rows(&objectives, &lengths, seed), LENGTH, SPECIAL.pad);
            prop_assert!(batch.selected.len() <= lengths.len() * objectives.most_positions(&settings), "{:?}", setting);
        }
    }
}

#[test]
fn without_pairs_only_what_needs_none_is_trained() {
    let names = |objectives: Objectives| objectives.iter().map(|objective| objective.name()).collect::<Vec<_>>();
    assert_eq!(names(Objectives::of(settings::Objective::MlmNsp)), ["mlm", "nsp"]);
    assert_eq!(names(Objectives::of(settings::Objective::MlmNsp).without_pairs()), ["mlm"]);
    assert!(Objectives::of(settings::Objective::Nsp).without_pairs().is_empty());
    assert_eq!(names(Objectives::of(settings::Objective::Ltr).without_pairs()), ["ltr"]);
    assert_eq!(names(Objectives::of(settings::Objective::Causal).without_pairs()), ["causal"]);
}

/// A graph has one head of each kind, so two objectives of one run can't share one.
#[test]
fn the_objectives_of_a_run_have_a_head_each() {
    for setting in SETTINGS {
        let heads: Vec<Head> = Objectives::of(setting).iter().map(|objective| objective.head()).collect();
        assert!(heads.iter().enumerate().all(|(place, head)| !heads[..place].contains(head)), "{setting:?}");
    }
}
