import type { Catalog } from '..';
import { n } from './count';

export const look: Pick<Catalog, 'whatIf' | 'slow' | 'arithmetic'> = {
  whatIf: {
    title: '만약에',
    names: {
      every_position: '모든 자리 세기',
      always_mask: '언제나 [MASK]',
      select_all: '100\u00a0% 선택',
      no_random: '무작위 없이',
    },
    banner: (name) => `만약에: ${name}`,
    lines: {
      every_position: (now, before) =>
        `모든 자리를 채점하면 ${before}개가 아니라 ${now}개를 셉니다. 대부분은 눈앞에 보이는 토큰을 베껴 쓴 데 대한 점수입니다.`,
      always_mask: (now, _before, different) =>
        `같은 자리 ${now}개가 모두 [MASK]가 됩니다. 이 문장 쌍에서 토큰 ${different}개가 달라지고, [MASK]가 아닌 토큰은 무조건 믿어도 됩니다.`,
      select_all: (now, before) =>
        `후보를 ${before}개가 아니라 ${now}개 모두 선택합니다. 물음은 많지만 답의 실마리가 될 글이 거의 남지 않습니다.`,
      no_random: (now, _before, different) =>
        `같은 자리 ${now}개 가운데 무작위로 바뀌는 것이 없습니다. 이 문장 쌍에서 토큰 ${different}개가 달라지고, 눈에 보이는 토큰은 모두 진짜입니다.`,
    },
    numbers: (pair, pairWould, batch, batchWould) =>
      `그러면 이 문장 쌍의 손실은 ${pair} 대신 ${pairWould}, 배치의 손실은 ${batch} 대신 ${batchWould}입니다.`,
    gradient: (was, would) =>
      was === would
        ? `기울기는 실제와 같이 ${would}개 자리에서 내려갑니다.`
        : `기울기는 ${was}개가 아니라 ${would}개 자리에서 내려갑니다.`,
    honest: '바로 이 단계의 가중치와 글과 주사위로 계산했습니다. 진행 중인 학습은 건드리지 않습니다.',
    waiting: '이 단계를 다른 규칙으로 계산하고 있습니다…',
  },

  slow: {
    title: '느린 화면',
    subSteps: '학습 한 단계의 작은 단계',
    names: {
      text: '글',
      pick: '고르기',
      fates: '가림·바꿈·유지',
      read: '읽기',
      predict: '예측',
      loss: '손실',
      backward: '역전파',
      update: '갱신',
    },
    back: '뒤로',
    forward: '앞으로',
    play: '재생',
    stop: '멈춤',
    nextStep: '다음 단계',
    close: '느린 화면 닫기',
    text: (real) => `말뭉치의 두 문장을 토큰 ${real}개로 나누었습니다. 아직 아무것도 가리지 않았습니다.`,
    die: (draw, below, limit) => `${draw} ${below ? '<' : '≥'} ${limit}`,
    coin: (draw, below, limit) => `이어서 ${draw} ${below ? '<' : '≥'} ${limit}`,
    read: (real, selected) =>
      `순전파: 토큰 ${real}개를 왼쪽과 오른쪽에서 한꺼번에 읽습니다. 점은 선택된 자리 ${selected}개가 어디를 보는지, 모든 층과 헤드의 평균으로 나타냅니다.`,
    predict: (real, selected) =>
      `자리 ${real}개 위에 저마다 예측이 있지만, 물어본 곳은 ${selected}개뿐입니다. 그 자리에서 원래 토큰이 받은 확률입니다.`,
    given: (percent) => `확률 ${percent}`,
    loss: (selected, rest) =>
      `손실은 선택된 ${selected}개의 −log p(원래 토큰)을 평균한 값입니다. 나머지 ${rest}개에는 0을 곱합니다.`,
    noLoss: '이 문장 쌍에서는 선택된 것이 없어 따로 손실이 없습니다.',
    backward: (selected, nsp) =>
      `역전파: 기울기는 채점한 열 ${selected}개${nsp ? '와, 다음 문장 문제 때문에 [CLS]' : ''}에서만 들어옵니다. 다른 곳은 정확히 0입니다. 내려가는 길에 어텐션이 기울기를 옆으로 나르므로, 읽힌 토큰은 모두 입력으로서 배웁니다.`,
    update: (rate, better) =>
      `모든 가중치가 조금 움직인 뒤(학습률 ${rate}) 같은 문장 쌍을 다시 읽습니다. 손실이 ${better ? '내려갔습니다' : '내려가지 않았습니다. 한 단계는 이 문장 쌍만이 아니라 배치 전체를 위한 것입니다'}.`,
    noUpdate: '아직 학습한 것이 없습니다. 다음 단계가 첫 단계입니다.',
    waiting: '문장 쌍을 다시 읽고 있습니다…',
  },

  arithmetic: {
    title: (token) => `‘${token}’의 계산`,
    position: (position) => `${position}번 자리`,
    close: '닫기',
    dice: '주사위',
    notSelected: '모델은 이 토큰을 읽지만 손실은 여기를 보지 않습니다.',
    byHand: '주사위가 아니라 손으로 골랐습니다.',
    notByHand: '선택하지 않았습니다. 모델은 이 토큰을 읽지만 손실은 여기를 보지 않습니다.',
    otherRule: (fate) => `다른 규칙이라면 여기도 채점합니다. 처리: ${fate}.`,
    isSpecial: '특수 토큰은 후보가 되지 않습니다.',
    byChance: '무작위로 뽑은 토큰이 우연히 원래 토큰과 같습니다. 그래도 무작위로 셉니다.',
    softmax: '로짓에서 확률로',
    token: '토큰',
    logit: '로짓',
    probability: '확률',
    original: '원래 토큰',
    logSumExp: (value) => `모든 e^로짓의 합에 로그를 취한 값: ${value}`,
    loss: '이 자리의 손실',
    nobodyKnows: '이 [MASK]에 무엇이 가려져 있는지 아무도 모르므로 채점할 것이 없습니다.',
    lossFormula: '손실 = −log p(원래 토큰) = 로그합 − 로짓',
    timesZero: '선택되지 않았으므로 0을 곱합니다',
    contribution: '전체에서 차지하는 몫',
    share: (counted) => `이 배치에는 선택된 자리가 ${n(counted)}개 있습니다. 이 자리가 보태는 값은`,
    pairMean: (terms) => `이 문장 쌍에서 선택된 토큰 ${n(terms)}개의 평균`,
    batchMean: (counted, rows) => `배치 ${n(rows)}행에서 선택된 자리 ${n(counted)}개 모두의 평균`,
    allRows: '배치의 모든 행',
    row: (row, selected) => `${row}행 (${selected}개)`,
    asking: '엔진에 묻고 있습니다…',
    plusNsp: '여기에 다음 문장 손실을 더한 것',
    total: '이 이번 단계에서 학습하는 값입니다',
    gradient: '기울기',
    atOutput: '출력 벡터에서',
    atInput: '입력 임베딩에서',
    exactlyZero: '정확히 0: 여기서는 아무것도 되돌아가지 않습니다',
    inputNote: '다른 토큰이 어텐션으로 이 토큰을 읽으므로, 입력으로서는 여전히 배웁니다.',
  },
};
