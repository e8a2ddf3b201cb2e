//! Matrix products on the GPU: the choice of the kernel.

use super::{Adapters, Binding, Kernel, KernelWith, Lowering, kernel, params};
use crate::operations::Activation;

params! {
    /// See shaders/matmul_nt.wgsl and its siblings.
    pub struct MatmulParams {
        m_rows: u32,
        k_rows: u32,
        m: u32,
        n: u32,
        k: u32,
        a_stride: u32,
        b_stride: u32,
        output_stride: u32,
        activation: u32,
        keeps: u32,
        has_bias: u32,
        slope: u32,
        add: u32,
        arrangement: u32,
    }
}

static NT: KernelWith<MatmulParams> = kernel!("matmul_nt", [Read, Read, Read, Read, Write, Write]).for_adapters(Adapters::Software);
static NN: KernelWith<MatmulParams> = kernel!("matmul_nn", [Read, Read, Read, Read, Write, Write]).for_adapters(Adapters::Software);
static TN: KernelWith<MatmulParams> = kernel!("matmul_tn", [Read, Read, Read, Read, Write, Write]).for_adapters(Adapters::Software);
static TILED: KernelWith<MatmulParams> = kernel!("matmul_tiled", [Read, Read, Read, Read, Write, Write]).for_adapters(Adapters::Hardware);

/// The kernels of products.
pub static KERNELS: &[&Kernel] = &[&NT.kernel, &NN.kernel, &TN.kernel, &TILED.kernel];

/// Number of rows of a matrix.
#[derive(Clone, Copy, Debug)]
pub enum Extent {
    Fixed(u32),
    /// Read from the header of the batch buffer (see [`super::kind_of`]); at most `capacity`.
    Rows {
        kind: u32,
        capacity: u32,
    },
}

impl Extent {
    fn capacity(self) -> u32 {
        match self {
            Self::Fixed(rows) | Self::Rows { capacity: rows, .. } => rows,
        }
    }

    /// The value in `Params`: 0, or 1 + the kind.
    fn kind(self) -> u32 {
        match self {
            Self::Fixed(_) => 0,
            Self::Rows { kind, .. } => kind + 1,
        }
    }
}

/// The shape is `[M, N]`. The number of each variant is the value of `Params.arrangement`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrangement {
    /// `A[M, K] * B[N, K]^T`
    Nt = 0,
    /// `A[M, K] * B[K, N]`
    Nn = 1,
    /// `A[K, M]^T * B[K, N]`; `kept[M]`, if there, gets the sums of A's rows.
    Tn = 2,
}

/// A product with its epilogue.
pub struct Matmul {
    pub arrangement: Arrangement,
    pub m: Extent,
    pub n: u32,
    pub k: Extent,
    /// Each matrix with its stride, the number of floats from one row to the next.
    pub a: (Binding, u32),
    pub b: (Binding, u32),
    pub output: (Binding, u32),
    pub bias: Option<Binding>,
    pub activation: Activation,
    pub kept: Option<Binding>,
    /// The product is multiplied by the derivative of this activation at that argument.
    pub slope: Option<(Activation, Binding)>,
    pub add: bool,
}

/// The numbers are those of shaders/shared/prelude.wgsl.
pub fn activation_code(activation: Activation) -> u32 {
    match activation {
        Activation::None => 0,
        Activation::Gelu => 1,
        Activation::GeluTanh => 2,
        Activation::Relu => 3,
        Activation::Tanh => 4,
    }
}

impl Matmul {
    /// Software adapters get register blocks from global memory if rows are whole quads. All others get tiles in
    /// workgroup memory.
    pub fn lower(self, lowering: &mut Lowering) {
        let ((a, a_stride), (b, b_stride), (output, output_stride)) = (self.a, self.b, self.output);
        let whole_quads = [a_stride, b_stride, output_stride].iter().all(|stride| stride.is_multiple_of(4));
        let (m, n) = (self.m.capacity(), self.n);
        let (kernel, workgroups) = match self.arrangement {
            arrangement if lowering.prefer_blocks && whole_quads => {
                let kernel = match arrangement {
                    Arrangement::Nt => &NT,
                    Arrangement::Nn => &NN,
                    Arrangement::Tn => &TN,
                };
                (kernel, [n.div_ceil(8 * 16), m.div_ceil(8 * 8), 1])
            }
            _ => (&TILED, [n.div_ceil(32), m.div_ceil(32), 1]),
        };
        let params = MatmulParams {
            m_rows: self.m.kind(),
            k_rows: self.k.kind(),
            m,
            n,
            k: self.k.capacity(),
            a_stride,
            b_stride,
            output_stride,
            activation: activation_code(self.activation),
            keeps: u32::from(self.kept.is_some()),
            has_bias: u32::from(self.bias.is_some()),
            slope: self.slope.as_ref().map_or(0, |(activation, _)| activation_code(*activation)),
            add: u32::from(self.add),
            arrangement: self.arrangement as u32,
        };
        let bias = self.bias.unwrap_or(Binding::Unused);
        let argument = self.slope.map_or(Binding::Unused, |(_, argument)| argument);
        let kept = self.kept.unwrap_or(Binding::Unused);
        lowering.dispatch(kernel, params, vec![a, b, bias, argument, output, kept], workgroups);
    }
}
