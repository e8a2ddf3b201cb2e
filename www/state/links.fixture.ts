// Links as earlier versions of Cloze wrote them, and what they must open as. Never changed, only added to: they are in slides and course
// pages.

import type { Asked } from './link';

interface Kept {
  about: string;
  link: string;
  opens: Partial<Asked>;
}

export const KEPT_LINKS: readonly Kept[] = [
  {
    about: 'version 0, which wrote no seed where it was the default, 1',
    link: './?hidden_size=32&layers=1&heads=2&intermediate_size=64&batch_size=8',
    opens: {
      pairs: [
        ['hidden_size', '32'],
        ['layers', '1'],
        ['heads', '2'],
        ['intermediate_size', '64'],
        ['batch_size', '8'],
        ['seed', '1'],
      ],
    },
  },
  {
    about: 'version 0, with the page’s own parameters and names with and without their prefix',
    link: './?lang=ko&present=1&seed=7&masking.mask=100&random=0&keep=0#/train',
    opens: {
      pairs: [
        ['seed', '7'],
        ['masking.mask', '100'],
        ['random', '0'],
        ['keep', '0'],
      ],
    },
  },
  {
    about: 'version 0, with a text of the user’s as it is',
    link: './?corpus=text&text=The+owl+sleeps.%0AAt+night+it+hunts.%0A%0AThe+heron+waits.%0AIt+sees+a+fish.',
    opens: {
      pairs: [
        ['corpus', 'text'],
        ['text', 'The owl sleeps.\nAt night it hunts.\n\nThe heron waits.\nIt sees a fish.'],
        ['seed', '1'],
      ],
    },
  },
  {
    about: 'version 0, the page in a frame',
    link: './?embed=stage&seed=11&corpus=course&rule=span',
    opens: {
      pairs: [
        ['seed', '11'],
        ['corpus', 'course'],
        ['rule', 'span'],
      ],
    },
  },
  {
    about: 'version 1, at a step of a row',
    link: './?v=1&seed=3&batch_size=8&step=40&row=2',
    opens: {
      pairs: [
        ['seed', '3'],
        ['batch_size', '8'],
      ],
      step: 40,
      row: 2,
    },
  },
  {
    about: 'version 1, with a compressed text',
    link: './?v=1&seed=1&corpus=text#?z=FcixDYAwDATA3lP8BN6Bkj4LpHiwpciJsFHWR1x5zYi5B3KQK1WOQvhtBS_YG5Uq0owwPjOwu_9zFpJMdFyeph8',
    opens: {
      pairs: [
        ['seed', '1'],
        ['corpus', 'text'],
      ],
      packed: 'FcixDYAwDATA3lP8BN6Bkj4LpHiwpciJsFHWR1x5zYi5B3KQK1WOQvhtBS_YG5Uq0owwPjOwu_9zFpJMdFyeph8',
    },
  },
];
