//! `cloze pairs`: sentence pairs of a corpus, to read and for statistics.

use std::path::PathBuf;

use serde::Serialize;

use super::input::{TokenizerChoice, read};
use super::{Failure, Output};
use crate::examples::pairs::{EncodedDocuments, Pairing, SHORTEST_PAIR, Span, document_pairs};
use crate::examples::{NextSentence, TokenId};
use crate::random::{Purpose, Stream};
use crate::text::Corpus;

/// Build sentence pairs for next sentence prediction
///
/// The file is a corpus: one sentence a line (or running text), blank lines between documents, two documents at least. Out comes a line
/// {docs, max_len, cls, sep, pad} with the ids of every sentence, then a JSON object a pair: input_ids, token_type_ids, label (0 = B follows
/// A, 1 = B is from another document), doc_a, sent_a, doc_b, sent_b ([first, end) of the sentences), chunk, pass.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cloze pairs --vocab vocab.txt --input corpus.txt --max-length 64
  cloze pairs --tokenizer tokenizer.json --input corpus.txt --max-length 32 --passes 10 --seed 7")]
pub struct Arguments {
    #[command(flatten)]
    tokenizer: TokenizerChoice,
    /// The corpus
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// Tokens of a row at most, [CLS] and both [SEP] included
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(SHORTEST_PAIR as i64..))]
    max_length: u32,
    /// How often to go through the corpus; every pass draws its pairs anew
    #[arg(long, value_name = "K", default_value_t = 1)]
    passes: u64,
    /// Another seed, other pairs
    #[arg(long, default_value_t = 1, allow_negative_numbers = true)]
    seed: u64,
}

#[derive(Serialize)]
struct HeaderLine<'a> {
    docs: &'a EncodedDocuments,
    max_len: usize,
    cls: TokenId,
    sep: TokenId,
    pad: TokenId,
}

#[derive(Serialize)]
struct Row {
    input_ids: Vec<TokenId>,
    token_type_ids: Vec<u8>,
    label: u8,
    doc_a: usize,
    sent_a: [usize; 2],
    doc_b: usize,
    sent_b: [usize; 2],
    chunk: usize,
    pass: u64,
}

pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let tokenizer = arguments.tokenizer.load()?;
    let corpus = Corpus::from_bytes(&read(&arguments.input)?).map_err(|error| Failure::in_file(&arguments.input, error))?;
    let documents = tokenizer.encode_corpus(&corpus)?;
    if documents.len() < 2 {
        let message = format!(
            "found {} document with text, at least 2 are expected: a wrong second sentence has to come from another one; put blank lines between documents",
            documents.len()
        );
        return Err(Failure::in_file(&arguments.input, message));
    }
    let special = tokenizer.special_ids();
    let max_len = arguments.max_length as usize;
    let mut output = Output::new();
    output.line(&HeaderLine { docs: &documents, max_len, cls: special.cls, sep: special.sep, pad: special.pad })?;
    let sentences = |span: &Span| [span.first, span.end];
    for pass in 0..arguments.passes {
        let mut stream = Stream::new(arguments.seed, Purpose::Pairs, pass);
        for index in 0..documents.len() {
            for pair in document_pairs(&documents, index, max_len, Pairing::NextSentence, &mut stream) {
                let (input_ids, token_type_ids) = pair.row(special);
                output.line(&Row {
                    input_ids,
                    token_type_ids,
                    label: u8::from(pair.label == NextSentence::NotNext),
                    doc_a: pair.span_a.document,
                    sent_a: sentences(&pair.span_a),
                    doc_b: pair.span_b.document,
                    sent_b: sentences(&pair.span_b),
                    chunk: pair.chunk,
                    pass,
                })?;
            }
        }
    }
    output.flush()
}
