import type { Catalog } from '..';

export const guess: Pick<Catalog, 'guess'> = {
  guess: {
    title: '모델보다 먼저 맞혀 보기',
    lead: '무대 위 문장의 낱말 하나를 나와 모델 모두에게 가립니다. 먼저 답을 쓰고, 두 답의 점수를 확인하세요.',
    begin: '낱말 가리기',
    pauses: '그동안 학습은 멈춥니다.',
    gap: '?',
    ask: '가려진 낱말은 무엇일까요?',
    submit: '맞혀 보기',
    giveUp: '답 보기',
    another: '다른 낱말',
    who: '누구의 답',
    word: '낱말',
    probability: '모델이 준 확률',
    loss: '−log p',
    you: '나',
    model: '모델',
    original: '원래 낱말',
    right: '정답',
    wrong: '오답',
    verdicts: {
      both: '나와 모델 모두 맞혔습니다.',
      you: '나는 맞혔고 모델은 틀렸습니다.',
      model: '모델은 맞혔고 나는 틀렸습니다.',
      none: '둘 다 틀렸습니다.',
      gaveUp: '원래 낱말과 모델의 답입니다.',
    },
    bound: '내 답은 모델이 꼽은 상위 다섯 토큰에 없어, 확률이 얼마보다 작은지만 알 수 있습니다.',
    noToken: '내 답은 이 어휘에 토큰 하나로 들어 있지 않아, 모델이 한 자리에서 확률을 줄 수 없습니다.',
    tally: (asked, you, model) => `지금까지 ${asked}문제: 나 ${you}개, 모델 ${model}개 정답.`,
  },
};
