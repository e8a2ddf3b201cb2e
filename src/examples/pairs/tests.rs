use proptest::prelude::*;

use super::*;
use crate::random::Purpose;

const SPECIAL: SpecialIds = SpecialIds { pad: 0, unk: 1, cls: 2, sep: 3, mask: 4 };

/// Documents whose tokens are all different, so that every token shows where it comes from.
fn documents() -> impl Strategy<Value = EncodedDocuments> {
    let lengths = proptest::collection::vec(proptest::collection::vec(1usize..14, 1..9), 2..6);
    lengths.prop_map(|documents| {
        let mut next = 5;
        let mut sentence = |length: usize| {
            next += length as TokenId;
            (next - length as TokenId..next).collect::<Vec<_>>()
        };
        documents.iter().map(|sentences| sentences.iter().map(|&length| sentence(length)).collect()).collect()
    })
}

fn pairs(documents: &EncodedDocuments, max_length: usize, pairing: Pairing, seed: u64) -> Vec<SentencePair> {
    let mut stream = Stream::new(seed, Purpose::Pairs, 0);
    (0..documents.len()).flat_map(|index| document_pairs(documents, index, max_length, pairing, &mut stream)).collect()
}

proptest! {
    #[test]
    fn a_pair_fits_its_row_and_both_sides_have_a_token(documents in documents(), max_length in SHORTEST_PAIR..48, seed: u64) {
        for pair in pairs(&documents, max_length, Pairing::NextSentence, seed) {
            prop_assert!(!pair.a.is_empty() && !pair.b.is_empty());
            let (ids, types) = pair.row(SPECIAL);
            prop_assert!(ids.len() <= max_length, "{} tokens", ids.len());
            prop_assert_eq!(ids.len(), pair.a.len() + pair.b.len() + SPECIAL_TOKENS_A_PAIR);
            let first_separator = ids.iter().position(|&id| id == SPECIAL.sep).expect("a separator");
            prop_assert_eq!(ids[0], SPECIAL.cls);
            prop_assert_eq!(*ids.last().expect("a row"), SPECIAL.sep);
            for (position, kind) in types.iter().enumerate() {
                prop_assert_eq!(*kind, u8::from(position > first_separator));
            }
        }
    }

    #[test]
    fn the_label_says_whether_b_follows_a(documents in documents(), max_length in SHORTEST_PAIR..48, seed: u64) {
        for pair in pairs(&documents, max_length, Pairing::NextSentence, seed) {
            match pair.label {
                NextSentence::IsNext => {
                    prop_assert_eq!((pair.span_b.document, pair.span_b.first), (pair.span_a.document, pair.span_a.end));
                }
                NextSentence::NotNext => prop_assert_ne!(pair.span_b.document, pair.span_a.document),
            }
        }
    }

    /// Cutting takes tokens from the ends of a side, so a contiguous range of the span's tokens remains.
    #[test]
    fn both_sides_are_stretches_of_their_sentences(documents in documents(), max_length in SHORTEST_PAIR..48, seed: u64) {
        for pair in pairs(&documents, max_length, Pairing::NextSentence, seed) {
            for (side, span) in [(&pair.a, &pair.span_a), (&pair.b, &pair.span_b)] {
                let tokens = span.tokens(&documents);
                prop_assert!(tokens.windows(side.len()).any(|stretch| stretch == side.as_slice()));
            }
        }
    }

    /// The row's tokens begin in the first sentence of the source and end in the last, and the document has the stated length.
    #[test]
    fn the_sources_are_the_sentences_that_can_be_read(documents in documents(), max_length in SHORTEST_PAIR..48, seed: u64) {
        for pair in pairs(&documents, max_length, Pairing::NextSentence, seed) {
            for (side, source) in [(&pair.a, pair.source_a), (&pair.b, pair.source_b)] {
                let document = &documents[source.document as usize];
                let read: Vec<u32> = (0..).zip(document).filter(|(_, sentence)| sentence.iter().any(|id| side.contains(id))).map(|(at, _)| at).collect();
                prop_assert_eq!(read, (source.first..source.end).collect::<Vec<u32>>());
                prop_assert_eq!(source.sentences as usize, document.len());
            }
        }
    }

    #[test]
    fn the_longer_side_is_the_one_that_is_cut(documents in documents(), max_length in SHORTEST_PAIR..48, seed: u64) {
        for pair in pairs(&documents, max_length, Pairing::NextSentence, seed) {
            let before = [pair.span_a.tokens(&documents).len(), pair.span_b.tokens(&documents).len()];
            let after = [pair.a.len(), pair.b.len()];
            let other = [after[1], after[0]];
            for side in 0..2 {
                if after[side] < before[side] {
                    // It was the longer one (or, for B, as long) before its last cut.
                    prop_assert!(after[side] + 1 >= other[side] + usize::from(side == 0), "{before:?} became {after:?}");
                    prop_assert_eq!(after[0] + after[1], max_length - SPECIAL_TOKENS_A_PAIR);
                }
            }
        }
    }

    /// A wrong B puts the replaced sentences back, so every sentence of every document is in some A or right B.
    #[test]
    fn no_sentence_is_lost(documents in documents(), max_length in SHORTEST_PAIR..48, seed: u64) {
        for pairing in [Pairing::NextSentence, Pairing::Continuation] {
            let mut covered: Vec<Vec<u32>> = documents.iter().map(|document| vec![0; document.len()]).collect();
            for pair in pairs(&documents, max_length, pairing, seed) {
                let right_b = (pair.label == NextSentence::IsNext).then_some(&pair.span_b);
                for span in [Some(&pair.span_a), right_b].into_iter().flatten() {
                    covered[span.document][span.first..span.end].iter_mut().for_each(|count| *count += 1);
                }
            }
            prop_assert!(covered.iter().flatten().all(|&count| count == 1), "{covered:?}");
        }
    }

    #[test]
    fn one_seed_gives_the_same_pairs(documents in documents(), max_length in SHORTEST_PAIR..48, seed: u64) {
        let build = || pairs(&documents, max_length, Pairing::NextSentence, seed);
        prop_assert_eq!(build(), build());
    }
}

#[test]
fn a_document_of_one_sentence_is_always_followed_by_a_stranger() {
    let documents = vec![vec![vec![5, 6, 7]], vec![vec![8, 9], vec![10, 11]]];
    for seed in 0..50 {
        let found = document_pairs(&documents, 0, 32, Pairing::NextSentence, &mut Stream::new(seed, Purpose::Pairs, 0));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].label, found[0].span_b.document), (NextSentence::NotNext, 1));
    }
}
