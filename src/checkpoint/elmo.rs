//! An ELMo as a folder. transformers has no class for it, so the folder has one of its own, in torch.

use std::collections::HashMap;

use safetensors::tensor::TensorView;
use safetensors::{Dtype, serialize};
use serde_json::json;

use super::export::{ExportError, File, tokenizer_files};
use crate::engine::burn::elmo::NamedTensor;
use crate::text::Tokenizer;

/// Every file of the folder: the weights by torch's names, the tokenizer, and the model in torch.
///
/// # Errors
/// Where the weights or the tokenizer cannot be written.
pub fn files(tensors: &[NamedTensor], size: usize, positions: usize, tokenizer: &Tokenizer) -> Result<Vec<File>, ExportError> {
    let bytes: Vec<Vec<u8>> = tensors.iter().map(|(_, _, values)| values.iter().flat_map(|value| value.to_le_bytes()).collect()).collect();
    let views = tensors
        .iter()
        .zip(&bytes)
        .map(|((name, shape, _), bytes)| Ok((name, TensorView::new(Dtype::F32, shape.clone(), bytes)?)))
        .collect::<Result<Vec<_>, safetensors::SafeTensorError>>()?;
    let weights = serialize(views, Some(HashMap::from([("format".to_owned(), "pt".to_owned())])))?;
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
