//! `qa`: a passage of two or three sentences, and a question that a word or two of it answer.
//!
//! Answers of the test are never answers, or anything else, in the training part. Questions are spelled with what the corpora have: the
//! letters of their alphabets, but for the question mark, which is the same unknown token at the end of every question.
//! Passages are short, since a row of the default length has to hold them.

use super::world::{self, World};
use super::{Grammar, Part};
use crate::random::Stream;
use crate::tasks::Example;
use crate::text::presets::fill::{fill, sentence};

/// What can be asked.
struct Question {
    /// The sentence of the passage that says it.
    sentence: usize,
    asks: &'static str,
    answer: &'static str,
    /// The answer and the particle behind it, as the sentence has them.
    within: &'static str,
}

struct Passages {
    world: World,
    sentences: [&'static str; 4],
    questions: [Question; 5],
}

static STORIES: Passages = Passages {
    world: world::ENGLISH,
    sentences: [
        "{hero} went to the {place}.",
        "the {role} showed {hero} a {quality} {thing}.",
        "the {thing} fell behind the {tool}.",
        "{friend} found the {thing}.",
    ],
    questions: [
        Question { sentence: 0, asks: "where did {hero} go?", answer: "{place}", within: "{place}" },
        Question { sentence: 1, asks: "who showed {hero} the {thing}?", answer: "{role}", within: "{role}" },
        Question { sentence: 1, asks: "what did {hero} see?", answer: "{quality} {thing}", within: "{quality} {thing}" },
        Question { sentence: 2, asks: "where was the {thing}?", answer: "{tool}", within: "{tool}" },
        Question { sentence: 3, asks: "who found the {thing}?", answer: "{friend}", within: "{friend}" },
    ],
};

static KOREAN_STORIES: Passages = Passages {
    world: world::KOREAN,
    sentences: [
        "{hero:은} {place}에 갔다.",
        "{role:이} {thing:을} 보여 주었다.",
        "{animal:이} {tool} 뒤에 숨었다.",
        "{friend:이} {thing:을} 찾았다.",
    ],
    questions: [
        Question { sentence: 0, asks: "{hero:은} 어디에 갔나?", answer: "{place}", within: "{place}에" },
        Question { sentence: 1, asks: "{thing:을} 보여 준 사람은?", answer: "{role}", within: "{role:이}" },
        Question { sentence: 2, asks: "숨은 동물은?", answer: "{animal}", within: "{animal:이}" },
        Question { sentence: 2, asks: "{animal:은} 어디에 숨었나?", answer: "{tool}", within: "{tool}" },
        Question { sentence: 3, asks: "{thing:을} 찾은 사람은?", answer: "{friend}", within: "{friend:이}" },
    ],
};

pub const ENGLISH: Grammar = Grammar {
    cases: STORIES.questions.len(),
    example: |part, case, stream| STORIES.example(part, case, stream),
    deciding: |part| STORIES.deciding(part),
};
pub const KOREAN: Grammar = Grammar {
    cases: KOREAN_STORIES.questions.len(),
    example: |part, case, stream| KOREAN_STORIES.example(part, case, stream),
    deciding: |part| KOREAN_STORIES.deciding(part),
};

impl Passages {
    fn example(&self, part: Part, case: usize, stream: &mut Stream) -> Example {
        let question = &self.questions[case];
        let slots = self.world.slots(part, self.world.topic(stream), stream);
        let mut others: Vec<usize> = (0..self.sentences.len()).filter(|&other| other != question.sentence).collect();
        stream.shuffle(&mut others);
        others.truncate(1 + stream.below(2));
        let (answer, within) = (fill(question.answer, &slots), fill(question.within, &slots));
        let (mut context, mut start) = (String::new(), 0);
        for (number, template) in self.sentences.iter().enumerate() {
            if number != question.sentence && !others.contains(&number) {
                continue;
            }
            if !context.is_empty() {
                context.push(' ');
            }
            let said = sentence(&fill(template, &slots));
            if number == question.sentence {
                start = context.chars().count() + place_of(&within, &said);
            }
            context.push_str(&said);
        }
        Example::Question { context, question: sentence(&fill(question.asks, &slots)), answer, start }
    }

    fn deciding(&self, part: Part) -> Vec<&'static str> {
        let kinds = ["place", "role", "animal", "thing", "tool", "quality"];
        [self.world.names(part), self.world.words(part, self.world.topics, &kinds)].concat()
    }
}

/// The code point of a sentence at which these whole words start.
fn place_of(words: &str, sentence: &str) -> usize {
    let whole = |at: usize| {
        let (before, after) = (&sentence[..at], &sentence[at + words.len()..]);
        !before.ends_with(char::is_alphabetic) && !after.starts_with(char::is_alphabetic)
    };
    let found = sentence.match_indices(words).map(|(at, _)| at).find(|&at| whole(at));
    sentence[..found.unwrap_or(0)].chars().count()
}
