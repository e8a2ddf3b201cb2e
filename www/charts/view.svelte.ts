// How the curves are drawn, on the page and in a saved picture alike.

import type { AxisKind } from './axis';

/** Steps over which the training losses may be smoothed; 0: not at all. */
export const WIDTHS = [0, 10, 50, 200] as const;

class View {
  loss = $state<AxisKind>('linear');
  steps = $state<AxisKind>('linear');
  smoothing = $state<number>(50);
}

export const view = new View();
