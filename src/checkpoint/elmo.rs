//! An ELMo as a folder. transformers has no class for it, so the folder has one of its own, in torch.

use std::borrow::Cow;

use serde_json::json;

use super::export::{ExportError, File, tokenizer_files};
use super::write::{InFile, Precision, serialized};
use crate::engine::burn::elmo::NamedTensor;
use crate::text::Tokenizer;

/// Every file of the folder: the weights by torch's names, the tokenizer, and the model in torch.
///
/// # Errors
/// Where the weights or the tokenizer cannot be written.
pub fn files(tensors: &[NamedTensor], size: usize, positions: usize, tokenizer: &Tokenizer) -> Result<Vec<File>, ExportError> {
    let in_file: Vec<InFile> = tensors.iter().map(|(name, shape, values)| (name.as_str(), shape.clone(), Cow::from(values))).collect();
    let weights = serialized(&in_file, Precision::Full)?;
    let config = json!({
        "architectures": ["Elmo"],
        "vocab_size": tokenizer.vocabulary_size(),
        "hidden_size": size,
        "num_hidden_layers": 2,
    });
    let mut files = vec![
        ("config.json", format!("{config:#}\n").into_bytes()),
        ("model.safetensors", weights),
        ("elmo.py", include_bytes!("elmo.py").to_vec()),
    ];
    files.extend(tokenizer_files(tokenizer, positions)?);
    Ok(files)
}
