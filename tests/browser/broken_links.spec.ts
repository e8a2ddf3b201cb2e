// Broken, truncated and hostile links: the page opens with what it can use, and says in one line what it left out.

import { deflateRawSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { call, SMALL, state } from './small';

const packed = (bytes: Uint8Array) => deflateRawSync(bytes).toString('base64url');
const said = (page: Page) => page.getByTestId('warning').filter({ hasText: 'Left out:' });

async function opens(page: Page, address: string) {
  await page.goto('about:blank');
  await page.goto(`./${address}`);
  await page.evaluate(() => window.cloze.ready);
  await call(page, 'pause');
}

const BOMB = packed(Buffer.alloc(300_000_000, 'a'));

const LINKS: { about: string; address: string; left: RegExp[] }[] = [
  {
    about: 'numbers that are none',
    address: `?${SMALL}&seed=9&learning_rate=1e999&probability=NaN&warmup_steps=-0x10&steps=1e3e3`,
    left: [/learning_rate/, /probability/, /warmup_steps/, /steps \(not a possible value\)/],
  },
  {
    about: 'markup',
    address: `?${SMALL}&seed=9&%3Cimg%20src%3Dx%20onerror%3D%22window.hurt%3D1%22%3E=1&rule=%3Cscript%3Ewindow.hurt=1%3C/script%3E`,
    left: [/<img src=x onerror=/, /rule/],
  },
  {
    about: 'names twice',
    address: `?${SMALL}&seed=9&seed=10&masking.keep=10&keep=20`,
    left: [/seed \(given twice/, /keep/],
  },
  {
    about: 'unknown language, theme, room, panel and mode',
    address: `?${SMALL}&seed=9&lang=xx&theme=neon&present=yes&embed=nothing#/cellar`,
    left: [/lang=xx/, /theme=neon/, /present=yes/, /embed=nothing/, /#\/cellar/],
  },
  {
    about: 'the future',
    address: `?v=99&${SMALL}&seed=9&dropout=0.1`,
    left: [/v=99 \(made by a newer version/, /dropout/],
  },
  { about: 'a corpus that is not there', address: `?${SMALL}&seed=9&corpus=nowhere`, left: [/corpus=nowhere/] },
  {
    about: 'steps beyond counting',
    address: `?${SMALL}&seed=9&step=99999999999999999999&row=-1`,
    left: [/step/, /row/],
  },
  { about: 'text that is no base64', address: `?${SMALL}&seed=9&corpus=text#?z=%3Cb%3E!!`, left: [/text \(damaged/] },
  {
    about: 'text that was cut off',
    address: `?${SMALL}&seed=9&corpus=text#?z=${packed(Buffer.from('The owl sleeps. At night it hunts. It is grey.')).slice(0, 20)}`,
    left: [/text \(damaged/],
  },
  {
    about: 'text that would fill the memory',
    address: `?${SMALL}&seed=9&corpus=text#?z=${BOMB}`,
    left: [/text \(longer than 1,000,000/],
  },
  {
    about: 'text without its corpus',
    address: `?${SMALL}&seed=9&corpus=course&text=The+owl.`,
    left: [/text \(the link names another corpus/],
  },
  {
    about: 'corpus without its text',
    address: `?${SMALL}&seed=9&corpus=text`,
    left: [/the text itself is not in the link/],
  },
  {
    about: 'a fragment of a megabyte',
    address: `?${SMALL}&seed=9&corpus=text#?z=${'A'.repeat(1_000_000)}`,
    left: [/text \(/],
  },
  {
    about: 'a hundred names',
    address: `?${SMALL}&seed=9&${Array.from({ length: 100 }, (_, index) => `${'n'.repeat(60)}${index}=1`).join('&')}`,
    left: [/n{40}… \(no such setting\)/, /and 94 more/],
  },
];

for (const { about, address, left } of LINKS) {
  test(`the page opens from a link with ${about}`, async ({ page }) => {
    await opens(page, address);
    expect((await state(page)).settings).toMatchObject({ seed: 9, hidden_size: 32 });
    await expect(said(page)).toHaveCount(1);
    for (const words of left) await expect(said(page)).toContainText(words);
    expect(await page.evaluate(() => 'hurt' in window || document.images.length > 0)).toBe(false);
    // Another run was not asked for by the address.
    await call(page, 'configure', { seed: 2 });
    await expect(said(page)).toHaveCount(0);
  });
}

test('it is said in Korean too', async ({ page }) => {
  await opens(page, `?${SMALL}&lang=ko&colour=blue`);
  await expect(page.getByTestId('warning')).toContainText('colour');
  await expect(page.getByTestId('warning')).toContainText('없는 설정');
});
