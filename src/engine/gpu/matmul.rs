//! Which matrix kernel runs a product.

use super::kernels::KernelId;
use super::plan::{Part, Planner};
use crate::model::config::Activation;

/// Number of rows of a matrix.
#[derive(Clone, Copy)]
pub enum Extent {
    Fixed(usize),
    /// Read from the batch (see `upload::POSITIONS` and so on); at most `capacity`.
    Rows {
        kind: u32,
        capacity: usize,
    },
}

impl Extent {
    pub fn capacity(self) -> usize {
        match self {
            Self::Fixed(rows) | Self::Rows { capacity: rows, .. } => rows,
        }
    }

    fn kind(self) -> u32 {
        match self {
            Self::Fixed(_) => 0,
            Self::Rows { kind, .. } => kind + 1,
        }
    }
}

/// `[M, N]` from A and B; the value is that of `Params.arrangement`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Arrangement {
    /// `A[M, K] * B[N, K]^T`
    Nt = 0,
    /// `A[M, K] * B[K, N]`
    Nn = 1,
    /// `A[K, M]^T * B[K, N]`; `kept[M]` gets the sums of A's rows.
    Tn = 2,
}

/// A product with its epilogue (see shaders/matmul_nt.wgsl and its siblings).
pub struct Matmul<'a> {
    pub arrangement: Arrangement,
    pub m: Extent,
    pub n: usize,
    pub k: Extent,
    /// Matrices with the floats from one row to the next.
    pub a: (Part<'a>, usize),
    pub b: (Part<'a>, usize),
    pub output: (Part<'a>, usize),
    pub bias: Option<Part<'a>>,
    pub activation: Activation,
    pub kept: Option<Part<'a>>,
    /// Activation whose slope there multiplies the product.
    pub slope: Option<(Activation, Part<'a>)>,
    pub add: bool,
}

pub fn activation_code(activation: Activation) -> u32 {
    match activation {
        Activation::None => 0,
        Activation::Gelu => 1,
        Activation::GeluTanh => 2,
        Activation::Relu => 3,
        Activation::Tanh => 4,
    }
}

impl Matmul<'_> {
    /// Register blocks from global memory where the adapter is software and rows are whole quads, tiles in workgroup memory
    /// elsewhere.
    pub fn plan(&self, planner: &mut Planner, prefer_blocks: bool) {
        let (_, a_stride) = self.a;
        let (_, b_stride) = self.b;
        let (_, output_stride) = self.output;
        let whole_quads = [a_stride, b_stride, output_stride].iter().all(|stride| stride.is_multiple_of(4));
        let (m, n) = (self.m.capacity() as u32, self.n as u32);
        let (kernel, workgroups) = match self.arrangement {
            arrangement if prefer_blocks && whole_quads => {
                let kernel = match arrangement {
                    Arrangement::Nt => KernelId::MatmulNt,
                    Arrangement::Nn => KernelId::MatmulNn,
                    Arrangement::Tn => KernelId::MatmulTn,
                };
                (kernel, [n.div_ceil(8 * 16), m.div_ceil(8 * 8), 1])
            }
            _ => (KernelId::MatmulTiled, [n.div_ceil(32), m.div_ceil(32), 1]),
        };
        let keeps_argument = self.kept.is_some() && self.arrangement == Arrangement::Nt;
        let params = [
            self.m.kind(),
            self.k.kind(),
            m,
            n,
            self.k.capacity() as u32,
            a_stride as u32,
            b_stride as u32,
            output_stride as u32,
            activation_code(self.activation),
            u32::from(keeps_argument),
            u32::from(self.bias.is_some()),
            self.slope.map_or(0, |(activation, _)| activation_code(activation)),
            u32::from(self.add),
            self.arrangement as u32,
        ];
        let parts = [
            self.a.0,
            self.b.0,
            self.bias.unwrap_or(planner.unread()),
            self.slope.map_or(planner.unread(), |(_, argument)| argument),
            self.output.0,
            self.kept.unwrap_or(planner.unwritten()),
        ];
        planner.dispatch(kernel, &params, &parts, workgroups);
    }
}
