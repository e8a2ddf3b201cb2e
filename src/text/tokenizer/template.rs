//! The special tokens around one text or two, usually `[CLS] A [SEP] B [SEP]`, for any post-processor.

use super::TokenizerError;
use super::parts::Pipeline;
use crate::text::ids::TokenId;

/// A slot of a row.
#[derive(Clone, Debug)]
pub(super) enum Slot {
    Special {
        id: TokenId,
        token: String,
        type_id: u8,
    },
    /// All tokens of a text: the first (0) or its pair (1).
    Text {
        which: usize,
        type_id: u8,
    },
}

/// The rows of one text and of two.
#[derive(Clone, Debug)]
pub(super) struct Template {
    single: Vec<Slot>,
    pair: Vec<Slot>,
}

impl Template {
    /// The template of a tokenizer's post-processor.
    ///
    /// # Errors
    /// [`TokenizerError::Malformed`] if it adds tokens that the vocabulary lacks, or has other token types than BERT's two.
    pub fn of(parts: &Pipeline, vocabulary: usize) -> Result<Self, TokenizerError> {
        // A text of one token, whose word id is the number of its text.
        let text = |which: u32| [(0, String::new(), (0, 1), Some(which), 0)].into_iter().collect::<tokenizers::Encoding>();
        let slots = |pair: Option<tokenizers::Encoding>| {
            let row = parts.post_process(text(0), pair, true).map_err(|error| TokenizerError::Malformed(error.to_string()))?;
            let places = 0..row.len();
            places.map(|place| slot(&row, place, vocabulary)).collect::<Result<Vec<_>, _>>()
        };
        Ok(Self { single: slots(None)?, pair: slots(Some(text(1)))? })
    }

    pub fn slots(&self, pair: bool) -> &[Slot] {
        if pair { &self.pair } else { &self.single }
    }

    /// Number of special tokens in a row.
    pub fn added(&self, pair: bool) -> usize {
        self.slots(pair).iter().filter(|slot| matches!(slot, Slot::Special { .. })).count()
    }
}

fn slot(row: &tokenizers::Encoding, place: usize, vocabulary: usize) -> Result<Slot, TokenizerError> {
    let (id, kind) = (row.get_ids()[place], row.get_type_ids()[place]);
    let type_id = match kind {
        0 | 1 => kind as u8,
        _ => return Err(TokenizerError::Malformed(format!("post_processor gives token type {kind}, expected 0 or 1"))),
    };
    match row.get_word_ids()[place] {
        Some(which) => Ok(Slot::Text { which: which as usize, type_id }),
        None if (id as usize) < vocabulary => Ok(Slot::Special { id, token: row.get_tokens()[place].clone(), type_id }),
        None => Err(TokenizerError::Malformed(format!("post_processor adds id {id}, expected one below {vocabulary}"))),
    }
}
