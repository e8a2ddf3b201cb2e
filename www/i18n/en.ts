/** How many of something, in words: 1 token, 2 tokens. */
const n = (count: number, one: string, many: string) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export const en = {
  title: 'Cloze: watch BERT learn',
  name: 'Cloze',
  claim: 'A small BERT learns to fill blanks, here and now. Its loss looks only at the selected tokens.',
  skip: 'Skip to the stage',

  header: {
    language: 'Language',
    theme: 'Theme',
    themes: { system: 'Auto', light: 'Light', dark: 'Dark' },
  },

  phase: {
    loading: 'Loading the engine…',
    corpus: 'Reading the corpus',
    vocabulary: 'Learning the vocabulary',
    model: 'Drawing the first weights',
    kernels: 'Compiling for the GPU',
    no_simd:
      'This browser is too old to train here: its WebAssembly has no SIMD. Chrome and Firefox have had it since 2021, Safari since 2023.',
    failed: 'Training stopped: something broke inside the engine.',
    failedHint: 'The page is still alive. Restarting goes on from the last saved step, or from the beginning.',
    restart: 'Restart',
    details: 'Details',
    copy: 'Copy details',
    copied: 'Copied',
  },

  device: {
    cpu: 'CPU',
    webgpu: 'WebGPU',
    trains: (device: string) => `Training on ${device}`,
    stepsPerSecond: (rate: string) => `${rate} steps/s`,
    reason: {
      starting: 'the engine that is there first',
      cpu_chosen: 'chosen in the settings',
      no_adapter: 'this browser offers no GPU',
      software_adapter: 'the GPU here is emulated in software, which is slower',
      no_engine: 'the WebGPU engine could not be loaded',
      loading_webgpu: 'the GPU engine is being loaded meanwhile',
      webgpu_chosen: 'chosen in the settings',
      webgpu_faster: 'it was the faster of the two',
      cpu_faster: 'it was the faster of the two',
      webgpu_missing: 'WebGPU was asked for, but this browser offers none',
      webgpu_failed: 'WebGPU failed to start',
      device_lost: 'the GPU was lost; the same run goes on from its last saved step',
    },
    raced: (cpu: string, webgpu: string) => `CPU ${cpu} ms a step, WebGPU ${webgpu} ms`,
    model: (parameters: string, documents: string, vocabulary: string) =>
      `${parameters} weights · ${documents} documents · ${vocabulary} WordPieces`,
  },

  transport: {
    label: 'Training',
    play: 'Play',
    pause: 'Pause',
    step: 'One step',
    next: 'Next example',
    speed: 'Speed',
    speeds: { slow: '1 a second', medium: '5 a second', full: 'Full' },
    again: 'Same seed again',
    another: 'New seed',
    keys: 'Keys: space plays and pauses, S trains one step, N shows the next example.',
    stepOf: (step: string, steps: string) => `Step ${step} of ${steps}`,
    finished: 'The run has reached its last step.',
  },

  stage: {
    title: 'The stage',
    lead: 'One sentence pair of the batch, and what this step made of it.',
    atStep: (step: string) => `as of step ${step}`,
    before: 'before the first step',
    holds: 'At full speed the stage changes every few seconds. Pause to look closely.',
    pinned: 'The stage keeps this step while its arithmetic is open; training goes on.',
    slow: 'Training waits while this step is shown in slow motion.',
    sentenceA: 'Sentence A',
    sentenceB: 'Sentence B',
    continued: (name: string) => `${name}, continued`,
    token: 'Token',
    rows: {
      original: 'Original',
      fate: 'Fate',
      input: 'Model sees',
      read: 'Read',
      predicted: 'Predicts',
      loss: 'Loss',
      gradient: 'Gradient',
      inputs: 'Gradient',
    },
    hints: {
      loss: '−log p(original)',
      gradient: 'at the output vector',
      inputs: 'at the input embedding',
      read: 'by the scored',
    },
    same: 'same',
    scored: 'scored',
    notScored: 'not scored',
    timesZero: '× 0',
    wouldBe: 'would be',
    right: 'right',
    padding: (count: number) => `+ ${n(count, 'padding position', 'padding positions')}: neither read nor scored`,
    readShare: (share: string) => `${share} of what the scored positions read`,
    place: (place: number) => ordinal(place),
    unknownOriginal: 'nobody knows the original',
    legend: 'Legend',
    opened: (token: string) => `Open the arithmetic of “${token}”`,
    tokenLabel: (token: string, fate: string) => `${token}, ${fate}`,
    top: 'Likeliest',
    speak: 'Read this step aloud',
  },

  fates: {
    masked: 'masked',
    randomized: 'random',
    kept: 'kept',
    context: 'context',
    special: 'special',
    padding: 'padding',
  },
  fateNotes: {
    masked: 'selected, replaced by [MASK]',
    randomized: 'selected, replaced by a random token',
    kept: 'selected, left as it is, predicted all the same',
    context: 'read, not scored',
    special: 'read, never selected',
    padding: 'filler, neither read nor scored',
  },

  words: {
    counted: (real: number, selected: number, loss: string) =>
      `Of ${n(real, 'token', 'tokens')}, ${selected} ${selected === 1 ? 'was' : 'were'} selected. The loss of this pair is the mean over ${selected === 1 ? 'that one' : `those ${selected}`}: ${loss}. The other ${real - selected} are read, and count for nothing.`,
    none: (real: number) =>
      `Of ${n(real, 'token', 'tokens')}, none was selected: this pair adds nothing to the masked-token loss.`,
  },

  whatIf: {
    title: 'What if',
    names: {
      every_position: 'Count every position',
      always_mask: 'Always [MASK]',
      select_all: 'Select 100 %',
      no_random: 'No random tokens',
    },
    banner: (name: string) => `What if: ${name}`,
    lines: {
      every_position: (now: number, before: number, _different: number) =>
        `Scored everywhere: ${now} positions instead of ${before}, most of them a reward for copying what stands in plain sight.`,
      always_mask: (now: number, _before: number, different: number) =>
        `The same ${n(now, 'position', 'positions')}, each of them [MASK]: ${n(different, 'token', 'tokens')} of this pair would look different, and whatever isn’t [MASK] could be trusted blindly.`,
      select_all: (now: number, before: number, _different: number) =>
        `All ${n(now, 'candidate', 'candidates')} selected instead of ${before}: much to answer, but hardly any text left to answer it from.`,
      no_random: (now: number, _before: number, different: number) =>
        `The same ${n(now, 'position', 'positions')}, none of them random: ${n(different, 'token', 'tokens')} of this pair would look different, and every visible token would be genuine.`,
    },
    numbers: (pair: string, pairWould: string, batch: string, batchWould: string) =>
      `The loss of this pair would be ${pairWould} instead of ${pair}, that of the batch ${batchWould} instead of ${batch}.`,
    gradient: (was: number, would: number) =>
      was === would
        ? `Gradient would flow down at ${n(would, 'position', 'positions')}, as it did.`
        : `Gradient would flow down at ${n(would, 'position', 'positions')} instead of ${was}.`,
    honest: 'Computed from the weights, the text and the dice of this very step. The run itself is not touched.',
    waiting: 'Computing this step under the other rule…',
  },

  slow: {
    title: 'Slow motion',
    subSteps: 'Sub-steps of one training step',
    names: {
      text: 'Text',
      pick: 'Pick',
      fates: 'Mask, swap, keep',
      read: 'Read',
      predict: 'Predict',
      loss: 'Loss',
      backward: 'Backward',
      update: 'Update',
    },
    back: 'Back',
    forward: 'Forward',
    play: 'Play',
    stop: 'Stop',
    nextStep: 'Next step',
    close: 'Leave slow motion',
    text: (real: number) =>
      `Two sentences of the corpus, cut into ${n(real, 'token', 'tokens')}. Nothing is hidden yet.`,
    pickGoogle: (candidates: number, selected: number, share: string, real: number) =>
      `The ${candidates} candidates are shuffled (special tokens are none). ${share} of ${real} tokens is ${selected}, so the first ${selected} of the shuffle are selected. The numbers are the places.`,
    pickHf: (candidates: number, selected: number, limit: string) =>
      `Each of the ${candidates} candidates draws a number between 0 and 1. Below ${limit} it is selected: ${selected} are.`,
    fates: (mask: string, random: string, keep: string) =>
      `Each selected token draws its fate: ${mask} % become [MASK], ${random} % a random token, ${keep} % stay.`,
    die: (draw: string, below: boolean, limit: string) => `${draw} ${below ? '<' : '≥'} ${limit}`,
    coin: (draw: string, below: boolean, limit: string) => `then ${draw} ${below ? '<' : '≥'} ${limit}`,
    read: (real: number, selected: number) =>
      `Forward: all ${real} tokens are read, to the left and to the right at once. The dots show where the ${n(selected, 'selected position', 'selected positions')} ${selected === 1 ? 'looks' : 'look'}, as a mean over all layers and heads.`,
    predict: (real: number, selected: number) =>
      `Above each of the ${real} positions stands a guess. The question was asked at ${selected}; this is what the original got there:`,
    given: (percent: string) => `got ${percent}`,
    loss: (selected: number, rest: number) =>
      `The loss is the mean of −log p(original) over the ${selected} selected. The other ${rest} are multiplied by 0.`,
    noLoss: 'Nothing was selected in this pair, so it has no loss of its own.',
    backward: (selected: number, nsp: boolean) =>
      `Backward: gradient enters at the ${n(selected, 'scored column', 'scored columns')}${nsp ? ' and, from the next-sentence question, at [CLS]' : ''}; everywhere else it is exactly 0. On its way down attention carries it sideways, so that every token that was read learns as an input.`,
    update: (rate: string, better: boolean) =>
      `All weights move a little (learning rate ${rate}), and the same pair is read again. Its loss ${better ? 'went down' : 'did not go down: the step serves the whole batch, not this pair alone'}:`,
    noUpdate: 'Nothing was trained yet. The next step is the first.',
    waiting: 'Reading the pair again…',
  },

  arithmetic: {
    title: (token: string) => `The arithmetic of “${token}”`,
    position: (position: number) => `position ${position}`,
    close: 'Close',
    dice: 'The dice',
    rankSelected: (place: number, selected: number, candidates: number) =>
      `In the shuffle of the ${candidates} candidates it came ${ordinal(place)}; the first ${selected} are selected.`,
    rankNotSelected: (place: number, selected: number, candidates: number) =>
      `In the shuffle of the ${candidates} candidates it came ${ordinal(place)}; only the first ${selected} are selected.`,
    wholeWords: 'Here whole words are shuffled, and a word that doesn’t fit is passed over.',
    drawSelected: (draw: string, limit: string) => `Its first draw ${draw} is below ${limit}: selected.`,
    drawNotSelected: (draw: string, limit: string) => `Its draw ${draw} is not below ${limit}: not selected.`,
    notSelected: 'The model reads it; the loss doesn’t look here.',
    byHand: 'Selected by hand, not by dice.',
    notByHand: 'Not selected. The model reads it; the loss doesn’t look here.',
    otherRule: (fate: string) => `Under the other rule it would be scored, as: ${fate}.`,
    isSpecial: 'Special tokens are never candidates.',
    drawMasked: (draw: string, limit: string) => `Its draw ${draw} is below ${limit}: it becomes [MASK].`,
    drawNotMasked: (draw: string, limit: string) => `Its draw ${draw} is not below ${limit}: no [MASK].`,
    drawRandom: (draw: string, limit: string, token: string) =>
      `The second draw ${draw} is below ${limit}: a random token, “${token}”.`,
    drawKept: (draw: string, limit: string) => `The second draw ${draw} is not below ${limit}: it stays as it is.`,
    byChance: 'The random token happens to be the original. It still counts as random.',
    softmax: 'From logits to probabilities',
    token: 'Token',
    logit: 'Logit',
    probability: 'Probability',
    original: 'the original',
    logSumExp: (value: string) => `log of the sum of all e^logit: ${value}`,
    loss: 'The loss here',
    nobodyKnows: 'Nobody knows what this [MASK] hides, so there is nothing to score.',
    lossFormula: 'loss = −log p(original) = log-sum − logit',
    timesZero: 'not selected, so times 0',
    contribution: 'Its part in the whole',
    share: (counted: number) => `The batch has ${n(counted, 'selected position', 'selected positions')}. This one adds`,
    pairMean: (terms: number) => `Mean over the ${n(terms, 'selected token', 'selected tokens')} of this pair`,
    batchMean: (counted: number, rows: number) =>
      `Mean over all ${n(counted, 'selected position', 'selected positions')} of the batch’s ${n(rows, 'row', 'rows')}`,
    allRows: 'All rows of the batch',
    row: (row: number, selected: number) => `row ${row} (${selected})`,
    asking: 'Asking the engine…',
    plusNsp: 'plus next sentence',
    total: 'is what this step trains',
    gradient: 'Gradient',
    atOutput: 'at the output vector',
    atInput: 'at the input embedding',
    exactlyZero: 'exactly 0: nothing flows back from here',
    inputNote: 'Read by the others through attention, it still learns as an input.',
  },

  pair: {
    title: 'Does B follow A?',
    lead: 'The answer is read from the vector at [CLS] alone.',
    a: 'A',
    b: 'B',
    is_next: 'IsNext',
    not_next: 'NotNext',
    truth: 'Truth',
    source: (document: number, sentence: number) => `document ${document}, sentence ${sentence}`,
    sameDocument: 'B comes right after A in the same document.',
    otherDocument: 'B was taken from another document.',
    answer: 'Answer of [CLS]',
    loss: 'Loss',
    lossIs: (probability: string, loss: string) => `−log ${probability} = ${loss}`,
    sum: 'One step, one sum',
    sumOf: (mlm: string, nsp: string, total: string) => `${mlm} + ${nsp} = ${total}`,
    masked: 'Masked tokens',
    next: 'Next sentence',
    total: 'Total',
    objective: 'Train',
    objectives: { 'mlm+nsp': 'Both', mlm: 'Masked tokens only', nsp: 'Next sentence only' },
    off: 'Next sentence prediction takes no part in this run.',
    startsAnew: 'Changing this starts a new run.',
  },

  curves: {
    title: 'Is it learning?',
    lead: 'Lower losses, higher accuracies; held-out documents are never trained on.',
    mlm: 'Masked-token loss',
    nsp: 'Next-sentence loss',
    accuracy: 'Accuracy on held-out documents',
    step: 'step',
    train: 'training',
    smoothed: 'training, smoothed',
    heldOut: 'held out',
    uniform: (words: number) => `guessing among ${words.toLocaleString('en')}`,
    coin: 'tossing a coin',
    mlmAccuracy: 'masked tokens',
    nspAccuracy: 'next sentence',
    majority: 'always the commoner label',
    at: (step: string) => `Step ${step}`,
    empty: 'The curve begins with the first step.',
    notTrained: 'Not trained in this run.',
    asUnsureAs: (words: string) => `as unsure as a choice among ${words} words`,
    explore: (title: string) => `${title}: read values step by step with the arrow keys`,
  },

  tallies: {
    title: 'Did the dice keep to the rule?',
    lead: 'Counted since the first step. The band is where chance keeps 95 of 100 runs.',
    selected: 'selected',
    ofTokens: 'of all tokens',
    ofSelected: 'of the selected',
    observed: 'observed',
    expected: 'expected',
    count: (count: string) => `${count} tokens`,
    rounding: 'Each row has a whole number of selected tokens, so the share selected is a little off by design.',
  },

  settings: {
    title: 'Change something',
    lead: 'A run is its settings and its seed: the address of this page holds both.',
    groups: { corpus: 'Text', model: 'Model', masking: 'Masking', training: 'Training' },
    apply: 'Start a new run',
    undo: 'Undo',
    defaults: 'All defaults',
    changed: (count: number) => `${n(count, 'change', 'changes')}, not started yet`,
    unchanged: 'This is the run you see.',
    refused: 'That does not go. The run you had goes on.',
    sharesSum: (sum: string) => `Together ${sum} %.`,
    sharesWrong: (sum: string) => `The three shares sum to ${sum} %; they have to make 100.`,
    range: (minimum: string, maximum: string) => `${minimum} to ${maximum}`,
    notANumber: 'Not a number.',
    outOfRange: (minimum: string, maximum: string) => `Has to lie between ${minimum} and ${maximum}.`,
    headsDivide: (hidden: number, heads: number) => `${heads} heads don’t divide a width of ${hidden} evenly.`,
    emptyText: 'Paste some text first: a sentence a line, an empty line between documents.',
    textPlaceholder: 'A sentence a line. An empty line begins another document.',
    textTooLongForUrl: 'This text is too long for the address; a link to this run will not carry it.',
    copyLink: 'Copy the link to this run',
    linkCopied: 'Link copied',
    about: (name: string) => `What is “${name}”?`,
    presets: {
      stories: 'Little stories',
      course: 'The course’s sentences',
      korean: 'Korean stories',
      text: 'Your own text',
    } as Record<string, string>,
    presetFacts: (documents: string, sentences: string) => `${documents} documents, ${sentences} sentences`,
    choices: {
      'masking.rule': { google: 'A fixed number a row (Google)', hf: 'Each on its own (Hugging Face)' },
      objective: { 'mlm+nsp': 'Both', mlm: 'Masked tokens only', nsp: 'Next sentence only' },
      optimizer: { adamw: 'AdamW', google: 'Google’s rule' },
      device: { auto: 'The faster one', cpu: 'CPU', webgpu: 'WebGPU' },
    } as Record<string, Record<string, string>>,
    names: {
      corpus: 'Corpus',
      text: 'Your text',
      vocabulary_size: 'Vocabulary',
      sequence_length: 'Longest row',
      batch_size: 'Rows a batch',
      hidden_size: 'Width',
      layers: 'Layers',
      heads: 'Attention heads',
      intermediate_size: 'Feed-forward width',
      initializer_range: 'Spread of first weights',
      objective: 'Objective',
      'masking.rule': 'Selection',
      'masking.probability': 'Share selected',
      'masking.mask': '[MASK], %',
      'masking.random': 'Random, %',
      'masking.keep': 'Kept, %',
      'masking.whole_word': 'Whole words',
      'masking.max_predictions': 'Most a row',
      'masking.fresh': 'New masks every pass',
      optimizer: 'Optimiser',
      learning_rate: 'Learning rate',
      warmup_steps: 'Warm-up steps',
      steps: 'Steps in all',
      evaluation_interval: 'Test every … steps',
      seed: 'Seed',
      device: 'Device',
    } as Record<string, string>,
    terms: {
      corpus: 'The text to learn from. Nothing you paste leaves this computer.',
      text: 'A sentence a line and an empty line between documents; running text is split into sentences.',
      vocabulary_size:
        'How many WordPieces the tokenizer may know. Rare words are written as several pieces, continued with ##.',
      sequence_length: 'Positions of a row, with [CLS] and both [SEP]. Longer pairs are cut.',
      batch_size: 'Sentence pairs that one step learns from together.',
      hidden_size: 'Numbers in the vector of each token. BERT base has 768. The heads have to divide it.',
      layers: 'Encoder layers one above the other. BERT base has 12.',
      heads: 'Attention heads a layer; each looks with its own slice of the vector.',
      intermediate_size: 'Width of the feed-forward part in each layer, commonly four times the model’s.',
      initializer_range: 'Standard deviation of the random first weights. BERT takes 0.02; a small model wants more.',
      objective: 'Which losses are summed: masked tokens, next sentence, or both.',
      'masking.rule':
        'Google’s way picks a fixed number of tokens in each row; Hugging Face’s tosses a coin for each token.',
      'masking.probability': 'The part of all tokens that gets selected. BERT: 0.15.',
      'masking.mask': 'Of the selected, how many become [MASK]. BERT: 80.',
      'masking.random': 'Of the selected, how many become any token of the vocabulary. BERT: 10.',
      'masking.keep': 'Of the selected, how many stay as they are, and are predicted all the same. BERT: 10.',
      'masking.whole_word': 'Select all pieces of a word together, so that no piece gives the others away.',
      'masking.max_predictions': 'No row has more selected tokens than this.',
      'masking.fresh': 'Draw masks anew whenever a pair comes up again, or keep its first ones.',
      optimizer: 'AdamW as PyTorch has it, or Google’s original rule, without bias correction.',
      learning_rate: 'The highest length of a step, reached after the warm-up.',
      warmup_steps: 'Steps during which the learning rate rises from 0.',
      steps: 'The length of the run. The learning rate falls to 0 at its end.',
      evaluation_interval: 'How often the held-out documents are tried.',
      seed: 'Decides first weights, pairs, masks and order. The same seed gives the same run, to the last digit.',
      device: 'Where the arithmetic is done. Both give the same run but for rounding.',
    } as Record<string, string>,
  },

  warnings: {
    unknown_parameter: (name: string, _message: string) =>
      `“${name}” in the address is no setting, and was passed over.`,
    ignored_setting: (_name: string, message: string) =>
      `The address asks for something that doesn’t go; the default was taken. ${message}.`,
    no_pairs: (_name: string, message: string) => `${message}.`,
    nothing_held_out: (_name: string, _message: string) =>
      'The text is too short to hold anything out, so there is no test on unseen text.',
    small_vocabulary: (_name: string, _message: string) => 'This text gives fewer WordPieces than that.',
  },

  prose: {
    title: 'What you are looking at',
    sections: [
      {
        title: 'Why blanks',
        text: [
          'A model that reads only from left to right can be taught by one question: what comes next? GPT learns that way. A model that reads both sides at once can’t be asked that, since the answer stands in its input. So some words are hidden, and the model has to restore them from everything around. That exercise has been known since 1953 as a cloze test.',
          'Nobody has to label anything: the text holds its own answers. The term today is self-supervised; older courses call it semi-supervised.',
        ],
      },
      {
        title: 'Fifteen in a hundred',
        text: [
          'In each row about 15 % of the tokens are selected. Only there is a question asked, and only there is an answer scored: the loss is the mean of −log p(original) over the selected positions, and nothing else. All other tokens are read. Their embeddings do learn, because the selected positions look at them; but what the model would have predicted above them is used for nothing. The gradient there is not small. It is zero.',
        ],
      },
      {
        title: 'Masked, random, kept',
        text: [
          'Of the selected, 80 % become [MASK], 10 % some other token, 10 % stay. Why not always [MASK]? Because no real text contains it: a model that pays attention only at [MASK] would be at a loss in earnest. With the mixed rule any visible token may have been tampered with, so every one has to be understood in its context. And this is why the kept token is scored too: the model can’t know that it is genuine.',
        ],
      },
      {
        title: 'The second question',
        text: [
          'A pair of sentences stands in each row: half of the time B is what followed A, half of the time it is taken from somewhere else. A small classifier at [CLS] has to tell which. Both losses are added, and one backward pass trains both. Answering questions and judging whether a sentence follows from another depend on such relations, or so the authors of BERT argued.',
          'To be honest about it: a year later RoBERTa was trained without this task, longer and on more text, and did better. What you see here is the recipe as it was first published.',
        ],
      },
    ],
  },

  checkpoint: {
    title: 'Take the weights, bring your own',
    lead: 'This model is a BERT like any other, in the format that everybody reads.',
    save: 'Save this run',
    saveNote:
      'One zip: weights, configuration and vocabulary as Hugging Face’s transformers loads them, the text it learned from, and a script that goes on training on as many machines as you have.',
    saveButton: 'Save as a zip',
    open: 'Open a model',
    openNote:
      'Drop a folder, a zip or single files here: any BERT with config.json, model.safetensors and a tokenizer. It stays on this computer.',
    folder: 'Choose a folder',
    files: 'Choose files',
    shipped: (megabytes: string) => `Open one that has learned already (${megabytes} MB)`,
    busy: 'One moment…',
    facts: (parameters: string, layers: number, heads: number, width: number, vocabulary: string) =>
      `${parameters} weights · ${n(layers, 'layer', 'layers')} · ${n(heads, 'head', 'heads')} · width ${width} · ${vocabulary} WordPieces`,
    noHead: 'It has no head for masked tokens, so it predicts none.',
    ignored: (count: number) => `${n(count, 'tensor', 'tensors')} of the file had no use here.`,
    close: 'Close it',
    sentence: 'A sentence; [MASK] is a blank',
    pair: 'A second one, if you like',
    examples: [
      'The man went to the [MASK].',
      'My dog is [MASK]. He likes playing.',
      'The [MASK] sleeps in the garden.',
    ],
    predicts: 'What it predicts',
    blank: (number: number) => `Blank ${number}`,
  },

  footer: 'Everything runs in this tab. No text, no weights and no statistics leave it.',
  log: {
    step: (step: string, counted: number, loss: string) =>
      `Step ${step}. ${n(counted, 'token', 'tokens')} scored, mean loss ${loss}.`,
    token: (original: string, fate: string, input: string, guess: string, percent: string, loss: string) =>
      `${original}: ${fate}, shown as ${input}; the model says ${guess} with ${percent}; loss ${loss}.`,
  },
};

function ordinal(place: number): string {
  const tail = place % 100 > 10 && place % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th');
  return `${place}${tail}`;
}
