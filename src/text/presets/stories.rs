//! `stories`: a thousand English stories of five to eight sentences. Each story keeps its two people, its place and its things, so
//! that a model can learn whether B follows A.

use super::Topic;
use super::fill::{choose_steps, fill, pick, pick_two, sentence};
use crate::random::{Purpose, Stream};

const STORIES: u64 = 1000;
const SEED: u64 = 20;

pub(crate) const TOPICS: [Topic; 10] = [
    Topic {
        places: &["kitchen", "bakery", "inn"],
        roles: &["cook", "baker", "waiter"],
        animals: &["mouse", "cat"],
        things: &["soup", "cake", "bread", "pie", "stew"],
        tools: &["pot", "pan", "oven", "plate", "spoon"],
        qualities: &["sweet", "salty", "crispy"],
        verbs: &[("taste", "tasted"), ("serve", "served"), ("warm", "warmed")],
    },
    Topic {
        places: &["garden", "orchard", "greenhouse"],
        roles: &["gardener", "farmer", "florist"],
        animals: &["snail", "rabbit"],
        things: &["rose", "tulip", "carrot", "pumpkin", "melon"],
        tools: &["spade", "fence", "bucket", "hose", "ladder"],
        qualities: &["green", "ripe", "thorny"],
        verbs: &[("plant", "planted"), ("water", "watered"), ("pick", "picked")],
    },
    Topic {
        places: &["harbor", "beach", "island"],
        roles: &["sailor", "captain", "fisherman"],
        animals: &["gull", "crab"],
        things: &["shell", "pearl", "map", "bottle", "compass"],
        tools: &["boat", "net", "sail", "rope", "oar"],
        qualities: &["sandy", "shiny", "blue"],
        verbs: &[("wash", "washed"), ("hide", "hid"), ("sell", "sold")],
    },
    Topic {
        places: &["school", "library", "classroom"],
        roles: &["teacher", "student", "librarian"],
        animals: &["hamster", "parrot"],
        things: &["book", "poem", "letter", "notebook", "essay"],
        tools: &["desk", "pencil", "ruler", "board", "chair"],
        qualities: &["long", "funny", "clever"],
        verbs: &[("read", "read"), ("copy", "copied"), ("finish", "finished")],
    },
    Topic {
        places: &["forest", "cave", "camp"],
        roles: &["ranger", "hunter", "woodcutter"],
        animals: &["fox", "owl", "bear"],
        things: &["mushroom", "berry", "nest", "acorn", "feather"],
        tools: &["tent", "lantern", "axe", "torch", "tree"],
        qualities: &["mossy", "brown", "wild"],
        verbs: &[("gather", "gathered"), ("draw", "drew"), ("study", "studied")],
    },
    Topic {
        places: &["station", "train", "airport"],
        roles: &["driver", "conductor", "tourist"],
        animals: &["pigeon", "dog"],
        things: &["ticket", "suitcase", "parcel", "passport", "hat"],
        tools: &["bench", "wheel", "door", "bell", "cart"],
        qualities: &["foreign", "heavy", "lost"],
        verbs: &[("pack", "packed"), ("stamp", "stamped"), ("carry", "carried")],
    },
    Topic {
        places: &["theater", "stage", "hall"],
        roles: &["singer", "drummer", "dancer"],
        animals: &["canary", "poodle"],
        things: &["violin", "drum", "flute", "trumpet", "piano"],
        tools: &["curtain", "microphone", "lamp", "costume", "mirror"],
        qualities: &["loud", "golden", "famous"],
        verbs: &[("play", "played"), ("tune", "tuned"), ("polish", "polished")],
    },
    Topic {
        places: &["hospital", "clinic", "pharmacy"],
        roles: &["nurse", "doctor", "dentist"],
        animals: &["puppy", "goldfish"],
        things: &["bandage", "medicine", "blanket", "pillow", "thermometer"],
        tools: &["bed", "needle", "cup", "wheelchair", "shelf"],
        qualities: &["clean", "soft", "bitter"],
        verbs: &[("bring", "brought"), ("change", "changed"), ("order", "ordered")],
    },
    Topic {
        places: &["mountain", "cabin", "village"],
        roles: &["skier", "shepherd", "hermit"],
        animals: &["wolf", "reindeer"],
        things: &["sled", "scarf", "mitten", "skate", "coat"],
        tools: &["stove", "chimney", "icicle", "window", "roof"],
        qualities: &["white", "frozen", "woolen"],
        verbs: &[("mend", "mended"), ("wear", "wore"), ("dry", "dried")],
    },
    Topic {
        places: &["castle", "tower", "palace"],
        roles: &["king", "queen", "knight"],
        animals: &["dragon", "horse"],
        things: &["crown", "sword", "ring", "shield", "treasure"],
        tools: &["gate", "bridge", "banner", "candle", "throne"],
        qualities: &["royal", "magic", "ancient"],
        verbs: &[("guard", "guarded"), ("steal", "stole"), ("admire", "admired")],
    },
];

pub(crate) const WOMEN: [&str; 14] =
    ["Anna", "Bella", "Clara", "Dora", "Ella", "Grace", "Iris", "Julia", "Kate", "Lucy", "Mary", "Nora", "Rosa", "Sarah"];
pub(crate) const MEN: [&str; 14] =
    ["Adam", "Ben", "Carl", "David", "Emil", "Felix", "George", "Henry", "Ivan", "Jack", "Leo", "Max", "Noah", "Paul"];
pub(crate) const DAYS: [&str; 5] = ["Monday", "Tuesday", "Wednesday", "Friday", "Sunday"];

/// The steps of a story. Each has several variants.
const STEPS: [&[&str]; 8] = [
    &[
        "{hero} and {friend} went to the {place} on {day}.",
        "on {day} {hero} walked to the {place} with {friend}.",
        "the {role} asked {hero} and {friend} to come to the {place}.",
        "{hero} met {friend} and the {role} at the {place}.",
    ],
    &[
        "{he} wanted to {verb} the {thing} of the {role}.",
        "{hero} was looking for a {quality} {thing}.",
        "{he} had to {verb} the {thing} before lunch.",
        "the {role} showed {him} a {quality} {thing}.",
    ],
    &[
        "but the {thing} fell behind the {tool}.",
        "but a {animal} ran away with the {thing}.",
        "just then the {tool} broke and hit the {thing}.",
        "but the {animal} sat on the {thing} and did not move.",
    ],
    &[
        "{hero} asked where the {thing} was.",
        "{hero} called the {role}, but nobody heard {him}.",
        "{friend} laughed and pointed at the {animal}.",
        "{friend} told {him} to look at the {animal}.",
    ],
    &[
        "{friend} found the {thing} under the {tool}.",
        "{friend} moved the {tool} and caught the {animal}.",
        "the {role} took the {tool} and helped {him}.",
        "together they pulled the {thing} out of the {tool}.",
    ],
    &[
        "so {hero} {verbed} the {quality} {thing} again.",
        "{he} thanked {friend} and {verbed} the {thing}.",
        "then {friend} {verbed} the {thing} for {him}.",
        "so they {verbed} the {thing} next to the {tool}.",
    ],
    &[
        "the {role} was proud of {hero} and {friend}.",
        "even the {animal} liked the {quality} {thing}.",
        "the {role} gave the {animal} a {thing} too.",
        "{hero} told the {role} about the {animal}.",
    ],
    &[
        "in the evening {hero} and {friend} left the {place}.",
        "{hero} will never forget the {animal} at the {place}.",
        "now {hero} and {friend} {verb} a {thing} every {day}.",
        "at night they dreamed of the {quality} {thing}.",
    ],
];

pub fn documents() -> Vec<Vec<String>> {
    (0..STORIES).map(|number| story(&mut Stream::new(SEED, Purpose::Corpus, number))).collect()
}

fn story(stream: &mut Stream) -> Vec<String> {
    let topic = &TOPICS[stream.below(TOPICS.len())];
    let (names, he, him) = if stream.coin() { (&WOMEN, "she", "her") } else { (&MEN, "he", "him") };
    let (hero, other) = pick_two(stream, names);
    let friend = if stream.coin() { other } else { pick(stream, if he == "she" { &MEN } else { &WOMEN }) };
    let (verb, verbed) = pick(stream, topic.verbs);
    let slots = [
        ("hero", hero),
        ("friend", friend),
        ("he", he),
        ("him", him),
        ("place", pick(stream, topic.places)),
        ("role", pick(stream, topic.roles)),
        ("animal", pick(stream, topic.animals)),
        ("thing", pick(stream, topic.things)),
        ("tool", pick(stream, topic.tools)),
        ("quality", pick(stream, topic.qualities)),
        ("day", pick(stream, &DAYS)),
        ("verb", verb),
        ("verbed", verbed),
    ];
    let wanted = 5 + stream.below(4);
    let steps = choose_steps(stream, STEPS.len(), wanted);
    steps.into_iter().map(|step| sentence(&fill(pick(stream, STEPS[step]), &slots))).collect()
}
