// WebKit (WebKitGTK's MiniBrowser) by WebDriver: https://www.w3.org/TR/webdriver2/. It draws on a screen in memory.

import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { ended, eventually } from './process.js';

/** Scripts may run for so long. */
const SCRIPT_MS = 300_000;

export async function webkit(program) {
  const port = await freePort();
  // Its own group, so that the screen, the driver and the browser end together.
  const child = spawn('xvfb-run', ['--auto-servernum', program, `--port=${port}`, '--host=127.0.0.1'], {
    detached: true,
    stdio: 'ignore',
    // It refuses to start as root inside its sandbox, which containers do not offer.
    env: { ...process.env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', LIBGL_ALWAYS_SOFTWARE: '1' },
  });
  const send = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
    return value;
  };
  const end = async () => {
    process.kill(-child.pid);
    await ended(child);
  };
  try {
    await eventually(() => send('GET', '/status'));
    const { sessionId, capabilities } = await send('POST', '/session', { capabilities: { alwaysMatch: {} } });
    const inSession = (method, path, body) => send(method, `/session/${sessionId}${path}`, body);
    await inSession('POST', '/timeouts', { script: SCRIPT_MS });
    return {
      version: `${capabilities.browserName} ${capabilities.browserVersion}`,
      complaints: [],
      open: (url) => inSession('POST', '/url', { url }),
      evaluate: (expression) => inSession('POST', '/execute/sync', { script: `return ${expression}`, args: [] }),
      async close() {
        await inSession('DELETE', '').catch(() => {});
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
