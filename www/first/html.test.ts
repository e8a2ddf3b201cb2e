import { expect, test } from 'vitest';
import { hosting as en } from '../i18n/en/hosting';
import { hosting as ko } from '../i18n/ko/hosting';
import { escaped, firstHtml } from './html';
import recorded from './recorded.json';
import { recordedHtml, type RecordedRun } from './recorded';

test('every sentence is there in both languages, and no markup comes out of a word', () => {
  const html = firstHtml();
  for (const { first } of [en, ko]) {
    for (const sentence of [...first.intro, first.loading, first.file, first.sandbox, first.type, first.old]) {
      expect(html).toContain(escaped(sentence));
    }
  }
  expect(escaped('<img src="x" onerror=alert(1)>&')).not.toMatch(/[<>"]|&(?!#)/);
});

test('nothing in it needs a script or a style in the page', () => {
  expect(firstHtml() + recordedHtml()).not.toMatch(/<script|<style|\sstyle=|\son\w+=/);
});

test('the recorded run is called so, and scores the selected tokens alone', () => {
  const { moments, curve, steps } = recorded as RecordedRun;
  const html = recordedHtml();
  for (const { recorded } of [en, ko]) expect(html).toContain(recorded.title);
  expect(moments).toHaveLength(3);
  expect(curve.at(-1)!.step).toBe(steps);
  for (const { tokens, mlm_loss } of moments) {
    for (const { fate, loss } of tokens) expect(loss !== null).toBe(['masked', 'randomized', 'kept'].includes(fate));
    const losses = tokens.flatMap(({ loss }) => loss ?? []);
    expect(losses.reduce((sum, loss) => sum + loss, 0) / losses.length).toBeCloseTo(mlm_loss, 3);
  }
});
