import { describe, expect, test } from 'vitest';
import type { Language } from '../i18n';
import { glossary as english } from '../i18n/en/glossary';
import { glossary as korean } from '../i18n/ko/glossary';
import { TERMS, type Entry, type NamedEntry, type TermId } from '../i18n/terms';
import { matching, sorted } from './list';
import { formsOf, mark, matcherOf, type Part } from './matcher';
import { SEE } from './see';

const ids = Object.keys(TERMS) as TermId[];
const entries: Record<Language, Record<TermId, NamedEntry>> = {
  en: Object.fromEntries(ids.map((id) => [id, { name: TERMS[id], ...(english[id] as Entry) }])) as Record<
    TermId,
    NamedEntry
  >,
  ko: korean,
};
const languages = ['en', 'ko'] as const;
const formsIn = (language: Language) =>
  new Map(ids.map((id) => [id, formsOf(entries[language][id].name, entries[language][id])]));
const matchers = { en: matcherOf(formsIn('en'), 'en'), ko: matcherOf(formsIn('ko'), 'ko') };
const marked = (text: string, language: Language, seen = new Set<TermId>()) =>
  mark(text, matchers[language], seen).filter((part): part is Exclude<Part, string> => typeof part !== 'string');
const found = (text: string, language: Language) => marked(text, language).map(({ id, text }) => `${id}: ${text}`);

describe.each(languages)('the entries (%s)', (language) => {
  test('each term has one, with a name and one to three sentences', () => {
    expect(Object.keys(entries[language]).sort()).toEqual([...ids].sort());
    for (const id of ids) {
      const { name, text } = entries[language][id];
      expect(name, id).not.toBe('');
      expect(text, id).toMatch(/[.)]$/);
      expect(text.length, id).toBeGreaterThan(20);
      expect(text.length, id).toBeLessThan(330);
    }
  });

  test('no form belongs to two terms', () => {
    const owners = new Map<string, TermId>();
    for (const [id, forms] of formsIn(language)) {
      for (const form of forms) {
        const key = language === 'ko' ? form.replace(/\s+/g, '') : form.toLowerCase();
        expect(owners.get(key) ?? id, form).toBe(id);
        owners.set(key, id);
      }
    }
  });

  test('each form is found as its own term, alone and within a sentence', () => {
    for (const [id, forms] of formsIn(language)) {
      for (const form of forms) {
        expect(marked(form, language), form).toEqual([{ id, text: form }]);
        const sentence = language === 'en' ? `Of ${form}, too.` : `여기 ${form}, 또.`;
        expect(marked(sentence, language), sentence).toEqual([{ id, text: form }]);
      }
    }
  });

  test('marking loses no character and marks a term once', () => {
    const texts = ids.map((id) => entries[language][id].text);
    for (const text of texts) {
      const parts = mark(text, matchers[language], new Set());
      expect(parts.map((part) => (typeof part === 'string' ? part : part.text)).join('')).toBe(text);
      const terms = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.id]));
      expect(new Set(terms).size).toBe(terms.length);
    }
  });
});

test('what an entry refers to are other terms, each once', () => {
  expect(Object.keys(SEE).sort()).toEqual([...ids].sort());
  for (const id of ids) {
    const others = SEE[id] ?? [];
    expect(others, id).not.toContain(id);
    expect(new Set(others).size).toBe(others.length);
    for (const other of others) expect(ids).toContain(other);
  }
});

test('the Korean entries of what has no Korean name keep the field’s', () => {
  for (const id of ['cls', 'sep', 'mask', 'unk', 'pad', 'continuation', 'bert', 'gelu', 'webgpu'] as const)
    expect(korean[id].name).toBe(TERMS[id]);
});

test.each([
  [
    'en',
    'token WordPiece vocabulary [CLS] [SEP] [MASK] [UNK] [PAD] ## special_token padding segment embedding position_embedding ' +
      'hidden_size Transformer encoder layer attention attention_head query key_and_value feed-forward residual_connection ' +
      'layer_normalization GELU pooler MLM_head logit softmax probability cross-entropy loss perplexity gradient backpropagation ' +
      'forward_pass backward_pass parameter weight weight_tying optimizer AdamW weight_decay gradient_clipping learning_rate warm-up ' +
      'batch step epoch seed random_initialization held-out validation baseline majority_class accuracy macro-F1 entity_F1 ' +
      'exact_match confusion_matrix overfitting divergence pre-training self-supervised MLM MLM_loss NSP NSP_loss ' +
      'next_sentence_prediction selected masked randomized kept_token context_token 80/10/10 whole-word_masking span_masking ' +
      'dynamic_masking static_masking fine-tuning feature-based frozen from_scratch transfer ablation causal_mask left-to-right ' +
      'GPT-1 ELMo LSTM BERT RoBERTa WebGPU WebAssembly kernel inference',
  ],
  [
    'ko',
    '토큰 어휘 특수_토큰 패딩 세그먼트 임베딩 위치_임베딩 은닉_크기 트랜스포머 인코더 레이어 어텐션 어텐션_헤드 쿼리 피드포워드 ' +
      '잔차_연결 층_정규화 풀러 로짓 소프트맥스 확률 교차_엔트로피 손실 퍼플렉서티 기울기 그래디언트 역전파 순전파 파라미터 가중치 ' +
      '옵티마이저 가중치_감쇠 학습률 워밍업 배치 스텝 에포크 시드 검증_데이터 기준선 다수_클래스 정확도 혼동_행렬 과적합 발산 ' +
      '사전_학습 사전학습 자기_지도_학습 MLM_손실 다음_문장_예측 선택된_토큰 마스킹된_토큰 무작위_토큰 동적_마스킹 파인튜닝 미세조정 ' +
      '특징_기반 전이_학습 절제_실험 인과_마스크',
  ],
] as const)('the field’s words are recognized (%s)', (language, words) => {
  for (const word of words.split(' ').map((one) => one.replaceAll('_', ' ')))
    expect(marked(word, language), word).toEqual([expect.objectContaining({ text: word })]);
});

describe('English', () => {
  test('the longest term wins', () => {
    expect(found('The attention weight of one attention head', 'en')).toEqual([
      'attention_weight: attention weight',
      'attention_head: attention head',
    ]);
    expect(found('masked language modeling of masked tokens', 'en')).toEqual([
      'mlm: masked language modeling',
      'masked: masked tokens',
    ]);
    expect(found('the MLM loss, then a loss', 'en')).toEqual(['mlm: MLM loss', 'loss: loss']);
    expect(found('weight decay shrinks weights', 'en')).toEqual(['weight_decay: weight decay', 'parameter: weights']);
  });

  test('plurals and capitals at the beginning of a sentence', () => {
    expect(found('Tokens. Batches, losses, [MASK]s, accuracies.', 'en')).toEqual([
      'token: Tokens',
      'batch: Batches',
      'loss: losses',
      'mask: [MASK]s',
      'accuracy: accuracies',
    ]);
  });

  test('whole words only', () => {
    expect(found('sub-step token-level tokenize lossless playerlayer next-token ##ing misstep', 'en')).toEqual([]);
    expect(found('“Burn” is a name, to burn is not.', 'en')).toEqual(['burn: Burn']);
    expect(found('The kept settings in random order are selected.', 'en')).toEqual(['selected: selected']);
  });

  test('a term that was seen stays plain, and line breaks and brackets are no obstacle', () => {
    const seen = new Set<TermId>(['token']);
    expect(marked('A token in a batch', 'en', seen).map(({ id }) => id)).toEqual(['batch']);
    expect([...seen]).toEqual(['token', 'batch']);
    expect(found('learning\nrate, [CLS] and ##', 'en')).toEqual([
      'learning_rate: learning\nrate',
      'cls: [CLS]',
      'continuation: ##',
    ]);
  });
});

describe('Korean', () => {
  test('particles may follow, and are not marked', () => {
    expect(found('토큰을 배치마다 손실이라고 [CLS]에서 어텐션으로 BERT는 기울기입니다', 'ko')).toEqual([
      'token: 토큰',
      'batch: 배치',
      'loss: 손실',
      'cls: [CLS]',
      'attention: 어텐션',
      'bert: BERT',
      'gradient: 기울기',
    ]);
    expect(found('토큰들은 층마다, 시드별로', 'ko')).toEqual(['token: 토큰', 'layer: 층', 'seed: 시드']);
  });

  test('the longest term wins, whatever its spaces', () => {
    expect(found('사전학습한 모델의 다음문장 예측과 어텐션 가중치', 'ko')).toEqual([
      'pre_training: 사전학습',
      'nsp: 다음문장 예측',
      'attention_weight: 어텐션 가중치',
    ]);
    expect(found('학습률은 학습 단계마다', 'ko')).toEqual(['learning_rate: 학습률', 'step: 학습 단계']);
  });

  test('whole words only', () => {
    expect(found('아래층 배치합니다 시드니 층위 30단계 토큰화', 'ko')).toEqual([]);
    expect(found('파인튜닝했습니다', 'ko')).toEqual(['fine_tuning: 파인튜닝']);
  });
});

describe('the list', () => {
  const shown = (language: Language) =>
    Object.fromEntries(ids.map((id) => [id, { ...entries[language][id], english: TERMS[id] }])) as Parameters<
      typeof sorted
    >[0];

  test('is in alphabetical order, brackets aside', () => {
    const names = sorted(shown('en'), 'en').map(({ entry }) => entry.name);
    expect(names.indexOf('[CLS]')).toBe(names.indexOf('cloze test') + 1);
    expect(names.indexOf('accuracy')).toBeLessThan(names.indexOf('batch'));
    const korean = sorted(shown('ko'), 'ko').map(({ entry }) => entry.name);
    expect(korean.indexOf('검증 데이터')).toBeLessThan(korean.indexOf('토큰'));
  });

  test('is filtered by name, English name, form and explanation, names first', () => {
    const list = sorted(shown('ko'), 'ko');
    expect(matching(list, '미세조정')[0]?.id).toBe('fine_tuning');
    expect(matching(list, 'Softmax')[0]?.id).toBe('softmax');
    expect(matching(list, '  ')).toBe(list);
    expect(matching(list, 'zzz')).toEqual([]);
    const names = matching(sorted(shown('en'), 'en'), 'gradient').map(({ id }) => id);
    expect(names.slice(0, 2)).toEqual(['gradient', 'gradient_clipping']);
    expect(names).toContain('backward_pass');
  });
});
