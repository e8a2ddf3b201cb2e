// The user's sentence or pair, and the model's predictions as it learns.
//
// An answer is stored together with its question, and with its step and run. If any of these has changed, the engine is asked again.
// There is one request at a time.

import type { Edit, EditFate, Trace, TypedFacts } from '../engine/types';
import type { Session } from '../state/session.svelte';
import type { Preset } from './presets';
import { carried, lookedAt, placeOf, withEdit, type Word } from './text';

export interface Question {
  /** The parts of the texts that are used. */
  text: string;
  pair: string;
  edits: Edit[];
}

export interface Answer {
  question: Question;
  run: number;
  trace: Trace;
  facts: TypedFacts;
}

/** What the model said of an earlier B to the same A. */
export interface PairBefore {
  pair: string;
  /** Probability of IsNext. */
  isNext: number;
}

/** A text that stood for so long was meant; a shorter-lived one was still being typed. */
const MEANT_MS = 1500;
/** Time between two answers during training: a multiple of the time of an answer, within bounds. */
const PATIENCE = 12;
const LEAST_MS = 300;
const MOST_MS = 3000;

export class Typed {
  /** The texts as typed, of any length. */
  readonly #texts = $state<[string, string]>(['', '']);
  #edits = $state.raw<Edit[]>([]);
  #answer = $state.raw<Answer | null>(null);
  /** To compare the answer with; null where A is another one, or has one B only. */
  pairBefore = $state.raw<PairBefore | null>(null);
  /** Since when the answer's B stands. */
  #since = 0;
  /** The engine's error message, if there is no answer. */
  failure = $state<string | null>(null);
  /** Nothing was written or selected since a preset was taken, or at all. */
  untouched = true;
  /** Whether the panel is visible. */
  watched = $state(false);
  /** Keeps the answer while the run continues, because its arithmetic is open. */
  held = $state(false);

  readonly question = $derived<Question>({
    text: lookedAt(this.#texts[0]),
    pair: lookedAt(this.#texts[1]),
    edits: this.#edits,
  });
  readonly blank = $derived(this.question.text.trim() === '' && this.question.pair.trim() === '');

  readonly #session: Session;
  #asked: { question: Question; run: number; state: unknown } | null = null;
  #asking = false;
  #notBefore = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  textOf(segment: 0 | 1): string {
    return this.#texts[segment];
  }

  /** The answer of this run, if there is one. Its question may be older than the current text. */
  get answer(): Answer | null {
    return this.blank || this.#answer?.run !== this.#session.number ? null : this.#answer;
  }

  write(segment: 0 | 1, text: string) {
    this.untouched = false;
    this.#edits = carried(this.#edits, segment, lookedAt(this.#texts[segment]), lookedAt(text));
    this.#texts[segment] = text;
  }

  take({ text, pair, chosen }: Preset) {
    this.untouched = true;
    [this.#texts[0], this.#texts[1]] = [text, pair];
    this.#edits = chosen.map(({ segment, of, fate, replacement }) => {
      const { start, end } = placeOf(of, segment === 0 ? text : pair);
      return { segment, start, end, fate, replacement };
    });
  }

  /** Selects a word by hand. Null deselects it. */
  choose(segment: 0 | 1, word: Word, fate: EditFate | null, replacement?: string) {
    this.untouched = false;
    const { start, end } = word;
    this.#edits = withEdit(
      this.#edits,
      segment,
      word,
      fate && { segment, start, end, fate, replacement: replacement || undefined },
    );
  }

  /** Has to be called when the question, the run or its step may have changed. */
  follow() {
    clearTimeout(this.#timer);
    const { phase, busy, number: run, state } = this.#session;
    if (!this.watched || this.#asking || this.blank || phase !== 'ready' || busy) return;
    const fresh = this.#asked?.question !== this.question || this.#asked.run !== run;
    const moved = !this.held && this.#asked?.state !== state && this.#answer?.trace.step !== state?.step;
    const wait = fresh || !state?.running ? 0 : this.#notBefore - performance.now();
    if (wait > 0 && moved) this.#timer = setTimeout(() => this.follow(), wait);
    else if (fresh || moved) void this.#ask();
  }

  #answered(answer: Answer) {
    const last = this.#answer;
    this.#answer = answer;
    const [now, then] = [answer.question, last?.question];
    if (now.pair === then?.pair && now.text === then.text && answer.run === last?.run) return;
    const isNext = last?.facts.is_next ?? null;
    const comparable = last !== null && last.run === answer.run && now.text === then?.text && now.pair.trim() !== '';
    if (!comparable) this.pairBefore = null;
    else if (isNext !== null && then && then.pair.trim() !== '' && performance.now() - this.#since > MEANT_MS) {
      this.pairBefore = { pair: then.pair, isNext };
    }
    this.#since = performance.now();
  }

  async #ask() {
    const { question } = this;
    const { number: run, state } = this.#session;
    this.#asked = { question, run, state };
    this.#asking = true;
    const begun = performance.now();
    try {
      const answer = await this.#session.ask.probe(question);
      if (run === this.#session.number) this.#answered({ question, run, ...answer });
      this.failure = null;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      this.#asking = false;
      const now = performance.now();
      this.#notBefore = now + Math.min(MOST_MS, Math.max(LEAST_MS, PATIENCE * (now - begun)));
      this.follow();
    }
  }
}
