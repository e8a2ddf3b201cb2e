// Lessons are Markdown files. When the page is built, each is turned into the plain data of lesson.ts, so that the page needs no
// parser and never treats text as markup. How a file looks: docs/how-to/lesson.md.

// marked: the parser of Markdown, without dependencies of its own. yaml: the reference parser of YAML for JavaScript.
import { marked, type Token, type Tokens } from 'marked';
import { parse } from 'yaml';
import { PHASES } from '../state/phases.ts';
import { KINDS } from '../trace/kinds.ts';
import { DEEDS } from '../state/deeds.ts';
import { FIGURES, type Act, type Answer, type Block, type Inline, type Lesson, type Step } from './lesson.ts';

const WHAT_IFS = ['every_position', 'always_mask', 'select_all', 'no_random'];

type Fields = Record<string, unknown>;

/** A lesson from its file. Throws with the file's name, and what was found and expected. */
export function compileLesson(name: string, source: string): Lesson {
  try {
    const [head, , ...rest] = documents(source);
    const fields = new Reading(head ?? '', 'the lesson');
    const steps: Step[] = [];
    for (let index = 0; index < rest.length; index += 2) steps.push(step(rest[index]!, rest[index + 1] ?? ''));
    const lesson: Lesson = {
      id: fields.id('id'),
      title: fields.text('title'),
      summary: fields.text('summary'),
      minutes: fields.number('minutes'),
      settings: fields.settings('settings'),
      steps,
    };
    fields.end();
    if (steps.length === 0) throw new Error('found no step, expected at least one');
    const twice = steps.find(({ id }, index) => steps.findIndex((other) => other.id === id) < index);
    if (twice) throw new Error(`found the step "${twice.id}" twice, expected an id of its own for each`);
    return lesson;
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** What stands between the lines of three dashes: front matter and text in turn. */
function documents(source: string): string[] {
  const parts = source.replaceAll('\r\n', '\n').split(/^---[ \t]*$/m);
  if (parts[0]?.trim() !== '') throw new Error('expected --- as its first line');
  return parts.slice(1);
}

function step(head: string, body: string): Step {
  const fields = new Reading(head, 'a step');
  const id = fields.id('step');
  fields.where = `the step "${id}"`;
  const result: Step = {
    id,
    title: fields.text('title'),
    panels: fields.list('panels'),
    pause: fields.flag('pause'),
    show: fields.word('show', Object.keys(KINDS)) as Step['show'],
    point: fields.word('point', Object.keys(KINDS)) as Step['point'],
    act: act(fields),
    text: marked.lexer(body).flatMap((token) => block(token, fields.where)),
  };
  fields.end();
  if (result.text.length === 0) throw new Error(`${fields.where}: found no text`);
  return result;
}

/** The members of an act, by its kind. */
const ACTS: Record<Act['kind'], (fields: Reading) => Act> = {
  guess: (fields) => ({ kind: 'guess', token: fields.word('guess', Object.keys(KINDS)) as keyof typeof KINDS }),
  open: (fields) => ({ kind: 'open', token: fields.word('open', Object.keys(KINDS)) as keyof typeof KINDS }),
  what_if: (fields) => ({ kind: 'what_if', rule: fields.word('what_if', WHAT_IFS) as 'every_position' }),
  slow: (fields) => ({ kind: 'slow', phase: fields.word('slow', [...PHASES]) as (typeof PHASES)[number] }),
  train: (fields) => ({ kind: 'train', steps: fields.number('train') }),
  begin: (fields) => ({ kind: 'begin', settings: fields.settings('begin') }),
  enter: (fields) => ({ kind: 'enter', figure: fields.word('enter', [...FIGURES]) as (typeof FIGURES)[number] }),
  do: (fields) => ({ kind: 'do', deed: fields.word('do', [...DEEDS]) as (typeof DEEDS)[number] }),
};

function act(fields: Reading): Act | null {
  const value = fields.take('act');
  if (value === undefined) return null;
  const kinds = Object.keys(ACTS);
  const inner = new Reading(value, `${fields.where}, act`);
  const kind = inner.names().find((name) => kinds.includes(name));
  if (!kind) throw new Error(`${inner.where}: found ${JSON.stringify(value)}, expected one of ${kinds.join(', ')}`);
  const result = ACTS[kind as Act['kind']](inner);
  inner.end();
  return result;
}

/** Front matter whose members are read one by one; what is left over is a mistake. */
class Reading {
  readonly #fields: Fields;
  where: string;

  constructor(source: unknown, where: string) {
    this.where = where;
    const value: unknown = typeof source === 'string' ? parse(source) : source;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new Error(`${where}: found ${JSON.stringify(value)}, expected names with values`);
    this.#fields = { ...value };
  }

  names(): string[] {
    return Object.keys(this.#fields);
  }

  take(name: string): unknown {
    const value = this.#fields[name];
    delete this.#fields[name];
    return value;
  }

  text(name: string): string {
    const value = this.take(name);
    return typeof value === 'string' ? value : this.#wrong(name, value, 'a text');
  }

  id(name: string): string {
    const value = this.take(name);
    return typeof value === 'string' && /^[a-z0-9-]+$/.test(value)
      ? value
      : this.#wrong(name, value, 'small letters, digits and hyphens');
  }

  number(name: string): number {
    const value = this.take(name);
    return typeof value === 'number' && value > 0 ? value : this.#wrong(name, value, 'a number above 0');
  }

  flag(name: string): boolean {
    const value = this.take(name) ?? false;
    return typeof value === 'boolean' ? value : this.#wrong(name, value, 'true or false');
  }

  list(name: string): string[] {
    const value = this.take(name) ?? [];
    return Array.isArray(value) ? value.map(String) : this.#wrong(name, value, 'a list of names');
  }

  word(name: string, words: readonly string[]): string | null {
    const value = this.take(name);
    if (value === undefined) return null;
    return words.includes(value as string) ? (value as string) : this.#wrong(name, value, `one of ${words.join(', ')}`);
  }

  settings(name: string): Lesson['settings'] {
    const value = this.take(name) ?? {};
    if (typeof value !== 'object' || Array.isArray(value)) this.#wrong(name, value, 'settings with their values');
    return value as Lesson['settings'];
  }

  end() {
    const [left] = this.names();
    if (left !== undefined) throw new Error(`${this.where}: found "${left}", which is no part of it`);
  }

  #wrong(name: string, found: unknown, expected: string): never {
    throw new Error(`${this.where}: ${name}: found ${JSON.stringify(found) ?? 'nothing'}, expected ${expected}`);
  }
}

function block(token: Token, where: string): Block[] {
  switch (token.type) {
    case 'space':
      return [];
    case 'paragraph':
      return [{ kind: 'paragraph', text: inlines(token.tokens, where) }];
    case 'blockquote':
      return [{ kind: 'quote', text: (token.tokens ?? []).flatMap((inner) => inlinesOf(inner, where)) }];
    case 'list': {
      const { items, ordered } = token as Tokens.List;
      if (items.some(({ task }) => task))
        return [{ kind: 'question', answers: items.map((item) => answer(item, where)) }];
      return [
        { kind: 'list', ordered, items: items.map((item) => item.tokens.flatMap((inner) => inlinesOf(inner, where))) },
      ];
    }
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      const cells = (row: Tokens.TableCell[]) => row.map((cell) => inlines(cell.tokens, where));
      return [{ kind: 'table', head: cells(header), rows: rows.map(cells) }];
    }
    default:
      throw new Error(`${where}: found a ${token.type}, expected paragraphs, lists, tables, quotes or questions`);
  }
}

/** `- [x] right answer`, and indented below it why. */
function answer(item: Tokens.ListItem, where: string): Answer {
  const [text, ...feedback] = item.tokens.filter(({ type }) => type !== 'space' && type !== 'checkbox');
  if (!text || feedback.length === 0)
    throw new Error(`${where}: the answer "${item.text.trim()}" has no feedback below it`);
  return {
    right: item.checked ?? false,
    text: inlinesOf(text, where),
    feedback: feedback.flatMap((inner) => inlinesOf(inner, where)),
  };
}

const inlinesOf = (token: Token, where: string): Inline[] =>
  inlines('tokens' in token ? token.tokens : undefined, where);

function inlines(tokens: Token[] | undefined, where: string): Inline[] {
  return (tokens ?? []).flatMap((token) => inline(token, where));
}

function inline(token: Token, where: string): Inline[] {
  switch (token.type) {
    case 'checkbox':
      return [];
    case 'text':
    case 'escape':
      return 'tokens' in token && token.tokens ? inlines(token.tokens, where) : [plain((token as Tokens.Text).text)];
    case 'strong':
    case 'em':
      return [{ kind: token.type, text: inlines(token.tokens, where) }];
    case 'codespan':
      return [{ kind: 'code', code: plain((token as Tokens.Codespan).text) }];
    case 'link':
      return [{ kind: 'link', href: address((token as Tokens.Link).href, where), text: inlines(token.tokens, where) }];
    case 'br':
      return [' '];
    default:
      throw new Error(`${where}: found a ${token.type}, expected text, emphasis, code or a link`);
  }
}

/** marked escapes for HTML, which is not where this goes. */
const plain = (text: string) =>
  text
    .replaceAll('\n', ' ')
    .replace(
      /&(amp|lt|gt|quot|#39);/g,
      (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name]!,
    );

function address(href: string, where: string): string {
  if (/^(#\/|https:\/\/)/.test(href)) return href;
  throw new Error(`${where}: found a link to ${href}, expected https:// or a room of the page (#/…)`);
}
