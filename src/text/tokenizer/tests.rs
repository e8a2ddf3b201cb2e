use proptest::prelude::*;
use serde_json::json;

use super::*;

const VOCAB: &[u8] = include_bytes!("../../../tests/fixtures/tokenization/vocab.txt");
const JSON: &[u8] = include_bytes!("../../../tests/fixtures/tokenization/tokenizer.json");
const CASES: &str = include_str!("../../../tests/fixtures/tokenization/cases.json");

fn reference() -> Tokenizer {
    Tokenizer::from_vocab_txt(VOCAB, Normalization::UNCASED).unwrap()
}

/// A tokenizer of a few words, special tokens first.
fn small(words: &[&str], normalization: Normalization) -> Tokenizer {
    Tokenizer::from_tokens(SPECIAL_TOKENS.iter().chain(words).map(|t| (*t).to_string()).collect(), normalization).unwrap()
}

#[test]
fn every_reference_case_is_encoded_exactly_from_vocab_txt_and_from_tokenizer_json() {
    let cases: Value = serde_json::from_str(CASES).unwrap();
    let cases = cases["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 34);
    for tokenizer in [reference(), Tokenizer::from_json(JSON).unwrap()] {
        for case in cases {
            let max_length = case["max_length"].as_u64().map(|n| n as usize);
            let found = tokenizer.encode(case["text"].as_str().unwrap(), case["pair"].as_str(), max_length).unwrap();
            let found = serde_json::to_value(found).unwrap();
            for (field, value) in found.as_object().unwrap() {
                assert_eq!(value, &case[field], "{} of {}", field, case["name"]);
            }
            let ids: Vec<_> = case["ids"].as_array().unwrap().iter().map(|id| id.as_u64().unwrap() as TokenId).collect();
            assert_eq!(tokenizer.decode(&ids).unwrap(), case["decoded"].as_str().unwrap(), "{}", case["name"]);
        }
    }
}

#[test]
fn what_is_written_reads_back_as_the_same_tokenizer() {
    let tokenizer = reference();
    let again = Tokenizer::from_json(tokenizer.to_json().unwrap().as_bytes()).unwrap();
    assert_eq!(again.tokens(), tokenizer.tokens());
    assert_eq!(again.to_json().unwrap(), tokenizer.to_json().unwrap());
    assert_eq!(tokenizer.to_vocab_txt().as_bytes(), VOCAB);
    let crlf = String::from_utf8(VOCAB.to_vec()).unwrap().replace('\n', "\r\n");
    assert_eq!(Tokenizer::from_vocab_txt(crlf.as_bytes(), Normalization::UNCASED).unwrap().tokens(), tokenizer.tokens());
}

#[test]
fn a_loaded_vocabulary_keeps_its_own_special_ids() {
    let tokens = ["the", "[MASK]", "[SEP]", "dog", "[CLS]", "##s", "[UNK]", "[PAD]"].map(str::to_owned).to_vec();
    let tokenizer = Tokenizer::from_tokens(tokens, Normalization::UNCASED).unwrap();
    assert_eq!(tokenizer.special_ids(), SpecialIds { pad: 7, unk: 6, cls: 4, sep: 2, mask: 1 });
    let encoding = tokenizer.encode("The dogs", Some("[MASK] cat"), None).unwrap();
    assert_eq!(encoding.ids, [4, 0, 3, 5, 2, 1, 6, 2]);
    assert_eq!(Tokenizer::from_json(tokenizer.to_json().unwrap().as_bytes()).unwrap().special_ids(), tokenizer.special_ids());
}

#[test]
fn hangul_syllables_stay_whole_where_accents_are_kept() {
    let korean = Normalization::for_text(["The dog.", "개가 잔다."]);
    assert_eq!(korean, Normalization { strip_accents: Some(false), ..Normalization::UNCASED });
    assert_eq!(Normalization::for_text(["The dog."]), Normalization::UNCASED);
    let tokenizer = small(&["개", "##가", "잔다"], korean);
    assert_eq!(tokenizer.encode_sentence("개가 잔다").unwrap(), [5, 6, 7]);
    let again = Tokenizer::from_json(tokenizer.to_json().unwrap().as_bytes()).unwrap();
    assert_eq!((again.normalization(), again.encode_sentence("개가").unwrap()), (Some(korean), vec![5, 6]));
}

#[test]
fn a_word_of_ten_thousand_characters_is_one_unknown_token() {
    let tokenizer = small(&["r", "##r"], Normalization::UNCASED);
    assert_eq!(tokenizer.encode_sentence(&format!("r {}", "r".repeat(10_000))).unwrap(), [5, 1]);
}

#[test]
fn a_sentence_without_a_token_is_left_out_of_the_encoded_corpus() {
    let tokenizer = small(&["a", "b"], Normalization::UNCASED);
    let corpus = Corpus { documents: vec![vec!["a".into(), "\u{200b}".into()], vec!["\u{200b}".into()], vec!["b a".into()]] };
    assert_eq!(tokenizer.encode_corpus(&corpus).unwrap(), [vec![vec![5]], vec![vec![6, 5]]]);
}

#[test]
fn truncation_and_padding_that_a_file_asks_for_are_ignored() {
    let mut value: Value = serde_json::from_slice(JSON).unwrap();
    value["truncation"] = json!({"direction": "Right", "max_length": 4, "strategy": "LongestFirst", "stride": 0});
    value["padding"] = json!({"strategy": {"Fixed": 40}, "direction": "Right", "pad_to_multiple_of": null, "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"});
    let tokenizer = Tokenizer::from_json(value.to_string().as_bytes()).unwrap();
    let text = "The keeper wrote a letter.";
    assert_eq!(tokenizer.encode(text, None, None).unwrap(), reference().encode(text, None, None).unwrap());
}

#[test]
fn malformed_files_are_refused_with_the_place() {
    let said = |result: Result<Tokenizer, TokenizerError>| result.unwrap_err().to_string();
    let vocab = |text: &str| said(Tokenizer::from_vocab_txt(text.as_bytes(), Normalization::UNCASED));
    assert!(vocab("").contains("lacks [PAD], [UNK], [CLS], [SEP], [MASK]:"));
    assert!(vocab("[PAD]\n[UNK]\n[CLS]\nthe").contains("lacks [SEP], [MASK]:"));
    assert!(said(Tokenizer::from_vocab_txt(b"[PAD]\n\xff", Normalization::UNCASED)).contains("byte 6 is not UTF-8"));

    let json = |value: &Value| said(Tokenizer::from_json(value.to_string().as_bytes()));
    let good: Value = serde_json::from_slice(JSON).unwrap();
    assert!(said(Tokenizer::from_json(&JSON[..JSON.len() / 2])).contains("line "));
    assert!(json(&json!([1])).contains("no `model`"));
    assert!(json(&json!({"model": {"type": "BPE", "vocab": {}, "merges": []}})).contains("type BPE"));
    let mut gap = good.clone();
    gap["model"]["vocab"]["the"] = 4_000_000_000u32.into();
    assert!(json(&gap).contains("\"the\" has id 4000000000: of 600 tokens, ids below 1200"), "{}", json(&gap));
    let mut twice = good.clone();
    twice["model"]["vocab"]["the"] = 200.into();
    assert!(json(&twice).contains("both have id 200"), "{}", json(&twice));
    let mut nameless = good;
    nameless["added_tokens"] = json!([]);
    nameless["model"]["vocab"].as_object_mut().unwrap().remove("[MASK]");
    assert!(json(&nameless).contains("lacks [MASK]"), "{}", json(&nameless));
}

/// If a token is repeated, the ids of its earlier lines have no token.
#[test]
fn ids_without_a_token_stay_through_writing_and_reading() {
    let text = "[PAD]\n[UNK]\nthe\n[CLS]\n\nthe\n\n[SEP]\n[MASK]\n";
    let tokenizer = Tokenizer::from_vocab_txt(text.as_bytes(), Normalization::UNCASED).unwrap();
    assert_eq!((tokenizer.vocabulary_size(), tokenizer.id("the"), tokenizer.id(""), tokenizer.token(2)), (9, Some(5), None, Some("")));
    let encoding = tokenizer.encode("the [MASK]", None, None).unwrap();
    assert_eq!(
        (encoding.ids.as_slice(), encoding.tokens().collect::<Vec<_>>()),
        (&[3, 5, 8, 7][..], vec!["[CLS]", "the", "[MASK]", "[SEP]"])
    );
    let from_json = Tokenizer::from_json(tokenizer.to_json().unwrap().as_bytes()).unwrap();
    let from_lines = Tokenizer::from_vocab_txt(tokenizer.to_vocab_txt().as_bytes(), Normalization::UNCASED).unwrap();
    for again in [from_json, from_lines] {
        assert_eq!((again.encode("the [MASK]", None, None).unwrap(), again.vocabulary_size()), (encoding.clone(), 9));
    }
}

#[test]
fn a_row_too_short_for_its_special_tokens_is_refused() {
    let error = reference().encode("a", Some("b"), Some(2)).unwrap_err();
    assert!(error.to_string().contains("row of 2 tokens"), "{error}");
    assert_eq!(reference().encode("a", Some("b"), Some(3)).unwrap().ids, [2, 3, 3]);
}

/// The crate's own tokenizer, with all parts and its own search for added tokens.
fn assert_encodes_as_the_crate_does(file: &Value, texts: &[String]) {
    let ours = Tokenizer::from_json(file.to_string().as_bytes()).unwrap();
    let theirs: tokenizers::Tokenizer = file.to_string().parse().unwrap();
    for text in texts {
        let expected = theirs.encode_char_offsets(text.as_str(), true).unwrap();
        let found = ours.encode(text, None, None).unwrap();
        assert_eq!((found.ids.as_slice(), found.char_offsets.as_slice()), (expected.get_ids(), expected.get_offsets()), "{text:?}");
        assert!(found.tokens().eq(expected.get_tokens()) && found.word_ids == expected.get_word_ids(), "{text:?}");
        assert_eq!(ours.encode_sentence(text).unwrap(), theirs.encode_fast(text.as_str(), false).unwrap().get_ids(), "{text:?}");
    }
}

/// Texts of pieces that may be next to an added token.
fn texts_around(contents: &[&str]) -> impl Strategy<Value = Vec<String>> {
    let others = [" ", "  ", "\t\u{3000}", "a", "The", "é", "e\u{301}", "_", "-", "²", "한", "中", "\u{200d}", "!?", ""];
    let pieces: Vec<String> = contents.iter().chain(&others).map(|piece| (*piece).to_owned()).collect();
    let text = prop::collection::vec(prop::sample::select(pieces), 0..12).prop_map(|pieces| pieces.concat());
    prop::collection::vec(text, 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn added_tokens_are_found_where_the_crate_finds_them(
        flags in prop::collection::vec(any::<[bool; 4]>(), 4),
        texts in texts_around(&["[MASK]", "[MA", "SK]", "Thé", "the keeper", "keeper"]),
    ) {
        let mut file: Value = serde_json::from_slice(JSON).unwrap();
        let added = file["added_tokens"].as_array_mut().unwrap();
        let contents = ["[MA", "Thé", "the keeper", "keeper"];
        let first = 1_000_000;
        for (place, (content, [single_word, lstrip, rstrip, normalized])) in contents.iter().zip(flags).enumerate() {
            added.push(json!({
                "id": first + place, "content": content, "single_word": single_word, "lstrip": lstrip, "rstrip": rstrip,
                "normalized": normalized, "special": false,
            }));
        }
        assert_encodes_as_the_crate_does(&file, &texts);
    }

    #[test]
    fn words_are_divided_as_the_crate_divides_them(texts in texts_around(&["don't", "x²", "\u{a0}"]), any in ".{0,30}") {
        let mut file: Value = serde_json::from_slice(JSON).unwrap();
        let parts = [json!({"type": "Whitespace"}), json!({"type": "Sequence", "pretokenizers": [{"type": "Whitespace"}, {"type": "Digits", "individual_digits": true}]})];
        for part in parts {
            file["pre_tokenizer"] = part;
            assert_encodes_as_the_crate_does(&file, &texts);
            assert_encodes_as_the_crate_does(&file, std::slice::from_ref(&any));
        }
    }

    #[test]
    fn every_normalizer_does_what_the_crates_does(any in ".{0,30}", texts in texts_around(&["ﬁ", "Å", "각"])) {
        let mut file: Value = serde_json::from_slice(JSON).unwrap();
        let plain = ["Lowercase", "NFC", "NFD", "NFKC", "NFKD", "StripAccents"].map(|name| json!({"type": name}));
        let strip = json!({"type": "Strip", "strip_left": true, "strip_right": false});
        let all = json!({"type": "Sequence", "normalizers": plain});
        for part in plain.into_iter().chain([strip, all]) {
            file["normalizer"] = part;
            assert_encodes_as_the_crate_does(&file, &texts);
            assert_encodes_as_the_crate_does(&file, std::slice::from_ref(&any));
        }
    }
}
