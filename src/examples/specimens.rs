//! A few short held-out sentences with one or two words masked, each after its preceding sentence. They stay the same in the whole
//! run and show how the model learns to fill the blanks.

use super::masking::{MaskedExample, unmasked};
use super::pairs::{EncodedDocuments, SPECIAL_TOKENS_A_PAIR};
use super::{TokenFate, TokenId, VocabularyFacts};
use crate::random::{Purpose, Stream};

/// Number of specimens.
const SPECIMENS: usize = 5;
/// Minimum and maximum tokens of a sentence, so that it can be read at a glance.
const FEWEST: usize = 5;
const MOST: usize = 14;
/// Of one specimen.
pub const MOST_BLANKS: usize = 2;
/// From this many tokens on, two words are masked.
const TWO_BLANKS_FROM: usize = 7;

/// Up to five rows `[CLS] before [SEP] sentence [SEP]` of at most `length` tokens, from documents spread evenly. The preceding
/// sentence is left out if both do not fit, and the sentence is cut if it alone does not fit. `is_word` says which tokens may be
/// masked.
pub fn specimens(
    documents: &EncodedDocuments,
    vocabulary: &VocabularyFacts,
    is_word: impl Fn(TokenId) -> bool,
    seed: u64,
    length: usize,
) -> Vec<MaskedExample> {
    let most = length.saturating_sub(SPECIAL_TOKENS_A_PAIR).min(MOST);
    let count = documents.len().min(SPECIMENS);
    let readable = |sentence: &Vec<TokenId>| (FEWEST..=most).contains(&sentence.len());
    (0..count)
        .filter_map(|index| {
            let document = &documents[index * documents.len() / count];
            let mut stream = Stream::new(seed, Purpose::Specimens, index as u64);
            // A random place in each document, since stories have similar beginnings.
            let start = stream.below(document.len());
            let places = || (start..document.len()).chain(0..start);
            let place = places().find(|&place| readable(&document[place])).or(places().next())?;
            let before = place.checked_sub(1).map_or(&[][..], |before| &document[before]);
            let sentence = &document[place][..document[place].len().min(most)];
            let fits = before.len() + sentence.len() + SPECIAL_TOKENS_A_PAIR <= length;
            blanked(if fits { before } else { &[] }, sentence, vocabulary, &is_word, &mut stream)
        })
        .collect()
}

/// `None` if no word can be masked.
fn blanked(
    before: &[TokenId],
    sentence: &[TokenId],
    vocabulary: &VocabularyFacts,
    is_word: impl Fn(TokenId) -> bool,
    stream: &mut Stream,
) -> Option<MaskedExample> {
    let special = vocabulary.special_ids;
    let head = if before.is_empty() { vec![special.cls] } else { [&[special.cls], before, &[special.sep]].concat() };
    let first = head.len();
    let ids: Vec<TokenId> = [&head, sentence, &[special.sep]].concat();
    let segment = |place| u8::from(!before.is_empty() && place >= first);
    let types = (0..ids.len()).map(segment).collect();
    let mut example = unmasked(ids, types, vocabulary);
    let continues = |id: TokenId| vocabulary.continuations[id as usize];
    let mut words: Vec<usize> = (0..sentence.len()).filter(|&place| is_word(sentence[place])).collect();
    let whole = |place: &usize| !continues(sentence[*place]) && !sentence.get(place + 1).is_some_and(|&next| continues(next));
    if words.iter().any(whole) {
        words.retain(whole);
    }
    stream.shuffle(&mut words);
    let one = *words.first()?;
    let other = words.iter().find(|place| sentence.len() >= TWO_BLANKS_FROM && place.abs_diff(one) > 1);
    for &place in [Some(&one), other].into_iter().flatten() {
        example.select(first + place, TokenFate::Masked, None, vocabulary, || special.mask);
    }
    Some(example)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::SpecialIds;
    use proptest::prelude::*;

    const SPECIAL: SpecialIds = SpecialIds { pad: 0, unk: 1, cls: 2, sep: 3, mask: 4 };

    fn vocabulary() -> VocabularyFacts {
        VocabularyFacts { special_ids: SPECIAL, continuations: (0..30).map(|id| id >= 25).collect() }
    }

    proptest! {
        #[test]
        fn each_specimen_is_a_sentence_with_words_blanked_and_nothing_else(
            documents in proptest::collection::vec(
                proptest::collection::vec(proptest::collection::vec(5u32..30, 1..30), 1..6), 0..12),
            seed in 0u64..1000,
            length in 8usize..40,
        ) {
            let is_word = |id: TokenId| id != 7;
            let found = specimens(&documents, &vocabulary(), is_word, seed, length);
            prop_assert!(found.len() <= SPECIMENS.min(documents.len()));
            for example in &found {
                let blanks: Vec<usize> = (0..example.fates.len()).filter(|&place| example.fates[place] == TokenFate::Masked).collect();
                prop_assert!((1..=2).contains(&blanks.len()));
                prop_assert!(example.original_ids.len() <= length);
                for (place, (&original, &input)) in example.original_ids.iter().zip(&example.input_ids).enumerate() {
                    let blank = blanks.contains(&place);
                    prop_assert_eq!(input, if blank { SPECIAL.mask } else { original });
                    prop_assert_eq!(example.labels[place], blank.then_some(original));
                    prop_assert!(!blank || is_word(original));
                }
                let separator = |id: &TokenId| *id == SPECIAL.sep;
                let parts: Vec<_> = example.original_ids[1..].split(separator).filter(|part| !part.is_empty()).collect();
                let stands = |document: &Vec<Vec<TokenId>>| match parts[..] {
                    [only] => document.iter().any(|sentence| sentence.starts_with(only)),
                    [before, sentence] => document.windows(2).any(|two| two[0] == before && two[1].starts_with(sentence)),
                    _ => false,
                };
                prop_assert!(documents.iter().any(stands), "{:?}", parts);
                let last = blanks.iter().all(|&place| usize::from(example.token_type_ids[place]) == parts.len() - 1);
                prop_assert!(last, "blanks stand in the last sentence");
            }
            prop_assert_eq!(found, specimens(&documents, &vocabulary(), is_word, seed, length));
        }
    }

    #[test]
    fn a_text_without_words_gives_no_specimen() {
        assert!(specimens(&vec![vec![vec![7, 7, 7]]], &vocabulary(), |id| id != 7, 1, 20).is_empty());
        assert!(specimens(&vec![], &vocabulary(), |_| true, 1, 20).is_empty());
    }
}
