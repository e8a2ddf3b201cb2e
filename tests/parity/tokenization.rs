//! `tokenization/cases.json`: all lists of all encodings have to be equal, from both tokenizer files.

use cloze::text::Tokenizer;
use cloze::text::tokenizer::Normalization;
use serde_json::Value;

use crate::fixtures::{TOKENIZER, VOCABULARY, tokenization};
use crate::table::Table;

pub fn compare(table: &mut Table) {
    let reference = tokenization();
    let tokenizers = [Tokenizer::from_vocab_txt(VOCABULARY, Normalization::UNCASED).unwrap(), Tokenizer::from_json(TOKENIZER).unwrap()];
    for (tokenizer, case) in
        tokenizers.iter().flat_map(|tokenizer| reference["cases"].as_array().unwrap().iter().map(move |case| (tokenizer, case)))
    {
        let longest = case["max_length"].as_u64().map(|n| n as usize);
        let found = tokenizer.encode(case["text"].as_str().unwrap(), case["pair"].as_str(), longest).unwrap();
        let Ok(Value::Object(lists)) = serde_json::to_value(found) else { panic!("an encoding is an object") };
        let different = lists.iter().filter(|(field, list)| **list != case[field.as_str()]).count();
        table.exact("encodings, lists that differ", case["name"].as_str().unwrap(), different as f64, 0.0);
    }
}
