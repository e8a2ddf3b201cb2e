import type { Catalog } from '..';
import { n } from './count';

export const sentence: Pick<Catalog, 'sentence'> = {
  sentence: {
    title: '내 문장으로 해 보기',
    lead: '한두 문장을 쓰고 선택할 단어를 직접 골라, 학습이 진행되면서 예측이 어떻게 달라지는지 보세요.',
    shelves: { masking: '예시: 마스킹', following: '예시: B가 A에 이어질까요?' },
    first: '문장 A',
    second: '문장 B (선택 사항)',
    wordsOfA: '문장의 단어',
    wordsOfB: '둘째 문장의 단어',
    clickAWord:
      '단어를 누르면 마스킹합니다. 그런 다음 다른 단어로 바꾸거나, 그대로 보이게 두고 채점만 할 수도 있습니다.',
    blank: '문장을 쓰거나 위의 예시를 고르세요.',
    asOf: (step) => `스텝 ${step}의 예측`,
    untrained: '학습 전 모델의 예측',
    waiting: '예측하는 중…',
    held: '계산 과정을 열어 둔 동안 이 스텝에 고정',

    noRoom: '길이를 넘어 잘림',
    unknownWord: '어휘에 없음',
    moreWords: (count) => `그 밖의 단어 ${n(count)}개`,

    becomes: (word) => `‘${word}’ 처리 방법`,
    fates: { left: '선택 안 함', masked: '[MASK]', randomized: '바꾸기', kept: '선택하고 유지' },
    masks: '마스킹했습니다. 모델이 예측하고 채점합니다.',
    keeps: '선택했지만 그대로 보입니다. 모델은 선택된 것을 알 수 없으므로 똑같이 채점합니다.',
    replacement: '바꿀 단어',
    anyToken: '비워 두면 무작위 토큰',
    offered: '또는 쓴 단어 가운데에서',
    typedMask: '직접 쓴 [MASK]입니다. 모델이 예측하지만 정답이 없으므로 채점하지 않습니다.',

    scored: (read, selected, loss) =>
      `토큰 ${n(read)}개 가운데 ${selected}개를 선택했습니다. 손실(선택한 토큰의 평균)은 ${loss}입니다.`,
    nothingSelected: (read) => `토큰 ${n(read)}개를 읽습니다. 선택한 토큰이 없어 MLM 손실도 기울기도 없습니다.`,
    notTaught: '이번 학습은 NSP만 학습합니다. 토큰 예측은 학습하지 않았으므로 채점하지 않습니다.',
    follows: 'B가 A에 이어질까요?',
    before: (yes, pair) => `앞의 B ‘${pair}’: 예 ${yes}.`,
    answers: (yes, sure) => `예측: ${yes ? '예' : '아니요'}(${sure}).`,
    yes: '예',
    no: '아니요',
    noSecondQuestion: '이번 학습은 NSP를 학습하지 않으므로 이 예측이 없습니다.',
    tooLong: (characters, most) => `${characters}자 가운데 앞의 ${most}자만 사용합니다.`,
    cut: (room, cut) =>
      `최대 시퀀스 길이는 [CLS]와 [SEP] 토큰을 포함해 ${room}개입니다. 토큰 ${n(cut)}개를 잘랐습니다.`,
    lost: (words) => `선택했지만 잘려서 채점하지 않는 단어: ${words}.`,
    unknown: (words) =>
      `이번 학습의 어휘에 없는 단어: ${words}. 모델에는 [UNK]로 보이며, 그 위치에서 맞힐 수 있는 것도 [UNK]뿐입니다.`,
    nothingKnown: '이번 학습의 어휘에 이 단어들이 하나도 없습니다. 모델에는 [UNK]만 보이므로 예측에 의미가 없습니다.',
    pieces: (words) =>
      `어휘에 통째로 들어 있지 않은 단어는 조각(WordPiece)으로 나눕니다. ##은 앞 조각에 이어진다는 표시입니다: ${words}.`,
    notReplaced: (word, wanted) => `‘${wanted}’의 토큰 수가 ‘${word}’의 토큰 수와 달라 대신 무작위 토큰을 썼습니다.`,
    blanks: (count) => `직접 쓴 [MASK] ${n(count)}개는 예측만 하고 채점하지 않습니다.`,
    quoted: (word) => `‘${word}’`,
    list: (items, more) => [...items, ...(more > 0 ? [`그 밖에 ${more}개`] : [])].join(', '),
  },
};
