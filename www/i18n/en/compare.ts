// GPT-1 and ELMo beside BERT: who reads what, and the text that each of them writes.

export const compare = {
  compare: {
    title: 'Left context only, or both sides?',
    lead: 'GPT-1 (2018) reads a sentence from the left and learns to predict the next token. BERT (2018) reads both sides and learns to fill in blanks. ELMo (2018) reads it once from each side and joins the two at the end. Here they learn from the same text, with the same hidden size and the same seed.',
    start: 'Train GPT-1 for comparison',
    loading: 'Starting the second model…',
    cost: 'It trains on the CPU in a separate worker while this panel is in view, and slows the first model down.',
    failed: (message: string) => `The second model stopped: ${message}`,
    steps: (both: string, left: string) => `BERT is at step ${both}, GPT-1 at step ${left}.`,
    sentence: 'A sentence with one [MASK]',
    cases: {
      store: '… went to the [?]',
      left: 'The left side tells',
      right: 'Only the right side tells',
    },
    noBlank: 'Write [MASK] where a word is missing.',
    guesses: 'Predictions for the blank',
    reading: 'Reading the new text…',
    changed: (token: string, before: string, now: string | null) =>
      now === before
        ? `The change on the right moved the prediction only slightly: “${token}” still has ${now}.`
        : `The change on the right moved the prediction: “${token}” had ${before}, and ${now === null ? 'is no longer among the likeliest' : `has ${now} now`}.`,
    pauseToCompare:
      'Pause the training to see what the change on the right did: both texts have to be read between two steps.',
    unchanged: 'The change on the right moved nothing: these predictions are the same, to the last bit.',
    lossIs: (name: string, value: string) => `Loss of its last step: ${value} (${name})`,
    losses: { mlm: 'mean over the selected tokens', causal: 'mean over all next tokens' } as Record<string, string>,
    different:
      'The losses are different quantities. BERT’s is the mean over the few selected tokens, predicted from both sides; those of GPT-1 and ELMo are means over all tokens, predicted from one side. So they are never drawn on one axis. What can be compared is how useful each model is afterwards.',
    readers: {
      both: {
        name: 'BERT: both sides',
        reads: 'Each position reads every position, in every layer. So the word to predict has to be hidden.',
        sight: (count: number) => `Each of ${count} positions reads all ${count} positions.`,
        sightNote:
          'Each row is a position, its columns are the positions it can read. Blue: the blank reads all of them.',
        counts: 'Only selected tokens (framed) enter the loss. All others are read as context, but not scored.',
      },
      left: {
        name: 'GPT-1: left only',
        reads:
          'Each position reads itself and the positions before it. So nothing has to be hidden: the answer comes later.',
        sight: (count: number) => `Each of ${count} positions reads itself and those before it.`,
        sightNote: 'Blue: the position before the blank. Its output predicts the blank, and it can’t see what follows.',
        counts:
          'Every token but the last is scored, because each predicts the next one. Dashed: not read for this blank.',
      },
    },
    elmo: {
      name: 'ELMo: both sides, separately',
      reads:
        'One stack of LSTM layers reads from the left, another from the right. Neither sees the other’s states: only after the last layer are the two combined.',
      start: 'Train ELMo for comparison',
      loading: 'Loading ELMo’s engine…',
      cost: (size?: string) =>
        size
          ? `ELMo runs on Burn, an engine file of ${size} MB (less if the server compresses) that is downloaded when you press the button. It trains on the CPU while this panel is in view.`
          : 'ELMo runs on Burn, whose engine file isn’t available yet. Try again in a few minutes.',
      failed: (message: string) => `ELMo stopped: ${message}`,
      step: (step: string, parameters: string) => `At step ${step}, with ${parameters} parameters.`,
      sight: {
        left: (count: number) => `From the left: each of ${count} positions has read itself and those before it.`,
        right: (count: number) => `From the right: each of ${count} positions has read itself and those after it.`,
      },
      sightNote:
        'Left: the stack that reads from the left. Right: the one that reads from the right. Blue: the positions beside the blank, whose outputs predict it.',
      from: { left: 'From the left', right: 'From the right' },
      nothingThere: 'There is nothing on that side of the blank.',
      table:
        'Every token enters the loss twice: as the next token from the left and as the previous token from the right. The bars show how strongly each token influences the prediction for the blank (norm of the gradient at its embedding). Where a stack does not read, it is exactly 0.',
      token: 'Token',
      loss: 'Loss',
      reach: 'Gradient',
      short: { left: 'left', right: 'right' },
      lossIs: (forward: string, backward: string) =>
        `Losses of its last step: ${forward} (next token) + ${backward} (previous token)`,
      transfer: {
        title: 'ELMo as features',
        lead: (labels: number) =>
          `ELMo’s weights stay fixed. From ${labels} labelled sentences, a task learns how much of each layer to use (a softmax over three weights), a scale, and a linear layer on top.`,
        result: (task: string, score: string, value: string, majority: string, step: number) =>
          `${task}: ${score} ${value} on the test sentences, with the ELMo of step ${step} (majority class: ${majority}). Weight of each layer:`,
        layers: ['Word embeddings', 'First LSTM layer', 'Second LSTM layer'],
        none: 'The tasks of this page are about the worlds of the corpora “Short stories” and “Korean stories”; choose one of them to see what ELMo’s layers are worth.',
      },
    },
    writing: {
      title: 'Writing: from the left, or by filling masks',
      lead: 'A left-to-right model generates text directly: it appends a token and reads again. A masked model can write too, if it fills a sequence of [MASK] tokens in several steps.',
      temperature: 'Temperature',
      temperatureNote:
        '0 always takes the most probable token. Higher temperatures sample less probable ones more often. The same seed gives the same text.',
      seed: 'Seed',
      beginnings: { en: 'The king', ko: '왕은' } as Record<string, string>,
      continue: {
        title: 'GPT-1 continues',
        beginning: 'Beginning',
        go: 'Continue',
        before: (token: string) => `What it expected where it wrote “${token}”:`,
        stopped: {
          separator: 'The model ended the text itself, with [SEP].',
          row_end: 'It stopped at the model’s maximum sequence length.',
          count: 'It stopped at the requested length.',
        },
      },
      fill: {
        title: 'BERT fills masks',
        row: 'A text with one [MASK] per missing token',
        steps: 'Steps',
        go: 'Fill',
        at: (step: number, steps: number) => `After step ${step} of ${steps}`,
        legend:
          'Framed in blue: fixed in this step. Solid: fixed earlier. Dashed: predicted with too low a probability, so masked again.',
      },
      honest: (share: string) =>
        `Each step predicts all masks at once and keeps only the most probable tokens; the rest are masked again. This is mask-predict (Ghazvininejad et al., 2019), and masked diffusion models write in the same way today. They are trained for it, with any share of the tokens masked, from none to all. This BERT was trained with about ${share} of the tokens selected, so a sequence of masks is unlike anything it has seen. Expect fragments of the corpus and repetitions.`,
    },
  },
};
