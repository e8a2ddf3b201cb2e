// Links to a run, the panel that makes them, and what a link asked for in vain.

export const share = {
  share: {
    title: 'Share this run',
    lead: 'A link holds the seed and every setting you changed. Whoever opens it trains the very same run on their own device.',
    link: 'Link',
    withStep: (step: string) => `Open at step ${step}`,
    withStepHint: 'The page trains to this step and pauses there, so that a class looks at the same tokens.',
    withText: 'Include my text',
    withTextHint: 'The text is compressed and becomes part of the link. Anyone who has the link can read it.',
    withoutText: 'The link doesn’t hold your text. Without it, others get the default corpus.',
    length: (length: string) => `${length} characters`,
    lengthWithText: (length: string, text: string, limit: string) =>
      `${length} characters, your text of ${text} included. The limit is ${limit}.`,
    tooLong: (length: string, limit: string) =>
      `With your text the link has ${length} characters. The limit is ${limit}, so the text was left out. Send it as a file.`,
    noCompression: 'This browser can’t compress text, so the link doesn’t hold yours.',
    copyLink: 'Copy link',
    copied: 'Copied',
    notCopied: 'This browser refused to copy. Select the text and copy it yourself.',
    notCopiedInFrame:
      'The page around this frame doesn’t allow copying: its iframe needs allow="clipboard-write". Select the text and copy it yourself.',
    qr: 'QR code',
    qrLabel: 'QR code of the link',
    qrHint: 'Point a phone’s camera at it.',
    qrMissing: 'The QR code couldn’t be loaded.',
    qrTooLong: 'This link is too long for a QR code that a camera can read from a distance.',
    present: 'Present',
    presentHint: 'Large type and a bar of controls, for a projector. Training continues.',
    embed: 'Embed in another page',
    embedLead: 'One panel with the controls of the run, in a frame of your own page.',
    panel: 'Panel',
    language: 'Language',
    theme: 'Theme',
    readers: 'The reader’s own',
    snippet: 'HTML',
    snippetHint:
      'The script sets the frame to the height of its content. Where a page allows no scripts, leave it out: the frame then keeps the height in its tag.',
    copySnippet: 'Copy HTML',
    frameTitle: 'Cloze: a BERT in training',
    panels: {
      stage: 'Example',
      pair: 'Next sentence',
      tallies: 'Tallies',
      sentence: 'A sentence of your own',
      curves: 'Curves',
      examples: 'Held-out sentences',
      vocabulary: 'Vocabulary',
      attention: 'Attention',
      parameters: 'Parameters',
      ablations: 'What each part is worth',
      settings: 'Settings',
      guess: 'Guess the word',
    } as Record<string, string>,
  },

  link: {
    leftOut: 'Not everything in the address could be used. Left out:',
    more: (count: string) => `and ${count} more`,
    reasons: {
      unknown: 'no such setting',
      value: 'not a possible value',
      together: 'impossible with the other settings, so all of them are the defaults',
      room: 'no such page',
      twice: 'given twice, the first one is used',
      newer: 'made by a newer version of Cloze',
      no_text: 'the text itself is not in the link',
      unused_text: 'the link names another corpus',
      broken_text: 'damaged or cut off',
      long_text: 'longer than 1,000,000 characters',
    },
    journey: (step: string) => `Training to step ${step}, where this link opens`,
    stop: 'Stop here',
  },

  ownText: {
    decomposed:
      'The Hangul in this text is decomposed: each syllable is stored as separate letters. Most words would become [UNK].',
    compose: 'Compose it',
  },
};
