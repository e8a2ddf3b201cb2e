//! A WGSL kernel as data: its source, its bindings, its parameters.

use std::cmp::Ordering;
use std::marker::PhantomData;

/// How a kernel uses a binding. Bindings 0 and 1 are the same everywhere: its `Params` and the head of the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Read,
    Write,
}

/// Which adapters a kernel is compiled for before training starts. Whatever a model needs besides is compiled on its first use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adapters {
    All,
    /// Those that are a processor pretending to be a GPU.
    Software,
    Hardware,
    /// None: it runs only where some size is no multiple of 4.
    None,
}

/// One file of `shaders/`.
#[derive(Debug)]
pub struct Kernel {
    pub name: &'static str,
    pub source: &'static str,
    /// Constants that the source is compiled with.
    pub constants: &'static str,
    /// Bindings 2, 3, ...
    pub bindings: &'static [Access],
    pub adapters: Adapters,
    /// Fields of its `Params`.
    pub params: &'static [Field],
}

/// Put before every kernel's source.
pub const PRELUDE: &str = include_str!("../../../shaders/shared/prelude.wgsl");

/// What a kernel's source names in a line `#import NAME`. Order does not matter in WGSL, so a file may use what is declared in those
/// that import it. `naga_oil` would do the same with naga in the download.
const SHARED: &[(&str, &str)] = &[
    ("attention", include_str!("../../../shaders/shared/attention.wgsl")),
    ("attention_backward", include_str!("../../../shaders/shared/attention_backward.wgsl")),
    ("attention_rows", include_str!("../../../shaders/shared/attention_rows.wgsl")),
    ("blocks", include_str!("../../../shaders/shared/blocks.wgsl")),
    ("matmul", include_str!("../../../shaders/shared/matmul.wgsl")),
];

/// What a line of a kernel's source stands for. An import that is not there is left for the compiler to refuse.
fn imported(line: &str) -> &str {
    let found = line.strip_prefix("#import ").and_then(|name| SHARED.iter().find(|(shared, _)| *shared == name));
    found.map_or(line, |(_, source)| source)
}

impl Kernel {
    /// What is compiled.
    pub fn whole_source(&self) -> String {
        let lines = self.source.lines().map(imported).collect::<Vec<_>>();
        format!("{PRELUDE}\n{}\n{}\n", self.constants, lines.join("\n"))
    }

    /// Whether it is compiled for this kind of adapter before training starts.
    pub fn is_for(&self, software: bool) -> bool {
        match self.adapters {
            Adapters::All => true,
            Adapters::Software => software,
            Adapters::Hardware => !software,
            Adapters::None => false,
        }
    }

    /// A file may be compiled with several sets of constants.
    fn key(&self) -> (&str, &str) {
        (self.name, self.constants)
    }
}

impl PartialEq for Kernel {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Kernel {}

impl PartialOrd for Kernel {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Kernel {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

/// A kernel that takes `P` as its parameters.
#[derive(Debug)]
pub struct KernelWith<P> {
    pub kernel: Kernel,
    params: PhantomData<fn(P)>,
}

impl<P: Params> KernelWith<P> {
    /// Use `kernel!`, which finds the file.
    pub const fn new(name: &'static str, source: &'static str, bindings: &'static [Access]) -> Self {
        let kernel = Kernel { name, source, constants: "", bindings, adapters: Adapters::All, params: P::FIELDS };
        Self { kernel, params: PhantomData }
    }

    pub const fn with_constants(mut self, constants: &'static str) -> Self {
        self.kernel.constants = constants;
        self
    }

    pub const fn for_adapters(mut self, adapters: Adapters) -> Self {
        self.kernel.adapters = adapters;
        self
    }
}

/// The kernel in a file of `shaders/`: `kernel!("gather", [Read, Read, Write])`.
macro_rules! kernel {
    ($file:literal, [$($access:ident),*]) => {
        $crate::operations::gpu::KernelWith::new(
            $file,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/shaders/", $file, ".wgsl")),
            &[$($crate::operations::gpu::Access::$access),*],
        )
    };
}
pub(crate) use kernel;

/// A struct that a kernel reads as it lies in memory. Made by `params!`.
pub trait Params: bytemuck::Pod {
    const FIELDS: &'static [Field];
}

/// One field of a struct that the processor writes and a shader reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    /// Bytes from the start of the struct.
    pub offset: usize,
    /// As WGSL calls it.
    pub ty: &'static str,
}

/// A type that has the same bytes in Rust and in WGSL.
pub trait Shared: bytemuck::Pod {
    /// As WGSL calls it.
    const NAME: &'static str;
}

impl Shared for u32 {
    const NAME: &'static str = "u32";
}

impl Shared for f32 {
    const NAME: &'static str = "f32";
}

impl Shared for [f32; 4] {
    const NAME: &'static str = "vec4<f32>";
}

impl Shared for [u32; 4] {
    const NAME: &'static str = "vec4<u32>";
}

/// Declares structs that shaders read. `tests/shaders.rs` holds names, types and offsets against the WGSL.
macro_rules! params {
    ($($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$field_meta:meta])* $field:ident: $ty:ty),* $(,)? })*) => {
        $(
            $(#[$meta])*
            #[repr(C)]
            #[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
            $vis struct $name {
                $($(#[$field_meta])* pub $field: $ty),*
            }

            impl $crate::operations::gpu::Params for $name {
                const FIELDS: &'static [$crate::operations::gpu::Field] = &[$($crate::operations::gpu::Field {
                    name: stringify!($field),
                    offset: std::mem::offset_of!($name, $field),
                    ty: <$ty as $crate::operations::gpu::Shared>::NAME,
                }),*];
            }
        )*
    };
}
pub(crate) use params;
