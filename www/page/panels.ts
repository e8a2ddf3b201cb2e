// The panels of the page in their order. A panel is a component, a line here, and its strings. Its props have to be some of `Shown`,
// or this file does not compile.

import type { Component } from 'svelte';
import Attention from '../attention/Attention.svelte';
import Curves from '../charts/Curves.svelte';
import Tallies from '../charts/Tallies.svelte';
import Checkpoint from '../checkpoint/Checkpoint.svelte';
import SettingsPanel from '../controls/SettingsPanel.svelte';
import type { Settings, State, Trace } from '../engine/types';
import Examples from '../examples/Examples.svelte';
import GuessPanel from '../guess/GuessPanel.svelte';
import type { Catalog } from '../i18n';
import Pair from '../pair/Pair.svelte';
import Parameters from '../parameters/Parameters.svelte';
import Sentence from '../sentence/Sentence.svelte';
import Share from '../share/Share.svelte';
import type { Look } from '../state/look.svelte';
import type { Past } from '../state/past.svelte';
import type { Session } from '../state/session.svelte';
import Vocabulary from '../vocabulary/Vocabulary.svelte';
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

/** A group of panels. Panels of no group are in the room `train`. */
interface GroupInfo {
  id: keyof Catalog['groups'];
  room: Room;
  /** Its panels are side by side if there is room. */
  beside?: boolean;
  /** Not shown in presentation mode. */
  hands?: boolean;
}

export const GROUPS: readonly GroupInfo[] = [
  { id: 'step', room: 'train', beside: true },
  { id: 'yours', room: 'train' },
  { id: 'learned', room: 'train' },
  { id: 'inside', room: 'train' },
  { id: 'change', room: 'train', hands: true },
  { id: 'tune', room: 'finetune' },
  { id: 'tuned', room: 'finetune' },
  { id: 'compare', room: 'compare' },
];

interface PanelInfo {
  id: string;
  /** Without a group, it is above all groups. */
  group: GroupInfo['id'] | null;
  /** Cannot be embedded in another page (`?embed=ID`). */
  whole?: boolean;
}

/** The panels of the first room are there at once; those of another are fetched when it is entered. */
export type Panel = PanelInfo &
  ({ component: Component<Shown> } | { load: () => Promise<{ default: Component<Shown> }> });

export const PANELS: readonly Panel[] = [
  { id: 'stage', group: null, component: StagePanel },
  { id: 'pair', group: 'step', component: Pair },
  { id: 'tallies', group: 'step', component: Tallies },
  { id: 'guess', group: 'yours', component: GuessPanel },
  { id: 'sentence', group: 'yours', component: Sentence },
  { id: 'curves', group: 'learned', component: Curves },
  { id: 'examples', group: 'learned', component: Examples },
  { id: 'vocabulary', group: 'learned', component: Vocabulary },
  { id: 'attention', group: 'inside', component: Attention },
  { id: 'parameters', group: 'inside', component: Parameters },
  { id: 'compare', group: 'compare', load: () => import('../compare/Compare.svelte'), whole: true },
  { id: 'ablations', group: 'compare', load: () => import('../compare/Ablations.svelte') },
  { id: 'settings', group: 'change', component: SettingsPanel },
  { id: 'share', group: 'change', component: Share, whole: true },
  { id: 'checkpoint', group: 'change', component: Checkpoint, whole: true },
  { id: 'experiment', group: 'tune', load: () => import('../finetune/ExperimentPanel.svelte'), whole: true },
  { id: 'learning', group: 'tuned', load: () => import('../finetune/Learning.svelte'), whole: true },
  { id: 'try', group: 'tuned', load: () => import('../finetune/TryOut.svelte'), whole: true },
  { id: 'errors', group: 'tuned', load: () => import('../finetune/Errors.svelte'), whole: true },
  { id: 'movement', group: 'tuned', load: () => import('../finetune/Movement.svelte'), whole: true },
];

/** The ids of the panels that can be embedded. */
export const FRAMES: readonly string[] = PANELS.filter(({ whole }) => !whole).map(({ id }) => id);

/** The panel of `?embed=ID`. Null for the whole page. */
export function embedded(address: string): Panel | null {
  const id = new URL(address).searchParams.get('embed');
  return PANELS.find((panel) => panel.id === id && !panel.whole) ?? null;
}
