//! `sentiment`: whether something good or something bad happens.
//!
//! The corpora have no words of feeling that could be held out. What they do have is a plot: in every story something goes wrong (it
//! falls, breaks, is carried off) before something turns out well (it is found, somebody helps). So the verbs decide.
//!
//! Around them stand people, animals and things in both classes, as far as the corpora's own sentences allow. A particle or the order of
//! the words tells a little, even without pre-training.

use super::world::{self, World};
use super::{Grammar, Part};
use crate::random::Stream;
use crate::tasks::Example;
use crate::text::presets::fill::{fill, pick, sentence};

/// What happens, and the words of it that decide.
type Event = (&'static str, &'static [&'static str]);

/// The events of a class, for the training and for the test part.
struct Class {
    label: &'static str,
    training: &'static [Event],
    test: &'static [Event],
}

struct Events {
    world: World,
    /// What stands around an event, whatever it is.
    frames: &'static [&'static str],
    classes: [Class; 2],
}

static STORIES: Events = Events {
    world: world::ENGLISH,
    frames: &["{event}.", "on {day} {event}.", "at the {place} {event}.", "in the evening {event}.", "before lunch {event}."],
    classes: [
        Class {
            label: "good",
            training: &[
                ("the {role} found the {thing} under the {tool}", &["found"]),
                ("the {animal} liked the {quality} {thing}", &["liked"]),
                ("the {role} helped {friend} with the {tool}", &["helped"]),
            ],
            test: &[
                ("the {role} was proud of {friend}", &["proud"]),
                ("the {role} gave the {animal} a {thing}", &["gave"]),
                ("{friend} pulled the {thing} out of the {tool}", &["pulled"]),
                ("{friend} thanked the {role}", &["thanked"]),
            ],
        },
        Class {
            label: "bad",
            training: &[
                ("the {thing} fell behind the {tool}", &["fell"]),
                ("the {animal} sat on the {quality} {thing} and did not move", &["sat", "move"]),
                ("nobody heard the {role} and {friend}", &["nobody", "heard"]),
            ],
            test: &[
                ("the {tool} broke and hit the {thing} of {friend}", &["broke", "hit"]),
                ("the {animal} ran away with the {thing} of the {role}", &["ran", "away"]),
            ],
        },
    ],
};

static KOREAN_STORIES: Events = Events {
    world: world::KOREAN,
    frames: &["{event}.", "{day}에 {event}.", "{place}에서 {event}.", "저녁에 {event}.", "밤에 {event}."],
    classes: [
        Class {
            label: "좋은 일",
            training: &[
                ("{role:이} {tool} 아래에서 {thing:을} 찾았다", &["찾았다"]),
                ("{hero:은} {role}에게 고맙다고 말했다", &["고맙다고", "말했다"]),
                ("{role:이} {animal:을} 보고 웃었다", &["웃었다"]),
            ],
            test: &[
                ("{role:이} {hero:을} 도왔다", &["도왔다"]),
                ("{hero:은} {animal}에게 {thing:을} 주었다", &["주었다"]),
                ("{role:이} {tool} 옆에서 {animal:을} 잡았다", &["잡았다"]),
            ],
        },
        Class {
            label: "나쁜 일",
            training: &[
                ("{thing:이} {tool} 뒤로 떨어졌다", &["떨어졌다"]),
                ("{animal:이} {role}의 {thing} 위에 앉았다", &["앉았다"]),
                ("{hero:은} 깜짝 놀라서 {role:을} 불렀다", &["깜짝", "놀라서"]),
            ],
            test: &[
                ("{animal:이} {hero}의 {thing:을} 가지고 달아났다", &["가지고", "달아났다"]),
                ("{tool:이} 흔들리고 {role}의 {thing:이} 없어졌다", &["흔들리고", "없어졌다"]),
            ],
        },
    ],
};

pub const ENGLISH: Grammar =
    Grammar { cases: 2, example: |part, case, stream| STORIES.example(part, case, stream), deciding: |part| STORIES.deciding(part) };
pub const KOREAN: Grammar = Grammar {
    cases: 2,
    example: |part, case, stream| KOREAN_STORIES.example(part, case, stream),
    deciding: |part| KOREAN_STORIES.deciding(part),
};

impl Class {
    fn events(&self, part: Part) -> &'static [Event] {
        match part {
            Part::Training => self.training,
            Part::Test => self.test,
        }
    }
}

impl Events {
    fn example(&self, part: Part, case: usize, stream: &mut Stream) -> Example {
        let class = &self.classes[case];
        let slots = self.world.slots(part, self.world.topic(stream), stream);
        let (event, _) = pick(stream, class.events(part));
        let text = sentence(&fill(&pick(stream, self.frames).replace("{event}", event), &slots));
        Example::Sequence { text, pair: None, label: class.label.into() }
    }

    fn deciding(&self, part: Part) -> Vec<&'static str> {
        self.classes.iter().flat_map(|class| class.events(part)).flat_map(|(_, words)| *words).copied().collect()
    }
}
