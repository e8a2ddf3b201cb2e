//! A dense layer with its activation, on plain slices: `output = activation(input * weight^T + bias)`.

use crate::operations::Activation;
use crate::kernels::active_rows::Band;
use crate::kernels::math;
use crate::kernels::matmul::{Finish, Scratch, Size, Start, MatrixView, MatrixViewMut, matmul, matmul_between};
use crate::kernels::sum::add;
use crate::operations::cpu::Target;

/// Number of rows of a batch that [`backward`] processes together.
const BAND: usize = 256;

/// `weight[O, I]`, `bias[O]` if there is one, and the activation after them.
#[derive(Clone, Copy)]
pub struct Layer<'a> {
    pub weight: &'a [f32],
    /// `O`
    pub outputs: usize,
    pub bias: Option<&'a [f32]>,
    pub activation: Activation,
}

impl Layer<'_> {
    /// `I`, 0 for a layer without outputs.
    fn inputs(&self) -> usize {
        self.weight.len().checked_div(self.outputs).unwrap_or(0)
    }
}

/// What the forward pass read and wrote, for the backward pass.
#[derive(Clone, Copy)]
pub struct Kept<'a> {
    pub rows: usize,
    /// `[R, I]`
    pub input: &'a [f32],
    /// `[R, O]`; see [`Activation::keeps_argument`].
    pub pre_activation: Option<&'a [f32]>,
    /// `[R, O]`
    pub output: &'a [f32],
}

/// What the backward pass writes.
pub struct Gradients<'a> {
    /// `[R, I]`
    pub input: Target<'a>,
    /// `[O, I]` and `[O]`; the gradients are added to them.
    pub weight: &'a mut [f32],
    pub bias: Option<&'a mut [f32]>,
}

/// `output[R, O] = activation(input[R, I] * weight[O, I]^T + bias[O])`. `pre_activation[R, O]` keeps the argument of
/// the activation for the backward pass. It may be absent if there is no activation.
pub fn forward(scratch: &mut Scratch, rows: usize, input: &[f32], layer: Layer, pre_activation: Option<&mut [f32]>, output: &mut [f32]) {
    let (outputs, inputs, activation) = (layer.outputs, layer.inputs(), layer.activation);
    if rows == 0 || outputs == 0 {
        return;
    }
    let output = &mut output[..rows * outputs];
    let (input, weight) = (MatrixView::rows(input, inputs), MatrixView::rows(layer.weight, inputs).transposed());
    let (size, start) = (Size { m: rows, n: outputs, k: inputs }, layer.bias.map_or(Start::Zero, Start::Row));
    match pre_activation {
        Some(argument) if activation != Activation::None => {
            let write = |argument: &[f32], output: &mut [f32]| activate(activation, argument, output);
            let argument = MatrixViewMut::rows(&mut argument[..rows * outputs], outputs);
            matmul_between(scratch, size, input, weight, argument, start, Some(Finish { write: &write, into: output }));
        }
        _ => {
            matmul_between(scratch, size, input, weight, MatrixViewMut::rows(output, outputs), start, None);
            activate_in_place(activation, output);
        }
    }
}

/// [`forward`] for some rows; the others keep their values.
pub(crate) fn forward_some(
    scratch: &mut Scratch,
    some: Band,
    input: &[f32],
    layer: Layer,
    pre_activation: Option<&mut [f32]>,
    output: &mut [f32],
) {
    let (outputs, inputs) = (layer.outputs, layer.inputs());
    let [mut some_inputs, mut some_arguments, mut some_outputs] = std::mem::take(&mut scratch.gathered);
    let input = some.of(input, inputs, inputs, &mut some_inputs).data;
    some.change(MatrixViewMut::rows(output, outputs), outputs, false, &mut some_outputs, |output| {
        let mut run = |argument: Option<&mut [f32]>| forward(scratch, some.len(), input, layer, argument, output.data);
        match pre_activation {
            None => run(None),
            Some(all) => some.change(MatrixViewMut::rows(all, outputs), outputs, false, &mut some_arguments, |some| run(Some(some.data))),
        }
    });
    scratch.gathered = [some_inputs, some_arguments, some_outputs];
}

/// Backward pass of [`forward`].
///
/// `output_gradient[R, O]` holds the gradient of the output before the call and the gradient of the activation's
/// argument after it. Rows without a gradient are left out of all products.
pub fn backward(scratch: &mut Scratch, layer: Layer, kept: Kept, output_gradient: &mut [f32], gradients: Gradients) {
    let (outputs, inputs) = (layer.outputs, layer.inputs());
    let Kept { rows, input, pre_activation, output } = kept;
    let Gradients { input: Target { values: input_gradient, adds }, weight: weight_gradient, bias: mut bias_gradient } = gradients;
    if rows == 0 || outputs == 0 {
        if !adds {
            input_gradient.fill(0.0);
        }
        return;
    }
    let input_gradient = &mut input_gradient[..rows * inputs];
    let mut active = std::mem::take(&mut scratch.active);
    active.find(output_gradient, rows, outputs, outputs);
    if !adds {
        active.clear_others(input_gradient, rows, inputs, inputs);
    }
    // Each product reads these rows while they are still in the cache.
    for band in active.bands(BAND) {
        for range in band.runs().map(|run| run.start * outputs..run.end * outputs) {
            let gradient = &mut output_gradient[range.clone()];
            scale_by_derivative(layer.activation, pre_activation.map(|argument| &argument[range.clone()]), &output[range], gradient);
            if let Some(bias_gradient) = &mut bias_gradient {
                gradient.chunks_exact(outputs).for_each(|row| add(bias_gradient, row));
            }
        }
        let [mut gathered_gradient, mut gathered_input, mut gathered_target] = std::mem::take(&mut scratch.gathered);
        let gradient = band.of(output_gradient, outputs, outputs, &mut gathered_gradient);
        let input = band.of(input, inputs, inputs, &mut gathered_input);
        let of_weight = Size { m: outputs, n: inputs, k: band.len() };
        matmul(scratch, of_weight, gradient.transposed(), input, MatrixViewMut::rows(weight_gradient, inputs), true);
        band.change(MatrixViewMut::rows(input_gradient, inputs), inputs, adds, &mut gathered_target, |target| {
            let size = Size { m: band.len(), n: inputs, k: outputs };
            matmul(scratch, size, gradient, MatrixView::rows(layer.weight, inputs), target, adds);
        });
        scratch.gathered = [gathered_gradient, gathered_input, gathered_target];
    }
    scratch.active = active;
}

/// Turns the gradient of the output into the gradient of the activation's argument.
#[inline(never)] // As arguments the slices are known to be apart, and the loops vectorise.
fn scale_by_derivative(activation: Activation, argument: Option<&[f32]>, output: &[f32], gradient: &mut [f32]) {
    match (activation, argument) {
        (Activation::None, _) => {}
        (Activation::Tanh, _) => scale_by(gradient, output, |y| 1.0 - y * y),
        (_, None) => panic!("the gradient of {activation:?} needs the argument that forward kept"),
        (Activation::Gelu, Some(argument)) => {
            let gelu = math::Gelu::new();
            for ((gradient, &x), &y) in gradient.iter_mut().zip(argument).zip(output) {
                *gradient *= gelu.derivative(x, y);
            }
        }
        (Activation::GeluTanh, Some(argument)) => scale_by(gradient, argument, math::gelu_tanh_derivative),
        (Activation::Relu, Some(argument)) => scale_by(gradient, argument, |x| if x <= 0.0 { 0.0 } else { 1.0 }),
    }
}

fn activate(activation: Activation, argument: &[f32], output: &mut [f32]) {
    match activation {
        Activation::None => output.copy_from_slice(argument),
        Activation::Gelu => {
            let gelu = math::Gelu::new();
            map(argument, output, |x| gelu.of(x));
        }
        Activation::GeluTanh => map(argument, output, math::gelu_tanh),
        Activation::Relu => map(argument, output, relu),
        Activation::Tanh => map(argument, output, math::tanh),
    }
}

fn activate_in_place(activation: Activation, values: &mut [f32]) {
    match activation {
        Activation::None => {}
        Activation::Gelu => {
            let gelu = math::Gelu::new();
            map_in_place(values, |x| gelu.of(x));
        }
        Activation::GeluTanh => map_in_place(values, math::gelu_tanh),
        Activation::Relu => map_in_place(values, relu),
        Activation::Tanh => map_in_place(values, math::tanh),
    }
}

/// NaN stays NaN.
#[inline(always)]
fn relu(x: f32) -> f32 {
    if x < 0.0 { 0.0 } else { x }
}

#[inline(always)]
fn map(from: &[f32], to: &mut [f32], function: impl Fn(f32) -> f32) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to = function(from);
    }
}

#[inline(always)]
fn map_in_place(values: &mut [f32], function: impl Fn(f32) -> f32) {
    for value in values {
        *value = function(*value);
    }
}

#[inline(always)]
fn scale_by(gradient: &mut [f32], at: &[f32], derivative: impl Fn(f32) -> f32) {
    for (gradient, &at) in gradient.iter_mut().zip(at) {
        *gradient *= derivative(at);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::kernels::active_rows::ActiveRows;
    use crate::kernels::testing::{Numbers, assert_close, slope, weighted, wide};

    const ACTIVATIONS: [Activation; 5] = [Activation::None, Activation::Gelu, Activation::GeluTanh, Activation::Relu, Activation::Tanh];

    fn exact_activation(activation: Activation, x: f64) -> f64 {
        match activation {
            Activation::None => x,
            Activation::Gelu => 0.5 * x * (1.0 + libm::erf(x / 2f64.sqrt())),
            Activation::GeluTanh => 0.5 * x * (1.0 + libm::tanh((2.0 / std::f64::consts::PI).sqrt() * (x + 0.044715 * x.powi(3)))),
            Activation::Relu => x.max(0.0),
            Activation::Tanh => libm::tanh(x),
        }
    }

    fn textbook(activation: Activation, inputs: usize, input: &[f64], weight: &[f64], bias: &[f64]) -> Vec<f64> {
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let row = |row: &[f64]| -> Vec<f64> {
            weight.chunks_exact(inputs).zip(bias).map(|(weight, bias)| exact_activation(activation, dot(row, weight) + bias)).collect()
        };
        input.chunks_exact(inputs).flat_map(row).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(80))]

        #[test]
        fn values_and_gradients_are_those_of_the_definition(
            (rows, inputs, outputs) in (1usize..=5, 1usize..=19, 1usize..=19),
            activation in proptest::sample::select(&ACTIVATIONS[..]),
            (keep_argument, accumulate) in any::<(bool, bool)>(),
            seed in any::<u64>(),
        ) {
            let keep_argument = keep_argument || !matches!(activation, Activation::None | Activation::Tanh);
            let mut numbers = Numbers::new(seed);
            let (input, weight) = (numbers.normal(rows * inputs), numbers.normal(outputs * inputs));
            let (bias, mut gradient) = (numbers.normal(outputs), numbers.normal(rows * outputs));
            numbers.clear_rows(&mut gradient, outputs);
            let (exact_input, exact_weight, exact_bias) = (wide(&input), wide(&weight), wide(&bias));
            let mut scratch = Scratch::default();

            let (mut argument, mut output) = (vec![f32::NAN; rows * outputs], vec![f32::NAN; rows * outputs]);
            let layer = Layer { weight: &weight, outputs: bias.len(), bias: Some(&bias), activation };
            forward(&mut scratch, rows, &input, layer, keep_argument.then_some(&mut argument[..]), &mut output);
            let exact = textbook(activation, inputs, &exact_input, &exact_weight, &exact_bias);
            assert_close("output", &output, &exact, 3e-6);

            let (before, start) = if accumulate { (0.25, 0.25) } else { (0.0, f32::NAN) };
            let (mut to_input, mut to_weight, mut to_bias) = (vec![start; rows * inputs], vec![0.5; weight.len()], vec![0.5; outputs]);
            let mut at_argument = gradient.clone();
            let kept = Kept { rows, input: &input, pre_activation: keep_argument.then_some(&argument[..]), output: &output };
            let gradients = Gradients {
                input: Target { values: &mut to_input, adds: accumulate },
                weight: &mut to_weight,
                bias: Some(&mut to_bias),
            };
            backward(&mut scratch, layer, kept, &mut at_argument, gradients);
            let plus = |offset: f64, values: Vec<f64>| values.into_iter().map(|value| value + offset).collect::<Vec<_>>();
            let at_input = slope(&exact_input, |x| weighted(&textbook(activation, inputs, x, &exact_weight, &exact_bias), &gradient));
            assert_close("input", &to_input, &plus(before, at_input), 5e-6);
            let at_weight = slope(&exact_weight, |x| weighted(&textbook(activation, inputs, &exact_input, x, &exact_bias), &gradient));
            assert_close("weight", &to_weight, &plus(0.5, at_weight), 5e-6);
            let at_bias = slope(&exact_bias, |x| weighted(&textbook(activation, inputs, &exact_input, &exact_weight, x), &gradient));
            assert_close("bias", &to_bias, &plus(0.5, at_bias), 5e-6);
            let column_sums: Vec<f64> = (0..outputs).map(|j| (0..rows).map(|i| f64::from(at_argument[i * outputs + j])).sum()).collect();
            assert_close("gradient at the argument", &to_bias, &plus(0.5, column_sums), 5e-6);
        }
    }

    #[test]
    fn no_bias_is_a_bias_of_zeros_that_learns_nothing() {
        let (rows, inputs, outputs) = (6, 30, 20);
        let mut numbers = Numbers::new(5);
        let (input, weight, zeros) = (numbers.normal(rows * inputs), numbers.normal(outputs * inputs), vec![0.0; outputs]);
        let gradient = numbers.normal(rows * outputs);
        let run = |bias: Option<&[f32]>, bias_gradient: Option<&mut [f32]>| {
            let layer = Layer { weight: &weight, outputs, bias, activation: Activation::None };
            let (mut output, mut to_input) = (vec![f32::NAN; rows * outputs], vec![f32::NAN; rows * inputs]);
            let mut to_weight = vec![0.0; weight.len()];
            let scratch = &mut Scratch::default();
            forward(scratch, rows, &input, layer, None, &mut output);
            let kept = Kept { rows, input: &input, pre_activation: None, output: &output };
            let target = Target { values: &mut to_input, adds: false };
            let gradients = Gradients { input: target, weight: &mut to_weight, bias: bias_gradient };
            backward(scratch, layer, kept, &mut gradient.clone(), gradients);
            [output, to_input, to_weight]
        };
        assert_eq!(run(None, None), run(Some(&zeros), Some(&mut zeros.clone())));
    }

    #[test]
    fn evaluation_without_a_kept_argument_gives_the_same_bits() {
        let mut numbers = Numbers::new(2);
        let (input, weight, bias) = (numbers.normal(6 * 30), numbers.normal(20 * 30), numbers.normal(20));
        let mut scratch = Scratch::default();
        for activation in ACTIVATIONS {
            let [mut argument, mut kept, mut plain] = [(); 3].map(|()| vec![0.0; 6 * 20]);
            let layer = Layer { weight: &weight, outputs: bias.len(), bias: Some(&bias), activation };
            forward(&mut scratch, 6, &input, layer, Some(&mut argument), &mut kept);
            forward(&mut scratch, 6, &input, layer, None, &mut plain);
            assert_eq!(kept, plain, "{activation:?}");
        }
    }

    #[test]
    fn some_rows_get_the_bits_of_all_and_the_others_stay() {
        let (rows, inputs, outputs) = (40, 30, 20);
        let mut numbers = Numbers::new(9);
        let (input, weight, bias) = (numbers.normal(rows * inputs), numbers.normal(outputs * inputs), numbers.normal(outputs));
        let scratch = &mut Scratch::default();
        let layer = Layer { weight: &weight, outputs: bias.len(), bias: Some(&bias), activation: Activation::Gelu };
        let [mut all_arguments, mut all_outputs] = [(); 2].map(|()| vec![0.0; rows * outputs]);
        forward(scratch, rows, &input, layer, Some(&mut all_arguments), &mut all_outputs);
        for chosen in [vec![], vec![3, 4, 5], vec![0, 7, 8, 39], (0..rows).collect()] {
            let some = ActiveRows::new(chosen.clone());
            let [mut arguments, mut with_arguments, mut alone] = [(); 3].map(|()| vec![7.0; rows * outputs]);
            let kept = Some(&mut arguments[..]);
            forward_some(scratch, some.all(), &input, layer, kept, &mut with_arguments);
            forward_some(scratch, some.all(), &input, layer, None, &mut alone);
            let expected = |all: &[f32], i: usize| if chosen.contains(&(i / outputs)) { all[i] } else { 7.0 };
            for i in 0..rows * outputs {
                assert_eq!(arguments[i], expected(&all_arguments, i), "{chosen:?}");
                assert_eq!([with_arguments[i], alone[i]], [expected(&all_outputs, i); 2], "{chosen:?}");
            }
        }
    }

    #[test]
    fn neither_blocks_nor_threads_show_in_a_large_layer() {
        let (rows, inputs, outputs) = (300, 290, 1100);
        let mut numbers = Numbers::new(3);
        let (input, weight, bias) = (numbers.normal(rows * inputs), numbers.normal(outputs * inputs), numbers.normal(outputs));
        let run = |threads: usize| {
            let (mut argument, mut output) = (vec![f32::NAN; rows * outputs], vec![f32::NAN; rows * outputs]);
            let scratch = &mut Scratch::new(threads);
            let layer = Layer { weight: &weight, outputs: bias.len(), bias: Some(&bias), activation: Activation::Gelu };
            forward(scratch, rows, &input, layer, Some(&mut argument), &mut output);
            let (mut gradient, mut to_input) = (argument.clone(), vec![f32::NAN; rows * inputs]);
            let (mut to_weight, mut to_bias) = (vec![0.0; outputs * inputs], vec![0.0; outputs]);
            let kept = Kept { rows, input: &input, pre_activation: Some(&argument), output: &output };
            let target = Target { values: &mut to_input, adds: false };
            backward(scratch, layer, kept, &mut gradient, Gradients { input: target, weight: &mut to_weight, bias: Some(&mut to_bias) });
            [argument, output, gradient, to_input, to_weight, to_bias]
        };
        let one = run(1);
        for (i, (argument, output)) in one[0].iter().zip(&one[1]).enumerate() {
            let (row, column) = (i / outputs, i % outputs);
            let terms = input[row * inputs..][..inputs].iter().zip(&weight[column * inputs..][..inputs]);
            assert_eq!(*argument, terms.fold(bias[column], |sum, (x, w)| sum + x * w), "the bias comes first, then ascending inputs");
            assert_eq!(*output, math::gelu(*argument));
        }
        assert!(run(3) == one);
    }

    #[test]
    fn leaving_rows_out_moves_no_bit() {
        let (rows, inputs, outputs) = (2000, 12, 20);
        let mut numbers = Numbers::new(4);
        let (input, weight) = (numbers.normal(rows * inputs), numbers.normal(outputs * inputs));
        let mut gradient = numbers.normal(rows * outputs);
        for (row, values) in gradient.chunks_exact_mut(outputs).enumerate().filter(|(row, _)| row % 7 > 0) {
            values.fill(if row % 2 == 0 { 0.0 } else { -0.0 });
        }
        let sum = |start: f32, count: usize, term: &dyn Fn(usize) -> f32| (0..count).fold(start, |sum, i| sum + term(i));
        let exact_weight = |o: usize, i: usize| sum(0.5, rows, &|row| gradient[row * outputs + o] * input[row * inputs + i]);
        let exact_input = |start, row: usize, i: usize| sum(start, outputs, &|o| gradient[row * outputs + o] * weight[o * inputs + i]);
        for accumulate in [false, true] {
            let (mut to_input, mut to_weight, mut to_bias) = (vec![0.5; rows * inputs], vec![0.5; weight.len()], vec![0.5; outputs]);
            let layer = Layer { weight: &weight, outputs, bias: Some(&vec![0.0; outputs]), activation: Activation::None };
            let kept = Kept { rows, input: &input, pre_activation: None, output: &vec![0.0; gradient.len()] };
            let target = Target { values: &mut to_input, adds: accumulate };
            let gradients = Gradients { input: target, weight: &mut to_weight, bias: Some(&mut to_bias) };
            backward(&mut Scratch::default(), layer, kept, &mut gradient.clone(), gradients);
            let start = if accumulate { 0.5 } else { 0.0 };
            assert!(to_input.iter().enumerate().all(|(place, value)| *value == exact_input(start, place / inputs, place % inputs)));
            assert!(to_weight.iter().enumerate().all(|(place, value)| *value == exact_weight(place / inputs, place % inputs)));
            assert!(to_bias.iter().enumerate().all(|(o, value)| *value == sum(0.5, rows, &|row| gradient[row * outputs + o])));
        }
    }

    #[test]
    fn no_rows_clear_the_input_gradient_and_leave_the_parameters() {
        let mut scratch = Scratch::default();
        let layer = Layer { weight: &[1.0; 6], outputs: 2, bias: Some(&[1.0; 2]), activation: Activation::None };
        forward(&mut scratch, 0, &[], layer, None, &mut []);
        let (mut to_input, mut to_weight, mut to_bias) = ([f32::NAN; 6], [0.5; 6], [0.5; 2]);
        let kept = Kept { rows: 0, input: &[], pre_activation: None, output: &[] };
        let target = Target { values: &mut to_input, adds: false };
        backward(&mut scratch, layer, kept, &mut [], Gradients { input: target, weight: &mut to_weight, bias: Some(&mut to_bias) });
        assert_eq!((to_input, to_weight, to_bias), ([0.0; 6], [0.5; 6], [0.5; 2]));
    }

    #[test]
    fn nan_stays_in_its_row() {
        let mut numbers = Numbers::new(2);
        let (mut input, weight, bias) = (numbers.normal(6 * 30), numbers.normal(20 * 30), numbers.normal(20));
        input[2 * 30] = f32::NAN;
        for activation in ACTIVATIONS {
            let mut output = vec![0.0; 6 * 20];
            forward(&mut Scratch::default(), 6, &input, Layer { weight: &weight, outputs: bias.len(), bias: Some(&bias), activation }, None, &mut output);
            assert!(output.chunks_exact(20).enumerate().all(|(i, row)| row.iter().all(|y| y.is_nan() == (i == 2))), "{activation:?}");
        }
    }
}
