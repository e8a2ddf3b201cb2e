//! Which tokens are selected, and what becomes of them (SPEC: Masking). This is the place to try another rule.
//!
//! Follows `create_masked_lm_predictions` of google-research/bert (rule `google`) and Hugging Face's
//! `DataCollatorForLanguageModeling` (rule `hf`). Two steps, each a function below: positions are *selected*, and each selected
//! one meets its *fate*: `[MASK]`, a random token, or itself. The loss will look at the selected positions and nowhere else.

mod expected;

pub use expected::{ExpectedSelection, expected_selection};

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{NextSentence, TokenFate, TokenId, VocabularyFacts};
use crate::examples::pairs::Source;
use crate::random::Stream;
use crate::settings::{MaskingRule, MaskingSettings};

/// How one candidate came into the selection, or did not. Pieces of a word that is selected as a whole share it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Candidacy {
    /// `google` rule: place in the shuffle of the candidates (of the words, with whole words), from 0. The first `k` are selected.
    Rank(u32),
    /// `hf` rule: its own draw. Below `probability`: selected.
    Draw(f64),
}

/// The dice that decided the fate of one selected position, for the page's arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dice {
    /// Below the mask share: `[MASK]`.
    pub fate_draw: f64,
    /// Drawn only when not masked. Below random / (random + keep): random token, else kept.
    pub replace_draw: Option<f64>,
}

/// One row before padding, masked. All lists have one entry a token, `n` in all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MaskedExample {
    pub original_ids: Vec<TokenId>,
    pub input_ids: Vec<TokenId>,
    pub token_type_ids: Vec<u8>,
    pub fates: Vec<TokenFate>,
    /// The original id where selected, else `None`.
    pub labels: Vec<Option<TokenId>>,
    /// `None` for what is no candidate.
    pub candidacies: Vec<Option<Candidacy>>,
    /// `None` where not selected.
    pub dice: Vec<Option<Dice>>,
    pub next_sentence: Option<NextSentence>,
    /// Where A and B came from, if this row is a pair of a corpus.
    pub sources: Option<[Source; 2]>,
    /// How often these very dice had been used before: 0 where masks are drawn anew in every epoch.
    pub reused: u32,
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
    let (candidacies, picks) = match settings.rule {
        MaskingRule::Google => select_a_fixed_number(&units, selection_size(settings, real_tokens), stream),
        MaskingRule::Hf => select_independently(&units, settings.probability, stream),
    };
    for (unit, candidacy) in units.iter().zip(candidacies) {
        example.candidacies[unit.clone()].fill(Some(candidacy));
    }
    for unit in picks {
        for position in units[unit].clone() {
            let dice = draw_dice(settings, stream);
            let fate = fate_of(dice, settings);
            example.select(position, fate, Some(dice), vocabulary, || stream.below(vocabulary.size()) as TokenId);
        }
    }
    example
}

impl MaskedExample {
    /// Makes a position one that counts, whatever it was before. `random` is asked for a token where the fate wants one.
    pub(crate) fn select(
        &mut self,
        position: usize,
        fate: TokenFate,
        dice: Option<Dice>,
        vocabulary: &VocabularyFacts,
        random: impl FnOnce() -> TokenId,
    ) {
        let original = self.original_ids[position];
        self.input_ids[position] = match fate {
            TokenFate::Masked => vocabulary.special_ids.mask,
            TokenFate::Randomized => random(),
            _ => original,
        };
        self.labels[position] = Some(original);
        self.fates[position] = fate;
        self.dice[position] = dice;
    }
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
        candidacies: vec![None; n],
        dice: vec![None; n],
        original_ids,
        token_type_ids,
        next_sentence: None,
        sources: None,
        reused: 0,
    }
}

/// What may be selected: every real token but `[CLS]` and `[SEP]`, alone or with the other pieces of its word.
fn candidates(example: &MaskedExample, vocabulary: &VocabularyFacts, whole_word: bool) -> Vec<Range<usize>> {
    let mut units: Vec<Range<usize>> = Vec::new();
    for (position, (fate, id)) in example.fates.iter().zip(&example.original_ids).enumerate() {
        if matches!(fate, TokenFate::Special | TokenFate::Padding) {
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
fn select_a_fixed_number(units: &[Range<usize>], size: usize, stream: &mut Stream) -> (Vec<Candidacy>, Vec<usize>) {
    let mut order: Vec<usize> = (0..units.len()).collect();
    stream.shuffle(&mut order);
    let mut ranks = vec![Candidacy::Rank(0); units.len()];
    let mut room = size;
    let mut picks = Vec::new();
    for (rank, unit) in (0..).zip(order) {
        ranks[unit] = Candidacy::Rank(rank);
        let positions = units[unit].len();
        if room > 0 && positions <= room {
            room -= positions;
            picks.push(unit);
        }
    }
    (ranks, picks)
}

/// `hf`: every unit is selected or not, whatever the others are.
fn select_independently(units: &[Range<usize>], probability: f64, stream: &mut Stream) -> (Vec<Candidacy>, Vec<usize>) {
    let draws: Vec<f64> = units.iter().map(|_| stream.uniform()).collect();
    let picks = (0..units.len()).filter(|&unit| draws[unit] < probability).collect();
    (draws.into_iter().map(Candidacy::Draw).collect(), picks)
}

/// One draw, and a second one where the first does not mask.
pub(crate) fn draw_dice(settings: &MaskingSettings, stream: &mut Stream) -> Dice {
    let fate_draw = stream.uniform();
    Dice { fate_draw, replace_draw: (fate_draw >= mask_share(settings)).then(|| stream.uniform()) }
}

/// 80 / 10 / 10: what these dice mean under a rule. The shares count relative to their sum.
pub(crate) fn fate_of(dice: Dice, settings: &MaskingSettings) -> TokenFate {
    let MaskingSettings { random, keep, .. } = *settings;
    match dice.replace_draw {
        _ if dice.fate_draw < mask_share(settings) => TokenFate::Masked,
        Some(draw) if draw < random / (random + keep) => TokenFate::Randomized,
        _ => TokenFate::Kept,
    }
}

fn mask_share(&MaskingSettings { mask, random, keep, .. }: &MaskingSettings) -> f64 {
    mask / (mask + random + keep)
}

#[cfg(test)]
mod tests;
