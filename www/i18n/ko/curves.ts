import type { Catalog } from '..';

export const curves: Pick<Catalog, 'curves' | 'lossInWords'> = {
  curves: {
    title: '학습이 잘 되고 있을까요?',
    lead: '손실은 내려가고 정확도는 올라가야 합니다. 검증 데이터는 학습에 쓰지 않습니다. 학습 손실은 내려가는데 검증 손실이 올라가면, 학습 데이터를 외우는 과적합(overfitting)입니다.',
    losses: { mlm: 'MLM 손실', nsp: 'NSP 손실', causal: '다음 토큰 손실 (GPT-1)' },
    accuracy: '검증 정확도',
    train: '학습',
    heldOut: '검증',
    measures: {
      train: '학습',
      smoothed: '이동 평균',
      heldOut: '검증',
      mlm: 'MLM',
      nsp: 'NSP',
      causal: '다음 토큰',
    },
    uniform: (loss) => `균등 기준선 ${loss}`,
    byFrequency: (loss) => `빈도 기준선 ${loss}`,
    coin: (loss) => `동전 던지기 ${loss}`,
    byLabels: (loss) => `레이블 빈도 기준선 ${loss}`,
    majority: (share) => `다수 클래스 ${share}`,
    at: (step) => `스텝 ${step}`,
    step: '스텝',
    empty: '곡선은 첫 스텝부터 그려집니다.',
    explore: (title) => `${title}: 화살표 키로 스텝별 값을 읽습니다`,
    axes: { loss: '손실 축', steps: '스텝 축' },
    linear: '선형',
    log: '로그',
    smoothing: '이동 평균',
    none: '없음',
    over: (steps) => `${steps}스텝`,
    smoothingNote: (steps) =>
      `가는 선은 스텝마다 그 배치의 손실, 굵은 선은 ${steps}스텝의 이동 평균입니다(양 끝은 직선으로 맞춤).`,
    rawNote: '선은 스텝마다 그 배치의 손실입니다.',
    save: '저장',
    saveAs: (format) => `곡선을 ${format} 파일로 저장`,
    notSaved: (format) => `브라우저가 ${format} 파일을 만들지 못했습니다. SVG로 저장해 보세요.`,
    runs: '학습 목록',
    now: '지금',
    thisRun: '이번 학습',
    sameAgain: '같은 설정의 이전 학습',
    earlier: '이전',
    flag: (name, on) => `${name}: ${on ? '켬' : '끔'}`,
    ownText: (letters) => `직접 입력한 텍스트 ${letters.toLocaleString('ko')}자`,
    remove: (name) => `${name} 학습 지우기`,
    notDrawn: {
      text: '표시하지 않음: 말뭉치가 달라 손실을 비교할 수 없습니다',
      vocabulary: '표시하지 않음: 어휘 크기가 달라 손실을 비교할 수 없습니다',
    },
    cautions: {
      masking:
        '비교할 때 주의하세요. 마스킹 규칙이 서로 다르고, 평가도 각자의 규칙으로 합니다. 그대로 둔 토큰은 마스킹한 토큰보다 맞히기 쉽습니다.',
      objective: '학습 목표가 서로 다릅니다. 둘 다 학습하는 손실만 비교합니다.',
    },
    picture: {
      title: '브라우저에서 실시간으로 하는 BERT 사전 학습',
      facts: (corpus, masking, seed) => `${corpus} · 마스킹 ${masking} · 시드 ${seed}`,
      at: (step, steps) => `스텝 ${step} / ${steps}`,
      smoothed: (steps) => `학습 손실은 ${steps}스텝 이동 평균`,
    },
  },

  lossInWords: {
    means: ':',
    after: '를 고르는 정도의 불확실성입니다(퍼플렉서티).',
    among: (words) => `토큰 ${words}개 가운데 하나`,
    evenly: '균등 추측',
    certain: '확신',
    uniform: (words, loss) => `토큰 ${words}개를 모두 똑같은 확률로 추측하면 ${loss}입니다.`,
    byFrequency: (loss, words) =>
      `항상 토큰의 빈도대로 추측하면 ${loss}이며, ${words}개 가운데 하나를 고르는 것과 같습니다.`,
    nothingYet: '아직 학습한 것이 없습니다.',
    slightlyWorse: ': 균등 추측보다 조금 나쁩니다. 학습 초기에는 흔한 일입니다. 계속 이 상태라면 학습률을 낮춰 보세요.',
    worse:
      ': 균등 추측보다 나쁩니다. 자신 있게 틀리고 있습니다. 계속 이 상태라면 학습이 발산한 것이니 학습률을 낮춰 보세요.',
    way: (share) => `균등 추측(0%)에서 확신(100%)까지 ${share} 왔습니다.`,
    frequencies: (share) => `균등 추측에서 빈도 기준선까지 ${share}만큼 내려왔습니다.`,
    context: (by) =>
      `학습 손실이 빈도 기준선보다 ${by} 낮습니다. 문맥을 쓰고 있다는 뜻입니다. 검증 손실도 함께 낮지 않다면 외우고 있는 것입니다.`,
  },
};
