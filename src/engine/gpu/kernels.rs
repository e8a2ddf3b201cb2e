//! The table of kernels, and their pipelines.

use super::device::Gpu;

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
    /// Bindings 2, 3, ...
    pub bindings: &'static [Access],
}

/// What stands before every kernel's source.
pub const PRELUDE: &str = include_str!("../../../shaders/prelude.wgsl");

macro_rules! kernels {
    ($($id:ident $file:literal $bindings:expr;)*) => {
        /// Names of the kernels; a value is an index into [`KERNELS`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum KernelId { $($id),* }

        pub static KERNELS: &[Kernel] = &[$(Kernel {
            name: $file,
            source: include_str!(concat!("../../../shaders/", $file, ".wgsl")),
            bindings: $bindings,
        }),*];
    };
}

kernels! {
    Embed "embed" &[Read, Read, Write];
    EmbedBackward "embed_backward" &[Read, Read, Write];
    LayerNorm "layer_norm" &[Read, Read, Read, Read, Write, Write];
    LayerNormBackward "layer_norm_backward" &[Read, Read, Read, Read, Read, Write, Write, Write];
    MatmulNt "matmul_nt" &[Read, Read, Read, Read, Write, Write];
    MatmulNn "matmul_nn" &[Read, Read, Read, Read, Write, Write];
    MatmulTn "matmul_tn" &[Read, Read, Read, Read, Write, Write];
    MatmulTiled "matmul_tiled" &[Read, Read, Read, Read, Write, Write];
    ActivationBackward "activation_backward" &[Read, Write];
    Attention "attention" &[Read, Read, Write, Write];
    AttentionBackwardQueries "attention_backward_queries" &[Read, Read, Read, Write, Write];
    AttentionBackwardKeys "attention_backward_keys" &[Read, Read, Read, Read, Write];
    Gather "gather" &[Read, Read, Write];
    GatherBackward "gather_backward" &[Read, Read, Write];
    CrossEntropy "cross_entropy" &[Read, Read, Write, Write, Write];
    RowNorms "row_norms" &[Read, Write];
    Squares "squares" &[Read, Write];
    Results "results" &[Read, Read, Read, Write];
    Update "update" &[Read, Read, Read, Write, Write, Write];
    Pixels "pixels" &[Read, Read, Read, Read, Write];
}

/// A compiled kernel.
pub struct Pipeline {
    pub layout: wgpu::BindGroupLayout,
    pub pipeline: wgpu::ComputePipeline,
}

/// Kernels compiled so far: each on its first use, so that none is compiled that this model does not need.
pub struct Pipelines {
    compiled: Vec<Option<Pipeline>>,
}

impl Default for Pipelines {
    fn default() -> Self {
        Self { compiled: KERNELS.iter().map(|_| None).collect() }
    }
}

impl Pipelines {
    pub fn get(&mut self, gpu: &Gpu, id: KernelId) -> &Pipeline {
        self.compiled[id as usize].get_or_insert_with(|| compile(gpu, &KERNELS[id as usize]))
    }

    /// One that [`Pipelines::get`] has compiled.
    pub fn compiled(&self, id: KernelId) -> &wgpu::ComputePipeline {
        &self.compiled[id as usize].as_ref().expect("the plan has compiled every kernel it uses").pipeline
    }
}

fn compile(gpu: &Gpu, kernel: &Kernel) -> Pipeline {
    gpu.count(|counters| counters.pipelines_created += 1);
    let module = gpu.device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some(kernel.name),
        source: wgpu::ShaderSource::Wgsl(format!("{PRELUDE}\n{}", kernel.source).into()),
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
    let layout = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some(kernel.name), entries: &entries });
    let pipeline_layout = gpu.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(kernel.name),
        bind_group_layouts: &[Some(&layout)],
        immediate_size: 0,
    });
    let pipeline = gpu.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some(kernel.name),
        layout: Some(&pipeline_layout),
        module: &module,
        entry_point: Some("main"),
        compilation_options: Default::default(),
        cache: None,
    });
    Pipeline { layout, pipeline }
}
