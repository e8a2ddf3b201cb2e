//! The words of a corpus' world, as examples of one part use them.

use super::Part;
use crate::random::Stream;
use crate::text::presets::fill::{pick, pick_two};
use crate::text::presets::{Topic, korean, stories};

/// Names of slots and the words that fill them.
pub type Slots = Vec<(&'static str, &'static str)>;

pub struct World {
    pub topics: &'static [Topic],
    names: &'static [&'static [&'static str]],
    days: &'static [&'static str],
}

pub const ENGLISH: World = World { topics: &stories::TOPICS, names: &[&stories::WOMEN, &stories::MEN], days: &stories::DAYS };
pub const KOREAN: World = World { topics: &korean::TOPICS, names: &[&korean::NAMES], days: &korean::DAYS };

impl World {
    /// The names of a part.
    pub fn names(&self, part: Part) -> Vec<&'static str> {
        self.names.iter().flat_map(|list| part.of(list)).copied().collect()
    }

    /// Two people, a day, and a word of each kind of this topic.
    pub fn slots(&self, part: Part, topic: &'static Topic, stream: &mut Stream) -> Slots {
        let (hero, friend) = pick_two(stream, &self.names(part));
        let mut slots = vec![("hero", hero), ("friend", friend), ("day", pick(stream, self.days))];
        slots.extend(kinds(topic).map(|(kind, words)| (kind, pick(stream, part.of(words)))));
        slots
    }

    /// A topic, any of them.
    pub fn topic(&self, stream: &mut Stream) -> &'static Topic {
        &self.topics[stream.below(self.topics.len())]
    }

    /// The words of these kinds, of these topics.
    pub fn words(&self, part: Part, topics: impl IntoIterator<Item = &'static Topic>, wanted: &[&str]) -> Vec<&'static str> {
        let kinds = topics.into_iter().flat_map(kinds);
        kinds.filter(|(kind, _)| wanted.contains(kind)).flat_map(|(_, words)| part.of(words)).copied().collect()
    }
}

/// The kinds of words that a topic has.
fn kinds(topic: &'static Topic) -> [(&'static str, &'static [&'static str]); 6] {
    [
        ("place", topic.places),
        ("role", topic.roles),
        ("animal", topic.animals),
        ("thing", topic.things),
        ("tool", topic.tools),
        ("quality", topic.qualities),
    ]
}
