import type { rooms as english } from '../en/rooms';

export const rooms: typeof english = {
  roomsLabel: '화면',
  rooms: {
    learn: '배우기',
    train: '사전 학습',
    finetune: '파인튜닝',
    compare: '비교',
    settings: '설정',
  },

  groups: {
    pair: '문장 쌍',
    sentence: '직접 쓴 문장',
    guess: '맞혀 보기',
    examples: '검증 문장',
    vocabulary: '어휘',
    attention: '어텐션',
    parameters: '파라미터',
    tune: '과제 학습',
    tuned: '결과',
    compare: '다른 모델과 비교',
    change: '설정, 링크, 파일',
  },
  looksLabel: '자세히 보기',

  inShort: {
    label: '요약',
    begin: 'BERT가 처음인가요? 수업 1: 마스크',
    goOn: '수업 이어서 보기',
    sentences: [
      '토큰의 약 15%가 선택됩니다(색이 있는 열).',
      '모델은 선택된 위치마다 원래 토큰을 예측해야 하며, 손실은 이 위치들에서만 구한 평균입니다.',
      '나머지는 읽기만 하고 채점하지 않습니다. 그 출력의 기울기는 정확히 0입니다.',
    ],
  },
};
