use std::process::Command;

use proptest::prelude::*;
use unicode_categories::UnicodeCategories;

use super::*;
use crate::random::{Purpose, Stream};

fn corpus(text: &str) -> Corpus {
    Corpus::from_text(text).unwrap()
}

fn vocabulary(text: &str, size: usize) -> Vec<String> {
    train(&corpus(text), size, &mut |_| ()).unwrap().tokens().to_vec()
}

/// The plain algorithm, which counts all pairs anew before every merge. Panics on a merge whose token exists already.
fn plain(words: &BTreeMap<String, u64>, mut tokens: Vec<String>, size: usize) -> Vec<String> {
    let id = |tokens: &[String], token: &str| tokens.iter().position(|t| t == token).unwrap();
    let piece = |(place, c): (usize, char)| if place == 0 { c.to_string() } else { format!("##{c}") };
    let mut words: Vec<(Vec<usize>, u64)> =
        words.iter().map(|(word, &count)| (word.chars().enumerate().map(|c| id(&tokens, &piece(c))).collect(), count)).collect();
    while tokens.len() < size {
        let mut pairs: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        for (pieces, count) in &words {
            for pair in pieces.windows(2) {
                *pairs.entry((pair[0], pair[1])).or_default() += count;
            }
        }
        let Some((pair, _)) = pairs.into_iter().max_by_key(|&(pair, count)| (count, Reverse(pair))) else { break };
        let merged = format!("{}{}", tokens[pair.0], tokens[pair.1].trim_start_matches("##"));
        assert!(!tokens.contains(&merged), "{merged} is there already");
        tokens.push(merged);
        for (pieces, _) in &mut words {
            let mut place = 0;
            while place + 1 < pieces.len() {
                if (pieces[place], pieces[place + 1]) == pair {
                    pieces.splice(place..place + 2, [tokens.len() - 1]);
                }
                place += 1;
            }
        }
    }
    tokens
}

/// Words of `letters` letters, short and repetitive so that ties abound.
fn random_words(seed: u64, letters: usize, count: usize) -> BTreeMap<String, u64> {
    let mut stream = Stream::new(seed, Purpose::Corpus, 0);
    let mut words = BTreeMap::new();
    for _ in 0..count {
        let length = 1 + stream.below(12);
        let word: String = (0..length).map(|_| char::from(b'a' + stream.below(letters) as u8)).collect();
        *words.entry(word).or_default() += 1 + stream.below(4) as u64;
    }
    words
}

#[test]
fn the_trainer_does_what_the_plain_algorithm_does_ties_included() {
    for seed in 0..150 {
        let words = random_words(seed, 1 + seed as usize % 15, 5 + seed as usize);
        let size = 40 + seed as usize;
        let pieces = first_pieces(&words, 1000);
        assert_eq!(learn(&words, pieces.clone(), size).unwrap(), plain(&words, pieces, size), "seed {seed}");
    }
}

/// A text with many ties: all words equally frequent.
fn text_of_ties() -> String {
    random_words(7, 12, 400).keys().map(|word| format!("{word} ")).collect()
}

#[test]
#[ignore = "not a test: a process of two_processes_train_the_same_vocabulary"]
fn print_a_vocabulary() {
    println!("vocabulary: {}", vocabulary(&text_of_ties(), 300).join(" "));
}

#[test]
fn two_processes_train_the_same_vocabulary() {
    let process = || {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "text::vocabulary::tests::print_a_vocabulary", "--ignored", "--nocapture"])
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().find(|line| line.contains("vocabulary: ")).map(str::to_owned).expect("a vocabulary is printed")
    };
    let first = process();
    assert_eq!(first.split(' ').count(), 301);
    for _ in 0..2 {
        assert_eq!(process(), first);
    }
}

#[test]
fn the_most_frequent_pair_is_merged_first_and_a_tie_goes_to_the_smaller_ids() {
    // Pairs: a ##b 3 times, then (ab) ##c 2 and x ##y 2, of which "ab" was made later and has the larger id.
    let tokens = vocabulary("abc abc ab xy xy", 100);
    assert_eq!(tokens[..5], SPECIAL_TOKENS);
    assert_eq!(tokens[5..], ["a", "b", "c", "x", "y", "##b", "##c", "##y", "ab", "xy", "abc"]);
}

#[test]
fn the_vocabulary_never_has_more_tokens_than_asked_for() {
    let text = "the quick brown fox jumps over the lazy dog and 다람쥐 헌 쳇바퀴에 타고파";
    for size in [16, 20, 40, 64, 1000] {
        assert!(vocabulary(text, size).len() <= size);
    }
    assert_eq!(vocabulary("a", 1000), [&SPECIAL_TOKENS[..], &["a"]].concat());
}

#[test]
fn rare_characters_of_a_large_alphabet_give_way_and_become_unknown() {
    let text: String = ('가'..='힣').take(600).map(|c| format!("{c}나 ")).collect();
    let tokenizer = train(&corpus(&text), 200, &mut |_| ()).unwrap();
    assert_eq!(tokenizer.normalization().unwrap().strip_accents, Some(false));
    assert!(tokenizer.vocabulary_size() <= 200);
    assert!(tokenizer.tokens().iter().any(|token| token == "##나"));
    assert_eq!(tokenizer.encode_sentence(&text[text.len() - 7..]).unwrap(), [tokenizer.special_ids().unk]);
}

#[test]
fn nothing_but_emoji_and_words_too_long_to_look_up_still_train() {
    let emoji = train(&corpus("🙂 🚲🚲"), 100, &mut |_| ()).unwrap();
    assert_eq!(emoji.encode_sentence("🚲🚲 🙂").unwrap().len(), 2);
    let long = train(&corpus(&"r".repeat(10_000)), 100, &mut |_| ()).unwrap();
    assert_eq!(long.tokens(), SPECIAL_TOKENS);
}

/// Reading and training have to divide a text into the same words as encoding.
#[test]
fn no_control_format_or_white_space_character_divides_words_otherwise_than_the_normalizer() {
    let odd = |c: &char| c.is_other_control() || c.is_other_format() || c.is_whitespace();
    for c in ('\u{1}'..='\u{ffff}').filter(odd) {
        // Few enough that it counts as text.
        let text = format!("cat{c}nap sat. {}", "mew ".repeat(60));
        let tokenizer = train(&corpus(&text), 200, &mut |_| ()).unwrap();
        assert!(!tokenizer.encode_sentence(&text).unwrap().contains(&tokenizer.special_ids().unk), "{c:?}");
        let mut normalized = NormalizedString::from(format!("cat{c}nap").as_str());
        BertNormalizer::default().normalize(&mut normalized).unwrap();
        assert_eq!(tokenizer.id("catnap").is_some(), normalized.get() == "catnap", "{c:?}");
    }
}

#[test]
fn progress_rises_from_0_to_1() {
    let mut heard = Vec::new();
    train(&corpus(&text_of_ties()), 300, &mut |done| heard.push(done)).unwrap();
    assert!(heard.windows(2).all(|pair| pair[0] <= pair[1]) && heard.len() > 2 && heard.last() == Some(&1.0), "{heard:?}");
}

proptest! {
    #[test]
    fn counting_runs_apart_equals_taking_the_whole_text_apart(text in "([a-cA-CéÉé가힣한天\\-!?「」'\u{200b}\u{ad}\t \u{3000}\u{1}\u{b}\u{c}\u{85}\u{1c}\u{2028}\u{feff}]|👨‍🌾){1,60}") {
        let corpus = Corpus { documents: vec![vec![text.clone()]] };
        let normalization = Normalization::UNCASED;
        let mut normalized = NormalizedString::from(text.as_str());
        BertNormalizer::default().normalize(&mut normalized).unwrap();
        let mut split = PreTokenizedString::from(normalized);
        BertPreTokenizer.pre_tokenize(&mut split).unwrap();
        let mut expected: BTreeMap<String, u64> = BTreeMap::new();
        for (word, _, _) in split.get_splits(OffsetReferential::Normalized, OffsetType::None) {
            *expected.entry(word.to_owned()).or_default() += 1;
        }
        prop_assert_eq!(count_words(&corpus, normalization, &mut |_| ()).unwrap(), expected);
    }

    #[test]
    fn text_is_covered_by_a_vocabulary_that_was_trained_on_it(text in "[a-z가-깋.,! ]{1,200}([a-z.,! ]{30}[\u{b}\u{c}\u{85}\u{2028}\u{200b}\u{ad}][a-z.,! ]{30}){0,5}") {
        prop_assume!(!text.trim().is_empty());
        let corpus = corpus(&text);
        let tokenizer = train(&corpus, 4000, &mut |_| ()).unwrap();
        let unknown = tokenizer.special_ids().unk;
        prop_assert!(tokenizer.encode_corpus(&corpus).unwrap().concat().concat().iter().all(|id| *id != unknown));
    }
}
