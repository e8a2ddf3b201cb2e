/** Writes the address bar. A sandboxed frame without an origin of its own may not; there the address stays as it was. */
export function replaceAddress(address: string) {
  if (address === location.href) return;
  try {
    history.replaceState(history.state, '', address);
  } catch {
    // The run goes on all the same, and `window.cloze.link()` knows it.
  }
}
