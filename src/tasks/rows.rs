//! A labelled example as a row of tokens, and what a model's outputs say of its text.

use std::collections::BTreeSet;
use std::ops::Range;

use super::metrics::OUTSIDE;
use super::{Example, Task};
use crate::examples::masking::{MaskedExample, unmasked};
use crate::examples::{TaskLabel, TokenId};
use crate::objectives::answer::Answer;
use crate::objectives::sequence::SequenceClass;
use crate::objectives::tagging::Tagging;
use crate::objectives::{Objectives, Pooling};
use crate::text::{Tokenizer, TokenizerError};

/// Longest answer that is looked for, in tokens, as in BERT's run_squad.py.
const LONGEST_ANSWER: usize = 30;

/// The names of a task's classes, in the order of the head's outputs. Empty for questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Classes(Vec<String>);

impl Classes {
    /// Every label of these examples, sorted.
    pub fn of<'a>(examples: impl IntoIterator<Item = &'a Example>) -> Self {
        let mut names = BTreeSet::new();
        for example in examples {
            match example {
                Example::Sequence { label, .. } => drop(names.insert(label.clone())),
                Example::Token { tags, .. } => names.extend(tags.iter().cloned()),
                Example::Question { .. } => {}
            }
        }
        Self(names.into_iter().collect())
    }

    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// `None` for a name that the training examples did not have.
    pub fn index(&self, name: &str) -> Option<u32> {
        // Sorted, and there may be as many as examples.
        self.0.binary_search_by(|known| known.as_str().cmp(name)).ok().map(|index| index as u32)
    }

    pub fn name(&self, index: usize) -> &str {
        &self.0[index]
    }

    /// What a model with these classes is trained to do.
    pub fn objectives(&self, task: Task, pooling: Pooling) -> Objectives {
        let classes = self.0.len() as u32;
        match task {
            Task::Sequence => Objectives::task(SequenceClass { classes, pooling }),
            Task::Token => Objectives::task(Tagging { classes }),
            Task::Question => Objectives::task(Answer),
        }
    }
}

/// An example as the model reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskRow {
    /// Its label is `None` where the row does not have it: a class that training never had, an answer that was cut off.
    pub row: MaskedExample,
    /// Tokens that did not fit.
    pub cut: usize,
    /// For tags: the position of the first piece of each word, where the row has it.
    pub first_pieces: Vec<Option<usize>>,
    /// For a question: the positions of the passage, and the code points that each of them stands for.
    pub passage: Range<usize>,
    pub char_offsets: Vec<(usize, usize)>,
}

/// Encodes an example in at most `length` tokens.
///
/// # Errors
/// The tokenizer's.
pub fn encode(example: &Example, classes: &Classes, tokenizer: &Tokenizer, length: usize) -> Result<TaskRow, TokenizerError> {
    match example {
        Example::Sequence { text, pair, label } => {
            let (encoding, cut) = tokenizer.encode_and_count_cut(text, pair.as_deref(), length)?;
            let task = classes.index(label).map(TaskLabel::Class);
            Ok(TaskRow { cut, ..row(encoding.ids, encoding.type_ids, task, tokenizer) })
        }
        Example::Token { words, tags } => {
            // BERT splits at white space, so the words of the joined text are those of the list.
            let text = words.join(" ");
            let (encoding, cut) = tokenizer.encode_and_count_cut(&text, None, length)?;
            let mut labels = vec![None; encoding.ids.len()];
            let (mut first_pieces, mut start) = (vec![], 0);
            for (word, tag) in words.iter().zip(tags) {
                let end = start + word.chars().count();
                let inside = |&position: &usize| {
                    let (from, to) = encoding.char_offsets[position];
                    encoding.special_tokens_mask[position] == 0 && start <= from && from < to && to <= end
                };
                let first = (0..encoding.ids.len()).find(inside);
                if let Some(position) = first {
                    labels[position] = classes.index(tag);
                }
                first_pieces.push(first);
                start = end + 1;
            }
            Ok(TaskRow { cut, first_pieces, ..row(encoding.ids, encoding.type_ids, Some(TaskLabel::Tags(labels)), tokenizer) })
        }
        Example::Question { context, question, answer, start } => {
            // Only the passage is cut: without the whole question there is nothing to answer.
            let encoding = tokenizer.encode(question, Some(context), None)?;
            let (mut ids, mut types) = (encoding.ids, encoding.type_ids);
            let mut char_offsets = encoding.char_offsets;
            let cut = ids.len().saturating_sub(length);
            let last = ids.len() - 1;
            ids.drain(last - cut..last);
            types.drain(last - cut..last);
            char_offsets.drain(last - cut..last);
            let first = types.iter().position(|&of| of == 1).unwrap_or(ids.len() - 1);
            let passage = first..ids.len() - 1;
            let answered = *start..start + answer.chars().count();
            // A cut may take the end of the answer with it.
            let touches = |&position: &usize| {
                let (from, to) = char_offsets[position];
                from < answered.end && answered.start < to
            };
            let positions: Vec<usize> = passage.clone().filter(touches).collect();
            let task = match positions[..] {
                [first, .., last] if char_offsets[last].1 >= answered.end => Some(TaskLabel::Answer([first as u32, last as u32])),
                [only] if char_offsets[only].1 >= answered.end => Some(TaskLabel::Answer([only as u32; 2])),
                _ => None,
            };
            Ok(TaskRow { cut, passage, char_offsets, ..row(ids, types, task, tokenizer) })
        }
    }
}

fn row(ids: Vec<TokenId>, types: Vec<u8>, task: Option<TaskLabel>, tokenizer: &Tokenizer) -> TaskRow {
    let row = MaskedExample { task, ..unmasked(ids, types, tokenizer.facts()) };
    TaskRow { row, cut: 0, first_pieces: vec![], passage: 0..0, char_offsets: vec![] }
}

impl TaskRow {
    /// Whether the row has its label, so that a model can be trained on it.
    pub fn has_label(&self) -> bool {
        match &self.row.task {
            Some(TaskLabel::Tags(tags)) => tags.iter().any(Option::is_some),
            Some(TaskLabel::Class(_) | TaskLabel::Answer(_)) => true,
            None => false,
        }
    }

    /// The same row for an evaluation, which asks for outputs at every first piece, whether or not it has a label.
    pub fn asked(&self, task: Task) -> MaskedExample {
        let label = match task {
            Task::Sequence => TaskLabel::Class(0),
            Task::Token => {
                let mut tags = vec![None; self.row.input_ids.len()];
                self.first_pieces.iter().flatten().for_each(|&position| tags[position] = Some(0));
                TaskLabel::Tags(tags)
            }
            Task::Question => TaskLabel::Answer([0, 0]),
        };
        MaskedExample { task: Some(label), ..self.row.clone() }
    }

    /// The tag of each word, by the logits of its first piece, `[first pieces, classes]`. A word that was cut off belongs to no entity.
    pub fn tags(&self, classes: &Classes, logits: &[f32]) -> Vec<String> {
        let mut rows = logits.chunks_exact(classes.names().len().max(1));
        let of = |first: &Option<usize>| match first.and_then(|_| rows.next()) {
            Some(row) => classes.name(greatest(row)).to_owned(),
            None => OUTSIDE.to_owned(),
        };
        self.first_pieces.iter().map(of).collect()
    }

    /// The best answer: the code points of the passage with the greatest sum of start score and end score, `[2, S]`.
    pub fn answer(&self, logits: &[f32]) -> Option<Range<usize>> {
        let (starts, ends) = logits.split_at(logits.len() / 2);
        let mut best: Option<(f32, usize, usize)> = None;
        for start in self.passage.clone() {
            let last = self.passage.end.min(start + LONGEST_ANSWER);
            for (end, end_score) in (start..last).zip(&ends[start..last]) {
                let score = starts[start] + end_score;
                if best.is_none_or(|(most, ..)| score > most) {
                    best = Some((score, start, end));
                }
            }
        }
        best.map(|(_, start, end)| self.char_offsets[start].0..self.char_offsets[end].1)
    }
}

/// Index of the greatest value, the first of equals.
pub fn greatest(values: &[f32]) -> usize {
    let larger = |best: usize, (index, value): (usize, &f32)| if *value > values[best] { index } else { best };
    values.iter().enumerate().fold(0, larger)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokenizer::Normalization;

    fn tokenizer() -> Tokenizer {
        let pieces = "[PAD] [UNK] [CLS] [SEP] [MASK] the cat ##s sat on mat who ? . é 서 ##울 ##은";
        Tokenizer::from_tokens(
            pieces.split(' ').map(str::to_owned).collect(),
            Normalization { lowercase: true, strip_accents: Some(false), ..Normalization::UNCASED },
        )
        .unwrap()
    }

    fn question(answer: &str, start: usize) -> Example {
        let [context, question] = ["é 🙂 the cats sat on the mat .", "who sat ?"].map(str::to_owned);
        Example::Question { context, question, answer: answer.into(), start }
    }

    fn encoded(example: &Example, length: usize) -> TaskRow {
        encode(example, &Classes::of([example]), &tokenizer(), length).unwrap()
    }

    #[test]
    fn only_the_first_piece_of_a_word_has_a_label() {
        let words = ["The", "cats", "zz", "sat"].map(str::to_owned).to_vec();
        let example = Example::Token { words, tags: ["O", "B-A", "I-A", "O"].map(str::to_owned).to_vec() };
        let row = encoded(&example, 16);
        // [CLS] the cat ##s [UNK] sat [SEP], classes B-A, I-A, O
        assert_eq!(row.row.task, Some(TaskLabel::Tags(vec![None, Some(2), Some(0), None, Some(1), Some(2), None])));
        assert_eq!(row.first_pieces, [Some(1), Some(2), Some(4), Some(5)]);
        // Cut behind `cat`: the other words are gone, and are predicted to be outside.
        let cut = encoded(&example, 4);
        assert_eq!((cut.cut, cut.first_pieces.clone()), (3, vec![Some(1), Some(2), None, None]));
        let tags = cut.tags(&Classes::of([&example]), &[0.0, 0.0, 1.0, 3.0, 0.0, 1.0]);
        assert_eq!(tags, ["O", "B-A", "O", "O"]);
    }

    #[test]
    fn the_ends_of_an_answer_are_its_first_and_last_token_of_the_original_text() {
        // [CLS] who sat ? [SEP] é [UNK] the cat ##s sat on the mat . [SEP]
        let row = encoded(&question("the cats", 4), 32);
        assert_eq!(row.row.task, Some(TaskLabel::Answer([7, 9])));
        assert_eq!(row.passage, 5..15);
        let mut logits = vec![0.0; 32];
        (logits[7], logits[16 + 9]) = (2.0, 2.0);
        assert_eq!(row.answer(&logits), Some(4..12));
        // The best end lies before the best start, so the pair is not an answer.
        (logits[7], logits[13], logits[16 + 9]) = (1.0, 2.0, 3.0);
        assert_eq!(row.answer(&logits), Some(4..12));
        let mut outside = vec![0.0; 32];
        (outside[1], outside[16 + 2], outside[8], outside[16 + 8]) = (9.0, 9.0, 1.0, 1.0);
        assert_eq!(row.answer(&outside), Some(8..11), "the question is never the answer");
        let whole_piece = encoded(&question("cat", 8), 32);
        assert_eq!(whole_piece.row.task, Some(TaskLabel::Answer([8, 8])));
    }

    #[test]
    fn an_answer_that_is_cut_off_is_no_label() {
        let row = encoded(&question("the cats", 4), 10);
        assert_eq!((row.cut, row.has_label(), row.passage.clone()), (6, false, 5..9));
        assert!(encoded(&question("the cats", 4), 11).has_label());
        let short = encoded(&question("the cats", 4), 5);
        assert!(!short.has_label() && short.passage.is_empty() && short.answer(&[0.0; 10]).is_none());
    }

    #[test]
    fn a_class_that_training_never_had_is_no_label() {
        let example = |label: &str| Example::Sequence { text: "the cat".into(), pair: None, label: label.into() };
        let classes = Classes::of(&[example("b"), example("a"), example("b")]);
        assert_eq!(classes.names(), ["a", "b"]);
        assert_eq!(encode(&example("b"), &classes, &tokenizer(), 8).unwrap().row.task, Some(TaskLabel::Class(1)));
        assert!(!encode(&example("c"), &classes, &tokenizer(), 8).unwrap().has_label());
    }

    #[test]
    fn korean_words_are_found_by_code_points() {
        let example = Example::Token { words: vec!["서울은".into(), "서".into()], tags: vec!["B-L".into(), "O".into()] };
        let row = encoded(&example, 16);
        assert_eq!(row.first_pieces, [Some(1), Some(4)], "{row:?}");
    }
}
