//! The `cloze` command: JSON (or JSON Lines) on stdout, messages on stderr.
//!
//! One module a subcommand, each with an `Arguments` and a `run`. Exit codes: 0 done, 1 the data is at fault (a file that
//! cannot be read, malformed input, weights that are not finite), 2 the command was used wrongly (clap's own errors too).

pub mod benchmark;
pub mod corpus;
pub mod device;
mod elmo;
pub mod encode;
pub mod finetune;
pub mod input;
#[cfg(feature = "gpu")]
mod kernel_times;
pub mod mask;
pub mod pairs;
pub mod pretrain;
mod pretraining;
pub mod score;
pub mod settings;
pub mod task;
pub mod tokenize;

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::process::ExitCode;

use clap::Parser;
use serde::Serialize;

/// Trains a small BERT and shows what its loss looks at.
#[derive(Parser)]
#[command(name = "cloze", version, arg_required_else_help = true, max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Tokenize(tokenize::Arguments),
    Mask(mask::Arguments),
    Pairs(pairs::Arguments),
    Corpus(corpus::Arguments),
    Task(task::Arguments),
    Score(score::Arguments),
    Encode(encode::Arguments),
    Pretrain(Box<pretrain::Arguments>),
    Finetune(Box<finetune::Arguments>),
    Benchmark(benchmark::Arguments),
}

/// Entry point of the binary.
pub fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Tokenize(arguments) => tokenize::run(arguments),
        Command::Mask(arguments) => mask::run(arguments),
        Command::Pairs(arguments) => pairs::run(arguments),
        Command::Corpus(arguments) => corpus::run(arguments),
        Command::Task(arguments) => task::run(&arguments),
        Command::Score(arguments) => score::run(arguments),
        Command::Encode(arguments) => encode::run(arguments),
        Command::Pretrain(arguments) => pretrain::run(&arguments),
        Command::Finetune(arguments) => finetune::run(&arguments),
        Command::Benchmark(arguments) => benchmark::run(&arguments),
    };
    report(outcome)
}

/// Why a subcommand stopped.
#[derive(Debug)]
pub enum Failure {
    /// An option (named in the sentence) cannot be used. Exit code 2.
    Usage(String),
    /// The data is at fault. Exit code 1.
    Data(String),
    /// Nobody reads our output any more (`cloze … | head`). Said by nothing, exit code 0.
    Closed,
}

impl Failure {
    /// For errors of a file: the path goes before the sentence.
    pub fn in_file(path: &std::path::Path, error: impl std::fmt::Display) -> Self {
        Self::Data(format!("{}: {error}", path.display()))
    }
}

/// Errors that were not given a place of their own are the data's, so that `?` works on all of them.
impl<E: std::error::Error + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        let any: &(dyn std::error::Error + 'static) = &error;
        let kind = match (any.downcast_ref::<io::Error>(), any.downcast_ref::<serde_json::Error>()) {
            (Some(error), _) => Some(error.kind()),
            (_, Some(error)) => error.io_error_kind(),
            _ => None,
        };
        if kind == Some(io::ErrorKind::BrokenPipe) { Self::Closed } else { Self::Data(error.to_string()) }
    }
}

/// Says what went wrong, in one line on stderr.
fn report(outcome: Result<(), Failure>) -> ExitCode {
    let (message, code) = match outcome {
        Ok(()) | Err(Failure::Closed) => return ExitCode::SUCCESS,
        Err(Failure::Data(message)) => (message, 1),
        Err(Failure::Usage(message)) => (message, 2),
    };
    // Not `eprintln!`, which panics when stderr is closed.
    let _ = writeln!(io::stderr(), "error: {}", message.trim_end());
    ExitCode::from(code)
}

/// Stdout, buffered; at a terminal every line shows at once.
pub struct Output {
    writer: BufWriter<StdoutLock<'static>>,
    terminal: bool,
}

impl Output {
    pub fn new() -> Self {
        let stdout = io::stdout();
        let terminal = stdout.is_terminal();
        Self { writer: BufWriter::with_capacity(1 << 16, stdout.lock()), terminal }
    }

    /// One line of JSON. Numbers that are not finite become `null`: check them before.
    pub fn line(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        serde_json::to_writer(&mut self.writer, value)?;
        self.text("\n")?;
        if self.terminal { self.flush() } else { Ok(()) }
    }

    pub fn text(&mut self, text: &str) -> Result<(), Failure> {
        Ok(self.writer.write_all(text.as_bytes())?)
    }

    /// To be called when done: a buffer dropped without it would hide an error.
    pub fn flush(&mut self) -> Result<(), Failure> {
        Ok(self.writer.flush()?)
    }
}

impl Default for Output {
    fn default() -> Self {
        Self::new()
    }
}
