use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::examples::batch::Batch;
use crate::examples::{SpecialIds, TokenId};

const SPECIAL: SpecialIds = SpecialIds { pad: 0, unk: 1, cls: 2, sep: 3, mask: 4 };
const VOCABULARY: usize = 400;

fn vocabulary() -> VocabularyFacts {
    VocabularyFacts { special_ids: SPECIAL, continuations: vec![false; VOCABULARY] }
}

fn documents() -> impl Strategy<Value = EncodedDocuments> {
    let sentence = proptest::collection::vec(5..VOCABULARY as TokenId, 1..10);
    proptest::collection::vec(proptest::collection::vec(sentence, 1..6), 2..6)
}

fn rules(seed: u64, sequence_length: usize) -> RowRules {
    RowRules { seed, sequence_length, pairing: Pairing::NextSentence, masking: MaskingSettings::default(), masks: true }
}

fn stream(documents: &EncodedDocuments, rules: &RowRules) -> ExampleStream {
    ExampleStream::new(documents.clone(), vocabulary(), rules.clone(), Cursor::default()).expect("documents")
}

proptest! {
    #[test]
    fn a_batch_is_its_rows_padded_together(documents in documents(), seed: u64, size in 1usize..9) {
        let rows = stream(&documents, &rules(seed, 24)).next_rows(size);
        let batch = Batch::pad(&rows, 24, SPECIAL.pad);
        let s = batch.sequence;
        prop_assert_eq!((batch.rows, s, rows.len()), (size, 24, size));
        for list in [&batch.input_ids, &batch.token_type_ids, &batch.attention_mask] {
            prop_assert_eq!(list.len(), size * s);
        }
        for (row, example) in rows.iter().enumerate() {
            let real = row * s..row * s + example.input_ids.len();
            prop_assert_eq!(&batch.input_ids[real.clone()], example.input_ids.as_slice());
            prop_assert!(batch.attention_mask[real.clone()].iter().all(|&looked_at| looked_at == 1));
            let padding = real.end..(row + 1) * s;
            prop_assert!(batch.input_ids[padding.clone()].iter().all(|&id| id == SPECIAL.pad));
            prop_assert!(batch.attention_mask[padding.clone()].iter().chain(&batch.token_type_ids[padding]).all(|&value| value == 0));
        }
    }

    #[test]
    fn a_stream_goes_on_from_its_cursor_as_if_it_had_never_stopped(documents in documents(), seed: u64, before in 0usize..6, size in 1usize..9) {
        let rules = rules(seed, 20);
        let mut unbroken = stream(&documents, &rules);
        for _ in 0..before {
            unbroken.next_rows(size);
        }
        let cursor = unbroken.cursor();
        let mut resumed = ExampleStream::new(documents.clone(), vocabulary(), rules.clone(), cursor).expect("documents");
        let mut sought = stream(&documents, &rules);
        sought.seek(cursor);
        for _ in 0..3 {
            let expected = unbroken.next_rows(size);
            prop_assert_eq!(&resumed.next_rows(size), &expected);
            prop_assert_eq!(&sought.next_rows(size), &expected);
        }
    }

    #[test]
    fn an_epoch_shows_every_pair_once(documents in documents(), seed: u64) {
        let mut stream = stream(&documents, &rules(seed, 20));
        let rows = stream.rows_per_epoch();
        let rows_of_epoch = stream.next_rows(rows);
        let starts: BTreeSet<_> = rows_of_epoch.iter().map(|example| {
            let [a, _] = example.sources.expect("a pair");
            (a.document, a.first)
        }).collect();
        prop_assert_eq!(starts.len(), rows);
        prop_assert_eq!(stream.cursor(), Cursor { epoch: 0, row: rows as u32 });
    }
}

#[test]
fn masks_are_drawn_anew_in_each_epoch_unless_they_are_to_stay() {
    let documents: EncodedDocuments =
        (0..4).map(|d| (0..6).map(|s| (5 + d * 60 + s * 10..15 + d * 60 + s * 10).collect()).collect()).collect();
    let rows_of = |fresh: bool, epoch: u32| {
        let mut rules = rules(1, 32);
        rules.masking.fresh = fresh;
        let mut stream = ExampleStream::new(documents.clone(), vocabulary(), rules, Cursor { epoch, row: 0 }).expect("documents");
        let rows = stream.rows_per_epoch();
        stream.next_rows(rows).into_iter().map(|example| example.input_ids).collect::<BTreeSet<_>>()
    };
    assert_eq!(rows_of(false, 0), rows_of(false, 3));
    assert!(rows_of(true, 0).is_disjoint(&rows_of(true, 3)));
}

#[test]
fn held_out_rows_come_from_held_out_documents_alone() {
    let document = |first: TokenId| -> Vec<Vec<TokenId>> { (0..3).map(|s| (first + s * 5..first + s * 5 + 5).collect()).collect() };
    let held_out = vec![document(200), document(300)];
    let training = vec![document(5), document(50), document(100)];
    let rows = evaluation_rows(&held_out, &training, &vocabulary(), &rules(1, 32), 8).concat();
    assert_eq!(rows.len(), EVALUATION_ROWS);
    let originals = rows.iter().flat_map(|example| &example.original_ids);
    assert!(originals.filter(|&&id| id > SPECIAL.mask).all(|&id| id >= 200));
}

#[test]
fn without_masking_a_row_is_fed_as_it_is_written() {
    let documents = vec![vec![(5..15).collect::<Vec<TokenId>>(); 3]; 3];
    let rules = RowRules { masks: false, ..rules(1, 32) };
    for row in stream(&documents, &rules).next_rows(9) {
        assert_eq!(row.input_ids, row.original_ids);
        assert!(row.fates.iter().all(|fate| !fate.is_selected()) && row.labels.iter().all(Option::is_none));
    }
}
