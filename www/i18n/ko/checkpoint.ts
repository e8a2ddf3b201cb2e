import type { Catalog } from '..';

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
