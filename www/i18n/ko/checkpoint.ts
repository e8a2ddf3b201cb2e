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
    title: '모델 저장과 불러오기',
    lead: '표준 BERT이며 Hugging Face 형식입니다.',
    save: '지금 모델 저장하기',
    saveNote:
      'zip 하나에 Hugging Face transformers용 가중치, 설정, 어휘와 학습 텍스트, 사전 학습을 이어 갈 스크립트(continue.py)가 들어 있습니다. 압축을 푼 폴더를 from_pretrained에 주면 불러올 수 있습니다.',
    saveButton: 'zip으로 저장',
    open: '모델 열기',
    openNote:
      '폴더나 zip, 낱개 파일을 이곳에 끌어다 놓으세요. config.json과 model.safetensors, 토크나이저가 있는 BERT라면 됩니다. 파일은 외부로 전송되지 않습니다. 연 모델은 아래에 쓴 문장의 빈칸을 예측하며, 여기서 더 학습하지는 않습니다.',
    folder: '폴더 고르기',
    files: '파일 고르기',
    shipped: (megabytes) => `사전 학습된 모델 열기 (${megabytes}MB, 영어)`,
    busy: '잠시만 기다려 주세요…',
    facts: (parameters, layers, heads, width, vocabulary) =>
      `파라미터 ${parameters}개 · 레이어 ${layers}개 · 헤드 ${heads}개 · 은닉 크기 ${width} · 어휘 ${vocabulary}개`,
    noHead: 'MLM 헤드가 없어 마스킹된 토큰을 예측할 수 없습니다.',
    ignored: (count) => `파일의 텐서 ${count}개는 쓰지 않았습니다.`,
    contradictions: '토크나이저 파일들의 내용이 서로 다릅니다. transformers와 같은 방식으로 읽었습니다.',
    contradiction: ({ about, said, followed }) => {
      const [name, other, used] = [
        about.kind === 'part' ? about.name : `토큰 ‘${about.token}’의 ID`,
        authorityIn(authorities, said.by),
        authorityIn(authorities, followed.by),
      ];
      return `${name}: ${said.value ?? '없음'} (${other}) 대신 ${followed.value ?? '없음'} (${used}) 값을 따랐습니다.`;
    },
    close: '닫기',
    sentence: '문장 (빈칸은 [MASK]로)',
    pair: '둘째 문장 (선택 사항)',
    examples: [
      'The man went to the [MASK].',
      'My dog is [MASK]. He likes playing.',
      'The [MASK] sleeps in the garden.',
    ],
    predicts: '예측',
    blank: (number) => `빈칸 ${number}`,
  },
};
