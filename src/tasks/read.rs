//! Labelled examples from a file. What is wrong with a row is told by line; the caller decides whether to go on without it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tsify::Tsify;

use super::columns::Columns;
use super::metrics::OUTSIDE;
use super::{Example, Task};
use crate::excerpt::excerpt;

/// Maximum bytes of a file. As examples in memory it takes several times that, which in the page is a tab's.
const FILE_LIMIT: usize = if cfg!(target_arch = "wasm32") { 32 << 20 } else { 1 << 30 };
/// More rows that cannot be used than this mean that the file is of another kind.
const MOST_FAULTS: usize = 1000;
/// Characters of a fault's message. It may quote a cell, or all columns.
const LONGEST_MESSAGE: usize = 300;

/// How a file holds its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// An object a line.
    JsonLines,
    /// Comma-separated, with a line of column names; quotes as RFC 4180 has them, line breaks within them included.
    Csv,
    /// Tab-separated, with a line of column names; a quote is a character like any other.
    Tsv,
    /// A word a line, its tag in the last column, a blank line between sentences.
    Conll,
}

impl Format {
    /// By the ending of a file's name.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "jsonl" | "json" | "ndjson" => Some(Self::JsonLines),
            "csv" => Some(Self::Csv),
            "tsv" | "tab" => Some(Self::Tsv),
            "conll" | "iob" | "iob2" | "bio" => Some(Self::Conll),
            _ => None,
        }
    }
}

/// What a file had.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Examples {
    pub examples: Vec<Numbered>,
    /// Rows that cannot be used, in their order.
    pub faults: Vec<Fault>,
}

/// An example and the line of the file where it starts, from 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbered {
    pub line: usize,
    pub example: Example,
}

/// Why a row cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct Fault {
    pub line: usize,
    pub message: String,
}

/// Why no row can be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("the file is not UTF-8 text from byte {at} on; save it as UTF-8")]
    NotText { at: usize },
    #[error("the file has {found} bytes, and at most {FILE_LIMIT} can be read: use a part of it")]
    TooLong { found: usize },
    #[error("more than {MOST_FAULTS} rows cannot be used, the first because of this: {first}")]
    TooManyFaults { first: Fault },
    #[error("the file has no rows")]
    Empty,
    #[error("the column {missing} is not there: found {found}, expected {expected}")]
    MissingColumn { missing: &'static str, found: String, expected: String },
    #[error("a CoNLL file has a tag for each word; this task has none: use JSON Lines, CSV or TSV")]
    NoTags,
}

/// Reads all rows of a file.
///
/// # Errors
/// What makes the whole file unusable. Faults of single rows are in [`Examples::faults`].
pub fn read(task: Task, format: Format, columns: &Columns, bytes: &[u8]) -> Result<Examples, ReadError> {
    let text = text_of(bytes)?;
    let mut found = Examples::default();
    match format {
        Format::JsonLines => json_lines(task, columns, text, &mut found)?,
        Format::Csv | Format::Tsv => table(task, format, columns, text, &mut found)?,
        Format::Conll if task == Task::Token => conll(text, &mut found)?,
        Format::Conll => return Err(ReadError::NoTags),
    }
    if found.examples.is_empty() && found.faults.is_empty() { Err(ReadError::Empty) } else { Ok(found) }
}

fn text_of(bytes: &[u8]) -> Result<&str, ReadError> {
    if bytes.len() > FILE_LIMIT {
        return Err(ReadError::TooLong { found: bytes.len() });
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| ReadError::NotText { at: error.valid_up_to() })
}

/// The columns of a table in the file's own words, or the keys of its first object; none for CoNLL.
///
/// # Errors
/// A file that is not text.
pub fn columns(format: Format, bytes: &[u8]) -> Result<Vec<String>, ReadError> {
    let text = text_of(bytes)?;
    Ok(match format {
        Format::Csv | Format::Tsv => {
            table_reader(format, text).headers().map(|names| names.iter().map(str::to_owned).collect()).unwrap_or_default()
        }
        Format::JsonLines => {
            let first = text.lines().find(|line| !line.trim().is_empty()).and_then(|line| serde_json::from_str::<Object>(line).ok());
            first.map(|object| object.keys().cloned().collect()).unwrap_or_default()
        }
        Format::Conll => vec![],
    })
}

type Object = serde_json::Map<String, Value>;

impl Examples {
    fn take(&mut self, line: usize, example: Result<Example, String>) -> Result<(), ReadError> {
        match example {
            Ok(example) => self.examples.push(Numbered { line, example }),
            Err(_) if self.faults.len() >= MOST_FAULTS => return Err(ReadError::TooManyFaults { first: self.faults.swap_remove(0) }),
            Err(message) => self.faults.push(Fault { line, message: excerpt(&message, LONGEST_MESSAGE) }),
        }
        Ok(())
    }
}

/// A row before it is checked: what JSON or a table gave.
#[derive(Default, Deserialize)]
struct Raw {
    text: Option<String>,
    pair: Option<String>,
    label: Option<Value>,
    words: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    context: Option<String>,
    question: Option<String>,
    answer: Option<String>,
    start: Option<usize>,
}

fn json_lines(task: Task, columns: &Columns, text: &str, found: &mut Examples) -> Result<(), ReadError> {
    let mut rows = (1..).zip(text.lines()).filter(|(_, json)| !json.trim().is_empty());
    rows.try_for_each(|(line, json)| found.take(line, json_row(task, columns, json)))
}

fn json_row(task: Task, columns: &Columns, json: &str) -> Result<Example, String> {
    let mut object: Object = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let names: Vec<String> = object.keys().cloned().collect();
    let places = columns.places(task, &names.iter().map(String::as_str).collect::<Vec<_>>());
    let parts: Object = places.into_iter().filter_map(|(part, place)| Some((part.to_owned(), object.remove(&names[place])?))).collect();
    serde_json::from_value::<Raw>(Value::Object(parts)).map_err(|error| error.to_string())?.checked(task)
}

fn table_reader(format: Format, text: &str) -> csv::Reader<&[u8]> {
    let comma = format == Format::Csv;
    csv::ReaderBuilder::new().delimiter(if comma { b',' } else { b'\t' }).quoting(comma).flexible(true).from_reader(text.as_bytes())
}

/// Words and tags are separated by spaces.
fn table(task: Task, format: Format, columns: &Columns, text: &str, found: &mut Examples) -> Result<(), ReadError> {
    let mut reader = table_reader(format, text);
    let names: Vec<String> = reader.headers().map(|names| names.iter().map(|name| name.trim().to_owned()).collect()).unwrap_or_default();
    if names.iter().all(String::is_empty) {
        return Err(ReadError::Empty);
    }
    let places = columns.places(task, &names.iter().map(String::as_str).collect::<Vec<_>>());
    let needed = || task.parts().iter().filter(|part| part.needed).map(|part| part.name);
    if let Some(missing) = needed().find(|needed| places.iter().all(|(part, _)| part != needed)) {
        let found = excerpt(&names.join(", "), LONGEST_MESSAGE);
        return Err(ReadError::MissingColumn { missing, found, expected: needed().collect::<Vec<_>>().join(", ") });
    }
    // Once: a file may have as many columns as rows.
    let expected = format!("{} ({})", names.len(), excerpt(&names.join(", "), LONGEST_MESSAGE));
    let mut lines = Lines { text, byte: 0, line: 1 };
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, |position| lines.at(position.byte() as usize));
                found.take(line, Err(error.to_string()))?;
                continue;
            }
        };
        let line = record.position().map_or(0, |position| lines.at(position.byte() as usize));
        if record.len() != names.len() {
            found.take(line, Err(format!("found {} columns, expected {expected}", record.len())))?;
            continue;
        }
        let cell = |name: &str| places.iter().find(|(part, _)| *part == name).and_then(|(_, place)| record.get(*place)).map(str::to_owned);
        let list = |name: &str| cell(name).map(|cell| cell.split_whitespace().map(str::to_owned).collect());
        let start = match cell("start").filter(|cell| !cell.trim().is_empty()).map(|cell| cell.trim().parse().map_err(|_| cell)) {
            Some(Err(cell)) => {
                found.take(line, Err(format!("start is {cell:?}, expected a whole number: the code point where the answer starts")))?;
                continue;
            }
            Some(Ok(start)) => Some(start),
            None => None,
        };
        let raw = Raw {
            text: cell("text"),
            pair: cell("pair").filter(|pair| !pair.trim().is_empty()),
            label: cell("label").map(Value::String),
            words: list("words"),
            tags: list("tags"),
            context: cell("context"),
            question: cell("question"),
            answer: cell("answer"),
            start,
        };
        found.take(line, raw.checked(task))?;
    }
    Ok(())
}

/// Line numbers of ascending places. The reader's own are one too small where lines end with a carriage return and a line feed, since
/// a record then begins with the line feed of the one before.
struct Lines<'a> {
    text: &'a str,
    byte: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of the first character that is not a line end, from `byte` on.
    fn at(&mut self, byte: usize) -> usize {
        let rest = &self.text[byte..];
        let start = byte + rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        self.line += self.text[self.byte..start].matches('\n').count();
        self.byte = start;
        self.line
    }
}

fn conll(text: &str, found: &mut Examples) -> Result<(), ReadError> {
    let mut raw = Raw::default();
    let (mut start, mut fault) = (0, None);
    for (number, line) in (1..).zip(text.lines().chain([""])) {
        let columns: Vec<&str> = line.split_whitespace().collect();
        match columns[..] {
            [] => {
                if raw.words.is_some() || fault.is_some() {
                    found.take(start, fault.take().map_or_else(|| std::mem::take(&mut raw).checked(Task::Token), Err))?;
                }
                raw = Raw::default();
                start = 0;
            }
            ["-DOCSTART-", ..] => {}
            [word, .., tag] => {
                start = if start == 0 { number } else { start };
                raw.words.get_or_insert_default().push(word.into());
                raw.tags.get_or_insert_default().push(tag.into());
            }
            [word] => {
                start = if start == 0 { number } else { start };
                fault.get_or_insert(format!("the word {word:?} of line {number} has no tag: expected a word and its tag on one line"));
            }
        }
    }
    Ok(())
}

/// A text that says something.
fn needed(name: &str, value: Option<String>) -> Result<String, String> {
    let value = value.ok_or_else(|| format!("{name} is missing"))?;
    if value.trim().is_empty() { Err(format!("{name} is empty")) } else { Ok(value) }
}

impl Raw {
    fn checked(self, task: Task) -> Result<Example, String> {
        match task {
            Task::Sequence => {
                let label = match self.label {
                    Some(Value::String(label)) => Some(label),
                    Some(label @ (Value::Number(_) | Value::Bool(_))) => Some(label.to_string()),
                    Some(Value::Null) | None => None,
                    Some(other) => return Err(format!("label is {other}, expected a string or a number")),
                };
                Ok(Example::Sequence { text: needed("text", self.text)?, pair: self.pair, label: needed("label", label)?.trim().into() })
            }
            Task::Token => {
                let (words, tags) = (self.words.ok_or("words is missing")?, self.tags.ok_or("tags is missing")?);
                if words.is_empty() {
                    return Err("words is empty".into());
                }
                if words.len() != tags.len() {
                    return Err(format!("found {} tags for {} words", tags.len(), words.len()));
                }
                if let Some(place) = words.iter().chain(&tags).position(|item| item.trim().is_empty()) {
                    return Err(format!("{} {} is empty", if place < words.len() { "word" } else { "tag" }, place % words.len() + 1));
                }
                check_iob2(&tags)?;
                Ok(Example::Token { words, tags })
            }
            Task::Question => {
                let (context, question) = (needed("context", self.context)?, needed("question", self.question)?);
                let answer = needed("answer", self.answer)?;
                let start = answer_start(&context, &answer, self.start)?;
                Ok(Example::Question { context, question, answer, start })
            }
        }
    }
}

/// In IOB2 every entity begins with `B-`. Tags without prefixes are fine too.
fn check_iob2(tags: &[String]) -> Result<(), String> {
    let mut before = OUTSIDE;
    for (place, tag) in tags.iter().enumerate() {
        if let Some(("I", kind)) = tag.split_once('-')
            && !matches!(before.split_once('-'), Some(("B" | "I", of)) if of == kind)
        {
            let found = if place == 0 { "starts the sentence".into() } else { format!("follows {before}") };
            return Err(format!("tag {} breaks IOB2: {tag} {found}, expected B-{kind} where an entity begins", place + 1));
        }
        before = tag;
    }
    Ok(())
}

/// Places of an answer that a message names.
const NAMED_PLACES: usize = 5;

/// Where the answer starts, in code points. In time that grows with the context alone, however often the answer is in it.
fn answer_start(context: &str, answer: &str, start: Option<usize>) -> Result<usize, String> {
    if let Some(start) = start
        && context.char_indices().nth(start).is_some_and(|(at, _)| context[at..].starts_with(answer))
    {
        return Ok(start);
    }
    let (mut places, mut from, mut characters) = (vec![], 0, 0);
    while places.len() <= NAMED_PLACES
        && let Some(found) = context[from..].find(answer)
    {
        characters += context[from..from + found].chars().count();
        places.push(characters);
        // Places may overlap.
        characters += 1;
        from += found + context[from + found..].chars().next().map_or(1, char::len_utf8);
    }
    let answer = excerpt(answer, LONGEST_MESSAGE / 3);
    let listed = places.iter().take(NAMED_PLACES).map(usize::to_string).collect::<Vec<_>>().join(", ");
    let (count, listed) = match places.len() {
        ..=NAMED_PLACES => (places.len().to_string(), listed),
        _ => (format!("more than {NAMED_PLACES}"), format!("{listed}, …")),
    };
    match (start, &places[..]) {
        (_, []) => Err(format!("the answer {answer:?} is not in its context")),
        (None, [only]) => Ok(*only),
        (None, _) => Err(format!("the answer {answer:?} is in its context {count} times, at [{listed}]: say which by start")),
        (Some(start), _) => Err(format!("the answer {answer:?} does not start at {start}, it does at [{listed}]")),
    }
}

#[cfg(test)]
mod tests;
