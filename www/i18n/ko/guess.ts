import type { Catalog } from '..';

export const guess: Pick<Catalog, 'guess'> = {
  guess: {
    title: '모델보다 먼저 맞혀 보기',
    lead: '학습 예시의 단어 하나를 나에게도 모델에게도 가립니다. 먼저 답을 쓴 뒤 두 답의 점수를 비교해 보세요.',
    begin: '단어 가리기',
    pauses: '그동안 학습은 멈춥니다.',
    gap: '?',
    ask: '가려진 단어는 무엇일까요?',
    submit: '맞혀 보기',
    giveUp: '정답 보기',
    another: '다른 단어',
    who: '누구의 답',
    word: '단어',
    probability: '모델이 준 확률',
    loss: '−log p',
    you: '나',
    model: '모델',
    original: '원래 단어',
    right: '정답',
    wrong: '오답',
    verdicts: {
      both: '나와 모델 모두 맞혔습니다.',
      you: '나는 맞혔고 모델은 틀렸습니다.',
      model: '모델은 맞혔고 나는 틀렸습니다.',
      none: '둘 다 틀렸습니다.',
      gaveUp: '원래 단어와 모델의 답입니다.',
    },
    bound: '내 답은 모델의 상위 예측 다섯 개에 들지 않아, 확률의 상한만 알 수 있습니다.',
    noToken: '내 답은 이 어휘에 토큰 하나로 들어 있지 않아, 모델이 한 위치에서 확률을 줄 수 없습니다.',
    tally: (asked, you, model) => `지금까지 ${asked}문제 가운데 나는 ${you}개, 모델은 ${model}개를 맞혔습니다.`,
  },
};
