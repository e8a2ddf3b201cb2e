import type { Catalog } from '..';

export const charts: Pick<Catalog, 'tallies'> = {
  tallies: {
    title: '주사위는 규칙을 지켰을까요?',
    lead: '첫 단계부터 센 값입니다. 띠는 100번 가운데 95번 들어오는 우연의 범위입니다.',
    selected: '선택',
    ofTokens: '전체 토큰 중',
    ofSelected: '선택된 토큰 중',
    nothing: '아직 뽑은 것이 없습니다',
    expected: (share) => `기댓값 ${share}`,
    chance: (low, high) => `우연의 범위 ${low}~${high}`,
    fixed: '우연이 아니라 규칙이 정한 값',
    count: (count) => `토큰 ${count}개`,
    google: (share, most) =>
      `이 규칙은 행마다 토큰의 ${share}\u00a0%를 정수로 반올림해 고릅니다(최소 1개, 최대 ${most}개). 몇 개인지는 정해져 있고, 어느 것인지만 우연에 달려 있습니다.`,
    hf: (probability) =>
      `후보마다 따로 숫자를 뽑아 ${probability}보다 작으면 선택됩니다. [CLS]와 [SEP]는 후보가 아니어서 전체 토큰에 대한 비율은 그보다 작습니다.`,
    wordsFit: '단어는 통째로 선택하며, 그 수를 넘기게 되는 단어는 건너뛰므로 모자라는 행도 있습니다.',
    wordsTogether: '한 단어의 조각들은 한 번 뽑은 숫자를 함께 쓰므로 개수가 더 크게 흔들립니다.',
    repeated: (selected, draws) =>
      `같은 마스크가 에포크마다 되풀이되므로, 선택된 토큰 ${selected}개는 ${draws}번 뽑은 것과 같습니다.`,
  },
};
