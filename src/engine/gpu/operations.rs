//! From the operations of a graph to dispatches, forward and backward.

use super::kernels::KernelId;
use super::matmul::{Arrangement, Extent, Matmul, activation_code};
use super::memory::{Flat, SQUARE_GROUPS, Workspace, stride};
use super::plan::{Part, Planner};
use super::upload::{BatchLayout, POSITIONS, SCORED, SELECTED, SEQUENCES, Taken};
use crate::model::config::Activation;
use crate::model::graph::{GatherFrom, LossKind, Operation, Rows, Slot, SlotId, Weights};

/// Everything that dispatches of one graph refer to.
pub struct Lowering<'a> {
    pub flat: &'a Flat,
    pub space: &'a Workspace,
    pub batch: &'a BatchLayout,
    /// See [`Matmul::plan`].
    pub prefer_blocks: bool,
}

impl<'a> Lowering<'a> {
    fn value(&self, id: SlotId) -> Part<'a> {
        self.space.value(id).into()
    }

    fn gradient(&self, id: SlotId) -> Part<'a> {
        self.space.gradient(id).into()
    }

    fn stride(&self, id: SlotId) -> usize {
        stride(self.space.graph.slot(id))
    }

    fn rows(&self, id: SlotId) -> Extent {
        let rows = self.space.graph.slot(id).rows;
        let kind = match rows {
            Rows::Positions | Rows::Queries { .. } => POSITIONS,
            Rows::Sequences => SEQUENCES,
            Rows::Selected => SELECTED,
            Rows::Scored => SCORED,
        };
        Extent::Rows { kind, capacity: self.space.graph.shape.rows_of(rows) }
    }

    /// Kind and capacity of a slot's rows, as kernels other than products take them.
    fn kind_and_capacity(&self, id: SlotId) -> (u32, u32) {
        match self.rows(id) {
            Extent::Rows { kind, capacity } => (kind, capacity as u32),
            Extent::Fixed(rows) => (POSITIONS, rows as u32),
        }
    }

    /// Adds the forward dispatches of all operations.
    pub fn forward(&self, planner: &mut Planner) {
        for operation in &self.space.graph.operations {
            self.forward_one(operation, planner);
        }
    }

    fn forward_one(&self, operation: &Operation, planner: &mut Planner) {
        match *operation {
            Operation::Embed { word, position, token_type, output } => {
                let (_, capacity) = self.kind_and_capacity(output);
                let params = [
                    word.columns,
                    self.stride(output),
                    word.offset,
                    position.offset,
                    token_type.offset,
                    self.batch.input_ids,
                    self.batch.token_type_ids,
                ];
                let parts = [planner.batch(), (&self.flat.parameters).into(), self.value(output)];
                planner.dispatch(KernelId::Embed, &words(params), &parts, grid(word.columns, 16, capacity));
            }
            Operation::LayerNorm { input, residual, weight, bias, output, statistics, epsilon } => {
                let (kind, capacity) = self.kind_and_capacity(input);
                let params = [kind, weight.columns as u32, self.stride(input) as u32 / 4, epsilon.to_bits()];
                let parts = [
                    self.value(input),
                    residual.map_or(planner.unread(), |slot| self.value(slot)),
                    self.flat.parameter(weight),
                    self.flat.parameter(bias),
                    self.value(output),
                    self.value(statistics),
                ];
                planner.dispatch(KernelId::LayerNorm, &params, &parts, [capacity.div_ceil(16), 1, 1]);
            }
            Operation::Linear { input, weight, bias, activation, pre_activation, output } => {
                let product = Matmul {
                    arrangement: Arrangement::Nt,
                    m: self.rows(input),
                    n: weight.rows,
                    k: Extent::Fixed(weight.columns),
                    a: (self.value(input), self.stride(input)),
                    b: (self.flat.parameter(weight), weight.columns),
                    output: (self.value(output), self.stride(output)),
                    bias: Some(self.flat.parameter(bias)),
                    activation,
                    kept: pre_activation.map(|slot| self.value(slot)),
                    slope: None,
                    add: false,
                };
                product.plan(planner, self.prefer_blocks);
            }
            Operation::Attention { qkv, probabilities, output, heads, causal } => {
                let [heads, size, qkv_stride, output_stride, scale] = self.attention(qkv, output, heads);
                let params = [heads, size, qkv_stride, output_stride, u32::from(causal), self.batch.attention_mask as u32, scale];
                let parts = [planner.batch(), self.value(qkv), self.value(probabilities), self.value(output)];
                let [kernel, ..] = KernelId::of_attention(size);
                planner.dispatch(kernel, &params, &parts, self.attention_grid(heads));
            }
            Operation::Gather { input, from, output } => {
                let (kind, capacity) = self.kind_and_capacity(output);
                let quads = self.stride(input) / 4;
                let params = [kind, quads as u32, self.taken(from).rows as u32];
                let parts = [planner.batch(), self.value(input), self.value(output)];
                planner.dispatch(KernelId::Gather, &params, &parts, grid(quads, 16, capacity));
            }
            Operation::CrossEntropy { logits, losses, kind } => self.cross_entropy(logits, losses, kind, planner),
        }
    }

    fn taken(&self, from: GatherFrom) -> Taken {
        match from {
            GatherFrom::Selected => self.batch.selected,
            GatherFrom::FirstPosition => self.batch.first,
            GatherFrom::Scored => self.batch.scored,
        }
    }

    fn cross_entropy(&self, logits: SlotId, losses: SlotId, kind: LossKind, planner: &mut Planner) {
        let (rows, capacity) = self.kind_and_capacity(logits);
        let (labels, hits, next_sentence) = match kind {
            LossKind::MaskedLanguage => (self.batch.labels, &self.space.hits[0], 0),
            LossKind::NextSentence => (self.batch.next_sentence_labels, &self.space.hits[1], 1),
        };
        let columns = self.space.graph.slot(logits).columns;
        let params = [rows, columns as u32, self.stride(logits) as u32, labels as u32, next_sentence];
        let parts = [planner.batch(), self.value(logits), self.value(losses), hits.into(), self.gradient(logits)];
        planner.dispatch(KernelId::CrossEntropy, &params, &parts, [capacity.min(ROW_GRID), capacity.div_ceil(ROW_GRID), 1]);
    }

    /// Heads, head size, both strides and the scale's bits.
    fn attention(&self, qkv: SlotId, output: SlotId, heads: usize) -> [u32; 5] {
        let size = self.space.graph.slot(output).columns / heads;
        let scale = 1.0 / (size as f32).sqrt();
        [heads as u32, size as u32, self.stride(qkv) as u32, self.stride(output) as u32, scale.to_bits()]
    }

    fn attention_grid(&self, heads: u32) -> [u32; 3] {
        let shape = self.space.graph.shape;
        [shape.sequence.div_ceil(16) as u32, heads, shape.rows as u32]
    }

    /// Adds the backward dispatches of all operations; with `parameters`, those of the parameter gradients too.
    pub fn backward(&self, planner: &mut Planner, parameters: bool) {
        let graph = &self.space.graph;
        for (operation, adds) in graph.operations.iter().zip(&graph.accumulates).rev() {
            self.backward_one(operation, adds, parameters, planner);
        }
    }

    fn backward_one(&self, operation: &Operation, adds: &[bool], parameters: bool, planner: &mut Planner) {
        match *operation {
            Operation::CrossEntropy { .. } => {} // its gradient was written on the way there
            Operation::Embed { word, position, token_type, output } => {
                if parameters {
                    self.embed_backward([word, position, token_type], output, planner);
                }
            }
            Operation::LayerNorm { input, residual, weight, bias, output, statistics, .. } => {
                let (kind, capacity) = self.kind_and_capacity(input);
                let row_groups = capacity.div_ceil(16);
                let column_groups = if parameters { weight.columns.div_ceil(8) as u32 } else { 0 };
                let params = [
                    kind,
                    weight.columns as u32,
                    self.stride(input) as u32 / 4,
                    u32::from(residual.is_some()),
                    u32::from(adds[0]),
                    u32::from(adds.get(1).is_some_and(|add| *add)),
                    row_groups,
                    weight.offset as u32 / 4,
                    bias.offset as u32 / 4,
                ];
                let parts = [
                    self.gradient(output),
                    self.value(input),
                    residual.map_or(planner.unread(), |slot| self.value(slot)),
                    self.flat.parameter(weight),
                    self.value(statistics),
                    self.gradient(input),
                    residual.map_or(planner.unwritten(), |slot| self.gradient(slot)),
                    (&self.flat.gradients).into(),
                ];
                planner.dispatch(KernelId::LayerNormBackward, &params, &parts, [row_groups + column_groups, 1, 1]);
            }
            Operation::Linear { input, weight, bias, output, .. } => {
                self.linear_backward(operation, adds[0], planner);
                if parameters {
                    self.linear_parameters(input, weight, bias, output, planner);
                }
            }
            Operation::Attention { qkv, probabilities, output, heads, .. } => {
                debug_assert!(!adds[0], "queries, keys and values go nowhere else");
                let [heads, size, qkv_stride, output_stride, scale] = self.attention(qkv, output, heads);
                let (given, space) = ([self.gradient(output), self.value(qkv), self.value(probabilities)], self.space);
                let parts = [given[0], given[1], given[2], (&space.score_gradient).into(), self.gradient(qkv)];
                let params = [heads, size, qkv_stride, output_stride, scale];
                let [_, queries, keys] = KernelId::of_attention(size);
                planner.dispatch(queries, &params, &parts, self.attention_grid(heads));
                let shape = space.graph.shape;
                let blocks = shape.sequence.div_ceil(4) as u32 * size.div_ceil(4);
                planner.dispatch(keys, &params[..4], &parts, [blocks.div_ceil(64), heads, shape.rows as u32]);
            }
            Operation::Gather { input, from, output } => {
                let (kind, capacity) = self.kind_and_capacity(input);
                let quads = self.stride(input) / 4;
                let params = [kind, quads as u32, self.taken(from).inverse as u32, u32::from(adds[0])];
                let parts = [planner.batch(), self.gradient(output), self.gradient(input)];
                planner.dispatch(KernelId::GatherBackward, &params, &parts, grid(quads, 16, capacity));
            }
        }
    }

    /// The gradient of a dense layer's input.
    fn linear_backward(&self, operation: &Operation, add: bool, planner: &mut Planner) {
        let Operation::Linear { input, weight, output, .. } = *operation else { return };
        if let Some((activation, argument)) = argument_of(operation)
            && self.sole_consumer(output).is_none()
        {
            let (kind, capacity) = self.kind_and_capacity(output);
            let quads = self.stride(output) / 4;
            let params = [kind, quads as u32, activation_code(activation)];
            let parts = [self.value(argument), self.gradient(output)];
            planner.dispatch(KernelId::ActivationBackward, &params, &parts, grid(quads, 16, capacity));
        }
        let slope = self.sole_consumer(input).and_then(argument_of);
        let product = Matmul {
            arrangement: Arrangement::Nn,
            m: self.rows(input),
            n: weight.columns,
            k: Extent::Fixed(weight.rows),
            a: (self.gradient(output), self.stride(output)),
            b: (self.flat.parameter(weight), weight.columns),
            output: (self.gradient(input), self.stride(input)),
            bias: None,
            activation: Activation::None,
            kept: None,
            slope: slope.map(|(activation, slot)| (activation, self.value(slot))),
            add,
        };
        product.plan(planner, self.prefer_blocks);
    }

    /// The gradients of a dense layer's weight and bias: the first to reach their part of the flat vector, so they write.
    fn linear_parameters(&self, input: SlotId, weight: Weights, bias: Weights, output: SlotId, planner: &mut Planner) {
        let product = Matmul {
            arrangement: Arrangement::Tn,
            m: Extent::Fixed(weight.rows),
            n: weight.columns,
            k: self.rows(input),
            a: (self.gradient(output), self.stride(output)),
            b: (self.value(input), self.stride(input)),
            output: (self.flat.gradient(weight), weight.columns),
            bias: None,
            activation: Activation::None,
            kept: Some(self.flat.gradient(bias)),
            slope: None,
            add: false,
        };
        product.plan(planner, self.prefer_blocks);
    }

    /// The dense layer that made `slot`, if one other dense layer alone takes it: then that one's product can apply the slope
    /// of the activation to the gradient it writes.
    fn sole_consumer(&self, slot: SlotId) -> Option<&'a Operation> {
        let operations = &self.space.graph.operations;
        let mut consumers = operations.iter().filter(|operation| operation.inputs().contains(&slot));
        let (first, second) = (consumers.next()?, consumers.next());
        let alone = matches!(first, Operation::Linear { .. }) && second.is_none();
        alone.then(|| operations.iter().find(|operation| operation.output() == Some(slot)))?
    }

    fn embed_backward(&self, tables: [Weights; 3], output: SlotId, planner: &mut Planner) {
        let [word, position, token_type] = tables;
        let lists = self.batch;
        let params = [
            word.columns,
            self.stride(output) / 4,
            word.offset,
            position.offset,
            token_type.offset,
            lists.words,
            position.rows,
            token_type.rows,
            lists.word_ids,
            lists.word_starts,
            lists.word_order,
            lists.type_starts,
            lists.type_order,
        ];
        let rows = lists.words + position.rows + token_type.rows;
        let parts = [planner.batch(), self.gradient(output), (&self.flat.gradients).into()];
        planner.dispatch(
            KernelId::EmbedBackward,
            &words(params),
            &parts,
            [word.columns.div_ceil(4 * 8) as u32, rows.div_ceil(8) as u32, 1],
        );
    }

    /// Adds losses, gradient norm (of `parameters` values; 0 for none) and clip factor.
    pub fn results(&self, parameters: usize, planner: &mut Planner) {
        let named = &self.space.graph.named;
        let groups = if parameters == 0 { 0 } else { SQUARE_GROUPS };
        if groups > 0 {
            let parts = [(&self.flat.gradients).into(), (&self.flat.squares).into()];
            planner.dispatch(KernelId::Squares, &words([parameters / 4, groups]), &parts, [groups as u32, 1, 1]);
        }
        let losses = |slot: Option<SlotId>| slot.map_or(planner.unread(), |slot| self.value(slot));
        let parts = [(&self.flat.squares).into(), losses(named.mlm_losses), losses(named.nsp_losses), (&self.flat.results).into()];
        let params = [groups as u32, u32::from(named.mlm_losses.is_some()), u32::from(named.nsp_losses.is_some())];
        planner.dispatch(KernelId::Results, &params, &parts, [1, 1, 1]);
    }

    /// Adds the norms of the inspected row's gradients, at the encoder's output and at the looked-up words.
    pub fn row_norms(&self, planner: &mut Planner) {
        let named = &self.space.graph.named;
        let sequence = self.space.graph.shape.sequence;
        for (slot, offset) in [(named.sequence_output, 0), (named.lookup, sequence)] {
            let &Slot { rows, columns, .. } = self.space.graph.slot(slot);
            let places = if rows == Rows::Scored { self.batch.scored.inverse } else { 0 };
            let params = words([columns, self.stride(slot), offset, places]);
            let parts = [planner.batch(), self.gradient(slot), (&self.space.norms).into()];
            planner.dispatch(KernelId::RowNorms, &params, &parts, [sequence as u32, 1, 1]);
        }
    }

    /// Adds the optimiser's update of `parameters` values.
    pub fn update(&self, parameters: usize, planner: &mut Planner) {
        let flat = self.flat;
        let quads = parameters / 4;
        let groups = quads.div_ceil(64).min(4096);
        let parts = [&flat.treatments, &flat.results, &flat.gradients, &flat.parameters, &flat.first, &flat.second].map(Part::from);
        planner.dispatch(KernelId::Update, &words([quads, groups * 64]), &parts, [groups as u32, 1, 1]);
    }

    /// Adds the levels of `parameters` values and of what their last update did.
    pub fn pixels(&self, parameters: usize, planner: &mut Planner) {
        let flat = self.flat;
        let quads = parameters / 4;
        let groups = quads.div_ceil(64).min(4096);
        let parts = [&flat.treatments, &flat.parameters, &flat.first, &flat.second, &flat.levels].map(Part::from);
        planner.dispatch(KernelId::Pixels, &words([quads, groups * 64]), &parts, [groups as u32, 1, 1]);
    }
}

/// Workgroups along x where there is one a row: WebGPU allows 65535.
const ROW_GRID: u32 = 32768;

/// The grid of a kernel with `columns` by rows invocations in workgroups of `width` by 4.
fn grid(columns: usize, width: usize, rows: u32) -> [u32; 3] {
    [columns.div_ceil(width) as u32, rows.div_ceil(4), 1]
}

fn words<const N: usize>(values: [usize; N]) -> [u32; N] {
    values.map(|value| value as u32)
}

/// A dense layer's activation and the slot at which its slope is taken; of tanh, that is the output.
fn argument_of(operation: &Operation) -> Option<(Activation, SlotId)> {
    match *operation {
        Operation::Linear { activation: Activation::Tanh, output, .. } => Some((Activation::Tanh, output)),
        Operation::Linear { activation, pre_activation: Some(argument), .. } => Some((activation, argument)),
        _ => None,
    }
}
