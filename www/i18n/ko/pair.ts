import type { Catalog } from '..';

export const pair: Pick<Catalog, 'pair'> = {
  pair: {
    title: 'B는 A의 다음 문장일까요?',
    lead: '답은 [CLS] 자리의 벡터 하나에서 읽어 냅니다.',
    a: 'A',
    b: 'B',
    is_next: 'IsNext',
    not_next: 'NotNext',
    truth: '정답',
    source: (document, sentence) => `${document}번 문서의 ${sentence}번째 문장`,
    sameDocument: 'B는 같은 문서에서 A 바로 뒤에 나옵니다.',
    otherDocument: 'B는 다른 문서에서 가져왔습니다.',
    answer: '[CLS]의 답',
    loss: '손실',
    lossIs: (probability, loss) => `−log ${probability} = ${loss}`,
    sum: '한 단계, 하나의 합',
    sumOf: (mlm, nsp, total) => `${mlm} + ${nsp} = ${total}`,
    masked: '가린 토큰',
    next: '다음 문장',
    total: '합계',
    objective: '학습 목표',
    objectives: { 'mlm+nsp': '둘 다', mlm: '가린 토큰만', nsp: '다음 문장만' },
    off: '이번 학습에는 다음 문장 예측이 들어 있지 않습니다.',
    startsAnew: '바꾸면 학습을 새로 시작합니다.',
  },
};
