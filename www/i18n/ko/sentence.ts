import type { Catalog } from '..';
import { n } from './count';

export const sentence: Pick<Catalog, 'sentence'> = {
  sentence: {
    title: '내 문장',
    lead: '한두 문장을 써 보세요. 주사위 대신 손으로 낱말을 고르고, 모델이 배우는 동안 답이 어떻게 달라지는지 볼 수 있습니다.',
    shelves: { masking: '낱말 가리기', following: 'B가 A에 이어질까?' },
    first: '문장',
    second: '둘째 문장 (없어도 됩니다)',
    wordsOfA: '문장의 낱말',
    wordsOfB: '둘째 문장의 낱말',
    clickAWord: '낱말을 누르면 가려집니다. 그다음 다른 낱말로 바꾸거나, 선택만 하고 그대로 둘 수도 있습니다.',
    blank: '아직 읽을 것이 없습니다. 문장을 쓰거나 위에서 하나를 고르세요.',
    asOf: (step) => `${step}단계 모델의 답`,
    untrained: '첫 단계를 배우기 전 모델의 답',
    waiting: '모델에 묻고 있습니다…',
    held: '계산을 열어 둔 동안 이 단계에 머뭅니다',

    noRoom: '들어갈 자리 없음',
    unknownWord: '어휘에 없음',
    moreWords: (count) => `그 밖의 낱말 ${n(count)}개`,

    becomes: (word) => `‘${word}’ 처리하기`,
    fates: { left: '그대로 두기', masked: '[MASK]', randomized: '바꾸기', kept: '선택하고 유지' },
    masks: '가렸습니다. 모델이 알아맞혀야 하고, 채점합니다.',
    keeps: '선택했지만 그대로 두었습니다. 모델은 그 사실을 모르므로 똑같이 채점합니다.',
    replacement: '대신 들어갈 낱말',
    anyToken: '비워 두면 주사위로',
    offered: '또는 쓴 낱말 가운데에서',
    typedMask: '직접 쓴 [MASK]입니다. 모델이 채우기는 하지만 정답을 아는 사람이 없으므로 채점하지 않습니다.',

    scored: (read, selected, loss) =>
      `토큰 ${n(read)}개를 읽고, 손으로 고른 ${selected}개를 채점합니다. 손실은 그 ${selected}개의 평균인 ${loss}입니다.`,
    nothingSelected: (read) =>
      `토큰 ${n(read)}개를 읽습니다. 선택한 것이 없어 아무것도 채점하지 않고 기울기도 흐르지 않습니다.`,
    notTaught:
      '이번 실행은 둘째 문제만 학습합니다. 낱말에 대한 답은 배운 적이 없으므로 낱말에서는 아무것도 채점하지 않습니다.',
    follows: '둘째 문장이 첫 문장에 이어질까요?',
    answers: (yes, sure) => `모델의 답: ${yes ? '예' : '아니요'}, ${sure}.`,
    yes: '예',
    no: '아니요',
    noSecondQuestion: '이번 실행은 문장이 이어지는지 학습하지 않으므로 묻지 않습니다.',
    tooLong: (characters, most) => `${characters}자를 썼습니다. 앞의 ${most}자만 봅니다.`,
    cut: (room, cut) =>
      `이 모델은 [CLS]와 [SEP]를 포함해 한 행에 토큰 ${room}개를 읽습니다. ${n(cut)}개는 들어갈 자리가 없습니다.`,
    lost: (words) => `선택했지만 들어갈 자리가 없어 채점하지 않는 낱말: ${words}.`,
    unknown: (words) => `이번 실행의 어휘로는 쓸 수 없는 낱말: ${words}. 모델은 그 자리에서 [UNK]를 봅니다.`,
    nothingKnown:
      '이번 실행의 어휘로는 이 낱말들을 하나도 쓸 수 없습니다. 모델은 [UNK]만 보므로, 그 답은 이 문장에 대해 아무것도 말해 주지 않습니다.',
    pieces: (words) => `이번 실행의 어휘에 한 토큰으로 들어 있지 않은 낱말은 조각으로 나누어 씁니다: ${words}.`,
    notReplaced: (word, wanted) =>
      `‘${wanted}’의 토큰 수가 ‘${word}’와 달라서 그 자리에 들어갈 수 없습니다. 대신 주사위로 골랐습니다.`,
    blanks: (count) => `직접 쓴 [MASK] ${n(count)}개는 정답을 아는 사람이 없으므로 예측만 하고 채점하지 않습니다.`,
    quoted: (word) => `‘${word}’`,
    list: (items, more) => [...items, ...(more > 0 ? [`그 밖에 ${more}개`] : [])].join(', '),
  },
};
