use super::*;
use proptest::prelude::*;

fn read(text: &str) -> Vec<Vec<String>> {
    Corpus::from_text(text).unwrap().documents
}

#[test]
fn a_blank_line_stands_between_documents_and_a_line_is_a_sentence() {
    assert_eq!(read("A cat sat.\nIt slept.\n\n \t\n\nA dog ran.\n"), [vec!["A cat sat.", "It slept."], vec!["A dog ran."]]);
}

#[test]
fn byte_order_mark_and_any_kind_of_line_end_change_nothing() {
    let plain = read("One.\nTwo.\n\nThree.");
    assert_eq!(read("\u{feff}One.\r\nTwo.\r\n\r\nThree.\r\n"), plain);
    assert_eq!(read("One.\rTwo.\r\rThree."), plain);
    assert_eq!(Corpus::from_bytes(b"\xef\xbb\xbfOne.\nTwo.\n\nThree.").unwrap().documents, plain);
}

#[test]
fn running_text_is_split_into_sentences() {
    assert_eq!(
        read("The rain fell (all night). \"Come in!\" Was it 3.5 miles? Yes."),
        [vec!["The rain fell (all night).", "\"Come in!\"", "Was it 3.5 miles?", "Yes."]]
    );
    assert_eq!(read("비가 왔다. 우산이 없었다! 어떡하지?"), [vec!["비가 왔다.", "우산이 없었다!", "어떡하지?"]]);
    assert_eq!(read("雨が降った。傘がない。"), [vec!["雨が降った。", "傘がない。"]]);
}

#[test]
fn wrapped_running_text_is_joined_before_it_is_split() {
    let text =
        "The keeper climbed the long stairs. At the top he\nfound the lamp as cold as the sea below the tower\nand lit it.\nThen he slept.";
    let expected = [
        "The keeper climbed the long stairs.",
        "At the top he found the lamp as cold as the sea below the tower and lit it.",
        "Then he slept.",
    ];
    assert_eq!(read(text), [expected]);
}

#[test]
fn lines_without_any_full_stop_stay_sentences_of_their_own() {
    let line = "the old man who lived beside the harbour went to the store";
    assert_eq!(read(&format!("{line}\n{line}")), [[line, line]]);
}

#[test]
fn text_without_a_sentence_end_is_one_sentence() {
    assert_eq!(read("no end at all"), [["no end at all"]]);
}

#[test]
fn nothing_but_emoji_is_still_a_corpus() {
    assert_eq!(read("🙂🚲 🙂\n\n🚲"), [["🙂🚲 🙂"], ["🚲"]]);
}

#[test]
fn empty_text_is_refused_with_what_to_do() {
    for text in ["", "\u{feff}", " \n\t\r\n \u{3000}\n"] {
        let error = Corpus::from_text(text).unwrap_err();
        assert_eq!(error, CorpusError::Empty);
        assert!(error.to_string().contains("at least one sentence"));
    }
}

#[test]
fn binary_data_is_refused_and_says_why() {
    let nul = Corpus::from_text("PK\u{3}\u{4}\0\0").unwrap_err();
    assert!(nul.to_string().contains("NUL"), "{nul}");
    let invalid = Corpus::from_bytes(b"abc\xff\xfe\xff").unwrap_err();
    assert!(invalid.to_string().contains("byte 3 is not UTF-8"), "{invalid}");
    let utf16 = Corpus::from_bytes(b"\xff\xfea\0b\0").unwrap_err();
    assert!(utf16.to_string().contains("UTF-16"), "{utf16}");
    let replaced = Corpus::from_text(&"a\u{fffd}\u{1}b".repeat(50)).unwrap_err();
    assert!(replaced.to_string().contains("100 of its 200 characters"), "{replaced}");
}

/// BERT deletes it, so it may be inside a word. Unicode ends no sentence at form feed and line tabulation either.
#[test]
fn a_next_line_inside_a_word_ends_no_sentence_and_one_behind_a_full_stop_does() {
    assert_eq!(read("The cat\u{85}nap was long. It\u{b}slept\u{c}on."), [["The cat\u{85}nap was long.", "It\u{b}slept\u{c}on."]]);
    assert_eq!(read("It slept.\u{85}It woke.\u{85}\u{85}It ran\u{85}"), [["It slept.", "It woke.", "It ran"]]);
}

#[test]
fn white_space_of_every_kind_is_text() {
    for space in ['\u{b}', '\u{c}', '\u{85}'] {
        assert!(Corpus::from_text(&format!("cat{space}nap")).is_ok(), "{space:?}");
    }
}

#[test]
fn one_stray_control_character_does_not_make_a_text_binary() {
    assert!(Corpus::from_text(&format!("{}\u{7}", "A plain sentence. ".repeat(20))).is_ok());
}

#[test]
fn ten_megabytes_pasted_are_refused_with_both_numbers() {
    let error = Corpus::from_pasted(&"word ".repeat(2 << 20)).unwrap_err();
    assert_eq!(error, CorpusError::TooLong { found: 10 << 20 });
    assert!(error.to_string().contains("10485760") && error.to_string().contains("5242880"), "{error}");
}

#[test]
fn the_last_tenth_of_the_documents_is_held_out() {
    let corpus = |documents: usize| Corpus { documents: (0..documents).map(|i| vec![i.to_string()]).collect() };
    for (all, held) in [(1000, 100), (25, 2), (19, 1), (10, 1), (3, 1)] {
        let (training, held_out) = corpus(all).split_held_out();
        assert_eq!((training.documents.len(), held_out.documents.len()), (all - held, held));
        assert_eq!(held_out.documents[0], [(all - held).to_string()]);
    }
}

#[test]
fn of_one_or_two_documents_the_last_sentences_are_held_out_and_of_a_lone_sentence_nothing() {
    let (training, held_out) = Corpus::from_text("One.\nTwo.\nThree.").unwrap().split_held_out();
    assert_eq!((training.sentence_count(), held_out.documents), (2, vec![vec!["Three.".to_owned()]]));
    let (training, held_out) = Corpus::from_text("One.\n\nTwo.\nThree.").unwrap().split_held_out();
    assert_eq!((training.documents.len(), held_out.documents), (2, vec![vec!["Three.".to_owned()]]));
    for text in ["One.", "One.\n\nTwo."] {
        let (training, held_out) = Corpus::from_text(text).unwrap().split_held_out();
        assert_eq!((training, held_out.documents.len()), (Corpus::from_text(text).unwrap(), 0));
    }
}

#[test]
fn one_document_switches_next_sentence_prediction_off_in_plain_words() {
    let message = Corpus::from_text("One.\nTwo.").unwrap().next_sentence_obstacle().unwrap();
    assert!(message.contains("only one") && message.contains("blank lines"), "{message}");
    assert_eq!(Corpus::from_text("One.\n\nTwo.").unwrap().next_sentence_obstacle(), None);
}

proptest! {
    #[test]
    fn any_text_gives_documents_of_sentences_or_an_error(text in "\\PC{0,80}(\n{1,3}\\PC{0,80}){0,6}") {
        if let Ok(corpus) = Corpus::from_text(&text) {
            prop_assert!(!corpus.documents.is_empty());
            prop_assert!(corpus.documents.iter().all(|d| !d.is_empty() && d.iter().all(|s| !s.is_empty() && s.trim() == s && !s.contains('\n'))));
        }
    }

    #[test]
    fn sentences_lose_nothing_but_white_space(text in "[a-zA-Z.!? \n가나다]{1,200}") {
        let kept = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        if let Ok(corpus) = Corpus::from_text(&text) {
            prop_assert_eq!(kept(&corpus.to_text()), kept(&text));
        }
    }
}
