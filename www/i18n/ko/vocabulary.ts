import type { Catalog } from '..';
import { n } from './count';

export const vocabulary: Pick<Catalog, 'vocabulary'> = {
  vocabulary: {
    title: '어떤 토큰을 학습했을까요?',
    lead: '점 하나가 검증 데이터에 나온 토큰 하나입니다. 검증 데이터는 학습에 쓰지 않습니다. 아래에 있을수록 손실이 작아 더 잘 예측하고, 오른쪽에 있을수록 학습 데이터에 자주 나옵니다. 두 기준선 중 나은 쪽보다 확률이 2배 이상이면 학습된 것으로 셉니다. 아직 정답을 가장 높게 예측한다는 뜻은 아닙니다.',
    learnedOf: (words) => `/ 토큰 ${words}개 학습됨`,
    learned: '학습됨',
    notLearned: '아직',
    byFrequency: '빈도 기준선',
    allAlike: (words) => `균등 기준선(${words}개)`,
    area: '학습됨: 더 나은 기준선의 2배 이상',
    xAxis: '학습 데이터에 나온 횟수 →',
    yAxis: '↑ 손실, −log p',
    explore: '토큰 지도: 화살표 키로 토큰 사이를 옮겨 다닙니다. 오른쪽일수록 자주 나오는 토큰입니다',
    none: '고른 토큰이 없습니다.',
    hint: '점을 가리키거나, 지도에서 화살표 키를 쓰거나, 토큰을 찾아보세요.',
    word: (token) => `${token}:`,
    standsInText: (count) =>
      count === 0 ? '학습 데이터에는 한 번도 나오지 않습니다.' : `학습 데이터에 ${n(count)}번 나옵니다.`,
    costs: (loss, asked) => `손실 ${loss} (검증 위치 ${asked === 1 ? '하나' : `${n(asked)}곳의 평균`}).`,
    likelier: (times) => `더 나은 기준선의 ${times}배 확률입니다.`,
    lessLikely: (times) => `더 나은 기준선의 1/${times} 확률입니다.`,
    search: '토큰 찾기',
    notAsked: (text) => `검증 데이터에는 ‘${text}’ 예측이 없습니다.`,
    more: (shown, all) => `${all}개 가운데 처음 ${shown}개입니다.`,
    best: '기준선보다 가장 잘 맞히는 토큰',
    worst: '기준선보다 가장 못 맞히는 토큰',
    columns: { word: '토큰', asked: '평가 수', loss: '손실', times: '기준선 대비' },
    model: (step) => `스텝 ${step}의 모델, 모든 위치의 평균`,
    uncertain: (positions, median, unasked) =>
      `검증 위치 ${positions}곳에서 평가했으며, 매번 같은 위치를 씁니다. 토큰의 절반은 ${n(median)}곳 이하에서만 나오므로 작은 점은 정확하지 않습니다. 학습 데이터의 다른 토큰 ${unasked}개는 평가하지 않았습니다. ##은 앞 조각에 이어진다는 표시입니다.`,
    nothingMasked: '이번 학습에는 MLM이 없어 평가할 예측이 없습니다.',
    nothingHeldOut: '텍스트가 너무 짧아 평가용 데이터를 따로 둘 수 없습니다.',
    waiting: '첫 평가를 기다리고 있습니다.',
  },
};
