//! A corpus made ready for a run: vocabulary, training documents, held-out documents, shapes.

use crate::engine::EngineSpec;

use crate::examples::TokenId;
use crate::examples::batch::Batch;
use crate::examples::masking::{MaskedExample, max_selected};
use crate::examples::pairs::EncodedDocuments;
use crate::examples::specimens::specimens;
use crate::examples::stream::{ExampleStream, NoTokens, RowRules, evaluation_rows};
use crate::examples::typed::{Edit, TypedRow, typed_row};
use crate::model::bert::{self, Heads};
use crate::model::config::Activation;
use crate::model::graph::{BatchShape, SlotId};
use crate::model::{BertConfig, Layout};
use crate::protocol::{DataFacts, PreparingStage, Warning};
use crate::random::{Purpose, Stream};
use crate::settings::{Objective, Settings};
use crate::text::tokenizer::Normalization;
use crate::text::{Corpus, CorpusError, Tokenizer, TokenizerError, presets, vocabulary};
use crate::trace;
use crate::train::recording::WEIGHTS_BYTES;

use super::words::Frequencies;

pub use crate::examples::stream::Cursor;

/// Most bytes that values, gradients and parameters of a run may take: what a browser's tab can be expected to give.
const MEMORY_LIMIT: u64 = 2 << 30;

/// Why there is nothing to train on.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    #[error("corpus: found {found}, expected one of {}, or text", presets::list().iter().map(|preset| preset.id.clone()).collect::<Vec<_>>().join(", "))]
    UnknownCorpus { found: String },
    #[error("{setting}: {error}")]
    Corpus { setting: &'static str, error: CorpusError },
    #[error("vocabulary_size: {0}")]
    Vocabulary(#[from] TokenizerError),
    #[error("the sentence cannot be read: {0}")]
    Sentence(#[source] TokenizerError),
    #[error("corpus: {0}")]
    NoTokens(#[from] NoTokens),
    #[error("objective: next sentence prediction needs pairs, but {0}, or choose mlm")]
    NoPairs(String),
    #[error("batch_size: this model and batch need about {needed_mb} MB, at most {} MB are used; choose a smaller batch_size, sequence_length or model", MEMORY_LIMIT >> 20)]
    TooLarge { needed_mb: u64 },
}

impl DataError {
    /// The setting to blame.
    pub fn setting(&self) -> &'static str {
        match self {
            Self::UnknownCorpus { .. } | Self::NoTokens(_) => "corpus",
            Self::Sentence(_) => "text",
            Self::Corpus { setting, .. } => setting,
            Self::Vocabulary(_) => "vocabulary_size",
            Self::NoPairs(_) => "objective",
            Self::TooLarge { .. } => "batch_size",
        }
    }
}

/// Told how far the preparation is, as a share of the stage.
pub type Progress<'a> = &'a mut dyn FnMut(PreparingStage, f64);

/// Everything about a run that its steps do not change, and the place in the data.
pub struct Data {
    pub settings: Settings,
    pub tokenizer: Tokenizer,
    pub config: BertConfig,
    pub layout: Layout,
    pub facts: DataFacts,
    /// Full batches from held-out documents; empty where there is too little to hold out.
    pub evaluation: Vec<Batch>,
    /// As many from training documents, for comparison.
    pub training_evaluation: Vec<Batch>,
    /// A few held-out sentences with blanks, to be watched; empty where no blank is ever filled.
    pub specimens: Vec<MaskedExample>,
    /// Share of the commoner label among the held-out pairs.
    pub nsp_majority: f64,
    /// The same among the training pairs.
    pub training_nsp_majority: f64,
    pub warnings: Vec<Warning>,
    /// Of the training text's tokens.
    pub frequencies: Frequencies,
    /// What guessing by those costs at the held-out positions; `None` where there is none.
    pub frequency_loss: Option<f64>,
    examples: ExampleStream,
    heads: Heads,
}

impl Data {
    /// The corpus that the settings name, with a vocabulary trained on its training documents.
    ///
    /// # Errors
    /// Names the setting to blame; nothing is half done.
    pub fn prepare(settings: Settings, progress: Progress) -> Result<Self, DataError> {
        Self::prepare_with_vocabulary(settings, None, progress)
    }

    /// As [`Data::prepare`], with these WordPieces (one a line) instead of trained ones.
    pub fn prepare_with_vocabulary(settings: Settings, vocabulary: Option<&str>, progress: Progress) -> Result<Self, DataError> {
        progress(PreparingStage::Corpus, 0.0);
        let corpus = Self::corpus(&settings)?;
        Self::from_corpus(settings, corpus, vocabulary, progress)
    }

    /// The corpus that the settings name, or their text.
    pub fn corpus(settings: &Settings) -> Result<Corpus, DataError> {
        if settings.corpus == "text" {
            return Corpus::from_pasted(&settings.text).map_err(|error| DataError::Corpus { setting: "text", error });
        }
        presets::corpus(&settings.corpus).ok_or_else(|| DataError::UnknownCorpus { found: settings.corpus.clone() })
    }

    /// Any corpus, whatever `settings.corpus` says.
    pub fn from_corpus(settings: Settings, corpus: Corpus, vocabulary: Option<&str>, progress: Progress) -> Result<Self, DataError> {
        let mut warnings = vec![];
        let obstacle = corpus.next_sentence_obstacle();
        if let Some(reason) = &obstacle {
            if settings.objective == Objective::Nsp {
                return Err(DataError::NoPairs(reason.clone()));
            }
            if settings.objective == Objective::MlmNsp {
                warnings.push(warning("objective", "no_pairs", format!("next sentence prediction is off: {reason}")));
            }
        }
        let (sentences, documents) = (corpus.sentence_count(), corpus.documents.len());
        let (training, held_out) = corpus.split_held_out();
        let tokenizer = match vocabulary {
            Some(text) => Tokenizer::from_vocab_txt(text.as_bytes(), Normalization::for_text(training.sentences()))?,
            None => {
                vocabulary::train(&training, settings.vocabulary_size as usize, &mut |done| progress(PreparingStage::Vocabulary, done))?
            }
        };
        if vocabulary.is_none() && tokenizer.vocabulary_size() < settings.vocabulary_size as usize {
            let message =
                format!("the corpus gives {} WordPieces, fewer than the {} allowed", tokenizer.vocabulary_size(), settings.vocabulary_size);
            warnings.push(warning("vocabulary_size", "small_vocabulary", message));
        }
        let trained = tokenizer.encode_corpus(&training)?;
        // Documents without a single token are gone by now.
        let enough_documents = trained.len() >= 2;
        let held = tokenizer.encode_corpus(&held_out)?;
        if held.is_empty() {
            warnings.push(warning("corpus", "nothing_held_out", "the text is too short to hold anything out for evaluation".into()));
        }
        Self::assemble(
            settings,
            tokenizer,
            trained,
            &held,
            obstacle.is_none() && enough_documents,
            warnings,
            DataFacts {
                documents: documents as u32,
                held_out_documents: held_out.documents.len() as u32,
                sentences: sentences as u32,
                ..DataFacts::default()
            },
        )
    }

    fn assemble(
        settings: Settings,
        tokenizer: Tokenizer,
        training: EncodedDocuments,
        held_out: &EncodedDocuments,
        pairs: bool,
        warnings: Vec<Warning>,
        facts: DataFacts,
    ) -> Result<Self, DataError> {
        let heads = Heads {
            mlm: settings.objective.trains_mlm(),
            nsp: settings.objective.trains_nsp() && pairs,
            causal: settings.objective == Objective::Ltr,
            ..Heads::default()
        };
        let config = config(&settings, tokenizer.vocabulary_size());
        let layout = Layout::new(&config);
        check_memory(&settings, &config, &layout, heads)?;
        let vocabulary = tokenizer.facts().clone();
        let rules = RowRules::new(&settings, if pairs { training.len() } else { 1 });
        let rows = settings.batch_size as usize;
        let batches = |rows: Vec<Vec<MaskedExample>>| rows.into_iter().map(|rows| batch(rows, &settings, &tokenizer)).collect::<Vec<_>>();
        let evaluation = batches(evaluation_rows(held_out, &training, &vocabulary, &rules, rows));
        let training_evaluation = batches(evaluation_rows(&training, &training, &vocabulary, &rules, rows));
        let blanks = heads.mlm && !heads.causal;
        let is_word = |id| tokenizer.token(id).is_some_and(|token| token.chars().any(char::is_alphabetic) && !token.starts_with('['));
        let (seed, length) = (settings.seed.into(), settings.sequence_length as usize);
        let watched = if blanks { specimens(held_out, &vocabulary, is_word, seed, length) } else { vec![] };
        let examples = ExampleStream::new(training, vocabulary, rules, Cursor::default())?;
        let frequencies = frequencies(&examples, tokenizer.vocabulary_size(), &settings);
        let asked = evaluation.iter().flat_map(|batch| &batch.labels);
        let facts = DataFacts {
            vocabulary_size: tokenizer.vocabulary_size() as u32,
            parameters: layout.count() as u64,
            pairs_per_epoch: examples.rows_per_epoch() as u32,
            ..facts
        };
        Ok(Self {
            frequency_loss: if heads.mlm { frequencies.mean_loss(asked) } else { None },
            frequencies,
            nsp_majority: majority(&evaluation),
            training_nsp_majority: majority(&training_evaluation),
            settings,
            tokenizer,
            config,
            layout,
            facts,
            evaluation,
            training_evaluation,
            specimens: watched,
            warnings,
            examples,
            heads,
        })
    }

    /// A row of the user's own text, cut at the sequence length, with these edits. Equal edits draw equal random tokens.
    pub fn typed_row(&self, text: &str, pair: Option<&str>, edits: &[Edit]) -> Result<TypedRow, DataError> {
        let mut stream = Stream::new(self.settings.seed.into(), Purpose::WhatIf, 0);
        let most = self.settings.sequence_length as usize;
        typed_row(&self.tokenizer, text, pair, edits, most, &mut stream).map_err(DataError::Sentence)
    }

    /// The model as a trace names its numbers.
    pub fn shown(&self) -> trace::Model<'_> {
        trace::Model {
            tokenizer: &self.tokenizer,
            vocabulary: self.config.vocab_size,
            heads: self.config.num_attention_heads,
            trains_mlm: self.settings.objective.trains_mlm(),
            trains_nsp: self.heads.nsp,
            target: if self.heads.causal { next_token } else { own_token },
        }
    }

    /// The next rows to train on.
    pub fn next_batch(&mut self) -> Batch {
        let rows = self.examples.next_rows(self.settings.batch_size as usize);
        self.batch(rows)
    }

    /// These rows as the objective has them: every batch of this run is made here.
    pub fn batch(&self, rows: Vec<MaskedExample>) -> Batch {
        batch(rows, &self.settings, &self.tokenizer)
    }

    /// Where the next batch begins.
    pub fn cursor(&self) -> Cursor {
        self.examples.cursor()
    }

    /// Goes to a place that [`Data::cursor`] told.
    pub fn seek(&mut self, cursor: Cursor) {
        self.examples.seek(cursor);
    }

    /// What is trained: by the objective, and as far as the text allows.
    pub fn heads(&self) -> Heads {
        self.heads
    }

    /// What an engine for this run is made for.
    pub fn engine_spec(&self) -> EngineSpec {
        EngineSpec { config: self.config.clone(), shape: batch_shape(&self.settings), heads: self.heads }
    }
}

/// How often each token stands where the objective may ask for it. Masked are the words of the text alone; left to right asks for the
/// `[SEP]` of each row too.
fn frequencies(examples: &ExampleStream, vocabulary: usize, settings: &Settings) -> Frequencies {
    let separators = if settings.objective == Objective::Ltr { examples.separators_per_epoch() } else { 0 };
    let separator = std::iter::repeat_n(examples.special_ids().sep, separators);
    let words = examples.documents().iter().flatten().flatten().copied();
    Frequencies::count(vocabulary, words.chain(separator))
}

fn batch(rows: Vec<MaskedExample>, settings: &Settings, tokenizer: &Tokenizer) -> Batch {
    let mut batch = Batch::assemble(rows, settings.sequence_length as usize, tokenizer.special_ids().pad);
    if settings.objective == Objective::Ltr {
        let s = batch.sequence;
        (batch.selected, batch.labels) = (vec![], vec![]);
        for (row, example) in batch.examples.iter().enumerate() {
            for position in 0..example.original_ids.len() {
                if let Some(next) = next_token(example, position) {
                    batch.selected.push((row * s + position) as u32);
                    batch.labels.push(next);
                }
            }
        }
    }
    batch
}

/// What a position predicts from left to right; the last one has nothing to predict.
fn next_token(example: &MaskedExample, position: usize) -> Option<TokenId> {
    example.original_ids.get(position + 1).copied()
}

/// What a position predicts that is asked for its own token.
fn own_token(example: &MaskedExample, position: usize) -> Option<TokenId> {
    example.original_ids.get(position).copied()
}

/// Share of the commoner next sentence label; 0 without labels.
fn majority(batches: &[Batch]) -> f64 {
    let labels: Vec<u32> = batches.iter().flat_map(|batch| batch.next_sentence_labels.iter().copied()).collect();
    let share = labels.iter().sum::<u32>() as f64 / labels.len().max(1) as f64;
    if labels.is_empty() { 0.0 } else { share.max(1.0 - share) }
}

/// The model that the settings describe.
fn config(settings: &Settings, vocabulary: usize) -> BertConfig {
    BertConfig {
        vocab_size: vocabulary,
        hidden_size: settings.hidden_size as usize,
        num_hidden_layers: settings.layers as usize,
        num_attention_heads: settings.heads as usize,
        intermediate_size: settings.intermediate_size as usize,
        max_position_embeddings: settings.sequence_length as usize,
        type_vocab_size: 2,
        layer_norm_eps: 1e-12,
        hidden_act: Activation::Gelu,
        initializer_range: settings.initializer_range as f32,
    }
}

fn batch_shape(settings: &Settings) -> BatchShape {
    let (rows, sequence) = (settings.batch_size as usize, settings.sequence_length as usize);
    let each = if settings.objective == Objective::Ltr { sequence } else { max_selected(&settings.masking, sequence) };
    BatchShape { rows, sequence, selected: rows * each }
}

/// Six vectors of parameters (two are copies around the last inspected update), and value and gradient of every slot, four bytes each;
/// and the recorded weights.
fn check_memory(settings: &Settings, config: &BertConfig, layout: &Layout, heads: Heads) -> Result<(), DataError> {
    let graph = bert::build(config, layout, batch_shape(settings), heads);
    let slots: u64 = (0..graph.slots.len()).map(|i| graph.capacity(SlotId(i)) as u64).sum();
    let needed = 4 * (6 * layout.len as u64 + 2 * slots) + WEIGHTS_BYTES as u64;
    if needed > MEMORY_LIMIT {
        return Err(DataError::TooLarge { needed_mb: needed >> 20 });
    }
    Ok(())
}

fn warning(setting: &str, code: &str, message: String) -> Warning {
    Warning { setting: Some(setting.into()), code: code.into(), message }
}
