// GPT-1 beside BERT: who reads what, and the text that each of them writes.

export const compare = {
  compare: {
    title: 'Left only, or both sides',
    lead: 'GPT-1 (2018) reads a sentence from the left and learns to predict the next word. BERT (2018) reads both sides and learns to fill blanks. ELMo (2018) reads it once from each side and joins the two at the end. Here they learn from the same text, with the same width and the same seed.',
    start: 'Train the second model beside it',
    loading: 'Starting the second model…',
    cost: 'It trains on the CPU in a worker of its own, while this panel is in view, and takes time from the first.',
    failed: (message: string) => `The second model stopped: ${message}`,
    steps: (both: string, left: string) => `BERT is at step ${both}, GPT-1 at step ${left}.`,
    sentence: 'A sentence with one [MASK]',
    cases: {
      store: '… went to the [?]',
      left: 'The left side tells',
      right: 'Only the right side tells',
    },
    noBlank: 'Write [MASK] where a word is missing.',
    guesses: 'What stands in the blank?',
    lossIs: (name: string, value: string) => `Loss of its last step: ${value} (${name})`,
    losses: { mlm: 'at the masked tokens', causal: 'at every next token' } as Record<string, string>,
    different:
      'The losses are different quantities: BERT’s is the mean over the few hidden tokens, with both sides given; those of GPT-1 and ELMo are means over all tokens, with one side given. So they are never drawn on one axis. What can be compared is what each model is good for afterwards.',
    readers: {
      both: {
        name: 'BERT: both sides',
        reads: 'Each position reads every position, in every layer. Therefore the asked word has to be hidden.',
        sight: (count: number) => `Each of ${count} positions reads all ${count} positions.`,
        sightNote: 'A row is a position, a column is what it may read. Blue: the blank reads all.',
        counts: 'Only selected tokens count in the loss: framed. All others are read, and count for nothing.',
      },
      left: {
        name: 'GPT-1: left only',
        reads:
          'Each position reads itself and what stands before it. So nothing has to be hidden: the answer comes later.',
        sight: (count: number) => `Each of ${count} positions reads itself and those before it.`,
        sightNote:
          'Blue: the position before the blank. Its output predicts the blank, and what follows is out of its sight.',
        counts:
          'Every token but the last counts in the loss, because each predicts the next one. Dashed: not read for this blank.',
      },
    },
    elmo: {
      name: 'ELMo: both sides, apart',
      reads:
        'One stack of LSTM layers reads from the left, another from the right. Neither sees the other’s states: only after the last layer are the two put together.',
      start: 'Train ELMo beside them',
      loading: 'Fetching ELMo’s engine…',
      cost: (size?: string) =>
        size
          ? `ELMo runs on Burn, an engine file of ${size} MB (less where the server compresses) that is fetched when you press the button. It trains on the CPU while this panel is in view.`
          : 'ELMo runs on Burn, whose engine file is not there yet; look again in some minutes.',
      failed: (message: string) => `ELMo stopped: ${message}`,
      step: (step: string, parameters: string) => `At step ${step}, with ${parameters} parameters.`,
      sight: {
        left: (count: number) => `From the left: each of ${count} positions has read itself and those before it.`,
        right: (count: number) => `From the right: each of ${count} positions has read itself and those after it.`,
      },
      sightNote:
        'Left: the stack that reads from the left. Right: the one that reads from the right. Blue: the positions beside the blank, whose outputs predict it.',
      from: { left: 'From the left', right: 'From the right' },
      nothingThere: 'Nothing stands on that side of the blank.',
      table:
        'Every token counts twice in the loss: as the next token of the left side and as the previous token of the right side. The bars show how strongly each word acts on the prediction for the blank (gradient at its embedding). Where a stack does not read, it is exactly 0.',
      token: 'Token',
      loss: 'Loss',
      reach: 'Gradient',
      short: { left: 'left', right: 'right' },
      lossIs: (forward: string, backward: string) =>
        `Losses of its last step: ${forward} (next token) + ${backward} (previous token)`,
      transfer: {
        title: 'ELMo as features',
        lead: (labels: number) =>
          `ELMo stays as it is. A task learns from ${labels} labelled sentences how much of each layer to take (a softmax over three weights), a scale, and a linear layer on top.`,
        result: (task: string, score: string, value: string, majority: string, step: number) =>
          `${task}: ${score} ${value} on the test sentences, with the ELMo of step ${step} (most frequent label: ${majority}). The share of each layer:`,
        layers: ['Word embeddings', 'First LSTM layer', 'Second LSTM layer'],
        none: 'The tasks of this page are about the worlds of the corpora “Little stories” and “Korean stories”; choose one of them to see what ELMo’s layers are worth.',
      },
    },
    writing: {
      title: 'From the left, or out of masks',
      lead: 'A left-to-right model writes by nature: it appends a word, and reads again. A masked model can write too, if it fills a row of masks in several steps.',
      temperature: 'Temperature',
      temperatureNote:
        '0 always takes the likeliest token. Higher temperatures draw more boldly; equal seeds draw alike.',
      seed: 'Seed',
      beginnings: { en: 'The king', ko: '왕은' } as Record<string, string>,
      continue: {
        title: 'GPT-1 continues',
        beginning: 'Beginning',
        go: 'Continue',
        before: (token: string) => `What it expected where it wrote “${token}”:`,
        stopped: {
          separator: 'It ended the row itself, with [SEP].',
          row_end: 'It stopped at the last position that the model has.',
          count: 'It stopped at the length that was asked for.',
        },
      },
      fill: {
        title: 'BERT fills masks',
        row: 'A row with as many [MASK] as words are missing',
        steps: 'Steps',
        go: 'Fill',
        at: (step: number, steps: number) => `After step ${step} of ${steps}`,
        legend:
          'Framed in blue: fixed in this step. Solid: fixed earlier. Dashed: predicted, but not certain enough, so masked again.',
      },
      honest: (share: string) =>
        `Each step predicts all masks at once and keeps only the surest ones; the rest are masked again. This is mask-predict (Ghazvininejad et al., 2019), and masked diffusion models write in the same way today. They are trained for it, with anything from no mask to all masked. This BERT has only ever seen about ${share} of its tokens selected, so a row of masks is strange to it. Expect fragments of the corpus and repetitions.`,
    },
  },
};
