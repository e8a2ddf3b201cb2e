// What is explained at the moment, at which element. The explanation opens on hover, focus, click and tap. It stays while the
// pointer or the focus is on the term or on the explanation, after a click until it is dismissed (WCAG 2.2, 1.4.13).

import { mount } from 'svelte';
import { createAttachmentKey } from 'svelte/attachments';
import type { TermId } from '../i18n/terms';
import { preferences } from '../state/preferences.svelte';
import { fetchGlossary } from './store.svelte';

/** Long enough to pass over a term without opening it, and to get from the term to its explanation. */
const OPENS_AFTER_MS = 150;
const CLOSES_AFTER_MS = 300;

/** The id of the explanation, and of its text. */
export const TIP = 'term-explained';
export const TIP_TEXT = 'term-explained-text';

/** A term of the glossary, or anything else with words of its own; and where it stands. */
export type Explained = { anchor: HTMLElement } & Words;
type Words = { id: TermId } | { name: string; text: string };

class Tip {
  explained = $state.raw<Explained | null>(null);
  #pinned = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What is explained after that time, if the pointer rests there. */
  #next: HTMLElement | undefined;
  #mounted: Promise<unknown> | undefined;

  at = (anchor: HTMLElement | undefined) => anchor !== undefined && this.explained?.anchor === anchor;

  /** At once, or after a moment of rest. */
  open(explained: Explained, after = 0) {
    this.#wait();
    void this.#prepare();
    if (this.at(explained.anchor)) return;
    const show = () => {
      this.#pinned = false;
      this.explained = explained;
    };
    if (after === 0) show();
    else this.#wait(show, after, explained.anchor);
  }

  hover(explained: Explained) {
    this.open(explained, OPENS_AFTER_MS);
  }

  /** A click keeps it open, another one closes it. */
  toggle(explained: Explained) {
    if (this.at(explained.anchor) && this.#pinned) return this.close();
    this.open(explained);
    this.#pinned = true;
  }

  /** The pointer is on the explanation itself. */
  stay() {
    this.#wait();
  }

  leave() {
    this.#wait();
    if (this.#pinned || document.activeElement === this.explained?.anchor) return;
    this.#wait(() => this.close(), CLOSES_AFTER_MS);
  }

  close() {
    this.#wait();
    this.#pinned = false;
    this.explained = null;
  }

  /** An element that is gone explains nothing, not even in a moment. */
  gone(anchor: HTMLElement) {
    if (this.#next === anchor) this.#wait();
    if (this.at(anchor)) this.close();
  }

  /** In place of what was waited for before. */
  #wait(then?: () => void, ms?: number, next?: HTMLElement) {
    clearTimeout(this.#timer);
    this.#timer = then && setTimeout(then, ms);
    this.#next = next;
  }

  /** Its element is fetched with the first need for it, and stands in the page's main part: axe wants all text in a landmark. */
  #prepare() {
    void fetchGlossary(preferences.language);
    return (this.#mounted ??= import('./Tip.svelte').then(
      ({ default: Explanation }) => mount(Explanation, { target: document.querySelector('main') ?? document.body }),
      () => (this.#mounted = undefined),
    ));
  }
}

export const tip = new Tip();

/** An element that explains something: `props` are spread onto it. */
export class Explainer {
  #anchor = $state<HTMLElement>();
  readonly #words: () => Words;
  readonly #listeners: object;

  constructor(words: () => Words) {
    this.#words = words;
    this.#listeners = {
      onpointerenter: (event: PointerEvent) => event.pointerType !== 'touch' && tip.hover(this.#explained),
      onpointerleave: (event: PointerEvent) => event.pointerType !== 'touch' && tip.leave(),
      onfocus: () => tip.open(this.#explained),
      onblur: (event: FocusEvent) => {
        const to = event.relatedTarget as Element | null;
        if (tip.at(this.#anchor) && !to?.closest(`#${TIP}`)) tip.close();
      },
      onclick: (event: MouseEvent) => {
        event.stopPropagation();
        tip.toggle(this.#explained);
      },
      onkeydown: (event: KeyboardEvent) => this.#enter(event),
      [createAttachmentKey()]: (element: HTMLElement) => this.#stand(element),
    };
  }

  get props() {
    const open = tip.at(this.#anchor);
    return {
      ...this.#listeners,
      'aria-expanded': open,
      'aria-controls': open ? TIP : undefined,
      'aria-describedby': open ? TIP_TEXT : undefined,
    };
  }

  get #explained(): Explained {
    return { ...this.#words(), anchor: this.#anchor! };
  }

  #stand(element: HTMLElement) {
    this.#anchor = element;
    return () => tip.gone(element);
  }

  /** Into the explanation, if it has something to go to. */
  #enter(event: KeyboardEvent) {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
    tip.open(this.#explained);
    document.getElementById(TIP)?.querySelector('a')?.focus();
  }
}
