use proptest::prelude::*;

use super::*;
use crate::examples::SpecialIds;
use crate::random::Purpose;

const SPECIAL: SpecialIds = SpecialIds { pad: 0, unk: 1, cls: 2, sep: 3, mask: 4 };
const VOCABULARY: usize = 60;

/// Every third piece continues a word.
fn vocabulary() -> VocabularyFacts {
    VocabularyFacts { special_ids: SPECIAL, continuations: (0..VOCABULARY).map(|id| id > 4 && id % 3 == 0).collect() }
}

/// `[CLS] A [SEP] B [SEP]` and padding after it.
fn row() -> impl Strategy<Value = (Vec<TokenId>, Vec<u8>)> {
    let segment = || proptest::collection::vec(5..VOCABULARY as TokenId, 0..20);
    (segment(), segment(), 0usize..5).prop_map(|(a, b, padding)| {
        let ids = [vec![SPECIAL.cls], a.clone(), vec![SPECIAL.sep], b, vec![SPECIAL.sep], vec![SPECIAL.pad; padding]].concat();
        let types = (0..ids.len()).map(|position| u8::from(position > a.len() + 1)).collect();
        (ids, types)
    })
}

fn settings() -> impl Strategy<Value = MaskingSettings> {
    let rule = proptest::sample::select(MaskingRule::ALL);
    (rule, 0.01f64..=1.0, 0u32..=100, 0u32..=100, any::<bool>(), 1u32..30).prop_map(
        |(rule, probability, first, second, whole_word, max_predictions)| {
            let (low, high) = (first.min(second), first.max(second));
            let [mask, random, keep] = [low, high - low, 100 - high].map(f64::from);
            MaskingSettings { rule, probability, mask, random, keep, whole_word, max_predictions, fresh: true }
        },
    )
}

fn masked(row: &(Vec<TokenId>, Vec<u8>), settings: &MaskingSettings, seed: u64) -> MaskedExample {
    mask(row.0.clone(), row.1.clone(), &vocabulary(), settings, &mut Stream::new(seed, Purpose::Masks, 0))
}

fn selected(example: &MaskedExample) -> Vec<usize> {
    (0..example.fates.len()).filter(|&position| example.fates[position].is_selected()).collect()
}

proptest! {
    #[test]
    fn each_fate_does_to_its_token_what_its_name_says(row in row(), settings in settings(), seed: u64) {
        let example = masked(&row, &settings, seed);
        prop_assert_eq!(&example.original_ids, &row.0);
        prop_assert_eq!(&example.token_type_ids, &row.1);
        for (position, &original) in row.0.iter().enumerate() {
            let (fate, input) = (example.fates[position], example.input_ids[position]);
            let expected = match original {
                id if id == SPECIAL.pad => Some(TokenFate::Padding),
                id if id == SPECIAL.cls || id == SPECIAL.sep => Some(TokenFate::Special),
                _ => None,
            };
            match expected {
                Some(expected) => prop_assert_eq!(fate, expected),
                None => prop_assert!(fate.is_selected() || fate == TokenFate::Context),
            }
            match fate {
                TokenFate::Masked => prop_assert_eq!(input, SPECIAL.mask),
                TokenFate::Randomized => prop_assert!((input as usize) < VOCABULARY),
                _ => prop_assert_eq!(input, original),
            }
            prop_assert_eq!(example.labels[position], fate.is_selected().then_some(original));
            prop_assert_eq!(example.dice[position].is_some(), fate.is_selected());
        }
    }

    #[test]
    fn the_google_rule_selects_the_number_that_bert_selects(row in row(), settings in settings(), seed: u64) {
        let settings = MaskingSettings { rule: MaskingRule::Google, whole_word: false, ..settings };
        let example = masked(&row, &settings, seed);
        let real = row.0.iter().filter(|&&id| id != SPECIAL.pad).count();
        let candidates = row.0.iter().filter(|&&id| id > SPECIAL.sep).count();
        // min(max_predictions, max(1, round(probability * n))), if there are enough candidates.
        let wanted = ((settings.probability * real as f64).round() as usize).max(1).min(settings.max_predictions as usize);
        let found = selected(&example);
        prop_assert_eq!(found.len(), wanted.min(candidates));
        // The first k of the shuffle, each rank once.
        let rank = |position: usize| match example.candidacies[position] {
            Some(Candidacy::Rank(rank)) => Some(rank as usize),
            _ => None,
        };
        let mut ranks: Vec<usize> = (0..row.0.len()).filter_map(rank).collect();
        ranks.sort_unstable();
        prop_assert_eq!(ranks, (0..candidates).collect::<Vec<_>>());
        for position in 0..row.0.len() {
            prop_assert_eq!(example.fates[position].is_selected(), rank(position).is_some_and(|rank| rank < found.len()));
        }
    }

    #[test]
    fn whole_words_are_selected_whole_and_never_beyond_the_number(row in row(), settings in settings(), seed: u64) {
        let settings = MaskingSettings { whole_word: true, ..settings };
        let example = masked(&row, &settings, seed);
        let continues = |position: usize| vocabulary().continuations[row.0[position] as usize];
        for position in 1..row.0.len() {
            let both_words = [position - 1, position].iter().all(|&place| row.0[place] > SPECIAL.mask);
            if both_words && continues(position) {
                prop_assert_eq!(example.fates[position - 1].is_selected(), example.fates[position].is_selected(), "at {}", position);
            }
        }
        if settings.rule == MaskingRule::Google {
            let real = row.0.iter().filter(|&&id| id != SPECIAL.pad).count();
            prop_assert!(selected(&example).len() <= tokens_to_select(&settings, real));
        }
    }

    #[test]
    fn a_span_is_a_run_of_whole_words_with_one_fate(row in row(), settings in settings(), seed: u64) {
        let settings = MaskingSettings { rule: MaskingRule::Span, ..settings };
        let example = masked(&row, &settings, seed);
        let real = row.0.iter().filter(|&&id| id != SPECIAL.pad).count();
        prop_assert!(selected(&example).len() <= tokens_to_select(&settings, real));
        let begins = |position: usize| !vocabulary().continuations[row.0[position] as usize] || row.0[position - 1] <= SPECIAL.mask;
        let mut spans: Vec<Vec<usize>> = vec![];
        for position in selected(&example) {
            let Some(Candidacy::Rank(span)) = example.candidacies[position] else { panic!("selected by no span") };
            spans.resize(spans.len().max(span as usize + 1), vec![]);
            spans[span as usize].push(position);
        }
        for span in spans {
            let (first, end) = (span[0], span[0] + span.len());
            prop_assert_eq!(&span, &(first..end).collect::<Vec<_>>(), "without a gap");
            prop_assert!(span.iter().all(|&position| row.0[position] > SPECIAL.sep), "within one segment");
            prop_assert!(begins(first) && (end == row.0.len() || row.0[end] <= SPECIAL.mask || begins(end)), "whole words");
            prop_assert!(span.iter().filter(|&&position| begins(position)).count() <= 10);
            prop_assert!(span.iter().all(|&position| example.dice[position] == example.dice[first]));
            prop_assert!(span.iter().all(|&position| example.fates[position] == example.fates[first]));
        }
    }

    #[test]
    fn the_dice_decide_the_fate(row in row(), settings in settings(), seed: u64) {
        let example = masked(&row, &settings, seed);
        for position in selected(&example) {
            let dice = example.dice[position].expect("selected");
            let masked = dice.fate_draw < settings.mask / 100.0;
            prop_assert_eq!(example.fates[position] == TokenFate::Masked, masked);
            prop_assert_eq!(dice.replace_draw.is_none(), masked);
            if let Some(draw) = dice.replace_draw {
                let random = draw < settings.random / (settings.random + settings.keep);
                prop_assert_eq!(example.fates[position] == TokenFate::Randomized, random);
            }
        }
        if settings.rule == MaskingRule::Hf {
            for (candidacy, fate) in example.candidacies.iter().zip(&example.fates) {
                let Some(Candidacy::Draw(draw)) = candidacy else { continue };
                prop_assert_eq!(fate.is_selected(), *draw < settings.probability);
            }
        }
    }

    #[test]
    fn the_facts_that_the_page_tells_are_those_of_the_dice(row in row(), settings in settings(), seed: u64) {
        let example = masked(&row, &settings, seed);
        let Some(facts) = selection_facts(&example, &settings) else {
            prop_assert!(row.0.iter().all(|&id| [SPECIAL.pad, SPECIAL.cls, SPECIAL.sep].contains(&id)));
            return Ok(());
        };
        prop_assert_eq!(facts.rule, settings.rule);
        prop_assert_eq!(facts.selected as usize, selected(&example).len());
        prop_assert_eq!(facts.candidates as usize, row.0.iter().filter(|&&id| id > SPECIAL.sep || id == SPECIAL.unk).count());
        prop_assert!(facts.number.is_none_or(|number| facts.selected <= number));
        for (position, &fate) in example.fates.iter().enumerate() {
            let candidate = candidate_facts(&example, position, &settings);
            prop_assert_eq!(candidate.is_none(), matches!(fate, TokenFate::Special | TokenFate::Padding));
            let throws = example.dice[position].map_or(vec![], |dice| fate_throws(dice, &settings));
                let meanings: Vec<_> = throws.iter().map(|throw| throw.meaning).collect();
            let expected: &[Meaning] = match fate {
                TokenFate::Masked => &[Meaning::Masked],
                TokenFate::Randomized => &[Meaning::NotMasked, Meaning::Randomized],
                TokenFate::Kept => &[Meaning::NotMasked, Meaning::Kept],
                _ => &[],
            };
            prop_assert_eq!(&meanings[..], expected);
            let Some(candidate) = candidate else { continue };
            prop_assert_eq!(candidate.selected, fate.is_selected());
            prop_assert_eq!(candidate.together >= 1, fate.is_selected());
            prop_assert!(candidate.together <= 1 || facts.whole_word);
            for throw in throws.iter().chain(&candidate.throw) {
                let below = matches!(throw.meaning, Meaning::Selected | Meaning::Masked | Meaning::Randomized);
                prop_assert_eq!(throw.draw < throw.limit, below);
            }
            if let Some(throw) = candidate.throw {
                prop_assert_eq!((throw.limit, throw.meaning == Meaning::Selected), (settings.probability, fate.is_selected()));
            }
        }
    }

    #[test]
    fn one_seed_gives_one_masking(row in row(), settings in settings(), seed: u64) {
        prop_assert_eq!(masked(&row, &settings, seed), masked(&row, &settings, seed));
    }

    #[test]
    fn the_number_selected_is_the_expected_one_on_average(row in row(), settings in settings(), seed: u64) {
        let example = masked(&row, &settings, seed);
        let expected = expected_selection(&example, &vocabulary(), &settings);
        prop_assert_eq!(expected, expected_selection(&masked(&row, &settings, seed ^ 1), &vocabulary(), &settings), "whatever was drawn");
        let draws = 1000;
        let numbers: Vec<f64> = (0..draws).map(|draw| selected(&masked(&row, &settings, seed.wrapping_add(draw))).len() as f64).collect();
        let mean = numbers.iter().sum::<f64>() / draws as f64;
        if expected.variance == 0.0 {
            prop_assert!(numbers.iter().all(|&number| number == expected.mean), "{:?}, found {}", expected, mean);
        } else {
            let sigma = (expected.variance / draws as f64).sqrt();
            // A number that hardly ever varies is far from normally distributed, so a few outliers in a thousand rows are allowed.
            prop_assert!((mean - expected.mean).abs() <= 5.0 * sigma + 5.0 / draws as f64, "{:?}, found {}", expected, mean);
        }
        if settings.rule == MaskingRule::Google && !settings.whole_word {
            prop_assert_eq!(expected.variance, 0.0);
        }
    }

    #[test]
    fn no_row_has_more_selected_than_the_buffers_have_room_for(row in row(), settings in settings(), seed: u64) {
        prop_assert!(selected(&masked(&row, &settings, seed)).len() <= max_selected(&settings, row.0.len()));
    }
}

#[test]
fn a_row_without_a_candidate_has_nothing_selected() {
    let row = (vec![SPECIAL.cls, SPECIAL.sep, SPECIAL.sep], vec![0, 0, 1]);
    for &rule in MaskingRule::ALL {
        let settings = MaskingSettings { rule, probability: 1.0, ..MaskingSettings::default() };
        assert_eq!(selected(&masked(&row, &settings, 1)), Vec::<usize>::new());
    }
}

#[test]
fn independent_draws_vary_as_much_as_expected() {
    let row = ([vec![SPECIAL.cls], (5..45).collect(), vec![SPECIAL.sep]].concat(), vec![0; 42]);
    for whole_word in [false, true] {
        let settings = MaskingSettings { rule: MaskingRule::Hf, probability: 0.3, whole_word, ..MaskingSettings::default() };
        let expected = expected_selection(&masked(&row, &settings, 0), &vocabulary(), &settings);
        // 40 candidates, each by 0.3.
        assert!((expected.mean - 12.0).abs() < 1e-12);
        let numbers: Vec<f64> = (0..20_000).map(|seed| selected(&masked(&row, &settings, seed)).len() as f64).collect();
        let spread = numbers.iter().map(|number| (number - expected.mean).powi(2)).sum::<f64>() / numbers.len() as f64;
        // The variance of a sample's variance is about 2 v^2 / n. The tolerance is five standard deviations.
        assert!((spread / expected.variance - 1.0).abs() < 5.0 * (2.0f64 / 20_000.0).sqrt(), "{spread}, expected {expected:?}");
    }
}

#[test]
fn a_probability_of_1_leaves_nothing_to_chance() {
    let row = ([vec![SPECIAL.cls], (5..45).collect(), vec![SPECIAL.sep]].concat(), vec![0; 42]);
    for (rule, max_predictions, number) in [(MaskingRule::Google, 40, 40.0), (MaskingRule::Google, 7, 7.0), (MaskingRule::Hf, 7, 40.0)] {
        let settings = MaskingSettings { rule, probability: 1.0, max_predictions, ..MaskingSettings::default() };
        let example = masked(&row, &settings, 9);
        let expected = expected_selection(&example, &vocabulary(), &settings);
        assert_eq!((expected.mean, expected.variance), (number, 0.0));
        assert_eq!(selected(&example).len() as f64, number);
    }
}

#[test]
fn the_shares_100_0_0_mask_all_and_0_0_100_keep_all() {
    let row = ([vec![SPECIAL.cls], (5..45).collect(), vec![SPECIAL.sep]].concat(), vec![0; 42]);
    for (shares, fate) in
        [([100.0, 0.0, 0.0], TokenFate::Masked), ([0.0, 100.0, 0.0], TokenFate::Randomized), ([0.0, 0.0, 100.0], TokenFate::Kept)]
    {
        let [mask, random, keep] = shares;
        let settings = MaskingSettings { probability: 0.5, mask, random, keep, max_predictions: 40, ..MaskingSettings::default() };
        let example = masked(&row, &settings, 3);
        assert_eq!(selected(&example).len(), 21);
        assert!(selected(&example).iter().all(|&position| example.fates[position] == fate));
    }
}

/// Only the row's end cuts the first span of a row, so its length and its fate have the distributions of the rule. A share `p` of `n`
/// draws is within five standard deviations, sqrt(p (1 - p) / n), except one time in two million.
#[test]
fn first_spans_have_the_lengths_and_the_fates_of_the_rule() {
    const WORDS: usize = 400;
    let row = ([vec![SPECIAL.cls], vec![5; WORDS], vec![SPECIAL.sep]].concat(), vec![0; WORDS + 2]);
    let settings = MaskingSettings { rule: MaskingRule::Span, ..MaskingSettings::default() };
    let (mut lengths, mut fates, mut places) = ([0u32; 11], [0u32; 3], [0u32; 2]);
    for seed in 0..20_000 {
        let example = masked(&row, &settings, seed);
        let span: Vec<usize> = (0..row.0.len()).filter(|&position| example.candidacies[position] == Some(Candidacy::Rank(0))).collect();
        places[usize::from(span[0] > WORDS / 2)] += 1;
        if span[0] + 10 > WORDS {
            continue;
        }
        lengths[span.len()] += 1;
        fates[[TokenFate::Masked, TokenFate::Randomized, TokenFate::Kept]
            .iter()
            .position(|&fate| fate == example.fates[span[0]])
            .unwrap()] += 1;
    }
    let n = f64::from(lengths.iter().sum::<u32>());
    let within = |count: u32, share: f64, n: f64, what: &str| {
        let deviation = (f64::from(count) / n - share) / (share * (1.0 - share) / n).sqrt();
        assert!(deviation.abs() < 5.0, "{what}: {count} of {n}, expected a share of {share}");
    };
    for (length, &count) in (1..).zip(&lengths[1..]) {
        within(count, 0.2 * 0.8f64.powi(length - 1) / (1.0 - 0.8f64.powi(10)), n, &format!("{length} words"));
    }
    for (fate, share) in [(0, 0.8), (1, 0.1), (2, 0.1)] {
        within(fates[fate], share, n, &format!("fate {fate}"));
    }
    within(places[0], 0.5, f64::from(places[0] + places[1]), "spans in the first half");
}
