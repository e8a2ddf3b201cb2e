// What is said before the page is there, of the host that it comes from, and of its versions. What stands in index.html itself is
// `first`: it is written there when the page is built (www/first).

import type { HostFault } from '../../engine/host';

export const hosting = {
  first: {
    intro: [
      'BERT learned language by filling blanks. In every pair of sentences 15% of the tokens are selected: most of these are hidden behind [MASK], some are replaced by random tokens, some are kept.',
      'The model has to name each selected token from everything around it. The loss looks only at the selected tokens. All others are read, but not scored.',
      'On this page a small BERT starts from random weights and learns while you watch. It trains in this tab, and nothing leaves it.',
    ],
    loading: 'Loading the page…',
    late: 'The scripts of this page have not arrived. On a slow line they may still come. Otherwise the host does not send them, or not as JavaScript.',
    file: 'This page was opened as a file, and browsers start no workers from files. Put the folder on any web server, for example with “python3 -m http.server” in it.',
    sandbox:
      'The page around this frame forbids it to run: its sandbox attribute has to be sandbox="allow-scripts allow-same-origin".',
    missing: 'The host does not have a script of this page. The copy is incomplete, or it was replaced: reload.',
    type: 'The host sends the scripts of this page as a type that browsers do not run. They have to be text/javascript.',
    old: 'This browser is too old for this page. Chrome and Firefox can run it since 2021, Safari since 2023.',
    noScript: 'Cloze trains a model in this page, so it needs JavaScript. What follows was recorded.',
  },
  recorded: {
    link: 'Look at a recorded run instead',
    title: 'A recorded run',
    lead: (steps: string) =>
      `Nothing is computed here. This run of ${steps} steps was recorded on the live page, with its default settings.`,
    curve: 'Loss of the masked language model on held-out text',
    curveAbout: (first: string, last: string, steps: string) => `It falls from ${first} to ${last} in ${steps} steps.`,
    step: (step: string) => `Step ${step}`,
    scored: (counted: number, tokens: number, loss: string) =>
      `${counted} of ${tokens} tokens are selected. Their mean loss is ${loss}; the other tokens have none.`,
    head: { original: 'Original', input: 'Input', fate: 'Role', guess: 'Best prediction', loss: 'Loss' },
    fates: {
      special: 'special token',
      context: 'context',
      masked: 'masked',
      randomized: 'random',
      kept: 'kept',
      padding: 'padding',
    },
    live: 'Open the live page',
  },
  fetching: (done: string, of: string) => `${done} of ${of} MB`,
  /** One sentence for each; it says what the host has to do. */
  faults: {
    html: ({ file }) => `The host answered with a web page instead of the file ${file}: the copy there is incomplete.`,
    missing: ({ file, found }) =>
      `The host does not have the file ${file} (status ${found}): the copy there is incomplete.`,
    type: ({ file, found }) =>
      `The host sends the script ${file} as ${found || 'no type at all'}, which browsers do not run: it has to be text/javascript.`,
    policy: () =>
      "The Content-Security-Policy of this host forbids WebAssembly: its script-src needs 'wasm-unsafe-eval'.",
    worker: () =>
      "The browser refused to start a worker: the host has to send scripts as text/javascript, and its Content-Security-Policy has to allow worker-src 'self'.",
    version: () => 'The host has another version of this page by now: reload.',
  } satisfies Record<HostFault['code'], (fault: HostFault) => string>,
  update: {
    ready: 'A new version is ready.',
    reload: 'Reload',
    alone: 'The page reloads in a moment.',
    others: 'First close the other tabs and frames with Cloze: they still use the version before.',
  },
};
