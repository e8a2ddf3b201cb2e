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
    title: 'Save and load models',
    lead: 'This is a standard BERT in Hugging Face format.',
    save: 'Save this model',
    saveNote:
      'A zip for Hugging Face transformers: weights, config, vocabulary, the training text, and a script (continue.py) to continue pre-training on your own machines. To load it, unpack the zip and give the folder to from_pretrained.',
    saveButton: 'Save as a zip',
    open: 'Open a model',
    openNote:
      'Drop a folder, a zip or single files here: any BERT with config.json, model.safetensors and a tokenizer. Nothing is uploaded. An opened model answers your sentences below; it is not trained further here.',
    folder: 'Choose a folder',
    files: 'Choose files',
    shipped: (megabytes: string) => `Open a pre-trained model (${megabytes} MB, English)`,
    busy: 'One moment…',
    facts: (parameters: string, layers: number, heads: number, width: number, vocabulary: string) =>
      `${parameters} parameters · ${n(layers, 'layer', 'layers')} · ${n(heads, 'head', 'heads')} · hidden size ${width} · vocabulary of ${vocabulary}`,
    noHead: 'It has no MLM head, so it can’t predict masked tokens.',
    ignored: (count: number) =>
      `${n(count, 'tensor', 'tensors')} of the file ${count === 1 ? 'was' : 'were'} not used.`,
    contradictions: 'The tokenizer’s files contradict each other. They are read as transformers reads them:',
    contradiction: ({ about, said, followed }: Contradiction) =>
      `${about.kind === 'part' ? about.name : `The id of “${about.token}”`} is ${value(said)}, but ${value(followed)}, which is followed.`,
    close: 'Close it',
    sentence: 'Sentence (write [MASK] for a blank)',
    pair: 'Second sentence (optional)',
    examples: [
      'The man went to the [MASK].',
      'My dog is [MASK]. He likes playing.',
      'The [MASK] sleeps in the garden.',
    ],
    predicts: 'Predictions',
    blank: (number: number) => `Blank ${number}`,
  },
};
