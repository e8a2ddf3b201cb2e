//! ELMo as an engine of its own, since its batches are rows of plain tokens: both directions score every position, and nothing is
//! selected or masked. See [`crate::burn::elmo`] for the model.

use burn::tensor::{Device, Int, Tensor, TensorData};

use super::device::{self, Opened};
use super::{read, read_each, sum, upload};
use crate::burn::elmo::{Direction, Elmo, LAYERS, TaskHead, parameters};
use crate::burn::ints;
use crate::burn::leaves::Leaves;
use crate::burn::losses::cross_entropy;
use crate::burn::optimizer::{self, Weights};
use crate::engine::device::Device as Kind;
use crate::engine::{EngineError, EvaluationSums, Segment, Update};
use crate::examples::TokenId;
use crate::kernels::sum::l2_norm;
use crate::operations::Weights as Place;
use crate::random::{Purpose, Stream};

/// The losses of a step: the mean of `-log p` over all positions that have a next token, and over those that have a previous one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ElmoLosses {
    pub forward: f32,
    pub backward: f32,
    pub gradient_norm: f32,
}

/// What one direction makes of a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// `[S]`: `-log p` of the token at each position, from those before it (or after it); `None` at the first (or last) position.
    pub losses: Vec<Option<f32>>,
    /// `[V]`: of the position that was asked for, before softmax.
    pub logits: Vec<f32>,
    /// `[S]`: the gradient of the likeliest token's log-probability there at each input embedding, as an L2 norm.
    pub reach: Vec<f32>,
}

/// Name, shape and values.
pub type NamedTensor = (String, Vec<usize>, Vec<f32>);

/// Rows that are read together where a task asks for their layers.
const ROWS_AT_ONCE: usize = 32;

pub struct ElmoEngine {
    vocabulary: usize,
    size: usize,
    learner: Learner,
    /// Of each unread step: both losses, then the norm of its gradient.
    unread: Vec<[Tensor<1>; 3]>,
}

impl ElmoEngine {
    /// With weights drawn from `seed`: embeddings normal with deviation `range`, LSTM layers uniform within `1 / sqrt(size)`, as torch
    /// draws them, and the output layer's bias 0.
    ///
    /// # Errors
    /// [`EngineError::NoAdapter`] where this build has no Burn for such a device.
    pub async fn new(vocabulary: usize, size: usize, range: f32, seed: u64, kind: Kind) -> Result<Self, EngineError> {
        let Opened { device, .. } = device::open(kind).await?;
        let places = parameters(vocabulary, size);
        let len = places.last().map_or(0, |(_, last)| last.range().end);
        let mut flat = vec![0.0; len];
        let bound = 1.0 / (size as f32).sqrt();
        for (index, (name, place)) in places.iter().enumerate() {
            let mut stream = Stream::new(seed, Purpose::Weights, index as u64);
            let values = &mut flat[place.range()];
            match name.as_str() {
                "bias" => {}
                "embedding.weight" => values.fill_with(|| range * stream.truncated_normal()),
                _ => values.fill_with(|| bound * (2.0 * stream.uniform() - 1.0) as f32),
            }
        }
        let learner = Learner::new(&flat, places.iter().map(|(_, place)| *place), &device);
        Ok(Self { vocabulary, size, learner, unread: vec![] })
    }

    /// All parameters, by torch's names.
    pub async fn parameters(&self) -> Result<Vec<NamedTensor>, EngineError> {
        let flat = read(self.learner.weights.parameters.clone()).await?;
        let named = parameters(self.vocabulary, self.size).into_iter().map(|(name, place)| {
            let shape = if place.rows > 1 { vec![place.rows, place.columns] } else { vec![place.columns] };
            (name, shape, flat[place.range()].to_vec())
        });
        Ok(named.collect())
    }

    /// The number of parameters.
    pub fn count(&self) -> usize {
        self.learner.weights.parameters.dims()[0]
    }

    /// One step on these rows. Its losses wait to be read.
    pub fn step(&mut self, rows: &[Vec<TokenId>], update: &Update) {
        let (elmo, leaves) = self.model(true);
        let [forward, backward] = elmo.losses(rows, &read_rows(&elmo, rows, &leaves).1).map(Tensor::mean);
        let norm = self.learner.step(leaves.gradient(&(forward.clone() + backward.clone())), update);
        self.unread.push([forward.inner(), backward.inner(), norm]);
    }

    /// The losses of the steps since the last call.
    pub async fn read_losses(&mut self) -> Result<Vec<ElmoLosses>, EngineError> {
        let found = read_each(std::mem::take(&mut self.unread).into_iter().flatten().collect()).await?;
        let of = |values: &[f32; 3]| ElmoLosses { forward: values[0], backward: values[1], gradient_norm: values[2] };
        Ok(found.as_chunks().0.iter().map(of).collect())
    }

    /// Losses and right predictions over these rows: forward, then backward.
    pub async fn evaluate(&self, rows: &[Vec<TokenId>]) -> Result<EvaluationSums, EngineError> {
        let (elmo, leaves) = self.model(false);
        let (_, both) = read_rows(&elmo, rows, &leaves);
        let mut sums = EvaluationSums::default();
        for scored in &Elmo::scored(rows, &both) {
            let logits = elmo.logits(scored.states.clone());
            let (found, _) = sum(logits.clone(), scored.losses(logits), &scored.labels).await?;
            sums.losses.push(found);
        }
        Ok(sums)
    }

    /// What both directions make of one row, and what they expect at position `asked`. The token there is not read for it.
    pub async fn inspect(&self, ids: &[TokenId], asked: usize) -> Result<[Seen; 2], EngineError> {
        let (elmo, leaves) = self.model(true);
        let rows = [ids.to_vec()];
        let words = elmo.embedding.forward(padded(&rows, leaves.device())).detach().require_grad();
        let both = elmo.read(words.clone(), &[ids.len()]);
        let losses = elmo.losses(&rows, &both);
        let beside = [asked.checked_sub(1), Some(asked + 1).filter(|&right| right < ids.len())];
        let mut seen = [Seen::default(), Seen::default()];
        for (((direction, losses), place), (index, seen)) in both.iter().zip(losses).zip(beside).zip(seen.iter_mut().enumerate()) {
            let losses = read(losses.inner()).await?.into_iter().map(Some);
            seen.losses = if index == 0 { std::iter::once(None).chain(losses).collect() } else { losses.chain([None]).collect() };
            let Some(place) = place else { continue };
            let logits = elmo.logits(direction.output.clone().narrow(1, place, 1).squeeze_dim(1));
            let best = burn::tensor::activation::log_softmax(logits.clone(), 1).max();
            seen.logits = read(logits.inner()).await?;
            seen.reach = match words.grad(&best.backward()) {
                Some(gradient) => read(gradient).await?.chunks_exact(self.size).map(l2_norm).collect(),
                None => vec![0.0; ids.len()],
            };
        }
        Ok(seen)
    }

    /// A task on top of this model, which stays as it is. The head is drawn from `seed` and reads the mean of all layers at first.
    pub fn task(&self, classes: usize, seed: u64) -> ElmoTask {
        let places = TaskHead::places(self.size, classes);
        let [_, scale, weight, bias] = &places;
        let mut flat = vec![0.0; bias.range().end];
        flat[scale.range()].fill(1.0);
        let mut stream = Stream::new(seed, Purpose::Weights, u64::from(u32::MAX));
        flat[weight.range()].fill_with(|| 0.02 * stream.truncated_normal());
        let learner = Learner::new(&flat, places, &self.learner.weights.parameters.device());
        ElmoTask { size: self.size, classes, learner }
    }

    /// The layers of these rows: for each unit their mean over its positions, `(row, positions)` with rows in order.
    pub fn layers(&self, rows: &[Vec<TokenId>], units: &[(usize, Vec<usize>)]) -> Layers {
        let (elmo, leaves) = self.model(false);
        let of_rows = |(chunk, rows): (usize, &[Vec<TokenId>])| {
            let (words, both) = read_rows(&elmo, rows, &leaves);
            let [_, sequence, _] = words.dims();
            let layers = Direction::layers(&both, &words);
            let first = chunk * ROWS_AT_ONCE;
            let own: Vec<&(usize, Vec<usize>)> = units.iter().filter(|(row, _)| (first..first + rows.len()).contains(row)).collect();
            let columns = rows.len() * sequence;
            let mut shares = vec![0.0; own.len() * columns];
            for ((row, positions), shares) in own.iter().zip(shares.chunks_exact_mut(columns)) {
                positions.iter().for_each(|position| shares[(row - first) * sequence + position] = 1.0 / positions.len() as f32);
            }
            let shares = Tensor::<2>::from_data(TensorData::new(shares, [own.len(), columns]), leaves.device());
            shares.matmul(layers.reshape([columns, LAYERS * 2 * self.size])).reshape([own.len(), LAYERS, 2 * self.size])
        };
        Layers(Tensor::cat(rows.chunks(ROWS_AT_ONCE).enumerate().map(of_rows).collect(), 0))
    }

    fn model(&self, differentiable: bool) -> (Elmo, Leaves) {
        let mut leaves = self.learner.leaves(differentiable);
        (Elmo::new(self.vocabulary, self.size, &mut leaves), leaves)
    }
}

/// The embeddings of these rows, and what both directions make of them.
fn read_rows(elmo: &Elmo, rows: &[Vec<TokenId>], leaves: &Leaves) -> (Tensor<3>, [Direction; 2]) {
    let lengths: Vec<usize> = rows.iter().map(Vec::len).collect();
    let words = elmo.embedding.forward(padded(rows, leaves.device()));
    (words.clone(), elmo.read(words, &lengths))
}

/// Parameters that learn: on their device, with their moments.
struct Learner {
    weights: Weights,
    /// `[P]`: 1 where a parameter decays.
    decays: Tensor<1>,
}

impl Learner {
    /// Parameters before their first update. Matrices decay.
    fn new(flat: &[f32], places: impl IntoIterator<Item = Place>, device: &Device) -> Self {
        let segment = |place: Place| Segment { start: place.range().start, end: place.range().end, decays: place.rows > 1 };
        let segments: Vec<Segment> = places.into_iter().map(segment).collect();
        Self { weights: Weights::new(upload(flat, device)), decays: upload(&optimizer::decaying(&segments, flat.len()), device) }
    }

    fn leaves(&self, differentiable: bool) -> Leaves {
        Leaves::new(self.weights.parameters.clone(), differentiable)
    }

    /// One update. Returns the norm of the gradient before clipping, `[1]`.
    fn step(&mut self, gradient: Tensor<1>, update: &Update) -> Tensor<1> {
        let norm = optimizer::global_norm(&gradient);
        self.weights = optimizer::update(self.weights.clone(), gradient, &norm, &self.decays, update);
        norm
    }
}

/// What [`ElmoEngine::layers`] found, `[U, 3, 2H]`.
pub struct Layers(Tensor<3>);

/// A head that learns a task from the layers of a frozen ELMo.
pub struct ElmoTask {
    size: usize,
    classes: usize,
    learner: Learner,
}

impl ElmoTask {
    fn head(&self, differentiable: bool) -> (TaskHead, Leaves) {
        let mut leaves = self.learner.leaves(differentiable);
        (TaskHead::new(self.size, self.classes, &mut leaves), leaves)
    }

    /// One step on some units and their labels.
    pub fn step(&mut self, layers: &Layers, units: &[u32], labels: &[u32], update: &Update) {
        let (head, leaves) = self.head(true);
        let rows = layers.0.clone().autodiff().select(0, ints(units, [units.len()], leaves.device()));
        let loss = cross_entropy(head.forward(rows), ints(labels, [labels.len()], leaves.device())).mean();
        self.learner.step(leaves.gradient(&loss), update);
    }

    /// `[U, C]`
    pub async fn logits(&self, layers: &Layers) -> Result<Vec<f32>, EngineError> {
        read(self.head(false).0.forward(layers.0.clone())).await
    }

    /// The share of each layer, and the scale.
    pub async fn mix(&self) -> Result<([f32; LAYERS], f32), EngineError> {
        let (head, _) = self.head(false);
        let found = read_each(vec![head.shares(), head.scale.val()]).await?;
        Ok(([found[0], found[1], found[2]], found[LAYERS]))
    }
}

/// Rows padded with zeros to the longest, which no state of a real token has read.
fn padded(rows: &[Vec<TokenId>], device: &Device) -> Tensor<2, Int> {
    let longest = rows.iter().map(Vec::len).max().unwrap_or(0);
    let ids: Vec<TokenId> = rows.iter().flat_map(|row| (0..longest).map(|place| row.get(place).copied().unwrap_or(0))).collect();
    ints(&ids, [rows.len(), longest], device)
}
