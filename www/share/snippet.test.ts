import { expect, test } from 'vitest';
import { snippetOf, sourceOf } from './snippet';

const FRAME = {
  link: 'https://example.org/cloze/?v=1&seed=3#?z=abc',
  panel: 'stage',
  language: 'ko',
  theme: null,
  title: 'A "model" & <its> steps',
};

test('a frame holds the run, its panel, and what was chosen for the reader', () => {
  expect(sourceOf(FRAME)).toBe('https://example.org/cloze/?v=1&seed=3&embed=stage&lang=ko#?z=abc');
});

test('nothing in a snippet ends its attribute', () => {
  const snippet = snippetOf(FRAME);
  expect(snippet).toContain('title="A &quot;model&quot; &amp; &lt;its&gt; steps"');
  expect(snippet).toContain('src="https://example.org/cloze/?v=1&amp;seed=3&amp;embed=stage&amp;lang=ko#?z=abc"');
});
