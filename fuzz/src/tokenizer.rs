//! The files of a tokenizer: vocab.txt, tokenizer.json, and those that correct them.

use std::collections::BTreeMap;

use cloze::checkpoint::contradiction::in_a_sentence;
use cloze::checkpoint::folder::{ADDED_TOKENS, Folder, SPECIAL_TOKENS_MAP, TOKENIZER, TOKENIZER_CONFIG, VOCABULARY};
use cloze::checkpoint::tokenizer::FolderTokenizer;

use super::memory::peak_of;
use super::parts::{parts, said_well};

const LENGTH: usize = 12;

/// vocab.txt, tokenizer.json, tokenizer_config.json, special_tokens_map.json, added_tokens.json and a text. An empty part is no file.
pub fn run(bytes: &[u8]) {
    let parts: [_; 6] = parts(bytes);
    let names = [VOCABULARY, TOKENIZER, TOKENIZER_CONFIG, SPECIAL_TOKENS_MAP, ADDED_TOKENS];
    let given = names.into_iter().zip(parts).filter_map(|(name, part)| Some((name.to_owned(), part?.to_vec())));
    let folder = Folder::Memory(given.filter(|(_, content)| !content.is_empty()).collect::<BTreeMap<_, _>>());
    let (read, peak) = peak_of(|| folder.tokenizer());
    assert!(peak <= 120 * bytes.len() + (1 << 20), "{peak} bytes were held for {}", bytes.len());
    let FolderTokenizer { tokenizer, contradictions } = match read {
        Err(error) => return said_well(&error.to_string()),
        Ok(read) => read,
    };
    if let Some(told) = in_a_sentence(&contradictions) {
        said_well(&told);
    }
    let text = parts[5].map(String::from_utf8_lossy).unwrap_or_default();
    for (text, pair) in [("The dog [MASK] 개가 \u{301}\0 !", None), (&*text, None), ("", Some(&*text))] {
        match tokenizer.encode(text, pair, Some(LENGTH)) {
            Err(error) => said_well(&error.to_string()),
            Ok(encoding) => {
                let n = encoding.ids.len();
                assert!(n <= LENGTH);
                assert!([encoding.type_ids.len(), encoding.char_offsets.len(), encoding.word_ids.len()].iter().all(|length| *length == n));
                assert!(encoding.ids.iter().all(|&id| (id as usize) < tokenizer.vocabulary_size()));
            }
        }
        if let Ok(ids) = tokenizer.encode_sentence(text) {
            assert!(ids.iter().all(|&id| (id as usize) < tokenizer.vocabulary_size()));
        }
    }
    if let Err(error) = tokenizer.to_json() {
        said_well(&error.to_string());
    }
}
