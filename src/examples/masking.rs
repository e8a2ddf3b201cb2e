//! Which tokens are selected, and what becomes of them (SPEC: Masking).

use super::{NextSentence, TokenFate, TokenId};
use crate::examples::pairs::Span;

/// The dice that decided one selected position, for the page's arithmetic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dice {
    /// Place in the shuffle of the candidates, from 0: the first `k` are selected (`hf` rule: the draw against `probability` instead, see `selection_draw`).
    pub rank: u32,
    /// `hf` rule only: the draw that was below `probability`.
    pub selection_draw: Option<f64>,
    /// Below the mask share: `[MASK]`.
    pub fate_draw: f64,
    /// Drawn only when not masked; true: random token. (With shares other than 80/10/10 it is a draw against random / (random + keep).)
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
