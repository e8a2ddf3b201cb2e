// What draws a cell of each row of the stage.

import type { Component } from 'svelte';
import GradientCell from './GradientCell.svelte';
import InputGradient from './InputGradient.svelte';
import InputToken from './InputToken.svelte';
import LossBar from './LossBar.svelte';
import Prediction from './Prediction.svelte';
import ReadDot from './ReadDot.svelte';
import type { CellProps, RowId } from './rows';

export const CELLS: Record<RowId, Component<CellProps>> = {
  inputs: InputToken,
  read: ReadDot,
  predicted: Prediction,
  losses: LossBar,
  gradients: GradientCell,
  spread: InputGradient,
};
