import type { Catalog } from '..';

export const vocabulary: Pick<Catalog, 'vocabulary'> = {
  vocabulary: {
    title: '어떤 낱말을 배웠을까요?',
    lead: '점 하나가 낱말 하나입니다. 학습에 쓰지 않고 떼어 둔 글에 나온 낱말들입니다. 아래에 있을수록 모델이 그 낱말을 덜 뜻밖으로 여기고, 오른쪽에 있을수록 학습 글에 자주 나옵니다.',
    learnedOf: (words) => `/ 낱말 ${words}개를 배웠습니다`,
    learned: '배움',
    notLearned: '아직',
    byFrequency: '빈도로 찍기',
    allAlike: (words) => `${words}개 중 아무거나 찍기`,
    area: '어느 찍기보다도 확률이 두 배 이상',
    xAxis: '학습 글에 나온 횟수 →',
    yAxis: '↑ 손실, −log p',
    explore: '낱말 지도: 화살표 키로 낱말 사이를 옮겨 다닙니다. 오른쪽일수록 자주 나오는 낱말입니다',
    none: '고른 낱말이 없습니다.',
    hint: '점을 가리키거나, 지도에서 화살표 키를 쓰거나, 낱말을 찾아보세요.',
    word: (token) => `${token}:`,
    standsInText: (count) =>
      count === 0 ? '학습 글에는 한 번도 나오지 않습니다.' : `학습 글에 ${count.toLocaleString('ko')}번 나옵니다.`,
    costs: (loss, asked) =>
      asked === 1
        ? `손실은 ${loss}입니다. 떼어 둔 글에서 이 낱말을 묻는 자리는 하나뿐입니다.`
        : `손실은 ${loss}입니다. 떼어 둔 글에서 이 낱말을 묻는 자리 ${asked}곳의 평균입니다.`,
    likelier: (times) => `둘 중 더 나은 찍기보다 확률을 ${times}배로 봅니다.`,
    lessLikely: (times) => `둘 중 더 나은 찍기보다 확률을 ${times}분의 1로 봅니다.`,
    search: '낱말 찾기',
    notAsked: (text) => `떼어 둔 글에 “${text}”을(를) 묻는 자리가 없습니다.`,
    more: (shown, all) => `${all}개 가운데 처음 ${shown}개입니다.`,
    best: '찍기보다 가장 나은 낱말',
    worst: '찍기보다 가장 못한 낱말',
    columns: { word: '낱말', asked: '물은 수', loss: '손실', times: '찍기의 몇 배' },
    model: (step) => `${step}단계를 마친 모델, 모든 자리의 평균`,
    uncertain: (positions, median, unasked) =>
      `떼어 둔 글의 ${positions}자리를 물었고, 평가할 때마다 같은 자리를 묻습니다. 낱말의 절반은 물은 자리가 ${median}곳 이하입니다. 점이 작을수록 값이 확실하지 않습니다. 학습 글에 나오는 다른 낱말 ${unasked}개는 묻지 않았습니다. ##은 앞 조각에 이어지는 조각이라는 표시입니다.`,
    nothingMasked: '이번 학습에서는 낱말을 가리지 않으므로 물을 낱말이 없습니다.',
    nothingHeldOut: '글이 너무 짧아 따로 떼어 둘 부분이 없으므로 물을 낱말이 없습니다.',
    waiting: '아직 첫 평가를 하지 않았습니다.',
  },
};
