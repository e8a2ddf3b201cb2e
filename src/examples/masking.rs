//! Which tokens are selected, and what becomes of them (SPEC: Masking). This is the place to try another rule.
//!
//! Follows `create_masked_lm_predictions` of google-research/bert (rule `google`) and Hugging Face's
//! `DataCollatorForLanguageModeling` (rule `hf`). Two steps, each a function below: positions are *selected*, and each selected
//! one meets its *fate*: `[MASK]`, a random token, or itself. The loss will look at the selected positions and nowhere else.

use std::ops::Range;

use super::{NextSentence, TokenFate, TokenId, VocabularyFacts};
use crate::examples::pairs::Span;
use crate::random::Stream;
use crate::settings::{MaskingRule, MaskingSettings};
use crate::text::{Tokenizer, TokenizerError};

/// The dice that decided one selected position, for the page's arithmetic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dice {
    /// Place in the shuffle of the candidates (of the words, with whole words), from 0: the first `k` are selected. `hf` rule: 0, see
    /// `selection_draw`.
    pub rank: u32,
    /// `hf` rule only: the draw that was below `probability`.
    pub selection_draw: Option<f64>,
    /// Below the mask share: `[MASK]`.
    pub fate_draw: f64,
    /// Drawn only when not masked. Below random / (random + keep): random token, else kept.
    pub replace_draw: Option<f64>,
}

/// One row before padding, masked. All lists have one entry a token, `n` in all.
#[derive(Clone, Debug, PartialEq)]
pub struct MaskedExample {
    pub original_ids: Vec<TokenId>,
    pub input_ids: Vec<TokenId>,
    pub token_type_ids: Vec<u8>,
    pub fates: Vec<TokenFate>,
    /// The original id where selected, else `None`.
    pub labels: Vec<Option<TokenId>>,
    pub dice: Vec<Option<Dice>>,
    pub next_sentence: Option<NextSentence>,
    /// Where A and B came from, if this row is a pair of a corpus.
    pub spans: Option<(Span, Span)>,
}

/// A unit of selection (one token, or all pieces of a word) that was picked, and how.
struct Pick {
    positions: Range<usize>,
    rank: u32,
    selection_draw: Option<f64>,
}

/// Masks one row (`[CLS] A [SEP] B [SEP]`, padding behind it allowed). Both lists have one entry a token.
///
/// Every selected position draws its fate on its own, pieces of one word too. A random token comes from the whole vocabulary, so
/// it may be a special token or, by chance, the original: it is [`TokenFate::Randomized`] all the same.
pub fn mask(
    original_ids: Vec<TokenId>,
    token_type_ids: Vec<u8>,
    vocabulary: &VocabularyFacts,
    settings: &MaskingSettings,
    stream: &mut Stream,
) -> MaskedExample {
    let mut example = unmasked(original_ids, token_type_ids, vocabulary);
    let real_tokens = example.fates.iter().filter(|&&fate| fate != TokenFate::Padding).count();
    let units = candidates(&example, vocabulary, settings.whole_word);
    let picks = match settings.rule {
        MaskingRule::Google => select_a_fixed_number(units, selection_size(settings, real_tokens), stream),
        MaskingRule::Hf => select_independently(units, settings.probability, stream),
    };
    for pick in picks {
        for position in pick.positions {
            let (fate, dice) = draw_fate(settings, stream);
            example.input_ids[position] = match fate {
                TokenFate::Masked => vocabulary.special_ids.mask,
                TokenFate::Randomized => stream.below(vocabulary.size()) as TokenId,
                _ => example.original_ids[position],
            };
            example.labels[position] = Some(example.original_ids[position]);
            example.fates[position] = fate;
            example.dice[position] = Some(Dice { rank: pick.rank, selection_draw: pick.selection_draw, ..dice });
        }
    }
    example
}

/// How many positions of a row with `real_tokens` tokens (`[CLS]` and `[SEP]` included) the `google` rule selects, if it has so many
/// candidates: `min(max_predictions, max(1, round(probability * n)))`.
fn selection_size(settings: &MaskingSettings, real_tokens: usize) -> usize {
    let share = (settings.probability * real_tokens as f64).round() as usize;
    share.max(1).min(settings.max_predictions as usize)
}

/// The most positions that a row of `sequence_length` tokens can have selected: what buffers have to hold.
pub fn max_selected(settings: &MaskingSettings, sequence_length: usize) -> usize {
    let candidates = sequence_length.saturating_sub(2);
    match settings.rule {
        MaskingRule::Google => selection_size(settings, sequence_length).min(candidates),
        MaskingRule::Hf => candidates,
    }
}

/// A row that somebody typed, cut at `max_length` tokens. A `[MASK]` in it is a masked position whose original nobody knows: it
/// has no label.
pub fn typed_row(tokenizer: &Tokenizer, text: &str, pair: Option<&str>, max_length: usize) -> Result<MaskedExample, TokenizerError> {
    let encoding = tokenizer.encode(text, pair, Some(max_length))?;
    let types = encoding.type_ids.iter().map(|&id| id as u8).collect();
    let mut example = unmasked(encoding.ids, types, tokenizer.facts());
    for (id, fate) in example.original_ids.iter().zip(&mut example.fates) {
        if *id == tokenizer.special_ids().mask {
            *fate = TokenFate::Masked;
        }
    }
    Ok(example)
}

/// The row as it is, nothing selected.
pub fn unmasked(original_ids: Vec<TokenId>, token_type_ids: Vec<u8>, vocabulary: &VocabularyFacts) -> MaskedExample {
    let special = vocabulary.special_ids;
    let fate = |&id: &TokenId| match id {
        id if id == special.pad => TokenFate::Padding,
        id if id == special.cls || id == special.sep => TokenFate::Special,
        _ => TokenFate::Context,
    };
    let n = original_ids.len();
    MaskedExample {
        input_ids: original_ids.clone(),
        fates: original_ids.iter().map(fate).collect(),
        labels: vec![None; n],
        dice: vec![None; n],
        original_ids,
        token_type_ids,
        next_sentence: None,
        spans: None,
    }
}

/// What may be selected: every real token but `[CLS]` and `[SEP]`, alone or with the other pieces of its word.
fn candidates(example: &MaskedExample, vocabulary: &VocabularyFacts, whole_word: bool) -> Vec<Range<usize>> {
    let mut units: Vec<Range<usize>> = Vec::new();
    for (position, (fate, id)) in example.fates.iter().zip(&example.original_ids).enumerate() {
        if *fate != TokenFate::Context {
            continue;
        }
        let continues = whole_word && vocabulary.continuations[*id as usize];
        match units.last_mut() {
            Some(word) if continues && word.end == position => word.end += 1,
            // A piece whose word was cut off before it stands for the word.
            _ => units.push(position..position + 1),
        }
    }
    units
}

/// `google`: shuffles the units and takes them until `size` positions are selected. A word that would go beyond is skipped.
fn select_a_fixed_number(units: Vec<Range<usize>>, size: usize, stream: &mut Stream) -> Vec<Pick> {
    let mut order: Vec<usize> = (0..units.len()).collect();
    stream.shuffle(&mut order);
    let mut room = size;
    let mut picks = Vec::new();
    for (rank, unit) in (0..).zip(order) {
        if room == 0 {
            break;
        }
        let positions = units[unit].clone();
        if positions.len() <= room {
            room -= positions.len();
            picks.push(Pick { positions, rank, selection_draw: None });
        }
    }
    picks
}

/// `hf`: every unit is selected or not, whatever the others are.
fn select_independently(units: Vec<Range<usize>>, probability: f64, stream: &mut Stream) -> Vec<Pick> {
    let draws = units.into_iter().map(|positions| Pick { positions, rank: 0, selection_draw: Some(stream.uniform()) });
    draws.filter(|pick| pick.selection_draw.is_some_and(|draw| draw < probability)).collect()
}

/// 80 / 10 / 10, by two draws. The shares count relative to their sum.
fn draw_fate(settings: &MaskingSettings, stream: &mut Stream) -> (TokenFate, Dice) {
    let MaskingSettings { mask, random, keep, .. } = *settings;
    let fate_draw = stream.uniform();
    let replace_draw = (fate_draw >= mask / (mask + random + keep)).then(|| stream.uniform());
    let fate = match replace_draw {
        None => TokenFate::Masked,
        Some(draw) if draw < random / (random + keep) => TokenFate::Randomized,
        Some(_) => TokenFate::Kept,
    };
    (fate, Dice { rank: 0, selection_draw: None, fate_draw, replace_draw })
}

#[cfg(test)]
mod tests;
