import type { Catalog } from '..';
import { authorityIn, type AuthorityTexts } from '../texts';

const authorities: AuthorityTexts = {
  tokenizer_json: () => 'tokenizer.json',
  tokenizer_json_by_class: (by) => `tokenizer.json, tokenizer_class: ${by.class ?? '없음'}`,
  vocab_txt: () => 'vocab.txt',
  option: ({ key }) => `tokenizer_config.json의 ${key}`,
  default: ({ key, as_key }) => `tokenizer_config.json에 없는 ${key}의 기본값${as_key ? `: ${as_key}의 값` : ''}`,
  special_tokens: () => 'tokenizer_config.json의 특수 토큰 이름',
  every_bert_tokenizer: () => '모든 BertTokenizer의 고정값',
};

export const checkpoint: Pick<Catalog, 'checkpoint'> = {
  checkpoint: {
    title: '가중치 가져가기, 내 모델 열기',
    lead: '여기서 배운 모델도 여느 BERT와 같습니다. 어디서나 읽을 수 있는 형식으로 드나듭니다.',
    save: '지금 모델 저장하기',
    saveNote:
      'zip 파일 하나에 다 들어 있습니다. transformers가 바로 읽는 가중치와 설정, 어휘, 배운 글, 그리고 여러 대의 컴퓨터에서 학습을 이어 가는 스크립트입니다.',
    saveButton: 'zip으로 저장',
    open: '모델 열기',
    openNote:
      '폴더나 zip, 낱개 파일을 이곳에 끌어다 놓으세요. config.json과 model.safetensors, 토크나이저가 있는 BERT라면 됩니다. 파일은 이 컴퓨터를 떠나지 않습니다.',
    folder: '폴더 고르기',
    files: '파일 고르기',
    shipped: (megabytes) => `미리 배운 모델 열기 (${megabytes} MB)`,
    busy: '잠시만 기다려 주세요…',
    facts: (parameters, layers, heads, width, vocabulary) =>
      `가중치 ${parameters}개 · 층 ${layers}개 · 헤드 ${heads}개 · 너비 ${width} · WordPiece ${vocabulary}개`,
    noHead: '가린 토큰을 맞히는 헤드가 없어서 예측을 보여 줄 수 없습니다.',
    ignored: (count) => `파일의 텐서 ${count}개는 쓰지 않았습니다.`,
    contradictions: '토크나이저 파일들의 내용이 서로 다릅니다. transformers와 같은 방식으로 읽었습니다.',
    contradiction: ({ about, said, followed }) => {
      const [name, other, used] = [
        about.kind === 'part' ? about.name : `토큰 “${about.token}”의 ID`,
        authorityIn(authorities, said.by),
        authorityIn(authorities, followed.by),
      ];
      return `${name}: ${said.value ?? '없음'} (${other}) 대신 ${followed.value ?? '없음'} (${used}) 값을 따랐습니다.`;
    },
    close: '닫기',
    sentence: '문장. [MASK]가 빈칸입니다',
    pair: '둘째 문장 (없어도 됩니다)',
    examples: [
      'The man went to the [MASK].',
      'My dog is [MASK]. He likes playing.',
      'The [MASK] sleeps in the garden.',
    ],
    predicts: '이 모델의 예측',
    blank: (number) => `빈칸 ${number}`,
  },
};
