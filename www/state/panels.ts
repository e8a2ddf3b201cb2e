// The parts of the page that can stand alone in another page's frame: `?embed=NAME`.

export const PANELS = [
  'stage',
  'pair',
  'tallies',
  'curves',
  'examples',
  'vocabulary',
  'sentence',
  'attention',
  'parameters',
  'settings',
] as const;
export type Panel = (typeof PANELS)[number];
