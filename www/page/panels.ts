// The panels of the page, in its order. A panel is a component, a line here, and its strings. What it needs, its props say: they
// are some of `Shown`, or this file does not compile.

import type { Component } from 'svelte';
import Attention from '../attention/Attention.svelte';
import Curves from '../charts/Curves.svelte';
import Tallies from '../charts/Tallies.svelte';
import Checkpoint from '../checkpoint/Checkpoint.svelte';
import SettingsPanel from '../controls/SettingsPanel.svelte';
import type { Settings, State, Trace } from '../engine/types';
import Examples from '../examples/Examples.svelte';
import type { Catalog } from '../i18n';
import Pair from '../pair/Pair.svelte';
import Parameters from '../parameters/Parameters.svelte';
import Sentence from '../sentence/Sentence.svelte';
import type { Look } from '../state/look.svelte';
import type { Past } from '../state/past.svelte';
import type { Session } from '../state/session.svelte';
import Vocabulary from '../vocabulary/Vocabulary.svelte';
import StagePanel from './StagePanel.svelte';

/** What the page shows: each panel takes some of it. */
export interface Shown {
  session: Session;
  run: State;
  settings: Settings;
  running: boolean;
  look: Look;
  past: Past;
  /** The newest step, as it was. */
  base: Trace;
  /** What stands on the stage: a step as it was or as it would have been, or a moment of the followed sentence. */
  trace: Trace;
  /** The same without what would have been. */
  actual: Trace;
  /** Its sums are of one pair and not of a batch. */
  alone: boolean;
  /** What may be trained. */
  objectives: readonly string[];
  /** Begins a run with another objective. */
  choose: (objective: Settings['objective']) => void;
}

/** Panels that answer one question. */
interface GroupInfo {
  id: keyof Catalog['groups'];
  /** Its panels stand beside each other where there is room. */
  beside?: boolean;
  /** Not for projectors. */
  hands?: boolean;
}

export const GROUPS: readonly GroupInfo[] = [
  { id: 'step', beside: true },
  { id: 'yours' },
  { id: 'learned' },
  { id: 'inside' },
  { id: 'change', hands: true },
];

export interface Panel {
  id: string;
  /** None: it stands above all groups. */
  group: GroupInfo['id'] | null;
  component: Component<Shown>;
  /** Only on the whole page, and not alone in another page's frame (`?embed=ID`). */
  whole?: boolean;
}

export const PANELS: readonly Panel[] = [
  { id: 'stage', group: null, component: StagePanel },
  { id: 'pair', group: 'step', component: Pair },
  { id: 'tallies', group: 'step', component: Tallies },
  { id: 'sentence', group: 'yours', component: Sentence },
  { id: 'curves', group: 'learned', component: Curves },
  { id: 'examples', group: 'learned', component: Examples },
  { id: 'vocabulary', group: 'learned', component: Vocabulary },
  { id: 'attention', group: 'inside', component: Attention },
  { id: 'parameters', group: 'inside', component: Parameters },
  { id: 'settings', group: 'change', component: SettingsPanel },
  { id: 'checkpoint', group: 'change', component: Checkpoint, whole: true },
];

/** The panel that another page's frame asks for; null: the whole page. */
export function embedded(address: string): Panel | null {
  const id = new URL(address).searchParams.get('embed');
  return PANELS.find((panel) => panel.id === id && !panel.whole) ?? null;
}
