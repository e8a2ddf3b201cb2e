// Every parameter as a pixel.

import { n } from './count';

export const parameters = {
  parameters: {
    title: 'All parameters',
    lead: 'Each pixel is one parameter (a weight or a bias): blue is negative, red is positive. Training means changing all of them a little at every step.',
    show: 'Show',
    views: { weights: 'Values', updates: 'Last update' },
    asOf: (step: string) => `after step ${step}`,
    waiting: 'Loading the parameters…',
    blocks: (id: string) =>
      id === 'embeddings' ? 'Embeddings' : id === 'heads' ? 'Output heads' : `Layer ${Number(id.split('.')[1]) + 1}`,
    count: (count: number) => n(count, 'parameter', 'parameters'),
    picture: (block: string) => `${block}. The arrow keys go from tensor to tensor.`,
    hint: 'Point at a pixel, or use the arrow keys to go through the tensors.',
    size: (size: string) => `${size} parameters`,
    place: (row: number, column: number) => `row ${row}, column ${column}`,
    ofToken: 'of the token',
    now: (value: string) => `now ${value}`,
    lastChange: (value: string) => `last update ${value}`,
    scale: (low: string, high: string) => `${low} to ${high} (square-root scale, so small values stay visible)`,
    noUpdate: 'No update yet.',
    table: { open: 'All tensors as a table', name: 'Name', what: 'What it is', shape: 'Shape' },
    roles: {
      word_embeddings: 'one vector per token; reused as the output layer (tied weights)',
      position_embeddings: 'one vector per position in the sequence',
      token_type_embeddings: 'one vector for sentence A, one for sentence B',
      query_key_value: 'query, key and value in one matrix',
      query: 'query: what a token looks for',
      key: 'key: what a token offers to be found by',
      value: 'value: what a token passes on',
      attention_output: 'combines the results of the heads',
      intermediate: 'feed-forward, layer 1 (expands)',
      output: 'feed-forward, layer 2 (back to hidden size)',
      pooler: 'pooler: turns the [CLS] output into the vector for NSP',
      transform: 'MLM head: dense layer before the output',
      vocabulary_bias: 'output bias: one number per token, its likelihood regardless of context',
      seq_relationship: 'NSP head: logits of IsNext and NotNext',
      norm: 'layer normalization',
    } as Record<string, string>,
    part: { weight: '', bias: ', bias' } as Record<string, string>,
  },
};
