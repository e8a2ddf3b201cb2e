use std::ops::ControlFlow;

use proptest::prelude::*;
use serde_json::{Value, json};
use tokenizers::OffsetType;

use super::super::{TokenRun, Tokenizer};

const JSON: &[u8] = include_bytes!("../../../../tests/fixtures/tokenization/tokenizer.json");

/// Tokens with all that is known of them: id, text, code points, word.
type Token = (u32, String, (usize, usize), Option<u32>);

fn in_stretches(tokenizer: &Tokenizer, text: &str, size: usize) -> (Vec<Token>, usize) {
    let (mut tokens, mut words, mut parts) = (vec![], 0, 0);
    let take = |part: TokenRun| {
        let found = &part.encoding;
        for index in 0..found.len() {
            let (start, end) = found.get_offsets()[index];
            let offsets = (part.characters_before + start, part.characters_before + end);
            let word = found.get_word_ids()[index].map(|word| words + word);
            tokens.push((found.get_ids()[index], found.get_tokens()[index].clone(), offsets, word));
        }
        words += part.words as u32;
        parts += 1;
        ControlFlow::Continue(())
    };
    tokenizer.read(text, OffsetType::Char, size, take).unwrap();
    (tokens, parts)
}

/// By the crate's ready-made tokenizer, which takes the text in one piece.
fn whole(file: &Value, text: &str) -> Vec<Token> {
    let theirs: tokenizers::Tokenizer = file.to_string().parse().unwrap();
    let found = theirs.encode_char_offsets(text, false).unwrap();
    (0..found.len()).map(|i| (found.get_ids()[i], found.get_tokens()[i].clone(), found.get_offsets()[i], found.get_word_ids()[i])).collect()
}

/// Letters, words too long, what separates, what is deleted, what decomposes, marks of several classes, added tokens.
fn text() -> impl Strategy<Value = String> {
    let pieces = [
        "a",
        "the",
        "The",
        "é",
        "e",
        "\u{301}",
        "\u{323}\u{301}",
        "\u{302e}",
        "한",
        "글",
        "中",
        "\u{f900}",
        " ",
        " ",
        "  ",
        "\t",
        "\u{3000}",
        "\u{2028}",
        ".",
        "-",
        "≠",
        "\u{1fef}",
        "。",
        "\u{200b}",
        "\u{ad}",
        "\u{b}",
        "\u{85}",
        "\u{1}",
        "\u{fffd}",
        "[MASK]",
        "[CLS",
        "aaaaaaaa",
        "éééééééé",
        "한한한한한한한",
        "\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}",
        "\u{301}\u{301}\u{301}\u{301}",
        "👨‍🌾",
        "İ",
        "ﬃ",
        "x²",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn a_text_in_stretches_gives_the_tokens_that_it_gives_whole(
        texts in prop::collection::vec(text(), 1..8),
        size in 1..40usize,
        longest in prop::sample::select(vec![3, 6, 100]),
        lowercase in any::<bool>(),
        strip_accents in any::<Option<bool>>(),
        [clean_text, handle_chinese_chars] in any::<[bool; 2]>(),
    ) {
        let mut file: Value = serde_json::from_slice(JSON).unwrap();
        file["model"]["max_input_chars_per_word"] = json!(longest);
        file["normalizer"] = json!({
            "type": "BertNormalizer", "clean_text": clean_text, "handle_chinese_chars": handle_chinese_chars,
            "strip_accents": strip_accents, "lowercase": lowercase,
        });
        let tokenizer = Tokenizer::from_json(file.to_string().as_bytes()).unwrap();
        for text in texts {
            prop_assert_eq!(in_stretches(&tokenizer, &text, size).0, whole(&file, &text), "{:?}", text);
        }
    }
}

#[test]
fn a_long_text_is_many_stretches_whatever_it_consists_of() {
    let file: Value = serde_json::from_slice(JSON).unwrap();
    let tokenizer = Tokenizer::from_json(JSON).unwrap();
    for piece in ["the dog ", "a", ".", "한", "中", "é", "the\u{200b}", "e\u{301}"] {
        let text = format!("The {} end.", piece.repeat(2000));
        let (found, parts) = in_stretches(&tokenizer, &text, 100);
        assert_eq!(found, whole(&file, &text), "{piece:?}");
        // A word is one part however long; all else comes by the stretch.
        let one_word = ["a", "한", "é", "the\u{200b}", "e\u{301}"].contains(&piece);
        assert!(if one_word { parts >= 2 } else { parts > 20 }, "{piece:?}: {parts}");
    }
}

/// A single text is read only up to the maximum length.
#[test]
fn reading_ends_where_nobody_wants_more() {
    let tokenizer = Tokenizer::from_json(JSON).unwrap();
    let mut parts = 0;
    let take = |_: TokenRun| {
        parts += 1;
        ControlFlow::Break(())
    };
    tokenizer.read(&"the [MASK] ".repeat(1000), OffsetType::Char, 100, take).unwrap();
    assert_eq!(parts, 1);
}
