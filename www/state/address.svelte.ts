// The address of the page: what it asked for when the page was opened, what of that could not be used, and the run that it holds now.

import type { PresetInfo, Settings } from '../engine/types';
import { addressWith, linkWith, readLink, runPairs, type Asked, type LeftOut, type Moment, type Pairs } from './link';
import { keepForReload, keptText, LONGEST_TEXT, pack, TextTooLong, unpack } from './own_text';
import { replaceAddress } from './replace_address';
import type { SettingInfo } from './settings';

export class Address {
  /** What the address asked for in vain, as far as the page and not the engine found it. */
  leftOut = $state.raw<readonly LeftOut[]>([]);
  readonly #opened: Asked;
  #settings: Pairs | undefined;

  constructor() {
    this.#opened = readLink(location.href);
    this.leftOut = this.#opened.leftOut;
  }

  /** The step and row that the page was opened for. */
  get moment(): Moment | null {
    const { step, row } = this.#opened;
    return step === null ? null : { step, row };
  }

  /** The settings for the engine: at first those that the page was opened with, then those of the run. */
  async settings(): Promise<Pairs> {
    return (this.#settings ??= await this.#settingsOpened());
  }

  /** The same without a corpus that is not there: the engine would leave out all other settings with it. */
  possible(pairs: Pairs, presets: readonly PresetInfo[]): Pairs {
    const known = ['text', ...presets.map(({ id }) => id)];
    return pairs.filter(([name, value]) => {
      const possible = name !== 'corpus' || known.includes(value);
      if (!possible) this.#leaveOut(`corpus=${value}`, 'value');
      return possible;
    });
  }

  /** Writes a run that has begun into the address. The user's own text is kept outside it, for a reload. */
  write(schema: SettingInfo[], settings: Settings, moment: Moment | null) {
    const address = addressWith(location.href, runPairs(schema, settings, moment));
    replaceAddress(address);
    const text = settings.corpus === 'text' ? settings.text : '';
    keepForReload(location.search, text);
    const [, ...pairs] = runPairs(schema, settings);
    this.#settings = text === '' ? pairs : [...pairs, ['text', text]];
  }

  /** A link to a run, with the user's text only on request. */
  async link(schema: SettingInfo[], settings: Settings, moment: Moment | null, text: boolean): Promise<string> {
    const packed = text && settings.corpus === 'text' ? await pack(settings.text) : null;
    return linkWith(location.href, runPairs(schema, settings, moment), packed);
  }

  /** A corpus of the user's own without its text would contradict itself. Then the default corpus is used. */
  async #settingsOpened(): Promise<Pairs> {
    const { pairs, packed } = this.#opened;
    const value = (wanted: string) => pairs.find(([name]) => name === wanted)?.[1];
    const others = pairs.filter(([name]) => name !== 'text');
    const corpus = value('corpus');
    const given = packed === null ? value('text') : await this.#unpacked(packed);
    if (corpus !== undefined && corpus !== 'text') {
      if (given) this.#leaveOut('text', 'unused_text');
      return others;
    }
    const text = given ?? keptText(location.search) ?? '';
    if (text.length > LONGEST_TEXT) this.#leaveOut('text', 'long_text');
    else if (text.trim() !== '') return [...others, ['text', text]];
    else if (corpus === 'text' && packed === null) this.#leaveOut('corpus=text', 'no_text');
    return others.filter(([name]) => name !== 'corpus');
  }

  async #unpacked(packed: string): Promise<string | undefined> {
    try {
      return await unpack(packed);
    } catch (error) {
      this.#leaveOut('text', error instanceof TextTooLong ? 'long_text' : 'broken_text');
      return undefined;
    }
  }

  #leaveOut(name: string, reason: LeftOut['reason']) {
    this.leftOut = [...this.leftOut, { name, reason }];
  }
}
