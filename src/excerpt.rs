//! What a file or a link says, short enough for a message.

/// The first `most` characters, with an ellipsis where something was cut off.
pub fn excerpt(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_too_long_is_cut_and_never_within_a_character() {
        assert_eq!(excerpt("a mat", 5), "a mat");
        assert_eq!(excerpt("한국어 문장", 3), "한국어…");
        assert_eq!(excerpt("", 0), "");
    }
}
