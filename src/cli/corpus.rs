//! `cloze corpus`: the corpora that come with the page.

use super::{Failure, Output};
use crate::text::presets;

/// Print a corpus that comes with the page
///
/// One sentence a line, a blank line between documents: what `cloze pairs` and `cloze pretrain` read. Without a name: a JSON object for each
/// that there is.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cloze corpus
  cloze corpus stories > stories.txt")]
pub struct Arguments {
    /// Name of the corpus
    #[arg(value_name = "ID")]
    id: Option<String>,
}

pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let mut output = Output::new();
    match arguments.id {
        None => {
            for preset in presets::list() {
                output.line(&preset)?;
            }
        }
        Some(id) => {
            let known = || presets::PRESETS.map(|preset| preset.id).join(", ");
            let corpus = presets::corpus(&id).ok_or_else(|| Failure::Usage(format!("no corpus is named {id:?}: {} are there", known())))?;
            output.text(&corpus.to_text())?;
        }
    }
    output.flush()
}
