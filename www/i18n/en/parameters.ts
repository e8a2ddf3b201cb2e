// Every weight as a pixel.

import { n } from './count';

export const parameters = {
  parameters: {
    title: 'All its weights',
    lead: 'Each pixel is one number of the model. Training is nothing but moving them, a little, after each step.',
    show: 'Show',
    views: { weights: 'Weights', updates: 'Last update' },
    asOf: (step: string) => `after step ${step}`,
    waiting: 'Asking the engine for its weights…',
    blocks: (id: string) =>
      id === 'embeddings' ? 'Embeddings' : id === 'heads' ? 'Heads' : `Layer ${Number(id.split('.')[1]) + 1}`,
    count: (count: number) => n(count, 'number', 'numbers'),
    picture: (block: string) => `${block}. The arrow keys go from tensor to tensor.`,
    hint: 'Point at a pixel, or walk along the tensors with the arrow keys.',
    size: (size: string) => `${size} numbers`,
    place: (row: number, column: number) => `row ${row}, column ${column}`,
    ofToken: 'of the token',
    now: (value: string) => `now ${value}`,
    lastChange: (value: string) => `last update ${value}`,
    scale: (low: string, high: string) => `${low} to ${high}; small values are drawn stronger, by the square root`,
    noUpdate: 'This engine has not updated anything yet.',
    table: { open: 'All tensors as a table', name: 'Name', what: 'What it is', shape: 'Shape' },
    roles: {
      word_embeddings: 'a vector for each WordPiece; the guess at a blank is compared with the same vectors',
      position_embeddings: 'a vector for each position in the row',
      token_type_embeddings: 'a vector for sentence A and one for B',
      query_key_value: 'query, key and value, one matrix',
      query: 'what a token looks for',
      key: 'what a token can be found by',
      value: 'what a token hands on',
      attention_output: 'puts together what the heads have gathered',
      intermediate: 'feed-forward, the wide half',
      output: 'feed-forward, back to the width of the model',
      pooler: 'makes the sentence vector out of [CLS]',
      transform: 'prepares the guess at a blank',
      vocabulary_bias: 'one number for each WordPiece: how likely it is anyway',
      seq_relationship: 'from the sentence vector to the two answers',
      norm: 'layer normalisation',
    } as Record<string, string>,
    part: { weight: '', bias: ', offset' } as Record<string, string>,
  },
};
