// What a tab remembers over a reload: the run that it saves.

/** How the page was entered again: the tab's own run goes on by itself. */
export function isReturn(): boolean {
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const discarded = (document as { wasDiscarded?: boolean }).wasDiscarded === true;
  return discarded || entry?.type === 'reload' || entry?.type === 'back_forward';
}

const KEY = 'cloze.run';

interface Mine {
  run: string;
  address: string;
}

/** The name of the run that this tab has saved under this address. */
export function ownRun(address: string): string | null {
  try {
    const mine = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Mine | null;
    return mine?.address === address ? mine.run : null;
  } catch {
    return null;
  }
}

/** Null for a run of which nothing is saved yet: a reload then begins it again. */
export function rememberRun(mine: Mine | null) {
  try {
    if (mine) sessionStorage.setItem(KEY, JSON.stringify(mine));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Forbidden or full: after a reload the run is then offered, as in another tab.
  }
}
