use std::collections::BTreeSet;

use super::*;
use crate::text::vocabulary;

#[test]
fn every_preset_reads_back_as_the_corpus_that_it_is() {
    for preset in &PRESETS {
        let corpus = preset.corpus();
        let text = corpus.to_text();
        assert!(!text.contains(['{', '}']), "{}", preset.id);
        assert_eq!(Corpus::from_text(&text).unwrap(), corpus, "{}", preset.id);
        assert_eq!(preset.info().documents as usize, corpus.documents.len());
        assert_eq!(preset.info().sentences as usize, corpus.sentence_count());
        assert_eq!(preset.corpus(), corpus, "{} differs when written again", preset.id);
    }
}

#[test]
fn stories_are_a_thousand_of_five_to_eight_sentences() {
    let corpus = corpus("stories").unwrap();
    assert_eq!(corpus.documents.len(), 1000);
    assert!(corpus.documents.iter().all(|story| (5..=8).contains(&story.len())));
    assert!(corpus.documents.iter().collect::<BTreeSet<_>>().len() > 990, "stories repeat");
}

#[test]
fn the_lessons_sentences_are_in_the_course_and_are_trained_on() {
    let (training, _) = corpus("course").unwrap().split_held_out();
    let text = training.to_text();
    for sentences in
        ["The man went to the store.\nHe bought a gallon of milk.\n", "My dog is cute.\nHe likes playing.\n", "Dogs are cute.\n"]
    {
        assert!(text.contains(sentences), "{sentences}");
    }
    let words: BTreeSet<_> = text.split(|c: char| !c.is_alphabetic()).collect();
    assert!(["king", "dog", "store", "playing"].iter().all(|word| words.contains(word)));
}

#[test]
fn every_preset_is_spelled_without_an_unknown_token_by_a_vocabulary_of_a_thousand() {
    for preset in &PRESETS {
        let (training, held_out) = preset.corpus().split_held_out();
        let tokenizer = vocabulary::train(&training, 1000, &mut |_| ()).unwrap();
        for part in [&training, &held_out] {
            let documents = tokenizer.encode_corpus(part).unwrap();
            assert!(documents.concat().concat().iter().all(|id| *id != tokenizer.special_ids().unk), "{}", preset.id);
        }
        assert!(training.next_sentence_obstacle().is_none());
    }
}

#[test]
fn words_of_the_english_presets_are_fewer_than_a_thousand() {
    for id in ["stories", "course"] {
        let text = corpus(id).unwrap().to_text().to_lowercase();
        let words: BTreeSet<_> = text.split(|c: char| !c.is_alphabetic()).collect();
        assert!(words.len() < 1000, "{id}: {}", words.len());
    }
}
