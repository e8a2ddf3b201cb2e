// What a lesson is: steps of text, each with what it shows, what it points at, and what completes it.

import type { PartialSettings, WhatIf } from '../engine/types';
import type { Deed } from '../state/deeds';
import type { Phase } from '../state/phases';
import type { TokenKind } from '../trace/kinds';

export interface Lesson {
  id: string;
  title: string;
  /** One sentence for the list of lessons. */
  summary: string;
  /** How long it takes, about. */
  minutes: number;
  /** Settings that the run has to have. Where it hasn't, the lesson offers a run with them. */
  settings: PartialSettings;
  steps: Step[];
}

export interface Step {
  id: string;
  title: string;
  /** The panels beside the text, by their id. */
  panels: string[];
  /** Training waits while this step is read. */
  pause: boolean;
  /** A sentence with such a token is brought onto the stage. */
  show: TokenKind | null;
  /** What is outlined on the stage. */
  point: TokenKind | null;
  act: Act | null;
  text: Block[];
}

/** What the reader is asked to do. A step without an act is completed by its question, or by being read. */
export type Act =
  /** Say what stands behind such a token, before the model's answer is shown. */
  | { kind: 'guess'; token: TokenKind }
  /** Open the arithmetic of such a token. */
  | { kind: 'open'; token: TokenKind }
  | { kind: 'what_if'; rule: WhatIf }
  /** Come to this sub-step of the slow motion. */
  | { kind: 'slow'; phase: Phase }
  /** Train to this step. */
  | { kind: 'train'; steps: number }
  /** Begin a run with these settings. */
  | { kind: 'begin'; settings: PartialSettings }
  /** Type the number that the page shows. */
  | { kind: 'enter'; figure: Figure }
  /** Something in one of the panels. */
  | { kind: 'do'; deed: Deed };

export const FIGURES = ['total_loss'] as const;
export type Figure = (typeof FIGURES)[number];

export type Block =
  | { kind: 'paragraph'; text: Inline[] }
  | { kind: 'quote'; text: Inline[] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][] }
  | { kind: 'question'; answers: Answer[] };

export interface Answer {
  right: boolean;
  text: Inline[];
  /** Why it is right, or what speaks against it. */
  feedback: Inline[];
}

export type Inline =
  | string
  | { kind: 'strong' | 'em'; text: Inline[] }
  | { kind: 'code'; code: string }
  | { kind: 'link'; href: string; text: Inline[] };
