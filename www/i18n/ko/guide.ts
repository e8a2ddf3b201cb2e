import type { Catalog } from '..';
import { n } from './count';

export const guide: Pick<Catalog, 'guide'> = {
  guide: {
    waits: '학습 대기 중',
    comeBack: (step) => `스텝 ${step}의 학습으로 돌아가기`,
    finished: '완료: 새 시드로 시작해 보세요',
    noOther: '이 배치의 다른 문장 쌍은 이제 메모리에 없습니다. 한 스텝 더 학습하면 새 예시를 볼 수 있습니다.',
    clickToken: '토큰을 누르면 계산 과정이 열립니다.',
    unchanged: {
      always_mask: '이 문장 쌍에서는 선택된 토큰이 이미 모두 [MASK]라서 이 규칙을 적용해도 달라지지 않습니다.',
      no_random: '이 문장 쌍에는 무작위 토큰이 없어서 이 규칙을 적용해도 달라지지 않습니다.',
      select_all: '이 규칙을 적용해도 달라지지 않습니다.',
      every_position: '이 규칙을 적용해도 달라지지 않습니다.',
    },
    changedPair: '달라지는 문장 쌍 보기',
    unchangedBatch: '이 배치에는 달라지는 문장 쌍이 없습니다. 한 스텝 더 학습한 뒤 다시 보세요.',
    asking: '마지막 평가의 토큰을 불러오는 중…',
    diverges: (loss, uniform) =>
      `학습이 발산하고 있습니다. 손실이 ${loss}까지 올랐습니다. 모든 토큰에 같은 확률을 주기만 해도 손실은 ${uniform}입니다.`,
    divergesBy: (rate, warmup) =>
      `${warmup > 0 ? '' : '워밍업 없이 시작한 '}학습률 ${rate} 때문에 스텝마다 가중치가 너무 크게 바뀝니다. 저절로 회복되지 않으니, ${warmup > 0 ? '' : '워밍업 스텝을 두고 '}학습률을 낮춰 새로 시작하세요.`,
    unknownTargets: (count) =>
      `여기서 채점하는 위치 가운데 ${n(count)}곳은 어휘로 나타낼 수 없는 단어입니다. 그곳의 정답은 [UNK]이므로, 손실은 그 단어에 대해 아무것도 알려 주지 않습니다.`,
    unknownScored: (words) =>
      `선택했지만 이 모델에는 [UNK]로 보이는 단어: ${words}. 그 위치의 정답은 [UNK]가 되므로, 모델은 단어 자체를 맞힐 수 없습니다.`,
    saved: (name, megabytes, folder) =>
      `다운로드 폴더에 ${name} 파일(${megabytes}MB)을 저장했습니다. ${folder} 폴더에 압축을 풀고, Python에서 다음 코드로 불러오세요.`,
    copyLines: '코드 복사',
    openedHere:
      '모델을 열었습니다. 연 모델의 예측은 이 상자에서 볼 수 있습니다. 학습 예시와 곡선은 지금 하고 있는 학습을 그대로 보여 줍니다.',
    presets: {
      masked: (word) => `${word} → [MASK]`,
      randomized: (word, other) => `${word} → ${other}`,
      kept: (word) => `${word} 그대로`,
      one: (title) => `${title}: 하나 선택`,
      three: (title) => `${title}: 셋을 함께 선택`,
      follows: (end) => `… ${end}`,
      elsewhere: (end) => `… ${end}`,
    },
  },
};
