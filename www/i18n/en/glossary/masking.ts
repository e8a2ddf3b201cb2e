// Pre-training: what is selected, masked and scored.

import type { Entry } from '../../terms';

export const masking = {
  bert: {
    text: 'Bidirectional Encoder Representations from Transformers (Devlin et al., 2018): a Transformer encoder that is pre-trained to fill blanks and reads both sides of each. BERT-base has 110 million parameters, the model of this page about half a million.',
    forms: ['BERT-base', 'BERT base'],
  },
  pre_training: {
    text: 'The first, long phase of training: the model learns from plain text, without labels written by people. What it learns there is the starting point of fine-tuning.',
    forms: ['pre-train', 'pre-trained', 'pretraining', 'pretrain', 'pretrained'],
  },
  self_supervised: {
    text: 'Learning from labels that the data itself provides: here the hidden tokens and the order of sentences. Nobody has to annotate anything.',
    forms: ['self-supervised'],
  },
  objective: {
    text: 'What the model is trained to do, and so which losses are summed. BERT’s is masked language modeling plus next sentence prediction.',
  },
  mlm: {
    text: 'BERT’s first objective: predict the original token at the selected positions, from the tokens on both sides. Its loss is the mean cross-entropy at these positions, and at no others.',
    forms: [
      'MLM',
      'MLM loss',
      'masked language modelling',
      'masked language model',
      'masked LM',
      'masked-token loss',
      'masked model',
    ],
  },
  cloze_test: {
    text: 'A text with blanks to fill in, used since 1953 (Taylor) to measure how well people understand a text. Masked language modeling is this test for a model.',
    forms: ['cloze task', 'cloze exercise'],
  },
  selected: {
    text: 'Chosen at random to be predicted: 15% of the tokens of a sequence. Only these positions are scored by the MLM loss, whether the token was then masked, randomized or kept.',
    forms: ['selected token', 'selected position'],
  },
  masked: {
    text: 'Selected, and replaced by [MASK]: 80% of the selected tokens, 12% of all.',
    forms: ['masked token'],
  },
  random: {
    text: 'Selected, and replaced by a token drawn from the whole vocabulary: 10% of the selected tokens. The model isn’t told which tokens these are, so it can’t trust any token blindly.',
    forms: ['random token', 'randomized', 'randomised'],
    quiet: true,
  },
  kept: {
    text: 'Selected, but left unchanged: 10% of the selected tokens. It is predicted and scored all the same, since the model cannot know that it is genuine.',
    forms: ['kept token'],
    quiet: true,
  },
  context_token: {
    text: 'A token that was not selected: about 85% of all. The model reads it in order to predict the others, but the MLM loss takes no account of what the model would predict there.',
  },
  role: {
    text: 'What masking did with a position: masked, random, kept, context, special or padding. It is shown by shape, letter and colour.',
    forms: ['role', 'fate'],
    quiet: true,
  },
  scored: {
    text: 'Counted by the loss. Positions that are not scored have no share in the MLM loss, and the gradient of that loss at their output is exactly 0.',
    forms: ['not scored', 'scored position', 'scored token'],
  },
  rule_80_10_10: {
    text: 'What happens to a selected token: 80% become [MASK], 10% a random token, 10% stay unchanged. [MASK] never occurs in fine-tuning; the mixture makes the model represent every token well, not just [MASK].',
    forms: ['80/10/10'],
  },
  candidate: {
    text: 'A token that may be selected: every token of the sequence but [CLS], [SEP] and padding.',
  },
  random_draw: {
    text: 'A random number between 0 and 1 that decides something, for instance whether a selected token becomes [MASK] (below 0.8). The seed determines all of them.',
    forms: ['dice'],
  },
  whole_word_masking: {
    text: 'Selecting all pieces of a word together, so that the visible pieces can’t give the hidden ones away. Google added it to BERT in 2019; it is off here by default.',
    forms: ['whole word masking'],
  },
  span_masking: {
    text: 'Selecting runs of neighbouring words instead of single tokens, as SpanBERT does. All tokens of a span have the same role.',
  },
  dynamic_masking: {
    text: 'Dynamic: a sequence gets new masks each time it is used, as in RoBERTa and here by default. Static: it keeps its first masks; BERT’s data had ten fixed copies of each.',
    forms: ['dynamic masking', 'static masking'],
  },
  max_predictions: {
    text: 'The most tokens that may be selected in one sequence. Google’s code allows 20 at 128 tokens; here it is 20 too, so it limits nothing at 32 tokens.',
  },
  nsp: {
    text: 'BERT’s second objective: tell from the output at [CLS] whether B really followed A. Its loss is added to the MLM loss. RoBERTa (2019) found that it can be left out.',
    forms: ['NSP', 'NSP loss', 'next-sentence prediction', 'next-sentence loss', 'next sentence loss'],
  },
  is_next: {
    text: 'The two labels of next sentence prediction. IsNext: B followed A in the document. NotNext: B comes from another document.',
    forms: ['IsNext', 'NotNext'],
  },
  what_if: {
    text: 'The step that is shown, computed again under another masking rule or with every position scored. The weights, the text and the random draws are the same, and the run is not touched.',
    forms: ['other rule', 'another rule'],
  },
} satisfies Record<string, Entry>;
