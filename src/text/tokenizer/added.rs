//! Added tokens such as `[MASK]`. They are searched first, because the tokenizer would split them otherwise.
//!
//! The search follows `AddedVocabulary` of the `tokenizers` crate, which still reads and writes it. The crate's own search uses an
//! engine for regular expressions to find word characters. That engine alone would be a fourth of the page's CPU engine.

use daachorse::{DoubleArrayAhoCorasick, DoubleArrayAhoCorasickBuilder, MatchKind};
use regex_syntax::is_word_character;
use tokenizers::normalizer::Range;
use tokenizers::pattern::Pattern;
use tokenizers::{AddedToken, NormalizedString, Normalizer, Offsets, Token};

use crate::text::ids::TokenId;

/// The added tokens to search in the original text and in the normalised text.
#[derive(Clone)]
pub(super) struct AddedTokens {
    verbatim: Search,
    normalized: Search,
}

impl AddedTokens {
    pub(super) fn new<N: Normalizer>(
        tokens: impl IntoIterator<Item = (TokenId, AddedToken)>,
        normalizer: Option<&N>,
    ) -> tokenizers::Result<Self> {
        let (mut verbatim, mut normalized) = (vec![], vec![]);
        for (id, token) in tokens {
            if token.normalized {
                let mut text = NormalizedString::from(token.content.as_str());
                normalizer.map_or(Ok(()), |normalizer| normalizer.normalize(&mut text))?;
                normalized.push((text.get().to_owned(), id, token));
            } else {
                verbatim.push((token.content.clone(), id, token));
            }
        }
        Ok(Self { verbatim: Search::new(verbatim)?, normalized: Search::new(normalized)? })
    }

    /// Ranges that cover an original text, each with its added token if it is one.
    pub(super) fn find(&self, text: &str) -> Vec<(std::ops::Range<usize>, Option<TokenId>)> {
        self.verbatim.find(text)
    }

    /// Splits a normalised text at its added tokens.
    pub(super) fn split_normalized(&self, text: NormalizedString) -> Vec<(NormalizedString, Option<Vec<Token>>)> {
        self.normalized.split(text)
    }

    /// Whether no token is searched in normalised text.
    pub(super) fn all_verbatim(&self) -> bool {
        self.normalized.tokens.is_empty()
    }
}

impl std::fmt::Debug for AddedTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AddedTokens").field("verbatim", &self.verbatim.tokens).field("normalized", &self.normalized.tokens).finish()
    }
}

/// Searches the leftmost token, and the longest of those.
#[derive(Clone)]
struct Search {
    /// `None` if there are no tokens.
    automaton: Option<DoubleArrayAhoCorasick<u32>>,
    tokens: Vec<(TokenId, AddedToken)>,
}

impl Search {
    fn new(mut tokens: Vec<(String, TokenId, AddedToken)>) -> tokenizers::Result<Self> {
        // A token that normalises to the empty text never occurs.
        tokens.retain(|(text, ..)| !text.is_empty());
        tokens.sort_unstable_by_key(|(_, id, _)| *id);
        let automaton = match tokens.as_slice() {
            [] => None,
            tokens => Some(
                DoubleArrayAhoCorasickBuilder::new()
                    .match_kind(MatchKind::LeftmostLongest)
                    .build_with_values((0..).zip(tokens).map(|(place, (text, ..))| (text.as_str(), place)))
                    .map_err(|error| error.to_string())?,
            ),
        };
        Ok(Self { automaton, tokens: tokens.into_iter().map(|(_, id, token)| (id, token)).collect() })
    }

    /// Splits a text at its added tokens.
    fn split(&self, text: NormalizedString) -> Vec<(NormalizedString, Option<Vec<Token>>)> {
        let piece = |(range, id): (std::ops::Range<usize>, Option<TokenId>)| {
            let piece = text.slice(Range::Normalized(range))?;
            let token = id.map(|id| vec![Token::new(id, piece.get().to_owned(), (0, piece.get().len()))]);
            Some((piece, token))
        };
        self.find(text.get()).into_iter().filter_map(piece).collect()
    }

    /// Ranges that cover the text, each with its added token if it is one.
    fn find(&self, text: &str) -> Vec<(std::ops::Range<usize>, Option<TokenId>)> {
        let Some(automaton) = self.automaton.as_ref().filter(|_| !text.is_empty()) else { return vec![(0..text.len(), None)] };
        let mut found = vec![];
        let mut done = 0;
        for place in automaton.leftmost_find_iter(text) {
            let (id, token) = &self.tokens[place.value() as usize];
            let (before, after) = (&text[..place.start()], &text[place.end()..]);
            if token.single_word && (before.ends_with(is_word_character) || after.starts_with(is_word_character)) {
                continue;
            }
            // White space that the token strips, unless the previous token took it.
            let start = if token.lstrip { before.trim_end().len().max(done) } else { place.start() };
            let end = if token.rstrip { text.len() - after.trim_start().len() } else { place.end() };
            if done < start {
                found.push((done..start, None));
            }
            found.push((start..end, Some(*id)));
            done = end;
        }
        if done < text.len() {
            found.push((done..text.len(), None));
        }
        found
    }
}

/// Runs of characters of words and runs of others, as the regular expression `\w+|[^\w\s]+` finds them. White space matches.
pub(super) struct BetweenWords;

impl Pattern for BetweenWords {
    fn find_matches(&self, text: &str) -> tokenizers::Result<Vec<(Offsets, bool)>> {
        #[derive(PartialEq)]
        enum Kind {
            Word,
            White,
            Other,
        }
        let kind = |c: char| match c {
            c if is_word_character(c) => Kind::Word,
            c if c.is_whitespace() => Kind::White,
            _ => Kind::Other,
        };
        if text.is_empty() {
            return Ok(vec![((0, 0), false)]);
        }
        let mut runs: Vec<(Offsets, Kind)> = vec![];
        for (start, c) in text.char_indices() {
            let end = start + c.len_utf8();
            match runs.last_mut() {
                Some((range, last)) if *last == kind(c) => range.1 = end,
                _ => runs.push(((start, end), kind(c))),
            }
        }
        Ok(runs.into_iter().map(|(range, kind)| (range, kind == Kind::White)).collect())
    }
}
