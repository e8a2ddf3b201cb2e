import { readdirSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { compileLesson } from './compile';

// Stubs of the browser for importing the panels' modules. Nothing is drawn, and no timer fires.
vi.useFakeTimers();
vi.stubGlobal('matchMedia', () => new EventTarget());
vi.stubGlobal('location', new URL('http://localhost/'));
vi.stubGlobal('navigator', { language: 'en' });
const { PANELS } = await import('../page/panels');
const { settings: texts } = await import('../i18n/en/settings');

const names = (language: string) => readdirSync(new URL(language, import.meta.url)).sort();
const lesson = (language: string, name: string) =>
  compileLesson(`${language}/${name}`, readFileSync(new URL(`${language}/${name}`, import.meta.url), 'utf8'));
const english = names('en').map((name) => lesson('en', name));

test('there are seven lessons, in the order of the subject', () => {
  const order = ['mask', 'ignored', 'next-sentence', 'train', 'fine-tune', 'worth', 'free-play'];
  expect(english.map(({ id }) => id)).toEqual(order);
});

test('in both languages a lesson does the same', () => {
  expect(names('ko')).toEqual(names('en'));
  for (const name of names('en')) {
    const machinery = (language: string) => {
      const { id, minutes, settings, steps } = lesson(language, name);
      const answers = (text: (typeof steps)[number]['text']) =>
        text.flatMap((block) => (block.kind === 'question' ? block.answers.map(({ right }) => right) : []));
      return {
        id,
        minutes,
        settings,
        steps: steps.map(({ title: _, text, ...step }) => ({ ...step, answers: answers(text) })),
      };
    };
    expect(machinery('ko'), name).toEqual(machinery('en'));
  }
});

test('a lesson names only panels and settings that exist, and closes with a question or free play', () => {
  const known = new Set(Object.keys(texts));
  const flat = (settings: object, prefix = ''): string[] =>
    Object.entries(settings).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null ? flat(value as object, `${name}.`) : [`${prefix}${name}`],
    );
  for (const { id, steps, settings } of english) {
    const begun = steps.flatMap(({ act }) => (act?.kind === 'begin' ? flat(act.settings) : []));
    for (const name of [...flat(settings), ...begun]) expect(known, id).toContain(name);
    for (const { panels } of steps) {
      for (const panel of panels) expect(PANELS.map((panel) => panel.id)).toContain(panel);
    }
    expect(
      steps.some(({ text }) => text.some(({ kind }) => kind === 'question')),
      id,
    ).toBe(true);
  }
});

test('each question has one right answer', () => {
  for (const { id, steps } of english) {
    for (const block of steps.flatMap(({ text }) => text)) {
      if (block.kind === 'question')
        expect(
          block.answers.filter(({ right }) => right),
          id,
        ).toHaveLength(1);
    }
  }
});

const file = (step: string, body = 'Text.') => `---
id: one
title: One
summary: Short.
minutes: 2
---

---
step: first
title: First
${step}
---
${body}
`;

test('a faulty file is refused with its name, its step, what was found, and what was expected', () => {
  const fault = (source: string) => () => compileLesson('en/one.md', source);
  expect(fault(file('point: verbs'))).toThrow(
    'en/one.md: the step "first": point: found "verbs", expected one of selected, masked',
  );
  expect(fault(file('act: { guess: verbs }'))).toThrow('act: guess: found "verbs", expected one of');
  expect(fault(file('act: { sing: loudly }'))).toThrow('expected one of guess, open, what_if');
  expect(fault(file('pause: maybe'))).toThrow('pause: found "maybe", expected true or false');
  expect(fault(file('colour: red'))).toThrow('found "colour", which is no part of it');
  expect(fault(file('', '- [x] yes'))).toThrow('the answer "yes" has no feedback below it');
  expect(fault(file('', '<b>bold</b>'))).toThrow('found a html');
  expect(fault(file('', '[link](javascript:alert(1))'))).toThrow('expected https:// or a room of the page');
  expect(fault('Text without front matter')).toThrow('expected --- as its first line');
});

test('text keeps its characters, and markup of HTML in code stays text', () => {
  const { steps } = compileLesson('en/one.md', file('', 'a < b & `<b>` "q"'));
  expect(steps[0]!.text).toEqual([{ kind: 'paragraph', text: ['a < b & ', { kind: 'code', code: '<b>' }, ' "q"'] }]);
});
