// The panels of the page in their order. A panel is a component, a line here, and its strings. Its props have to be some of `Shown`,
// or this file does not compile.

import type { Component } from 'svelte';
import Curves from '../charts/Curves.svelte';
import Tallies from '../charts/Tallies.svelte';
import type { Settings, State, Trace } from '../engine/types';
import type { Catalog } from '../i18n';
import Pair from '../pair/Pair.svelte';
import type { Look } from '../state/look.svelte';
import type { Past } from '../state/past.svelte';
import type { Session } from '../state/session.svelte';
import type { Room } from './rooms';
import StagePanel from './StagePanel.svelte';

/** The props that panels can have. */
export interface Shown {
  session: Session;
  run: State;
  settings: Settings;
  running: boolean;
  look: Look;
  past: Past;
  /** The newest traced step. */
  base: Trace;
  /** The trace on the stage: a step, a what-if of it, or the followed sentence at a recorded step. */
  trace: Trace;
  /** The same without a what-if. */
  actual: Trace;
  /** Its losses are those of one pair and not of a batch. */
  alone: boolean;
  /** The objectives to choose from. */
  objectives: readonly string[];
  /** The panels that can be embedded in another page, by their ids. */
  frames: readonly string[];
  /** Starts a run with another objective. */
  choose: (objective: Settings['objective']) => void;
}

/** A group of panels. Panels of no group are the first of the room `train`. */
interface GroupInfo {
  id: keyof Catalog['groups'];
  room: Room;
  /** A closer look: of these only one is shown at a time, each at an address of its own (`#/train/ID`). */
  look?: boolean;
  /** Its panels are side by side if there is room. */
  beside?: boolean;
}

export const GROUPS: readonly GroupInfo[] = [
  { id: 'pair', room: 'train', look: true, beside: true },
  { id: 'sentence', room: 'train', look: true },
  { id: 'guess', room: 'train', look: true },
  { id: 'examples', room: 'train', look: true },
  { id: 'vocabulary', room: 'train', look: true },
  { id: 'attention', room: 'train', look: true },
  { id: 'parameters', room: 'train', look: true },
  { id: 'tune', room: 'finetune' },
  { id: 'tuned', room: 'finetune' },
  { id: 'compare', room: 'compare' },
  { id: 'change', room: 'settings' },
];

export const LOOKS = GROUPS.filter(({ look }) => look);

interface PanelInfo {
  id: string;
  /** Without a group, it is above all groups. */
  group: GroupInfo['id'] | null;
  /** Cannot be embedded in another page (`?embed=ID`). */
  whole?: boolean;
}

/** The panels of the first screen are there at once; others are fetched when they are entered. */
export type Panel = PanelInfo &
  ({ component: Component<Shown> } | { load: () => Promise<{ default: Component<Shown> }> });

export const PANELS: readonly Panel[] = [
  { id: 'stage', group: null, component: StagePanel },
  { id: 'curves', group: null, component: Curves },
  { id: 'pair', group: 'pair', component: Pair },
  { id: 'tallies', group: 'pair', component: Tallies },
  { id: 'sentence', group: 'sentence', load: () => import('../sentence/Sentence.svelte') },
  { id: 'guess', group: 'guess', load: () => import('../guess/GuessPanel.svelte') },
  { id: 'examples', group: 'examples', load: () => import('../examples/Examples.svelte') },
  { id: 'vocabulary', group: 'vocabulary', load: () => import('../vocabulary/Vocabulary.svelte') },
  { id: 'attention', group: 'attention', load: () => import('../attention/Attention.svelte') },
  { id: 'parameters', group: 'parameters', load: () => import('../parameters/Parameters.svelte') },
  { id: 'experiment', group: 'tune', load: () => import('../finetune/ExperimentPanel.svelte'), whole: true },
  { id: 'learning', group: 'tuned', load: () => import('../finetune/Learning.svelte'), whole: true },
  { id: 'try', group: 'tuned', load: () => import('../finetune/TryOut.svelte'), whole: true },
  { id: 'errors', group: 'tuned', load: () => import('../finetune/Errors.svelte'), whole: true },
  { id: 'movement', group: 'tuned', load: () => import('../finetune/Movement.svelte'), whole: true },
  { id: 'compare', group: 'compare', load: () => import('../compare/Compare.svelte'), whole: true },
  { id: 'ablations', group: 'compare', load: () => import('../compare/Ablations.svelte') },
  { id: 'settings', group: 'change', load: () => import('../controls/SettingsPanel.svelte') },
  { id: 'share', group: 'change', load: () => import('../share/Share.svelte'), whole: true },
  { id: 'saved', group: 'change', load: () => import('../runs/SavedRuns.svelte'), whole: true },
  { id: 'checkpoint', group: 'change', load: () => import('../checkpoint/Checkpoint.svelte'), whole: true },
];

/** The panels of a group; of none, those above all groups. */
export const panelsOf = (group: Panel['group']) => PANELS.filter((panel) => panel.group === group);
/** The ids of the panels that can be embedded. */
export const FRAMES: readonly string[] = PANELS.filter(({ whole }) => !whole).map(({ id }) => id);

/** The panel of `?embed=ID`. Null for the whole page. */
export function embedded(address: string): Panel | null {
  const id = new URL(address).searchParams.get('embed');
  return PANELS.find((panel) => panel.id === id && !panel.whole) ?? null;
}
