//! From plain text to token ids: documents and sentences, WordPiece, the preset corpora.

pub mod corpus;
pub mod ids;
pub mod presets;
pub mod tokenizer;
pub mod vocabulary;

pub use corpus::{Corpus, CorpusError};
pub use tokenizer::{Tokenizer, TokenizerError};
