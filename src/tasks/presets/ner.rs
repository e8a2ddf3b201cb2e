//! `ner`: people (names and roles), places and animals, tagged as IOB2 has it.
//!
//! Things and tools stand in the same sentences without a tag, so that the words around do not give the tags away. A role before a name
//! is one entity of two words. In Korean a tag is of a whole word with its particles.

use super::world::{self, World};
use super::{Grammar, Part};
use crate::random::Stream;
use crate::tasks::Example;
use crate::tasks::metrics::OUTSIDE;
use crate::text::presets::fill::{fill, pick, pick_two, sentence};

struct Sentences {
    world: World,
    /// Words apart by spaces. `{x}` and `{y}` are words of any kind; `+` goes on with the entity before.
    templates: [&'static str; 8],
}

/// Kinds of words for `{x}` and `{y}`. The first three are entities.
const KINDS: [&str; 5] = ["place", "role", "animal", "thing", "tool"];

static STORIES: Sentences = Sentences {
    world: world::ENGLISH,
    templates: [
        "{hero} was looking for the {x} .",
        "{hero} told {friend} about the {x} .",
        "the {x} was next to the {y} .",
        "on {day} they found the {x} .",
        "{role} +{hero} asked where the {x} was .",
        "at night {hero} dreamed of the {x} .",
        "{friend} pointed at the {x} and the {y} .",
        "{friend} will never forget the {x} .",
    ],
};

static KOREAN_STORIES: Sentences = Sentences {
    world: world::KOREAN,
    templates: [
        "{day}에 {hero:은} {x:을} 찾았다 .",
        "{hero:은} {friend}에게 {x} 이야기를 했다 .",
        "두 사람은 {x:과} {y:을} 잊지 못했다 .",
        "{hero:은} {x:을} 보고 크게 웃었다 .",
        "{role} +{hero:은} {x:이} 어디에 있는지 물었다 .",
        "밤에 {hero:은} {x} 꿈을 꾸었다 .",
        "{friend:은} {x} 옆에서 {y:을} 찾았다 .",
        "저녁에 {friend:이} {x:을} 그렸다 .",
    ],
};

pub const ENGLISH: Grammar = Grammar {
    cases: STORIES.templates.len(),
    example: |part, case, stream| STORIES.example(part, case, stream),
    deciding: |part| STORIES.deciding(part),
};
pub const KOREAN: Grammar = Grammar {
    cases: KOREAN_STORIES.templates.len(),
    example: |part, case, stream| KOREAN_STORIES.example(part, case, stream),
    deciding: |part| KOREAN_STORIES.deciding(part),
};

impl Sentences {
    fn example(&self, part: Part, case: usize, stream: &mut Stream) -> Example {
        let mut slots = self.world.slots(part, self.world.topic(stream), stream);
        let (x, y) = pick_two(stream, &KINDS);
        for (slot, kind) in [("x", x), ("y", y)] {
            let words = self.world.words(part, [self.world.topic(stream)], &[kind]);
            slots.push((slot, pick(stream, &words)));
        }
        let entity = |slot: &str| match slot {
            "hero" | "friend" => Some("PER"),
            "x" => entity_of(x),
            "y" => entity_of(y),
            kind => entity_of(kind),
        };
        let (mut words, mut tags) = (vec![], vec![]);
        for template in self.templates[case].split(' ') {
            let slot = template.split_once('{').map(|(_, rest)| rest.split([':', '}']).next().unwrap_or(rest));
            let place = if template.starts_with('+') { 'I' } else { 'B' };
            tags.push(slot.and_then(entity).map_or(OUTSIDE.to_owned(), |entity| format!("{place}-{entity}")));
            words.push(fill(template.trim_start_matches('+'), &slots));
        }
        words[0] = sentence(&words[0]);
        Example::Token { words, tags }
    }

    fn deciding(&self, part: Part) -> Vec<&'static str> {
        [self.world.names(part), self.world.words(part, self.world.topics, &KINDS)].concat()
    }
}

fn entity_of(kind: &str) -> Option<&'static str> {
    match kind {
        "role" => Some("PER"),
        "place" => Some("LOC"),
        "animal" => Some("ANI"),
        _ => None,
    }
}
