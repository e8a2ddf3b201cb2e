// Things that live as long as a session, and longer than the panel that shows them.

import type { Session } from './session.svelte';

/** One beside each session, made when it is first asked for: it stays while the page shows another room. */
export function beside<T>(make: (session: Session) => T): (session: Session) => T {
  const all = new WeakMap<Session, T>();
  return (session) => {
    const found = all.get(session) ?? make(session);
    all.set(session, found);
    return found;
  };
}
