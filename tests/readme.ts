// Facts from README.md, for tests that compare the page with it.

import { readFileSync } from 'node:fs';

/** The panels of `?embed=PANEL` in README.md, in its order. */
export function panelsInReadme(): string[] {
  const row = readFileSync('README.md', 'utf8').match(/^\| `\?embed=PANEL` \|.*$/m)?.[0] ?? '';
  return [...row.matchAll(/`([a-z]+)`/g)].map(([, id]) => id!);
}
