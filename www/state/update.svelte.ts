// The service worker, which keeps the page for use without a network, and the new version that it may hold.

import { serviceWorkers, version } from '../engine/copy';

class Update {
  /** A new version is in its cache, and waits until no tab uses the one before. */
  ready = $state(false);
  /** Whether no other tab or frame uses the one before, asked when the user wants to reload. If so, the page reloads as soon as the worker
   * of the one before has answered what it was asked. Null before that. */
  alone = $state<boolean | null>(null);
  #registration: ServiceWorkerRegistration | undefined;

  /** To be called when the page has what it needs, so that its visitors don't wait for what a later visit needs. */
  async watch(): Promise<void> {
    const workers = serviceWorkers();
    // A frame takes what the page itself has left here, but leaves nothing on the visitors of another page.
    if (!version() || !workers || window.top !== window) return;
    try {
      const registration = await workers.register('./sw.js', { updateViaCache: 'none' });
      this.#registration = registration;
      const look = () => (this.ready = registration.waiting !== null && workers.controller !== null);
      const follow = () => registration.installing?.addEventListener('statechange', look);
      registration.addEventListener('updatefound', follow);
      follow();
      look();
    } catch {
      // Forbidden, or the list is not that of the files: the page works as before, with a network.
    }
  }

  /** The new version, if no other tab would lose the files of its own. */
  reload(): void {
    const waiting = this.#registration?.waiting;
    // Another tab has done so already.
    if (!waiting) return location.reload();
    serviceWorkers()?.addEventListener('controllerchange', () => location.reload(), { once: true });
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<{ alone: boolean }>) => (this.alone = data.alone);
    waiting.postMessage({ type: 'take over' }, [port2]);
  }
}

export const update = new Update();
