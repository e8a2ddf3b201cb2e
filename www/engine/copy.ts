// This copy of the page: its version, and what of it is kept for use without a network (www/public/sw.js).

/** Written into index.html by `cargo xtask build`. Empty where the page is served from a build in progress. */
export const version = () => document.querySelector<HTMLMetaElement>('meta[name="version"]')?.content ?? '';

/** Null without service workers: plain http, private windows of some browsers, a sandbox, where even asking is an error. */
export function serviceWorkers(): ServiceWorkerContainer | null {
  try {
    return navigator.serviceWorker ?? null;
  } catch {
    return null;
  }
}

/** Files that are not part of every visit are kept too, now that they are used. */
export function keepOffline(...urls: string[]): void {
  if (!version()) return;
  void serviceWorkers()?.ready.then(({ active }) => active?.postMessage({ type: 'keep', urls }));
}
