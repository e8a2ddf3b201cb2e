//! `course`: the sentences of the lessons, among several hundred small documents of similar simple sentences.

use super::fill::{fill, pick, sentence};
use crate::random::{Purpose, Stream};

const DOCUMENTS: u64 = 500;
const SEED: u64 = 22;

/// The sentences of the lessons. They come first, so that they are in the training documents.
const LESSONS: [&[&str]; 6] = [
    &["The man went to the store.", "He bought a gallon of milk."],
    &["My dog is cute.", "He likes playing."],
    &["Dogs are cute.", "They like playing."],
    &["The king lives in a castle.", "He likes playing with his dog."],
    &["The man went to the store.", "He bought a gallon of milk.", "Then he went home."],
    &["My dog is cute.", "He likes playing.", "He plays with a ball every day."],
];

/// A person and their pronouns.
type Person = [&'static str; 3];
const PEOPLE: [Person; 8] = [
    ["man", "he", "his"],
    ["woman", "she", "her"],
    ["boy", "he", "his"],
    ["girl", "she", "her"],
    ["king", "he", "his"],
    ["queen", "she", "her"],
    ["teacher", "she", "her"],
    ["doctor", "he", "his"],
];

/// Where people go and what they buy there.
const SHOPS: [(&str, &[&str]); 6] = [
    ("store", &["gallon of milk", "loaf of bread", "box of eggs", "bottle of water"]),
    ("bakery", &["loaf of bread", "birthday cake", "bag of cookies"]),
    ("market", &["bag of apples", "basket of fish", "piece of cheese"]),
    ("bookstore", &["book about dogs", "book about castles", "map of the city"]),
    ("toy shop", &["red ball", "toy car", "paper kite"]),
    ("flower shop", &["red rose", "yellow tulip", "pot of herbs"]),
];

/// Pets: singular, plural, and what they like.
const PETS: [(&str, &str, &[&str]); 6] = [
    ("dog", "dogs", &["playing", "running in the park", "playing with a ball"]),
    ("cat", "cats", &["sleeping", "drinking milk", "chasing mice"]),
    ("rabbit", "rabbits", &["jumping", "eating carrots"]),
    ("parrot", "parrots", &["talking", "singing songs"]),
    ("horse", "horses", &["running", "eating apples"]),
    ("fish", "fish", &["swimming", "hiding in the plants"]),
];
const QUALITIES: [&str; 4] = ["cute", "small", "clever", "funny"];

/// Other small scenes with a person, a document each.
const SCENES: [&[&str]; 7] = [
    &["the {person} lives in a {home}.", "{he} has a {garden} and a {pet}.", "the {pet} sleeps near the door."],
    &["it was raining.", "the {person} took {his} umbrella.", "{he} walked to the {shop} in the rain."],
    &["the {person} was hungry.", "{he} cooked soup in the kitchen.", "{he} ate it with bread."],
    &["the {person} hid a word in a sentence.", "the children read the words on both sides.", "they guessed the hidden word."],
    &["the {person} opened a book.", "{he} read a story about a {pet}.", "the story was {quality}."],
    &["the {person} lost {his} key.", "{he} looked under the table.", "the key was in {his} bag."],
    &["the sun was shining.", "the {person} went to the park.", "{he} saw a {quality} {pet} there."],
];

pub fn documents() -> Vec<Vec<String>> {
    let lessons = LESSONS.iter().map(|lesson| lesson.iter().map(|sentence| (*sentence).to_owned()).collect());
    let more = (LESSONS.len() as u64..DOCUMENTS).map(|number| {
        let stream = &mut Stream::new(SEED, Purpose::Corpus, number);
        match number % 3 {
            0 => shopping(stream),
            1 => pet(stream),
            _ => scene(stream),
        }
    });
    lessons.chain(more).collect()
}

fn shopping(stream: &mut Stream) -> Vec<String> {
    let [person, he, his] = pick(stream, &PEOPLE);
    let (shop, goods) = pick(stream, &SHOPS);
    let slots = [("person", person), ("he", he), ("his", his), ("shop", shop), ("goods", pick(stream, goods))];
    let second = pick(stream, &["{he} bought a {goods}.", "{he} wanted to buy a {goods}."]);
    let ends = ["then {he} went home.", "{he} put it in {his} bag.", "{he} paid and went home."];
    tell(&["the {person} went to the {shop}.", second, pick(stream, &ends)], 2 + stream.below(2), &slots)
}

fn pet(stream: &mut Stream) -> Vec<String> {
    let (one, many, likes) = pick(stream, &PETS);
    let [person, he, his] = pick(stream, &PEOPLE);
    let slots = [
        ("one", one),
        ("many", many),
        ("like", pick(stream, likes)),
        ("quality", pick(stream, &QUALITIES)),
        ("person", person),
        ("he", he),
        ("his", his),
    ];
    let mine: &[&str] = &["my {one} is {quality}.", "he likes {like}.", "I play with my {one} every day."];
    let all: &[&str] = &["{many} are {quality}.", "they like {like}.", "the {person} has two {many}."];
    let theirs: &[&str] = &["the {person} has a {quality} {one}.", "{his} {one} likes {like}.", "{he} plays with it every day."];
    tell(pick(stream, &[mine, all, theirs]), 2 + stream.below(2), &slots)
}

fn scene(stream: &mut Stream) -> Vec<String> {
    let [person, he, his] = pick(stream, &PEOPLE);
    let slots = [
        ("person", person),
        ("he", he),
        ("his", his),
        ("home", if matches!(person, "king" | "queen") { "castle" } else { pick(stream, &["small house", "white house", "big city"]) }),
        ("garden", pick(stream, &["garden", "big garden", "tree"])),
        ("pet", pick(stream, &PETS).0),
        ("shop", pick(stream, &SHOPS).0),
        ("quality", pick(stream, &QUALITIES)),
    ];
    let scene = pick(stream, &SCENES);
    tell(scene, scene.len(), &slots)
}

/// The first `count` templates as sentences.
fn tell(templates: &[&str], count: usize, slots: &[(&str, &str)]) -> Vec<String> {
    templates.iter().take(count).map(|template| sentence(&fill(template, slots))).collect()
}
