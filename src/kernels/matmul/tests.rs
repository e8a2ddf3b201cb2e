use proptest::prelude::*;

use super::*;
use crate::kernels::testing::Numbers;

/// `C = start + A * B`, summed in the order that the module documents.
fn textbook(m: usize, n: usize, k: usize, a: MatrixView, b: MatrixView, start: impl Fn(usize, usize) -> f32) -> Vec<f32> {
    let mut c = vec![];
    for i in 0..m {
        for j in 0..n {
            let at = |p: usize| (a.data[i * a.row_stride + p * a.column_stride], b.data[p * b.row_stride + j * b.column_stride]);
            c.push((0..k).fold(start(i, j), |sum, p| sum + at(p).0 * at(p).1));
        }
    }
    c
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

fn view(data: &[f32], rows: usize, columns: usize, transposed: bool, gap: usize) -> MatrixView<'_> {
    if transposed {
        MatrixView { data, row_stride: 1, column_stride: rows + gap }
    } else {
        MatrixView { data, row_stride: columns + gap, column_stride: 1 }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_kernel_sums_in_ascending_order_from_c(
        (m, n, k) in (1usize..=70, 1usize..=70, 0usize..=300),
        (a_transposed, b_transposed, accumulate) in any::<(bool, bool, bool)>(),
        gap in 0usize..=3,
        seed in any::<u64>(),
    ) {
        let mut numbers = Numbers::new(seed);
        let (a, b) = (numbers.normal((m + gap) * (k + gap)), numbers.normal((k + gap) * (n + gap)));
        let (a, b) = (view(&a, m, k, a_transposed, gap), view(&b, k, n, b_transposed, gap));
        let before = numbers.normal(m * (n + gap));
        let expected = textbook(m, n, k, a, b, |i, j| if accumulate { before[i * (n + gap) + j] } else { 0.0 });
        for kernel in Kernel::available() {
            let mut c = before.clone();
            matmul(&mut Scratch::with_kernel(1, kernel), Size { m, n, k }, a, b, MatrixViewMut::rows(&mut c, n + gap), accumulate);
            for i in 0..m {
                let row = &c[i * (n + gap)..(i + 1) * (n + gap)];
                prop_assert_eq!(bits(&row[..n]), bits(&expected[i * n..(i + 1) * n]), "{:?}", kernel);
                prop_assert_eq!(bits(&row[n..]), bits(&before[i * (n + gap) + n..(i + 1) * (n + gap)]), "values between the rows stay");
            }
        }
    }
}

#[test]
fn neither_threads_nor_splits_of_the_rows_move_a_bit() {
    let (m, n, k) = (301, 150, 520);
    let mut numbers = Numbers::new(5);
    let (a, b) = (numbers.normal(m * k), numbers.normal(k * n));
    let whole = |threads: usize| {
        let mut c = vec![0.0; m * n];
        matmul(
            &mut Scratch::new(threads),
            Size { m, n, k },
            MatrixView::rows(&a, k),
            MatrixView::rows(&b, n),
            MatrixViewMut::rows(&mut c, n),
            false,
        );
        bits(&c)
    };
    let one = whole(1);
    for threads in [2, 3, 7, 400] {
        assert_eq!(whole(threads), one, "{threads} threads");
    }
    let mut c = vec![0.0; m * n];
    let mut scratch = Scratch::default();
    for (first, rows) in [(0, 1), (1, 13), (14, 287)] {
        let a = MatrixView::rows(&a[first * k..], k);
        matmul(&mut scratch, Size { m: rows, n, k }, a, MatrixView::rows(&b, n), MatrixViewMut::rows(&mut c[first * n..], n), false);
    }
    assert_eq!(bits(&c), one);
}

#[test]
fn wide_and_deep_products_cross_every_block() {
    let (m, n, k) = (BLOCK_ROWS + 5, BLOCK_COLUMNS + 37, BLOCK_K + 3);
    let mut numbers = Numbers::new(6);
    let (a, b) = (numbers.normal(m * k), numbers.normal(k * n));
    let (a, b) = (MatrixView::rows(&a, k), MatrixView::rows(&b, n));
    let expected = textbook(m, n, k, a, b, |_, _| 0.0);
    for kernel in Kernel::available() {
        let mut c = vec![f32::NAN; m * n];
        matmul(&mut Scratch::with_kernel(1, kernel), Size { m, n, k }, a, b, MatrixViewMut::rows(&mut c, n), false);
        assert!(bits(&c) == bits(&expected), "{kernel:?}");
    }
}

#[test]
fn nan_reaches_its_row_and_no_other() {
    let (m, n, k) = (9, 35, 20);
    let mut numbers = Numbers::new(7);
    let (mut a, b) = (numbers.normal(m * k), numbers.normal(k * n));
    a[4 * k + 3] = f32::NAN;
    for kernel in Kernel::available() {
        let mut c = vec![0.0; m * n];
        matmul(
            &mut Scratch::with_kernel(1, kernel),
            Size { m, n, k },
            MatrixView::rows(&a, k),
            MatrixView::rows(&b, n),
            MatrixViewMut::rows(&mut c, n),
            false,
        );
        for (i, row) in c.chunks_exact(n).enumerate() {
            assert!(row.iter().all(|value| value.is_nan() == (i == 4)), "{kernel:?}, row {i}");
        }
    }
}

#[test]
fn a_product_over_nothing_is_zero_or_leaves_c() {
    let mut c = vec![3.0; 6];
    let empty = MatrixView::rows(&[], 0);
    matmul(&mut Scratch::default(), Size { m: 2, n: 3, k: 0 }, empty, MatrixView::rows(&[], 3), MatrixViewMut::rows(&mut c, 3), true);
    assert_eq!(c, [3.0; 6]);
    matmul(&mut Scratch::default(), Size { m: 2, n: 3, k: 0 }, empty, MatrixView::rows(&[], 3), MatrixViewMut::rows(&mut c, 3), false);
    assert_eq!(c, [0.0; 6]);
    matmul(
        &mut Scratch::default(),
        Size { m: 0, n: 3, k: 2 },
        empty,
        MatrixView::rows(&[1.0; 6], 3),
        MatrixViewMut::rows(&mut [], 3),
        false,
    );
}
