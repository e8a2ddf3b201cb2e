// Other models, and ways to write with a model.

import type { Entry } from '../../terms';

export const comparison = {
  causal_mask: {
    text: 'Lets each position attend to itself and what is on its left only. Then the next token is not in the input, and every position can be trained to predict it. GPT is trained this way.',
    forms: ['causal mask', 'left-to-right', 'from left to right', 'LTR', 'causal'],
  },
  gpt: {
    text: 'A Transformer decoder that reads from the left and predicts the next token (GPT-1: Radford et al., 2018). It writes well; each of its vectors knows only the left context.',
    forms: ['GPT-1'],
  },
  elmo: {
    text: 'Two LSTM language models, one from the left and one from the right, whose states are combined only at the end (Peters et al., 2018). Tasks use them as fixed features.',
  },
  lstm: {
    text: 'Long short-term memory: a recurrent network that reads token by token and carries a state along. It sees one side only, up to the present token.',
  },
  roberta: {
    text: 'BERT trained more carefully (Liu et al., 2019): more text, larger batches, dynamic masking, and no NSP, which proved unnecessary.',
  },
  spanbert: {
    text: 'A BERT that masks spans of whole words, 3.8 words long on average, and drops NSP (Joshi et al., 2020).',
  },
  temperature: {
    text: 'A number by which logits are divided before a token is drawn. 0 always takes the most likely token, 1 draws by the model’s probabilities, and more makes unlikely tokens more frequent.',
  },
  mask_predict: {
    text: 'Writing with a masked model: predict all masks at once, keep the tokens it is most certain of, mask the others again, and repeat (Ghazvininejad et al., 2019).',
  },
  masked_diffusion: {
    text: 'A masked language model that is trained with every share of masks from none to all, so that it can write whole texts by filling in masks step by step.',
    forms: ['masked diffusion'],
  },
} satisfies Record<string, Entry>;
