//! Templates: `{name}` is replaced by a word, `{name:은}` by a Korean word with the particle that fits its last sound.

use crate::random::Stream;

/// Fills a template. An unknown name is a mistake in a grammar and stays as it is, and a test finds the braces.
pub fn fill(template: &str, slots: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, (slot, after))) = rest.split_once('{').and_then(|(b, a)| a.split_once('}').map(|a| (b, a))) {
        text.push_str(before);
        let (name, particle) = slot.split_once(':').map_or((slot, None), |(name, particle)| (name, Some(particle)));
        match slots.iter().find(|(known, _)| *known == name) {
            Some((_, word)) => {
                if text.ends_with(" a ") && word.starts_with(['a', 'e', 'i', 'o', 'u']) {
                    text.insert(text.len() - 1, 'n');
                }
                text.push_str(word);
                text.push_str(particle.map_or("", |particle| fitting(particle, word)));
            }
            None => text.push_str(&format!("{{{slot}}}")),
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

/// The text with a capital first letter.
pub fn sentence(text: &str) -> String {
    let start = text.find(char::is_alphabetic).unwrap_or(0);
    let end = start + text[start..].chars().next().map_or(0, char::len_utf8);
    format!("{}{}{}", &text[..start], text[start..end].to_uppercase(), &text[end..])
}

/// The form of a particle after this word. It depends on whether the last syllable ends in a consonant (and, for 로, in ㄹ).
fn fitting(particle: &str, word: &str) -> &'static str {
    // 28 syllables per vowel: one without a final consonant, then one for each final consonant. ㄹ is the eighth.
    let last = word.chars().next_back().filter(|c| ('가'..='힣').contains(c));
    let consonant = last.map_or(0, |c| (c as u32 - '가' as u32) % 28);
    let (after_consonant, after_vowel) = match particle {
        "은" => ("은", "는"),
        "이" => ("이", "가"),
        "을" => ("을", "를"),
        "과" => ("과", "와"),
        "로" if consonant == 8 => ("로", "로"),
        "로" => ("으로", "로"),
        _ => ("", ""),
    };
    if consonant > 0 { after_consonant } else { after_vowel }
}

/// A random item of a list.
pub fn pick<T: Copy>(stream: &mut Stream, list: &[T]) -> T {
    list[stream.below(list.len())]
}

/// Two different random items of a list.
pub fn pick_two<T: Copy>(stream: &mut Stream, list: &[T]) -> (T, T) {
    let first = stream.below(list.len());
    let second = (first + 1 + stream.below(list.len() - 1)) % list.len();
    (list[first], list[second])
}

/// Chooses `wanted` steps of a story in their order, always with the first and the last.
pub fn choose_steps(stream: &mut Stream, steps: usize, wanted: usize) -> Vec<usize> {
    let mut between: Vec<_> = (1..steps - 1).collect();
    stream.shuffle(&mut between);
    between.truncate(wanted.saturating_sub(2));
    between.extend([0, steps - 1]);
    between.sort_unstable();
    between
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn korean_particles_follow_the_last_sound() {
        let said = |word| fill("{w:은} {w:이} {w:을} {w:과} {w:로}", &[("w", word)]);
        assert_eq!(said("사과"), "사과는 사과가 사과를 사과와 사과로");
        assert_eq!(said("떡"), "떡은 떡이 떡을 떡과 떡으로");
        assert_eq!(said("꿀"), "꿀은 꿀이 꿀을 꿀과 꿀로");
    }

    #[test]
    fn the_article_follows_the_next_sound() {
        assert_eq!(fill("a {w} and a {w}", &[("w", "owl")]), "a owl and an owl");
        assert_eq!(sentence(&fill("\"a {w}!\"", &[("w", "fox")])), "\"A fox!\"");
    }

    #[test]
    fn steps_keep_their_order_and_both_ends() {
        let mut stream = Stream::new(3, crate::random::Purpose::Corpus, 0);
        for wanted in 2..=8 {
            let steps = choose_steps(&mut stream, 8, wanted);
            assert_eq!((steps.len(), steps[0], steps[wanted - 1]), (wanted, 0, 7));
            assert!(steps.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
