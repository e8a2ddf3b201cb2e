import type { Catalog } from '..';
import { n } from './count';

export const guide: Pick<Catalog, 'guide'> = {
  guide: {
    waits: '학습 대기 중',
    comeBack: (step) => `스텝 ${step}에서 떠난 학습으로 돌아가기`,
    finished: '완료: 새 시드로 시작해 보세요',
    noOther: '이 배치의 다른 예시는 더 이상 메모리에 없습니다. 한 스텝 더 학습하면 볼 수 있습니다.',
    clickToken: '토큰을 누르면 계산 과정이 열립니다.',
    unchanged: {
      always_mask: '이 문장 쌍에서는 선택된 토큰이 이미 모두 [MASK]라서 이 규칙으로 달라질 것이 없습니다.',
      no_random: '이 문장 쌍에는 무작위 토큰이 없어서 이 규칙으로 달라질 것이 없습니다.',
      select_all: '이 규칙으로 달라질 것이 없습니다.',
      every_position: '이 규칙으로 달라질 것이 없습니다.',
    },
    changedPair: '달라지는 문장 쌍 보기',
    unchangedBatch: '이 배치에는 달라질 문장 쌍이 없습니다. 한 스텝 더 학습한 뒤 다시 보세요.',
    asking: '마지막 평가의 단어를 불러오고 있습니다…',
    diverges: (loss, uniform) =>
      `학습이 발산하고 있습니다. 손실이 ${loss}까지 올랐는데, 아무 단어가나 고르게 찍어도 ${uniform}입니다.`,
    divergesBy: (rate, warmup) =>
      `${warmup > 0 ? '' : '워밍업 없이 쓴 '}학습률 ${rate} 때문에 스텝마다 가중치가 너무 크게 움직입니다. 저절로 나아지지 않으니, ${warmup > 0 ? '' : '워밍업을 두고 '}학습률을 낮추어 새로 시작해 보세요.`,
    unknownTargets: (count) =>
      `여기서 채점하는 자리 가운데 ${n(count)}곳은 어휘로 쓸 수 없는 단어입니다. 그 자리의 정답은 [UNK]이므로, 손실이 그 단어에 대해 알려 주는 것은 없습니다.`,
    unknownScored: (words) =>
      `선택했지만 이 모델에는 [UNK]인 단어: ${words}. 그 자리에서는 [UNK]라고 답해야 맞은 것이 되고, 단어 자체는 맞힐 수 없습니다.`,
    saved: (name, megabytes, folder) =>
      `다운로드 폴더에 ${name} 파일(${megabytes} MB)을 저장했습니다. 압축을 ${folder} 폴더에 풀고, 파이썬에서 다음 세 줄로 불러오세요.`,
    copyLines: '세 줄 복사',
    linesCopied: '복사했습니다',
    openedHere: '모델을 열었습니다. 질문은 이 상자에서 합니다. 학습 예시와 곡선은 학습 중인 실행을 그대로 보여 줍니다.',
    presets: {
      masked: (word) => `${word} → [MASK]`,
      randomized: (word, other) => `${word} → ${other}`,
      kept: (word) => `${word} 그대로`,
      one: (title) => `${title}: 하나 선택`,
      three: (title) => `${title}: 셋 선택`,
      follows: (end) => `… ${end}`,
      elsewhere: (end) => `… ${end}`,
    },
  },
};
