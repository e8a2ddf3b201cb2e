// Firefox by WebDriver BiDi, which it speaks itself: https://w3c.github.io/webdriver-bidi/.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ended } from './process.js';

export async function firefox(program) {
  const profile = mkdtempSync(join(tmpdir(), 'cloze-firefox-'));
  const child = spawn(program, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0']);
  const close = async () => {
    child.kill();
    await ended(child);
    rmSync(profile, { recursive: true, force: true });
  };
  try {
    return { ...(await session(await address(child))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What it prints once it listens. */
async function address(child) {
  for await (const line of createInterface({ input: child.stderr })) {
    const [, found] = line.match(/WebDriver BiDi listening on (ws:\S+)/) ?? [];
    if (found) {
      child.stderr.resume();
      return found;
    }
  }
  throw new Error('Firefox ended before it listened');
}

async function session(url) {
  const socket = new WebSocket(`${url}/session`);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`no connection to ${url}`));
  });
  const waiting = new Map();
  const complaints = [];
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.method === 'log.entryAdded' && message.params.level === 'error') complaints.push(message.params.text);
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  };
  let last = 0;
  const send = async (method, params) => {
    last += 1;
    const answer = new Promise((resolve) => waiting.set(last, resolve));
    socket.send(JSON.stringify({ id: last, method, params }));
    const { type, result, message } = await answer;
    if (type === 'error') throw new Error(`${method}: ${message}`);
    return result;
  };
  const { capabilities } = await send('session.new', { capabilities: {} });
  await send('session.subscribe', { events: ['log.entryAdded'] });
  const { contexts } = await send('browsingContext.getTree', {});
  const { context } = contexts[0];
  return {
    version: `${capabilities.browserName} ${capabilities.browserVersion}`,
    complaints,
    open: (url) => send('browsingContext.navigate', { context, url, wait: 'complete' }),
    async evaluate(expression) {
      const found = await send('script.evaluate', { expression, target: { context }, awaitPromise: true });
      if (found.type === 'exception') throw new Error(found.exceptionDetails.text);
      return found.result.value;
    },
  };
}
