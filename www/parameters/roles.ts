// The role of a tensor in words.

import type { Catalog } from '../i18n';

/** From most to least specific: parts of Hugging Face's names, and their roles. */
const ROLES: [string, string][] = [
  ['LayerNorm', 'norm'],
  ['ln_', 'norm'],
  ['tokens_embed', 'word_embeddings'],
  ['positions_embed', 'position_embeddings'],
  ['c_attn', 'query_key_value'],
  ['attn.c_proj', 'attention_output'],
  ['c_fc', 'intermediate'],
  ['mlp.c_proj', 'output'],
  ['word_embeddings', 'word_embeddings'],
  ['position_embeddings', 'position_embeddings'],
  ['token_type_embeddings', 'token_type_embeddings'],
  ['self.query', 'query'],
  ['self.key', 'key'],
  ['self.value', 'value'],
  ['attention.output', 'attention_output'],
  ['intermediate', 'intermediate'],
  ['output.dense', 'output'],
  ['pooler', 'pooler'],
  ['transform', 'transform'],
  ['predictions.bias', 'vocabulary_bias'],
  ['seq_relationship', 'seq_relationship'],
];

export function roleOf(name: string, t: Catalog['parameters']): string {
  const role = ROLES.find(([part]) => name.includes(part))?.[1];
  if (role === undefined) return name;
  const part = role === 'vocabulary_bias' ? '' : (t.part[name.split('.').at(-1) ?? ''] ?? '');
  return (t.roles[role] ?? name) + part;
}
