import { expect, test, vi } from 'vitest';
import { panelsInReadme } from '../../tests/readme';

// Stubs of the browser for importing the panels' modules. Nothing is drawn, and no timer fires.
vi.useFakeTimers();
vi.stubGlobal('matchMedia', () => new EventTarget());
vi.stubGlobal('location', new URL('http://localhost/'));
vi.stubGlobal('navigator', { language: 'en' });
const { embedded, GROUPS, PANELS } = await import('./panels');

const address = (id: string) => `http://localhost/?embed=${id}`;

test('README.md names the panels that can stand alone, in the order of the page', () => {
  expect(panelsInReadme()).toEqual(PANELS.filter(({ whole }) => !whole).map(({ id }) => id));
});

test('every panel stands in a group of the page, and every group has one', () => {
  const used = new Set(PANELS.flatMap(({ group }) => (group === null ? [] : [group])));
  expect([...used].sort()).toEqual(GROUPS.map(({ id }) => id).sort());
});

test('an address asks for a panel by its name, and no other name asks for one', () => {
  for (const id of panelsInReadme()) expect(embedded(address(id))?.id).toBe(id);
  for (const id of ['', 'checkpoint', 'Stage', 'nothing']) expect(embedded(address(id))).toBeNull();
  expect(embedded('http://localhost/')).toBeNull();
});
