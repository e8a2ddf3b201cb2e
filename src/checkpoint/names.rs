//! The different names of one tensor: with and without `bert.`, `gamma`/`beta` from TensorFlow, copies of tied weights.

/// The meaning of a name in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A tensor of [`crate::model::Layout`] or of a task head, by the name that `transformers` gives it today.
    Tensor(String),
    /// A copy of the word embeddings as the output layer's matrix.
    DecoderWeight,
    /// A copy of `cls.predictions.bias`.
    DecoderBias,
    /// `0, 1, 2 ..`: position ids, which are not learned.
    PositionIds,
}

/// Reads one name.
pub fn meaning(name: &str) -> Meaning {
    let name = match name {
        _ if ["embeddings.", "encoder.", "pooler."].iter().any(|start| name.starts_with(start)) => format!("bert.{name}"),
        _ => name.to_owned(),
    };
    match name.as_str() {
        "cls.predictions.decoder.weight" => return Meaning::DecoderWeight,
        "cls.predictions.decoder.bias" => return Meaning::DecoderBias,
        "bert.embeddings.position_ids" => return Meaning::PositionIds,
        _ => {}
    }
    for (old, new) in [(".LayerNorm.gamma", ".LayerNorm.weight"), (".LayerNorm.beta", ".LayerNorm.bias")] {
        if let Some(start) = name.strip_suffix(old) {
            return Meaning::Tensor(format!("{start}{new}"));
        }
    }
    Meaning::Tensor(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_leads_to_one_name() {
        let today = Meaning::Tensor("bert.encoder.layer.0.output.LayerNorm.weight".into());
        for name in [
            "bert.encoder.layer.0.output.LayerNorm.weight",
            "bert.encoder.layer.0.output.LayerNorm.gamma",
            "encoder.layer.0.output.LayerNorm.weight",
            "encoder.layer.0.output.LayerNorm.gamma",
        ] {
            assert_eq!(meaning(name), today);
        }
        assert_eq!(meaning("cls.predictions.transform.LayerNorm.beta"), Meaning::Tensor("cls.predictions.transform.LayerNorm.bias".into()));
        assert_eq!(meaning("embeddings.position_ids"), Meaning::PositionIds);
        assert_eq!(meaning("cls.predictions.decoder.bias"), Meaning::DecoderBias);
    }
}
