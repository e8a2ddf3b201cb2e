//! ELMo, reduced to what is compared here (Peters et al. 2018): two stacks of two LSTM layers over the same word embeddings, one
//! reading each sentence from left to right and one from right to left. The first predicts the next token, the second the previous one.
//! They never see each other's states: a position is read from both sides, but no layer reads both sides at once. Word pieces take the
//! place of ELMo's characters.
//!
//! The output of a stack is the sum of its two layers' (a residual connection). The output layer is the embedding matrix, with one bias
//! for both directions. Gates are in torch's order: input, forget, cell, output.

use burn::module::{Module, Param};
use burn::nn::{Embedding, Linear};
use burn::tensor::Tensor;
use burn::tensor::activation::{sigmoid, softmax, tanh};

use super::ints;
use super::leaves::{Leaves, parameter};
use super::losses::cross_entropy;
use crate::examples::TokenId;
use crate::model::layout::WeightAndBias;
use crate::operations::Weights;

#[derive(Module, Debug)]
pub struct Elmo {
    pub embedding: Embedding,
    pub forward_stack: Stack,
    pub backward_stack: Stack,
    /// Of the output layer.
    pub bias: Param<Tensor<1>>,
}

/// Two LSTM layers.
#[derive(Module, Debug)]
pub struct Stack {
    pub lower: Lstm,
    pub upper: Lstm,
}

#[derive(Module, Debug)]
pub struct Lstm {
    /// From the input and from the hidden state to the four gates.
    pub input: Linear,
    pub hidden: Linear,
}

/// The outputs of one direction, `[B, S, H]` each; the second layer's has the first one's added.
#[derive(Clone, Debug)]
pub struct Direction {
    pub lower: Tensor<3>,
    pub output: Tensor<3>,
}

/// What a task reads of a frozen ELMo (section 3.2): a mean of its layers by learned weights, scaled, and a linear layer on top. The
/// layers are the word embeddings and both LSTM layers, each with its two directions side by side.
#[derive(Module, Debug)]
pub struct TaskHead {
    /// Before softmax, `[3]`.
    pub mix: Param<Tensor<1>>,
    /// `[1]`
    pub scale: Param<Tensor<1>>,
    pub output: Linear,
}

/// Layers that a task mixes.
pub const LAYERS: usize = 3;

/// States that predict a token each.
#[derive(Clone, Debug)]
pub struct Scored {
    /// `[K, H]`
    pub states: Tensor<2>,
    /// `[K]`
    pub labels: Vec<TokenId>,
}

/// The names, shapes and places of all parameters in a flat vector, in the order in which [`Elmo::new`] takes them.
pub fn parameters(vocabulary: usize, size: usize) -> Vec<(String, Weights)> {
    let mut found: Vec<(String, Weights)> = vec![];
    let mut end = 0;
    let mut add = |name: String, rows: usize, columns: usize| {
        found.push((name, Weights { offset: end, rows, columns }));
        end += rows * columns;
    };
    add("embedding.weight".into(), vocabulary, size);
    for direction in ["forward", "backward"] {
        for layer in ["l1", "l2"] {
            for from in ["ih", "hh"] {
                let name = |kind: &str| format!("{direction}_stack.{layer}.{kind}_{from}_l0");
                add(name("weight"), 4 * size, size);
                add(name("bias"), 1, 4 * size);
            }
        }
    }
    add("bias".into(), 1, vocabulary);
    found
}

impl Elmo {
    pub fn new(vocabulary: usize, size: usize, leaves: &mut Leaves) -> Self {
        let mut places = parameters(vocabulary, size).into_iter().map(|(_, weights)| weights);
        let mut next = || places.next().expect("as many as there are");
        let embedding = Embedding { weight: parameter(leaves.matrix(next())) };
        let mut linear = || leaves.linear(WeightAndBias { weight: next(), bias: next() });
        let mut lstm = || Lstm { input: linear(), hidden: linear() };
        let mut stack = || Stack { lower: lstm(), upper: lstm() };
        let (forward_stack, backward_stack) = (stack(), stack());
        Self { embedding, forward_stack, backward_stack, bias: parameter(leaves.vector(next())) }
    }

    /// Both directions' outputs for rows of `words`, looked-up embeddings `[B, S, H]`, with `lengths` real tokens, padding after them.
    pub fn read(&self, words: Tensor<3>, lengths: &[usize]) -> [Direction; 2] {
        let [_, sequence, _] = words.dims();
        // Padding stays behind, so that no state ever comes from it.
        let reversed: Vec<u32> = (0..).zip(lengths).flat_map(|(row, &real)| mirrored(row, real, sequence)).collect();
        let turn = |x: Tensor<3>| {
            let [rows, sequence, size] = x.dims();
            let places = ints(&reversed, [rows * sequence], &x.device());
            x.reshape([rows * sequence, size]).select(0, places).reshape([rows, sequence, size])
        };
        let backward = self.backward_stack.forward(turn(words.clone()));
        [self.forward_stack.forward(words), Direction { lower: turn(backward.lower), output: turn(backward.output) }]
    }

    /// Logits over the vocabulary `[R, V]` for rows `[R, H]` of a direction's output.
    pub fn logits(&self, states: Tensor<2>) -> Tensor<2> {
        states.matmul(self.embedding.weight.val().transpose()) + self.bias.val().unsqueeze()
    }

    /// What is scored for the next token, and for the previous one: row by row, from left to right.
    pub fn scored(rows: &[Vec<TokenId>], both: &[Direction; 2]) -> [Scored; 2] {
        let sequence = both[0].output.dims()[1];
        // The places of each two neighbours, and their tokens.
        let pairs: Vec<[(u32, TokenId); 2]> = rows
            .iter()
            .enumerate()
            .flat_map(|(row, ids)| ids.windows(2).enumerate().map(move |(left, pair)| (row * sequence + left, [pair[0], pair[1]])))
            .map(|(place, [left, right])| [(place as u32, left), (place as u32 + 1, right)])
            .collect();
        let of = |direction: &Direction, from: usize| {
            let places: Vec<u32> = pairs.iter().map(|pair| pair[from].0).collect();
            let [rows, sequence, size] = direction.output.dims();
            let places = ints(&places, [places.len()], &direction.output.device());
            let states = direction.output.clone().reshape([rows * sequence, size]).select(0, places);
            Scored { states, labels: pairs.iter().map(|pair| pair[1 - from].1).collect() }
        };
        [of(&both[0], 0), of(&both[1], 1)]
    }

    /// `-log p(next token)` at each position that has one, `[K]`, and `-log p(previous token)`, `[K]`.
    pub fn losses(&self, rows: &[Vec<TokenId>], both: &[Direction; 2]) -> [Tensor<1>; 2] {
        Self::scored(rows, both).map(|scored| scored.losses(self.logits(scored.states.clone())))
    }
}

impl TaskHead {
    /// The places of its parameters in a flat vector: mix, scale, and the output layer's.
    pub fn places(size: usize, classes: usize) -> [Weights; 4] {
        let mut end = 0;
        [(1, LAYERS), (1, 1), (classes, 2 * size), (1, classes)].map(|(rows, columns)| {
            let place = Weights { offset: end, rows, columns };
            end = place.range().end;
            place
        })
    }

    pub fn new(size: usize, classes: usize, leaves: &mut Leaves) -> Self {
        let [mix, scale, weight, bias] = Self::places(size, classes);
        Self {
            mix: parameter(leaves.vector(mix)),
            scale: parameter(leaves.vector(scale)),
            output: leaves.linear(WeightAndBias { weight, bias }),
        }
    }

    /// The share of each layer, `[3]`.
    pub fn shares(&self) -> Tensor<1> {
        softmax(self.mix.val(), 0)
    }

    /// Logits `[R, C]` for layers `[R, 3, 2H]`.
    pub fn forward(&self, layers: Tensor<3>) -> Tensor<2> {
        let mixed = (layers * self.shares().reshape([1, LAYERS, 1])).sum_dim(1).squeeze_dim::<2>(1);
        self.output.forward(mixed * self.scale.val().unsqueeze())
    }
}

impl Direction {
    /// The layers that a task mixes, of both directions of a row over the same `words`: `[B * S, 3, 2H]`.
    pub fn layers([forward, backward]: &[Self; 2], words: &Tensor<3>) -> Tensor<3> {
        let [rows, sequence, size] = words.dims();
        let beside = |left: &Tensor<3>, right: &Tensor<3>| Tensor::cat(vec![left.clone(), right.clone()], 2);
        let layers = [beside(words, words), beside(&forward.lower, &backward.lower), beside(&forward.output, &backward.output)];
        Tensor::stack::<4>(layers.to_vec(), 2).reshape([rows * sequence, LAYERS, 2 * size])
    }
}

impl Scored {
    /// `-log p` of the labels, `[K]`, by these logits.
    pub fn losses(&self, logits: Tensor<2>) -> Tensor<1> {
        let labels = ints(&self.labels, [self.labels.len()], &logits.device());
        cross_entropy(logits, labels)
    }
}

impl Stack {
    fn forward(&self, x: Tensor<3>) -> Direction {
        let sequence = x.dims()[1];
        // One tensor a position: a slice of a whole sequence would have a gradient of the whole sequence's size.
        let words: Vec<Tensor<2>> = (0..sequence).map(|position| x.clone().narrow(1, position, 1).squeeze_dim(1)).collect();
        let lower = self.lower.forward(words);
        let upper = self.upper.forward(lower.clone());
        let output: Vec<Tensor<2>> = upper.into_iter().zip(&lower).map(|(upper, lower)| upper + lower.clone()).collect();
        Direction { lower: Tensor::stack(lower, 1), output: Tensor::stack(output, 1) }
    }
}

impl Lstm {
    /// The hidden state at every position, `[B, H]` each.
    fn forward(&self, x: Vec<Tensor<2>>) -> Vec<Tensor<2>> {
        let Some([rows, size]) = x.first().map(Tensor::dims) else { return vec![] };
        let zeros = || Tensor::<2>::zeros([rows, size], &x[0].device());
        let (mut hidden, mut cell) = (zeros(), zeros());
        let mut all = vec![];
        for at_position in x {
            let gates = self.input.forward(at_position) + self.hidden.forward(hidden);
            let [input, forget, candidate, output] = [0, 1, 2, 3].map(|gate| gates.clone().narrow(1, gate * size, size));
            cell = sigmoid(forget) * cell + sigmoid(input) * tanh(candidate);
            hidden = sigmoid(output) * tanh(cell.clone());
            all.push(hidden.clone());
        }
        all
    }
}

/// Flat positions of a row with its real tokens from last to first.
fn mirrored(row: usize, real: usize, sequence: usize) -> impl Iterator<Item = u32> {
    (0..real).rev().chain(real..sequence).map(move |position| (row * sequence + position) as u32)
}
