//! Batches from a file of token ids, as tests write them: `{"cases": [{"name", "input_ids", ...}]}`.

use serde::Deserialize;
use serde_json::Value;

use super::Task;
use crate::examples::TokenId;
use crate::examples::batch::{Batch, BatchLabels};
use crate::model::BertConfig;
use crate::objectives::{Head, Loss};

/// The label that the loss ignores, in Hugging Face's lists.
const IGNORED: i64 = -100;

/// One row. All lists have `length` entries.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    pub name: String,
    pub input_ids: Vec<TokenId>,
    pub token_type_ids: Vec<u32>,
    /// 1 if the position is inside the attention mask.
    pub attention_mask: Vec<u32>,
    /// The original id if the position is selected.
    pub labels: Vec<Option<TokenId>>,
    /// 0 = IsNext, 1 = NotNext.
    pub next_sentence_label: Option<u32>,
}

/// A case that cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CasesError {
    #[error("{0}")]
    Malformed(String),
    #[error("case {case:?}: {key} is {found}, expected {expected}")]
    Value { case: String, key: String, found: String, expected: String },
}

#[derive(Deserialize)]
struct File {
    cases: Vec<RawCase>,
}

#[derive(Deserialize)]
struct RawCase {
    name: Option<String>,
    length: Option<i64>,
    input_ids: Vec<i64>,
    token_type_ids: Option<Vec<i64>>,
    attention_mask: Option<Vec<i64>>,
    // A list of token ids, or what a task head is trained on.
    #[serde(default)]
    labels: Value,
    #[serde(default)]
    next_sentence_label: Value,
}

/// What the labels of the cases are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseLabels {
    /// Token ids, which are read.
    TokenIds,
    /// Those of a task head, which are not read.
    OfTask { task: Task, classes: usize },
}

/// Reads the cases. Lists may be padded, all to one length; `token_type_ids`, `attention_mask` and the labels may be absent.
///
/// # Errors
/// [`CasesError`] names the case, the entry, what was found and what fits the model.
pub fn parse(bytes: &[u8], config: &BertConfig, kind: CaseLabels) -> Result<Vec<Case>, CasesError> {
    let file: File = serde_json::from_slice(bytes).map_err(|error| CasesError::Malformed(format!("not a file of cases ({error})")))?;
    if file.cases.is_empty() {
        return Err(CasesError::Malformed("`cases` is empty, expected one or more".into()));
    }
    file.cases.iter().enumerate().map(|(index, raw)| Reader::new(index, raw, config)?.case(kind)).collect()
}

/// All cases as one batch, padded to the longest, with labels for these losses. Cases without a next sentence label make a batch
/// without.
pub fn batch(cases: &[Case], losses: &[Loss]) -> Batch {
    let sequence = cases.iter().map(|case| case.input_ids.len()).max().unwrap_or(0);
    let mut batch = Batch { rows: cases.len(), sequence, ..Batch::default() };
    for (row, case) in cases.iter().enumerate() {
        let padded = |list: &[u32]| list.iter().copied().chain(std::iter::repeat_n(0, sequence - list.len())).collect::<Vec<_>>();
        batch.input_ids.extend(padded(&case.input_ids));
        batch.token_type_ids.extend(padded(&case.token_type_ids));
        batch.attention_mask.extend(padded(&case.attention_mask));
        for (position, label) in case.labels.iter().enumerate() {
            if label.is_some() {
                batch.selected.push((row * sequence + position) as u32);
            }
        }
    }
    let labels = |loss: &Loss| match loss.head {
        Head::Vocabulary => BatchLabels::Selected(cases.iter().flat_map(|case| &case.labels).flatten().copied().collect()),
        // The heads of tasks are scored apart from the engine, which has no labels for them.
        Head::SequenceClass { .. } | Head::TokenClass { .. } | Head::AnswerSpan => BatchLabels::Sequences(vec![]),
        Head::SentencePair => {
            BatchLabels::Sequences(cases.iter().map(|case| case.next_sentence_label).collect::<Option<_>>().unwrap_or_default())
        }
    };
    batch.labels = losses.iter().map(labels).collect();
    batch
}

/// One case as JSON, before it is checked.
struct Reader<'a> {
    name: String,
    length: usize,
    raw: &'a RawCase,
    config: &'a BertConfig,
}

impl<'a> Reader<'a> {
    fn new(index: usize, raw: &'a RawCase, config: &'a BertConfig) -> Result<Self, CasesError> {
        let name = raw.name.clone().unwrap_or_else(|| format!("case {index}"));
        let mut reader = Self { name, length: raw.input_ids.len(), raw, config };
        // Before the rest, since the mask may say how long the row is.
        if let Some(mask) = &raw.attention_mask {
            reader.check_entries("attention_mask", mask.len())?;
        }
        let real = raw.attention_mask.as_ref().and_then(|mask| mask.iter().rposition(|&seen| seen != 0)).map(|last| last as i64 + 1);
        let length = raw.length.or(real).unwrap_or(raw.input_ids.len() as i64);
        let most = raw.input_ids.len().min(config.max_position_embeddings);
        match usize::try_from(length) {
            Ok(found) if (1..=most).contains(&found) => reader.length = found,
            _ => {
                let expected = format!(
                    "1 to {most} (input_ids has {} entries, the model {} positions)",
                    raw.input_ids.len(),
                    config.max_position_embeddings
                );
                return Err(reader.error("length", length, expected));
            }
        }
        Ok(reader)
    }

    fn error(&self, key: impl ToString, found: impl ToString, expected: impl ToString) -> CasesError {
        CasesError::Value { case: self.name.clone(), key: key.to_string(), found: found.to_string(), expected: expected.to_string() }
    }

    fn case(&self, kind: CaseLabels) -> Result<Case, CasesError> {
        let attention_mask = self.list("attention_mask", self.raw.attention_mask.as_deref(), 1, 2)?;
        if attention_mask.iter().all(|&seen| seen == 0) {
            return Err(self.error("attention_mask", "0 throughout", "1 at one position or more"));
        }
        if let Some(behind) = self.raw.attention_mask.as_ref().and_then(|mask| mask[self.length..].iter().position(|&seen| seen != 0)) {
            return Err(self.error(format!("attention_mask[{}]", self.length + behind), "not 0", "0 behind `length`"));
        }
        let input_ids = self.list("input_ids", Some(&self.raw.input_ids), 0, self.config.vocab_size)?;
        let token_type_ids = self.list("token_type_ids", self.raw.token_type_ids.as_deref(), 0, self.config.type_vocab_size)?;
        let (labels, next_sentence_label) = match kind {
            CaseLabels::TokenIds => (self.labels()?, self.next_sentence_label()?),
            CaseLabels::OfTask { task, classes } => {
                self.check_task_labels(task, classes)?;
                (vec![None; self.length], None)
            }
        };
        Ok(Case { name: self.name.clone(), input_ids, token_type_ids, attention_mask, labels, next_sentence_label })
    }

    /// Refuses a list that is longer or shorter than the row: which entry is missing cannot be known.
    fn check_entries(&self, key: &str, found: usize) -> Result<(), CasesError> {
        let expected = self.raw.input_ids.len();
        if found == expected {
            return Ok(());
        }
        Err(self.error(format!("number of entries of {key}"), found, format!("{expected}, as many as input_ids has")))
    }

    /// A list may be one of tokens under any head: the same file serves several. A text has one class, or a number for each class.
    fn check_task_labels(&self, task: Task, classes: usize) -> Result<(), CasesError> {
        let Value::Array(list) = &self.raw.labels else { return Ok(()) };
        if task == Task::Sequence && [1, classes].contains(&list.len()) {
            return Ok(());
        }
        self.check_entries("labels", list.len())
    }

    /// The first `length` entries of a list, each below `bound`. Without a list, `default` everywhere.
    fn list(&self, key: &str, values: Option<&[i64]>, default: u32, bound: usize) -> Result<Vec<u32>, CasesError> {
        let Some(values) = values else { return Ok(vec![default; self.length]) };
        self.check_entries(key, values.len())?;
        let entry = |(position, &value): (usize, &i64)| match u32::try_from(value) {
            Ok(id) if (id as usize) < bound => Ok(id),
            _ => Err(self.error(format!("{key}[{position}]"), value, format!("0 to {}", bound - 1))),
        };
        values[..self.length].iter().enumerate().map(entry).collect()
    }

    fn labels(&self) -> Result<Vec<Option<TokenId>>, CasesError> {
        let expected = format!("a list of ids from 0 to {}, {IGNORED} or null where not selected", self.config.vocab_size - 1);
        let list = match &self.raw.labels {
            Value::Null => return Ok(vec![None; self.length]),
            Value::Array(list) => {
                self.check_entries("labels", list.len())?;
                list
            }
            _ => return Err(self.error("labels", "not a list", expected)),
        };
        let entry = |(position, value): (usize, &Value)| {
            let in_vocabulary = |id: &u64| *id < self.config.vocab_size as u64;
            match (value, value.as_i64(), value.as_u64().filter(in_vocabulary)) {
                (Value::Null, _, _) | (_, Some(IGNORED), _) => Ok(None),
                (_, _, Some(id)) => Ok(Some(id as TokenId)),
                _ => Err(self.error(format!("labels[{position}]"), value, &expected)),
            }
        };
        let labels: Vec<_> = list[..self.length].iter().enumerate().map(entry).collect::<Result<_, _>>()?;
        match list[self.length..].iter().position(|value| !(value.is_null() || value.as_i64() == Some(IGNORED))) {
            None => Ok(labels),
            Some(behind) => {
                let position = self.length + behind;
                Err(self.error(format!("labels[{position}]"), &list[position], format!("{IGNORED} or null behind `length`")))
            }
        }
    }

    fn next_sentence_label(&self) -> Result<Option<u32>, CasesError> {
        match &self.raw.next_sentence_label {
            Value::Null => Ok(None),
            value => match value.as_u64() {
                Some(label @ (0 | 1)) => Ok(Some(label as u32)),
                _ => Err(self.error("next_sentence_label", value, "0 (B follows A) or 1")),
            },
        }
    }
}
