// Hosts that send the page wrongly, and frames that stop it: each is named in a sentence, in both languages.

import type { Page } from '@playwright/test';
import { SMALL, state } from '../small';
import { expect, type Host, test } from './host';

const HTML = { body: '<!doctype html><title>Not found</title>', headers: { 'content-type': 'text/html' } };
const PLAIN = { headers: { 'content-type': 'text/plain', 'x-content-type-options': 'nosniff' } };

interface Wrong {
  name: string;
  fault: Host['fault'];
  en: RegExp;
  ko: RegExp;
}

const WRONG: Wrong[] = [
  {
    name: 'a page instead of the manifest',
    fault: (path) => (path === 'engines/manifest.json' ? HTML : {}),
    en: /web page instead of the file engines\/manifest\.json/,
    ko: /engines\/manifest\.json 파일 대신 웹 페이지/,
  },
  {
    name: 'no manifest',
    fault: (path) => (path === 'engines/manifest.json' ? { status: 404, body: '' } : {}),
    en: /does not have the file engines\/manifest\.json \(status 404\)/,
    ko: /engines\/manifest\.json 파일이 없습니다\(상태 코드 404\)/,
  },
  {
    name: 'a page instead of the engine’s module',
    fault: (path) => (/cpu-.*\.wasm$/.test(path) ? HTML : {}),
    en: /web page instead of the file cpu-\w+\/cloze_bg\.wasm/,
    ko: /cloze_bg\.wasm 파일 대신 웹 페이지/,
  },
  {
    name: 'the engine’s script as plain text',
    fault: (path) => (/cpu-.*\.js$/.test(path) ? PLAIN : {}),
    en: /sends the script cpu-\w+\/cloze\.js as text\/plain/,
    ko: /cloze\.js의 형식\(text\/plain\)/,
  },
  {
    name: 'the worker’s script as plain text',
    fault: (path) => (/assets\/worker/.test(path) ? PLAIN : {}),
    en: /refused to start a worker: the host has to send scripts as text\/javascript/,
    ko: /워커를 시작하지 않았습니다/,
  },
  {
    name: 'a policy that forbids WebAssembly',
    fault: () => ({ headers: { 'content-security-policy': "script-src 'self'" } }),
    en: /forbids WebAssembly: its script-src needs 'wasm-unsafe-eval'/,
    ko: /WebAssembly를 막고 있습니다/,
  },
  {
    name: 'a policy that forbids workers',
    fault: (path) => (path === 'index.html' ? { headers: { 'content-security-policy': "worker-src 'none'" } } : {}),
    en: /refused to start a worker/,
    ko: /워커를 시작하지 않았습니다/,
  },
  {
    name: 'all scripts as plain text',
    fault: (path) => (/\.js$/.test(path) ? { headers: { 'content-type': 'text/plain' } } : {}),
    en: /sends the scripts of this page as a type that browsers do not run/,
    ko: /브라우저가 실행하지 않는 형식/,
  },
  {
    name: 'a script that is not there',
    fault: (path) => (/assets\/index-.*\.js$/.test(path) ? { status: 404, body: '' } : {}),
    en: /does not have a script of this page/,
    ko: /스크립트가 없습니다/,
  },
];

for (const { name, fault, en, ko } of WRONG) {
  test(`named: ${name}`, async ({ page, host, complaints }) => {
    host.fault = fault;
    for (const [language, sentence] of [
      ['en', en],
      ['ko', ko],
    ] as const) {
      await page.goto(`./?${SMALL}&lang=${language}`);
      await expect(page.getByRole('alert')).toHaveText(sentence);
    }
    // The browser says it too, in its own words.
    complaints.splice(0);
  });
}

test('a module of a wrong type trains all the same', async ({ page, host }) => {
  host.fault = (path) => (/\.wasm$/.test(path) ? { headers: { 'content-type': 'application/octet-stream' } } : {});
  await page.goto(`./?${SMALL}`);
  await page.evaluate(() => window.cloze.ready);
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(2);
});

/** A course page of another site (`localhost`, not `127.0.0.1`) with the page in a frame. */
async function framed(page: Page, host: Host, attributes: string) {
  const frame = `<iframe src="${host.url}?embed=stage&${SMALL}" width="900" height="700" ${attributes}></iframe>`;
  host.fault = (path) => (path === 'course.html' ? { body: `<link rel="icon" href="data:,">${frame}` } : {});
  await page.goto(new URL('course.html', host.url.replace('127.0.0.1', 'localhost')).href);
  return page.frameLocator('iframe');
}

/** All but that the course page is of another site. */
const others = (complaints: string[]) => complaints.splice(0).filter((complaint) => !complaint.includes('//localhost'));

for (const attributes of ['', 'sandbox="allow-scripts allow-same-origin"']) {
  test(`in a frame of another site the page trains ${attributes}`, async ({ page, host, complaints }) => {
    const frame = await framed(page, host, attributes);
    await expect(frame.getByTestId('strip')).toBeVisible();
    expect(others(complaints)).toEqual([]);
  });
}

test('in a sandbox without its origin the page says which attribute it needs', async ({ page, host, complaints }) => {
  const frame = await framed(page, host, 'sandbox="allow-scripts"');
  await expect(frame.getByRole('alert')).toContainText('sandbox="allow-scripts allow-same-origin"');
  complaints.splice(0);
});

test('opened as a file the page says what it needs', async ({ page, built, complaints }) => {
  await page.goto(`file://${built}/index.html`);
  await expect(page.getByRole('alert')).toContainText('python3 -m http.server');
  complaints.splice(0);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the page says so and shows a run that was recorded, in both languages', async ({ page }) => {
    await page.goto('./');
    // By elements: the usual locators take it that a page has scripts, and look past <noscript>.
    const plain = page.locator('noscript');
    await expect(plain.locator('p[lang="en"]').first()).toContainText('needs JavaScript');
    await expect(plain.locator('p[lang="ko"]').first()).toContainText('JavaScript가 필요합니다');
    await expect(plain.locator('h2')).toContainText('A recorded run');
    await expect(plain.locator('h2')).toBeVisible();
    await expect(plain.locator('table')).toHaveCount(3);
    await expect(plain.locator('svg polyline')).toBeVisible();
    await expect(page.locator('[data-loading]').first()).toBeHidden();
  });
});

test('without SIMD the page says so and leads to the recorded run', async ({ page }) => {
  await page.addInitScript(() => (WebAssembly.validate = () => false));
  await page.goto('./?lang=ko');
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('SIMD');
  await alert.getByRole('link').click();
  await expect(page.getByRole('heading', { name: /기록해 둔 학습 과정/ })).toBeVisible();
});

test('the words are there before the scripts', async ({ page, host }) => {
  const held: (() => void)[] = [];
  await page.route('**/assets/index-*.js', async (route) => {
    await new Promise<void>((go) => held.push(go));
    await route.continue();
  });
  await page.goto(`${host.url}?${SMALL}&lang=ko`, { waitUntil: 'commit' });
  await expect(page.getByText('BERT는 빈칸을 채우며')).toBeVisible();
  await expect(page.getByText('BERT learned language')).toBeHidden();
  held.forEach((go) => go());
  await expect(page.getByTestId('strip')).toBeVisible();
  await expect(page.getByText('BERT는 빈칸을 채우며')).toHaveCount(0);
});

test('how much of the engine is there can be seen, and there is something to read meanwhile', async ({ page }) => {
  // A page that waits in the middle of the file: the rest never comes.
  await page.addInitScript(() => {
    const start = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (this: Worker, ...given: unknown[]) {
      const [message] = given as [{ type: string }];
      if (message.type !== 'load') return (start as (...given: unknown[]) => void).apply(this, given);
      const data = { type: 'fetched', bytes: 1_250_000 };
      this.dispatchEvent(new MessageEvent('message', { data }));
    } as typeof start;
  });
  await page.goto(`./?${SMALL}`);
  await expect(page.getByText(/1\.3 of \d+\.\d MB/)).toBeVisible();
  await expect(page.getByText('The loss is the mean over these positions alone', { exact: false })).toBeVisible();
});
