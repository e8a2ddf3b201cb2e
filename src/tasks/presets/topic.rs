//! `topic`: which of four topics of the stories a sentence is about.
//!
//! Only the topic's own words tell. A sentence has at least two of them.

use super::world::{self, World};
use super::{Grammar, Part};
use crate::random::Stream;
use crate::tasks::Example;
use crate::text::presets::fill::{fill, pick, sentence};

struct Topics {
    world: World,
    /// The label of a topic and its place in the world's list.
    labels: [(&'static str, usize); 4],
    templates: &'static [&'static str],
}

const KINDS: [&str; 6] = ["place", "role", "animal", "thing", "tool", "quality"];

static STORIES: Topics = Topics {
    world: world::ENGLISH,
    labels: [("kitchen", 0), ("sea", 2), ("school", 3), ("castle", 9)],
    templates: &[
        "the {role} took the {quality} {thing} to the {place}.",
        "{hero} found a {quality} {thing} under the {tool}.",
        "the {animal} sat next to the {thing} of the {role}.",
        "at the {place} {hero} asked the {role} about the {thing}.",
        "{hero} and the {role} left the {place} in the evening.",
        "{friend} pointed at the {animal} behind the {tool}.",
        "{hero} gave {friend} a {quality} {thing}.",
        "the {role} dreamed of the {animal} at the {place}.",
    ],
};

static KOREAN_STORIES: Topics = Topics {
    world: world::KOREAN,
    labels: [("시장", 0), ("바다", 1), ("학교", 2), ("궁전", 4)],
    templates: &[
        "{role:이} {quality} {thing:을} {place:로} 옮겼다.",
        "{hero:은} {tool} 옆에서 {quality} {thing:을} 찾았다.",
        "{animal:이} {role}의 {thing} 위에 앉았다.",
        "{hero:은} {place}에서 {role}에게 {thing:을} 주었다.",
        "저녁에 {hero:은} {role:과} 함께 {place}에 갔다.",
        "{friend:은} {tool} 뒤에서 {animal:을} 잡았다.",
        "{hero:은} {friend}에게 {quality} {thing:을} 보여 주었다.",
        "밤에 {role:은} {place}에서 {animal} 꿈을 꾸었다.",
    ],
};

pub const ENGLISH: Grammar =
    Grammar { cases: 4, example: |part, case, stream| STORIES.example(part, case, stream), deciding: |part| STORIES.deciding(part) };
pub const KOREAN: Grammar = Grammar {
    cases: 4,
    example: |part, case, stream| KOREAN_STORIES.example(part, case, stream),
    deciding: |part| KOREAN_STORIES.deciding(part),
};

impl Topics {
    fn example(&self, part: Part, case: usize, stream: &mut Stream) -> Example {
        let (label, topic) = self.labels[case];
        let slots = self.world.slots(part, &self.world.topics[topic], stream);
        let text = sentence(&fill(pick(stream, self.templates), &slots));
        Example::Sequence { text, pair: None, label: label.into() }
    }

    fn deciding(&self, part: Part) -> Vec<&'static str> {
        self.world.words(part, self.labels.iter().map(|(_, topic)| &self.world.topics[*topic]), &KINDS)
    }
}
