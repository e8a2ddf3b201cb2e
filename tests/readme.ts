// What README.md tells the reader about the page, for tests that hold the page to it.

import { readFileSync } from 'node:fs';

/** The panels that README.md says `?embed=PANEL` knows, in its order. */
export function panelsInReadme(): string[] {
  const row = readFileSync('README.md', 'utf8').match(/^\| `\?embed=PANEL` \|.*$/m)?.[0] ?? '';
  return [...row.matchAll(/`([a-z]+)`/g)].map(([, id]) => id!);
}
