// A host of our own for the built page: in a folder, with the faults that a test gives it, and with another build from one moment to
// the next.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { expect, test as base } from '../fixtures';

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/** What the host answers instead of the file, or with other headers. */
interface Answer {
  status?: number;
  body?: string | Buffer;
  headers?: Record<string, string>;
}

const MOUNT = '/course/week 3/cloze/';

export class Host {
  readonly url: string;
  /** The build that it serves. */
  folder: string;
  /** What is wrong with it. */
  fault: (path: string) => Answer = () => ({});
  readonly #server;

  private constructor(folder: string, server: ReturnType<typeof createServer>) {
    this.folder = folder;
    this.#server = server;
    server.on('request', (request, response) => this.#answer(request, response));
    this.url = new URL(MOUNT, `http://127.0.0.1:${(server.address() as AddressInfo).port}`).href;
  }

  static async start(folder: string): Promise<Host> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return new Host(folder, server);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  #answer(request: IncomingMessage, response: ServerResponse) {
    const path = decodeURI(new URL(request.url!, this.url).pathname);
    const file = path.endsWith('/') ? `${path}index.html` : path;
    const name = file.slice(MOUNT.length);
    const { status = 200, body, headers } = this.fault(name);
    try {
      if (!path.startsWith(MOUNT)) throw new Error('outside of the mount');
      const bytes = body ?? readFileSync(join(this.folder, name));
      response.writeHead(status, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream', ...headers });
      response.end(bytes);
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    }
  }
}

/** The list in front of the service worker's script. */
interface Site {
  version: string;
  files: Record<string, unknown>;
}

/** The build under test, from the server that the tests are run against. */
async function download(from: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'cloze-site-'));
  const get = async (path: string) => Buffer.from(await (await fetch(new URL(path, from))).arrayBuffer());
  const worker = await get('sw.js');
  const list = /^const SITE = (\{.*?\n\});\n/s.exec(worker.toString());
  if (!list) throw new Error(`${from}sw.js has no list of files: run node xtask/src/site/offline.mjs FOLDER first`);
  for (const path of ['sw.js', ...Object.keys((JSON.parse(list[1]!) as Site).files)]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), path === 'sw.js' ? worker : await get(path));
  }
  return folder;
}

/** A later build: a copy with changed files, made ready as `cargo xtask build` does. */
export function rebuilt(folder: string, changes: Record<string, (text: string) => string>): string {
  const next = mkdtempSync(join(tmpdir(), 'cloze-site-'));
  cpSync(folder, next, { recursive: true });
  const change = (path: string, by: (text: string) => string) =>
    writeFileSync(join(next, path), by(readFileSync(join(next, path), 'utf8')));
  change('sw.js', (script) => script.slice(script.indexOf('// The service worker')));
  change('index.html', (page) => page.replace(/(<meta name="version" content=")\w+/, '$1'));
  for (const [path, by] of Object.entries(changes)) change(path, by);
  execFileSync('node', ['xtask/src/site/offline.mjs', next]);
  return next;
}

export const test = base.extend<{ host: Host }, { built: string }>({
  built: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const folder = await download(process.env.CLOZE_URL ?? 'http://127.0.0.1:8080/');
      await use(folder);
      rmSync(folder, { recursive: true });
    },
    { scope: 'worker' },
  ],
  host: async ({ built }, use) => {
    const host = await Host.start(built);
    await use(host);
    await host.stop();
  },
  baseURL: async ({ host }, use) => use(host.url),
});

export { expect };
