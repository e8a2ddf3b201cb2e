// Weights out and in.

import type { Contradiction } from '../../engine/types';
import { authorityIn, type AuthorityTexts } from '../texts';
import { n } from './count';

const authorities: AuthorityTexts = {
  tokenizer_json: () => 'in tokenizer.json',
  tokenizer_json_by_class: (by) => `in tokenizer.json (tokenizer_class is ${by.class ?? 'not named'})`,
  vocab_txt: () => 'in vocab.txt',
  option: ({ key }) => `in tokenizer_config.json (${key})`,
  default: ({ key, as_key }) =>
    `by default (tokenizer_config.json does not set ${key}${as_key ? `, which then is as ${as_key}` : ''})`,
  special_tokens: () => 'by the names of the special tokens in tokenizer_config.json',
  every_bert_tokenizer: () => 'in every BertTokenizer',
};
const value = (said: Contradiction['said']) => `${said.value ?? 'none'} ${authorityIn(authorities, said.by)}`;

export const checkpoint = {
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
    contradictions: 'The tokenizer’s files contradict each other. They are read as transformers reads them:',
    contradiction: ({ about, said, followed }: Contradiction) =>
      `${about.kind === 'part' ? about.name : `The id of “${about.token}”`} is ${value(said)}, but ${value(followed)}, which is followed.`,
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
};
