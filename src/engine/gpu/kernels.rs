//! The table of kernels, and their pipelines.

use std::cell::OnceCell;

/// How a kernel uses a binding. Bindings 0 and 1 are the same everywhere: its `Params` and the head of the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Read,
    Write,
}
use Access::{Read, Write};

/// One file of `shaders/`.
#[derive(Debug)]
pub struct Kernel {
    pub name: &'static str,
    pub source: &'static str,
    /// Constants that the source is compiled with.
    pub constants: &'static str,
    /// Bindings 2, 3, ...
    pub bindings: &'static [Access],
}

impl Kernel {
    /// What is compiled.
    pub fn whole_source(&self) -> String {
        format!("{PRELUDE}\n{}\n{}", self.constants, self.source)
    }
}

/// What stands before every kernel's source.
pub const PRELUDE: &str = include_str!("../../../shaders/prelude.wgsl");

macro_rules! kernels {
    ($($id:ident $file:literal $bindings:expr $(, $constants:literal)?;)*) => {
        /// Names of the kernels; a value is an index into [`KERNELS`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum KernelId { $($id),* }

        const ALL: &[KernelId] = &[$(KernelId::$id),*];

        pub static KERNELS: &[Kernel] = &[$(Kernel {
            name: $file,
            source: include_str!(concat!("../../../shaders/", $file, ".wgsl")),
            constants: concat!($($constants)?),
            bindings: $bindings,
        }),*];
    };
}

// In the order in which a step comes to them: in the self-test a wrong kernel stands before those whose input it spoils.
kernels! {
    Embed "embed" &[Read, Read, Write];
    LayerNorm "layer_norm" &[Read, Read, Read, Read, Write, Write];
    MatmulNt "matmul_nt" &[Read, Read, Read, Read, Write, Write];
    MatmulTiled "matmul_tiled" &[Read, Read, Read, Read, Write, Write];
    Attention "attention" &[Read, Read, Write, Write], "const WHOLE_QUADS = true;";
    Gather "gather" &[Read, Read, Write];
    CrossEntropy "cross_entropy" &[Read, Read, Write, Write, Write];
    Results "results" &[Read, Read, Read, Write];
    MatmulNn "matmul_nn" &[Read, Read, Read, Read, Write, Write];
    MatmulTn "matmul_tn" &[Read, Read, Read, Read, Write, Write];
    ActivationBackward "activation_backward" &[Read, Write];
    LayerNormBackward "layer_norm_backward" &[Read, Read, Read, Read, Read, Write, Write, Write];
    GatherBackward "gather_backward" &[Read, Read, Write];
    AttentionBackwardQueries "attention_backward_queries" &[Read, Read, Read, Write, Write], "const WHOLE_QUADS = true;";
    AttentionBackwardKeys "attention_backward_keys" &[Read, Read, Read, Read, Write], "const WHOLE_QUADS = true;";
    EmbedBackward "embed_backward" &[Read, Read, Write];
    Squares "squares" &[Read, Write];
    Update "update" &[Read, Read, Read, Write, Write, Write];
    RowNorms "row_norms" &[Read, Read, Write];
    Pixels "pixels" &[Read, Read, Read, Read, Write];
    // For heads whose size is no multiple of 4.
    OddAttention "attention" &[Read, Read, Write, Write], "const WHOLE_QUADS = false;";
    OddAttentionBackwardQueries "attention_backward_queries" &[Read, Read, Read, Write, Write], "const WHOLE_QUADS = false;";
    OddAttentionBackwardKeys "attention_backward_keys" &[Read, Read, Read, Read, Write], "const WHOLE_QUADS = false;";
}

impl KernelId {
    /// What runs on an adapter: products by register blocks on software, by tiles elsewhere (`Matmul::plan`). Where a width is no
    /// multiple of 4, the tiles step in on software too, and attention has kernels of its own; they are compiled then.
    pub fn of_adapter(software: bool) -> Vec<Self> {
        let other: &[Self] = if software { &[Self::MatmulTiled] } else { &[Self::MatmulNt, Self::MatmulNn, Self::MatmulTn] };
        let odd = Self::of_attention(1);
        ALL.iter().copied().filter(|kernel| !other.contains(kernel) && !odd.contains(kernel)).collect()
    }

    /// Attention's kernels, there, back to the queries and back to the keys, for heads of so many values.
    pub fn of_attention(head_size: u32) -> [Self; 3] {
        if head_size.is_multiple_of(4) {
            [Self::Attention, Self::AttentionBackwardQueries, Self::AttentionBackwardKeys]
        } else {
            [Self::OddAttention, Self::OddAttentionBackwardQueries, Self::OddAttentionBackwardKeys]
        }
    }

    /// Its file in `shaders/`.
    pub fn name(self) -> &'static str {
        KERNELS[self as usize].name
    }
}

/// A compiled kernel.
pub struct Pipeline {
    pub layout: wgpu::BindGroupLayout,
    pub pipeline: wgpu::ComputePipeline,
}

/// Kernels compiled so far.
pub struct Pipelines(pub(super) Vec<OnceCell<Pipeline>>);

impl Default for Pipelines {
    fn default() -> Self {
        Self(KERNELS.iter().map(|_| OnceCell::new()).collect())
    }
}

impl Pipelines {
    pub fn get(&self, device: &wgpu::Device, id: KernelId) -> &Pipeline {
        self.0[id as usize].get_or_init(|| compile(device, &KERNELS[id as usize]))
    }
}

pub(super) fn compile(device: &wgpu::Device, kernel: &Kernel) -> Pipeline {
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some(kernel.name),
        source: wgpu::ShaderSource::Wgsl(kernel.whole_source().into()),
    });
    let uniform = wgpu::BufferBindingType::Uniform;
    let kinds = [uniform, uniform]
        .into_iter()
        .chain(kernel.bindings.iter().map(|access| wgpu::BufferBindingType::Storage { read_only: *access == Read }));
    let entries: Vec<_> = (0..)
        .zip(kinds)
        .map(|(binding, ty)| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty: wgpu::BindingType::Buffer { ty, has_dynamic_offset: false, min_binding_size: None },
            count: None,
        })
        .collect();
    let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some(kernel.name), entries: &entries });
    let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(kernel.name),
        bind_group_layouts: &[Some(&layout)],
        immediate_size: 0,
    });
    let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some(kernel.name),
        layout: Some(&pipeline_layout),
        module: &module,
        entry_point: Some("main"),
        compilation_options: Default::default(),
        cache: None,
    });
    Pipeline { layout, pipeline }
}
