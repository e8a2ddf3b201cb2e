// How the curves are drawn, on the page and in saved pictures.

import type { AxisKind } from './axis';

/** Numbers of steps for smoothing the training losses. 0 for no smoothing. */
export const WIDTHS = [0, 10, 50, 200] as const;

class CurveOptions {
  loss = $state<AxisKind>('linear');
  steps = $state<AxisKind>('linear');
  smoothing = $state<number>(50);
}

export const curveOptions = new CurveOptions();
