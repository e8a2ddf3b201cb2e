//! Labelled examples of the user's: CSV, TSV, JSON Lines, CoNLL.

use std::sync::LazyLock;

use cloze::tasks::columns::Columns;
use cloze::tasks::part::{Part, notes};
use cloze::tasks::read::{Format, columns, read};
use cloze::tasks::rows::Classes;
use cloze::tasks::{Example, Task};
use cloze::text::Tokenizer;
use cloze::text::tokenizer::Normalization;

use super::memory::peak_of;
use super::parts::said_well;

const LENGTH: usize = 16;

static TOKENIZER: LazyLock<Tokenizer> = LazyLock::new(|| {
    let tokens = "[PAD] [UNK] [CLS] [SEP] [MASK] the cat ##s sat on mat who ? . a ##b 서 ##울".split(' ').map(str::to_owned);
    Tokenizer::from_tokens(tokens.collect(), Normalization::UNCASED).expect("a vocabulary")
});

/// The first byte chooses the task, the second the format; the rest is the file.
pub fn run(bytes: &[u8]) {
    let &[task, format, ref file @ ..] = bytes else { return };
    let task = [Task::Sequence, Task::Token, Task::Question][usize::from(task) % 3];
    let format = [Format::JsonLines, Format::Csv, Format::Tsv, Format::Conll][usize::from(format) % 4];
    match columns(format, file) {
        Ok(names) => assert!(names.iter().map(String::len).sum::<usize>() <= file.len()),
        Err(error) => said_well(&error.to_string()),
    }
    let chosen = Columns { chosen: vec![], guess: true };
    let (found, peak) = peak_of(|| read(task, format, &chosen, file));
    assert!(peak <= 200 * file.len() + (2 << 20), "{peak} bytes were held for a file of {}", file.len());
    let found = match found {
        Err(error) => return said_well(&error.to_string()),
        Ok(found) => found,
    };
    assert!(found.examples.iter().map(|row| row.line).is_sorted());
    for fault in &found.faults {
        said_well(&fault.to_string());
    }
    let examples: Vec<Example> = found.examples.into_iter().map(|row| row.example).collect();
    for example in &examples {
        if let Example::Question { context, answer, start, .. } = example {
            let at = context.char_indices().nth(*start).expect("the answer starts inside its context").0;
            assert!(context[at..].starts_with(answer.as_str()), "{example:?}");
        }
    }
    encoded(examples);
}

fn encoded(examples: Vec<Example>) {
    let classes = Classes::of(&examples);
    match Part::new(examples, &classes, &TOKENIZER, LENGTH) {
        Err(error) => said_well(&error.to_string()),
        Ok(part) => {
            assert!(part.longest() <= LENGTH);
            assert!(part.labelled().len() <= part.examples.len());
            for note in notes(&part, &part, &classes, &TOKENIZER) {
                assert!(!note.to_string().is_empty());
            }
        }
    }
}
