// The page's own parameters in an address, as far as nothing can be done with them.

import type { LeftOut } from '../state/link';
import { LANGUAGES, THEMES } from '../state/preferences.svelte';
import { embedded } from './panels';
import { isRoom } from './rooms';

export function unusableIn(address: string): LeftOut[] {
  const url = new URL(address);
  const place = url.hash.split('?')[0] ?? '';
  const checks: [string, (value: string) => boolean][] = [
    ['lang', (value) => LANGUAGES.some((one) => one === value)],
    ['theme', (value) => THEMES.some((one) => one === value)],
    ['present', (value) => value === '0' || value === '1'],
    ['embed', () => embedded(address) !== null],
  ];
  const wrong = checks.flatMap(([name, good]) => {
    const value = url.searchParams.get(name);
    return value === null || good(value) ? [] : [{ name: `${name}=${value}`, reason: 'value' as const }];
  });
  return place.startsWith('#/') && !isRoom(place) ? [...wrong, { name: place, reason: 'room' as const }] : wrong;
}
