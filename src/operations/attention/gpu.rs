//! Attention's kernels.

use super::Attention;
use crate::operations::gpu::{Adapters, Binding, Kernel, KernelWith, Lowering, kernel, params};

params! {
    /// See shaders/attention.wgsl.
    pub struct AttentionParams {
        heads: u32,
        head_size: u32,
        qkv_stride: u32,
        output_stride: u32,
        causal: u32,
        mask: u32,
        scale: f32,
    }

    /// See shaders/attention_backward_queries.wgsl.
    pub struct QueriesParams {
        heads: u32,
        head_size: u32,
        qkv_stride: u32,
        output_stride: u32,
        scale: f32,
    }

    /// See shaders/attention_backward_keys.wgsl.
    pub struct KeysParams {
        heads: u32,
        head_size: u32,
        qkv_stride: u32,
        output_stride: u32,
    }
}

/// The kernels of one pass each. There is one set for head sizes that are multiples of 4, and one for all others.
struct Kernels {
    forward: KernelWith<AttentionParams>,
    queries: KernelWith<QueriesParams>,
    keys: KernelWith<KeysParams>,
}

impl Kernels {
    const fn new(constants: &'static str, adapters: Adapters) -> Self {
        Self {
            forward: kernel!("attention", [Read, Read, Write, Write]).with_constants(constants).for_adapters(adapters),
            queries: kernel!("attention_backward_queries", [Read, Read, Read, Write, Write])
                .with_constants(constants)
                .for_adapters(adapters),
            keys: kernel!("attention_backward_keys", [Read, Read, Read, Read, Write]).with_constants(constants).for_adapters(adapters),
        }
    }

    fn of(head_size: u32) -> &'static Self {
        if head_size.is_multiple_of(4) { &WHOLE } else { &ODD }
    }
}

static WHOLE: Kernels = Kernels::new("const WHOLE_QUADS = true;", Adapters::All);
static ODD: Kernels = Kernels::new("const WHOLE_QUADS = false;", Adapters::None);

pub(in crate::operations) static KERNELS: &[&Kernel] = &[
    &WHOLE.forward.kernel,
    &WHOLE.queries.kernel,
    &WHOLE.keys.kernel,
    &ODD.forward.kernel,
    &ODD.queries.kernel,
    &ODD.keys.kernel,
];

fn head_size(attention: &Attention, lowering: &Lowering) -> u32 {
    (lowering.slot(attention.output).columns / attention.heads) as u32
}

fn scale(head_size: u32) -> f32 {
    1.0 / (head_size as f32).sqrt()
}

/// 16 queries a workgroup.
fn grid(attention: &Attention, lowering: &Lowering) -> [u32; 3] {
    [lowering.shape.sequence.div_ceil(16) as u32, attention.heads as u32, lowering.shape.rows as u32]
}

pub(super) fn forward(attention: &Attention, lowering: &mut Lowering) {
    let head_size = head_size(attention, lowering);
    let params = AttentionParams {
        heads: attention.heads as u32,
        head_size,
        qkv_stride: lowering.stride(attention.qkv),
        output_stride: lowering.stride(attention.output),
        causal: u32::from(attention.causal),
        mask: lowering.lists.attention_mask as u32,
        scale: scale(head_size),
    };
    let bindings =
        vec![Binding::Batch, Binding::Value(attention.qkv), Binding::Value(attention.probabilities), Binding::Value(attention.output)];
    lowering.dispatch(&Kernels::of(head_size).forward, params, bindings, grid(attention, lowering));
}

pub(super) fn backward(attention: &Attention, lowering: &mut Lowering) {
    let (heads, head_size) = (attention.heads as u32, head_size(attention, lowering));
    let (qkv_stride, output_stride) = (lowering.stride(attention.qkv), lowering.stride(attention.output));
    let third = lowering.slot(attention.qkv).columns / 3;
    let bindings = |columns| {
        vec![
            Binding::Gradient(attention.output),
            Binding::Value(attention.qkv),
            Binding::Value(attention.probabilities),
            Binding::Scratch,
            Binding::GradientColumns(attention.qkv, columns),
        ]
    };
    let kernels = Kernels::of(head_size);
    let params = QueriesParams { heads, head_size, qkv_stride, output_stride, scale: scale(head_size) };
    lowering.dispatch(&kernels.queries, params, bindings(0..third), grid(attention, lowering));
    let params = KeysParams { heads, head_size, qkv_stride, output_stride };
    let blocks = lowering.shape.sequence.div_ceil(4) as u32 * head_size.div_ceil(4);
    let workgroups = [blocks.div_ceil(64), heads, lowering.shape.rows as u32];
    lowering.dispatch(&kernels.keys, params, bindings(third..3 * third), workgroups);
}
