// What a page holds in memory, by the browser's own count, after its garbage is collected.

import type { CDPSession, Page } from '@playwright/test';
import { sizesOf } from './snapshot';

/** Bytes and counts. */
export interface Memory {
  /** Objects of the page's scripts. */
  js_objects: number;
  /** What V8 has compiled of them: more where a function was called often, less where it was not called for long. */
  js_code: number;
  /** The JavaScript heap of all workers. */
  worker_heap: number;
  /** Nodes of the document, and those that scripts hold outside it. */
  dom_nodes: number;
  listeners: number;
}

/** Objects that a finalizer holds are free only after the next collection. */
const COLLECTIONS = 3;

/**
 * Connects to the page and its workers. The function measures them now. To be run on a machine that does nothing else: where a click times
 * out, Playwright keeps the element, and with it the 2,700 nodes of the room that was left (seen in a heap snapshot).
 */
export async function meter(page: Page): Promise<() => Promise<Memory>> {
  const session = await page.context().newCDPSession(page);
  const workers = await workersOf(session);
  return async () => {
    for (let time = 0; time < COLLECTIONS; time++) {
      await session.send('HeapProfiler.collectGarbage');
      await workers.send('HeapProfiler.collectGarbage');
    }
    const heaps = await workers.send<{ usedSize: number }>('Runtime.getHeapUsage');
    const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
    const { objects, code } = sizesOf(await snapshot(session));
    return {
      js_objects: objects,
      js_code: code,
      worker_heap: heaps.reduce((sum, { usedSize }) => sum + usedSize, 0),
      dom_nodes: nodes,
      listeners: jsEventListeners,
    };
  };
}

async function snapshot(session: CDPSession): Promise<string> {
  const chunks: string[] = [];
  const add = ({ chunk }: { chunk: string }) => chunks.push(chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', add);
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  session.off('HeapProfiler.addHeapSnapshotChunk', add);
  return chunks.join('');
}

/** Sends a command to every worker of the page, and collects their answers. Playwright has no sessions for workers. */
async function workersOf(session: CDPSession) {
  const attached = new Set<string>();
  const waiting = new Map<string, (result: unknown) => void>();
  let sent = 0;
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') attached.add(sessionId);
  });
  session.on('Target.detachedFromTarget', ({ sessionId }) => attached.delete(sessionId));
  session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
    const { id, result } = JSON.parse(message) as { id?: number; result?: unknown };
    waiting.get(`${sessionId}/${id}`)?.(result);
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  return {
    send: <T>(method: string): Promise<T[]> =>
      Promise.all(
        [...attached].map(async (sessionId) => {
          const id = ++sent;
          const answer = new Promise<T>((resolve) =>
            waiting.set(`${sessionId}/${id}`, (result) => resolve(result as T)),
          );
          await session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
          return answer.finally(() => waiting.delete(`${sessionId}/${id}`));
        }),
      ),
  };
}
