//! Randomly damaged files. The readers of checkpoints (safetensors with config, tokenizer.json with vocab.txt) either report the error
//! or read the file. They never panic, never use more memory than a small multiple of the files' content, and never return part of
//! a model.

use std::collections::BTreeMap;

use cloze::checkpoint::contradiction::in_a_sentence;
use cloze::checkpoint::folder::{CONFIG, Folder, TOKENIZER, TOKENIZER_CONFIG, VOCABULARY, WEIGHTS};
use cloze::checkpoint::tokenizer::FolderTokenizer;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::Config;
use serde_json::{Value, json};

use memory::peak_of;

#[path = "../fuzz/src/memory.rs"]
mod memory;

type Files = BTreeMap<String, Vec<u8>>;

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/fixtures/tiny_bert/{name}")).unwrap()
}

fn intact() -> Files {
    let mut files: Files = [CONFIG, WEIGHTS, TOKENIZER, VOCABULARY].map(|name| (name.to_owned(), fixture(name))).into();
    let options = br#"{"do_lower_case": true, "strip_accents": null, "tokenizer_class": "BertTokenizer", "cls_token": "[CLS]",
        "added_tokens_decoder": {"4": {"content": "[MASK]", "lstrip": true, "special": true}}, "extra_special_tokens": ["the"]}"#;
    files.insert(TOKENIZER_CONFIG.into(), options.to_vec());
    files
}

/// Memory limit of reading: f32 parameters from f16 are twice the file, and parsed JSON is several tens of times its text.
fn allowance(files: &Files) -> usize {
    let size = |name: &str| files.get(name).map_or(0, Vec::len);
    let json = size(CONFIG) + size(TOKENIZER) + size(VOCABULARY) + size(TOKENIZER_CONFIG);
    3 * size(WEIGHTS) + 80 * header_length(files).min(size(WEIGHTS)) + 80 * json + (1 << 20)
}

fn header_length(files: &Files) -> usize {
    let prefix = files.get(WEIGHTS).and_then(|bytes| bytes.first_chunk());
    prefix.map_or(0, |&eight| usize::try_from(u64::from_le_bytes(eight)).unwrap_or(usize::MAX))
}

/// Reads the folder and checks that the result is usable.
fn read(files: Files) -> Result<(), TestCaseError> {
    let allowed = allowance(&files);
    let folder = Folder::Memory(files);
    let ((checkpoint, tokenizer), peak) = peak_of(|| (folder.checkpoint(), folder.tokenizer()));
    prop_assert!(peak <= allowed, "{peak} bytes were held, {allowed} are allowed");
    match &checkpoint {
        Err(error) => said_well(&error.to_string())?,
        Ok(checkpoint) => {
            prop_assert_eq!(checkpoint.parameters.len(), checkpoint.layout.len);
            prop_assert!(checkpoint.parameters.iter().all(|value| value.is_finite()));
        }
    }
    match &tokenizer {
        Err(error) => said_well(&error.to_string())?,
        Ok(FolderTokenizer { tokenizer, contradictions }) => {
            in_a_sentence(contradictions).as_deref().map_or(Ok(()), said_well)?;
            for (text, pair) in [("The dog [MASK] 개가 \u{301}\0 !", None), ("", Some("##a b"))] {
                match tokenizer.encode(text, pair, Some(12)) {
                    Err(error) => said_well(&error.to_string())?,
                    Ok(encoding) => {
                        prop_assert!(encoding.ids.len() <= 12);
                        prop_assert!(encoding.ids.iter().all(|&id| (id as usize) < tokenizer.vocabulary_size()));
                    }
                }
            }
        }
    }
    Ok(())
}

fn said_well(message: &str) -> Result<(), TestCaseError> {
    prop_assert!(message.len() > 10 && message.len() < 2000, "{}", message);
    Ok(())
}

/// One change to the bytes of a file.
#[derive(Clone, Debug)]
enum Damage {
    Cut(Index),
    Replace(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    /// The first eight bytes: the length of a safetensors header.
    Length(u64),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        any::<Index>().prop_map(Damage::Cut),
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Replace(at, byte)),
        (any::<Index>(), prop::collection::vec(any::<u8>(), 1..20)).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        (any::<Index>(), 1..200usize).prop_map(|(at, count)| Damage::Remove(at, count)),
        prop_oneof![any::<u64>(), 0..10_000u64].prop_map(Damage::Length),
    ]
}

impl Damage {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let end = bytes.len();
        match self {
            Self::Cut(at) => bytes.truncate(at.index(end + 1)),
            Self::Replace(at, byte) if end > 0 => bytes[at.index(end)] = *byte,
            Self::Insert(at, more) => drop(bytes.splice(at.index(end + 1)..at.index(end + 1), more.iter().copied())),
            Self::Remove(at, count) => {
                let start = at.index(end + 1);
                bytes.drain(start..(start + count).min(end));
            }
            Self::Length(length) if end >= 8 => bytes[..8].copy_from_slice(&length.to_le_bytes()),
            Self::Replace(..) | Self::Length(_) => {}
        }
    }
}

/// A JSON value as a careless or malicious author may write it.
fn odd_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (0..1200u64).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop_oneof![
            Just("F32"),
            Just("F64"),
            Just("BF16"),
            Just("I64"),
            Just("[MASK]"),
            Just("[UNK]"),
            Just("##"),
            Just("bert"),
            Just("gelu_new"),
            Just("BertForSequenceClassification"),
            Just("BertForTokenClassification"),
            Just("WordPiece"),
            Just("BPE"),
            Just("Unigram"),
            Just("WordLevel"),
            Just("Lowercase"),
            Just("Sequence"),
            Just("NFD"),
            Just("Whitespace"),
            Just("ByteLevel"),
            Just("Metaspace"),
            Just("TemplateProcessing"),
            Just("BertProcessing"),
            Just("RobertaProcessing"),
            Just("Precompiled"),
            Just("Replace"),
        ]
        .prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!([[[]]])),
        prop::collection::vec(any::<u64>(), 0..4).prop_map(Value::from),
        prop::collection::vec(0..60u64, 0..4).prop_map(Value::from),
    ]
}

#[derive(Clone, Debug)]
enum Edit {
    Set(Value),
    Remove,
    /// Overwrites the value with another value of the same document.
    Copy(Index),
    Rename(String),
}

fn edits() -> impl Strategy<Value = Vec<(Index, Edit)>> {
    let edit = prop_oneof![
        4 => odd_value().prop_map(Edit::Set),
        1 => Just(Edit::Remove),
        1 => any::<Index>().prop_map(Edit::Copy),
        1 => ".{0,8}".prop_map(Edit::Rename),
    ];
    prop::collection::vec((any::<Index>(), edit), 1..4)
}

/// The paths to all values, but only a few entries of long tables, so that each kind of value gets changed.
fn pointers(value: &Value, path: &str, found: &mut Vec<String>) {
    found.push(path.to_owned());
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(key, child)| (key.replace('~', "~0").replace('/', "~1"), child)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(i, child)| (i.to_string(), child)).collect(),
        _ => return,
    };
    for (key, child) in children.into_iter().take(24) {
        pointers(child, &format!("{path}/{key}"), found);
    }
}

fn edited(mut document: Value, edits: &[(Index, Edit)]) -> Value {
    for (at, edit) in edits {
        let mut paths = vec![];
        pointers(&document, "", &mut paths);
        let path = paths[at.index(paths.len())].clone();
        let (parent, key) = path.rsplit_once('/').unwrap_or(("", ""));
        match edit {
            Edit::Set(value) => *document.pointer_mut(&path).unwrap() = value.clone(),
            Edit::Copy(from) => {
                let value = document.pointer(&paths[from.index(paths.len())]).unwrap().clone();
                *document.pointer_mut(&path).unwrap() = value;
            }
            Edit::Remove | Edit::Rename(_) => {
                if let Some(Value::Object(members)) = document.pointer_mut(parent)
                    && let Some(value) = members.remove(&key.replace("~1", "/").replace("~0", "~"))
                    && let Edit::Rename(name) = edit
                {
                    members.insert(name.clone(), value);
                }
            }
        }
    }
    document
}

fn parsed(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

/// A safetensors file with this header before the data of another.
fn with_header(header: &Value, data: &[u8]) -> Vec<u8> {
    let text = header.to_string();
    [&(text.len() as u64).to_le_bytes(), text.as_bytes(), data].concat()
}

/// Takes about twenty seconds on two cores; the fuzz targets go on from there. `PROPTEST_CASES` sets another number.
fn config() -> Config {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let default = Config::default();
    Config { cases: if asked { default.cases } else { 5000 }, max_shrink_iters: 200, failure_persistence: None, ..default }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn damaged_bytes_of_weights_are_refused_or_read(damages in prop::collection::vec(damage(), 1..4), which in 0..5usize) {
        let mut files = intact();
        let name = ["model.safetensors", "gamma_beta_decoder_position_ids.safetensors", "encoder_only_no_prefix.safetensors",
            "float16.safetensors", "bfloat16.safetensors"][which];
        let mut bytes = fixture(name);
        damages.iter().for_each(|damage| damage.apply(&mut bytes));
        files.insert(WEIGHTS.into(), bytes);
        read(files)?;
    }

    #[test]
    fn weights_with_another_header_are_refused_or_read(edits in edits(), cut in prop::option::of(any::<Index>())) {
        let mut files = intact();
        let bytes = fixture(WEIGHTS);
        let (header, data) = bytes[8..].split_at(header_length(&files));
        let data = &data[..cut.map_or(data.len(), |cut| cut.index(data.len()))];
        files.insert(WEIGHTS.into(), with_header(&edited(parsed(header), &edits), data));
        read(files)?;
    }

    #[test]
    fn another_config_is_refused_or_read(edits in edits()) {
        let mut files = intact();
        let config = edited(parsed(&files[CONFIG]), &edits);
        files.insert(CONFIG.into(), config.to_string().into_bytes());
        read(files)?;
    }

    #[test]
    fn another_tokenizer_json_is_refused_or_read(edits in edits()) {
        let mut files = intact();
        let tokenizer = edited(parsed(&files[TOKENIZER]), &edits);
        files.insert(TOKENIZER.into(), tokenizer.to_string().into_bytes());
        read(files)?;
    }

    #[test]
    fn other_options_of_a_tokenizer_are_refused_or_read(edits in edits()) {
        let mut files = intact();
        let options = edited(parsed(&files[TOKENIZER_CONFIG]), &edits);
        files.insert(TOKENIZER_CONFIG.into(), options.to_string().into_bytes());
        read(files)?;
    }

    #[test]
    fn damaged_text_files_are_refused_or_read(which in 0..4usize, damages in prop::collection::vec(damage(), 1..4)) {
        let mut files = intact();
        let name = [CONFIG, TOKENIZER, VOCABULARY, TOKENIZER_CONFIG][which];
        if name == VOCABULARY {
            files.remove(TOKENIZER);
        }
        let bytes = files.get_mut(name).unwrap();
        damages.iter().for_each(|damage| damage.apply(bytes));
        read(files)?;
    }
}

#[test]
fn the_undamaged_folder_reads() {
    let folder = Folder::Memory(intact());
    assert!(folder.checkpoint().is_ok() && folder.tokenizer().is_ok());
}

/// Files that claim ten gigabytes without having them: in the header's length, in a tensor, in the sizes of the config.
#[test]
fn claims_cost_no_memory() {
    let held = |files: Files| {
        let folder = Folder::Memory(files);
        let (result, peak) = peak_of(|| folder.checkpoint());
        assert!(result.is_err());
        peak
    };
    let mut files = intact();
    files.get_mut(WEIGHTS).unwrap()[..8].copy_from_slice(&10_000_000_000u64.to_le_bytes());
    assert!(held(files) < 1 << 20);

    let mut files = intact();
    let header = json!({"bert.embeddings.word_embeddings.weight": {"dtype": "F32", "shape": [50_000, 50_000], "data_offsets": [0, 10_000_000_000u64]}});
    files.insert(WEIGHTS.into(), with_header(&header, b""));
    assert!(held(files) < 1 << 20);

    let mut files = intact();
    let mut config = parsed(&files[CONFIG]);
    for (key, size) in [("vocab_size", 400_000), ("hidden_size", 1024), ("num_hidden_layers", 4), ("num_attention_heads", 16)] {
        config[key] = size.into();
    }
    files.insert(CONFIG.into(), config.to_string().into_bytes());
    assert!(held(files) < 4 << 20);
}
