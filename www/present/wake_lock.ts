// Keeps the screen on while somebody presents.

/** Returns a function that ends it. Where the browser refuses, nothing is lost but the screen's light. */
export function keepAwake(): () => void {
  let ended = false;
  let lock: WakeLockSentinel | undefined;

  /** The browser takes the lock away whenever the page is hidden. */
  async function ask() {
    if (document.hidden || ended) return;
    try {
      lock = await navigator.wakeLock.request('screen');
      if (ended) await lock.release();
    } catch {
      // Not offered, not allowed in this frame, or the battery is low.
    }
  }

  document.addEventListener('visibilitychange', ask);
  void ask();
  return () => {
    ended = true;
    document.removeEventListener('visibilitychange', ask);
    lock?.release().catch(() => {});
  };
}
