//! A WGSL kernel as data: its source, its bindings, its parameters.

use std::cmp::Ordering;
use std::marker::PhantomData;

/// How a kernel uses a binding. Bindings 0 and 1 are the same everywhere: its `Params` and the header of the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Read,
    Write,
}

/// The adapters for which a kernel is compiled before training starts. Any other kernel is compiled on its first use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adapters {
    All,
    /// Software adapters: a CPU that implements the interface of a GPU.
    Software,
    Hardware,
    /// None: the kernel runs only for the head of a task, or if some size is not a multiple of 4.
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

/// The shared source for each name in a line `#import NAME`. Order does not matter in WGSL, so an imported file may use
/// declarations of the file that imports it. `naga_oil` would do the same, but it would add naga to the download.
const SHARED: &[(&str, &str)] = &[
    ("attention", include_str!("../../../shaders/shared/attention.wgsl")),
    ("attention_backward", include_str!("../../../shaders/shared/attention_backward.wgsl")),
    ("attention_rows", include_str!("../../../shaders/shared/attention_rows.wgsl")),
    ("blocks", include_str!("../../../shaders/shared/blocks.wgsl")),
    ("matmul", include_str!("../../../shaders/shared/matmul.wgsl")),
];

/// The text that replaces a line of a kernel's source. An unknown import is left for the compiler to refuse.
fn imported(line: &str) -> &str {
    let found = line.strip_prefix("#import ").and_then(|name| SHARED.iter().find(|(shared, _)| *shared == name));
    found.map_or(line, |(_, source)| source)
}

impl Kernel {
    /// The complete source, as it is compiled.
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

/// A struct that a kernel reads byte by byte as Rust lays it out. Made by `params!`.
pub trait Params: bytemuck::Pod {
    const FIELDS: &'static [Field];
}

/// One field of a struct that the CPU writes and a shader reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    /// Bytes from the start of the struct.
    pub offset: usize,
    /// Its name in WGSL.
    pub ty: &'static str,
}

/// A type that has the same bytes in Rust and in WGSL.
pub trait Shared: bytemuck::Pod {
    /// Its name in WGSL.
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

/// Declares structs that shaders read. `tests/shaders.rs` compares names, types and offsets with the WGSL.
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
