//! The embedding's kernels.

use super::Embed;
use crate::operations::gpu::{Binding, Kernel, KernelWith, Lowering, grid, kernel, params};

params! {
    /// See shaders/embed.wgsl.
    pub struct EmbedParams {
        columns: u32,
        stride: u32,
        word: u32,
        position: u32,
        token_type: u32,
        token_types: u32,
        input_ids: u32,
        token_type_ids: u32,
    }

    /// See shaders/embed_backward.wgsl.
    pub struct EmbedBackwardParams {
        columns: u32,
        stride4: u32,
        word: u32,
        position: u32,
        token_type: u32,
        words: u32,
        positions: u32,
        token_types: u32,
        word_ids: u32,
        word_starts: u32,
        word_order: u32,
        type_starts: u32,
        type_order: u32,
    }
}

static FORWARD: KernelWith<EmbedParams> = kernel!("embed", [Read, Read, Write]);
static BACKWARD: KernelWith<EmbedBackwardParams> = kernel!("embed_backward", [Read, Read, Write]);

pub(in crate::operations) static KERNELS: &[&Kernel] = &[&FORWARD.kernel, &BACKWARD.kernel];

pub(super) fn forward(embed: &Embed, lowering: &mut Lowering) {
    let (_, capacity) = lowering.rows(embed.output);
    let columns = embed.word.columns as u32;
    let params = EmbedParams {
        columns,
        stride: lowering.stride(embed.output),
        word: embed.word.offset as u32,
        position: embed.position.offset as u32,
        token_type: embed.token_type.map_or(0, |table| table.offset as u32),
        token_types: embed.token_type.map_or(0, |table| table.rows as u32),
        input_ids: lowering.lists.input_ids as u32,
        token_type_ids: lowering.lists.token_type_ids as u32,
    };
    let bindings = vec![Binding::Batch, Binding::Parameters, Binding::Value(embed.output)];
    lowering.dispatch(&FORWARD, params, bindings, grid(columns, capacity));
}

pub(super) fn backward(embed: &Embed, lowering: &mut Lowering) {
    if !lowering.parameter_gradients {
        return;
    }
    let (lists, columns) = (lowering.lists, embed.word.columns as u32);
    let params = EmbedBackwardParams {
        columns,
        stride4: lowering.quads(embed.output),
        word: embed.word.offset as u32,
        position: embed.position.offset as u32,
        token_type: embed.token_type.map_or(0, |table| table.offset as u32),
        words: lists.words as u32,
        positions: embed.position.rows as u32,
        token_types: embed.token_type.map_or(0, |table| table.rows as u32),
        word_ids: lists.word_ids as u32,
        word_starts: lists.word_starts as u32,
        word_order: lists.word_order as u32,
        type_starts: lists.type_starts as u32,
        type_order: lists.type_order as u32,
    };
    let rows = params.words + params.positions + params.token_types;
    let tables = [Some(embed.word), Some(embed.position), embed.token_type].into_iter().flatten().collect();
    let bindings = vec![Binding::Batch, Binding::Gradient(embed.output), Binding::Gradients(tables)];
    lowering.dispatch(&BACKWARD, params, bindings, [columns.div_ceil(4 * 8), rows.div_ceil(8), 1]);
}
