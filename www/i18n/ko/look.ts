import type { Catalog } from '..';
import { n } from './count';

export const look: Pick<Catalog, 'whatIf' | 'slow' | 'arithmetic'> = {
  whatIf: {
    title: '만약에…?',
    names: {
      every_position: '모든 토큰 채점',
      always_mask: '항상 [MASK]',
      select_all: '100% 선택',
      no_random: '무작위 토큰 없이',
    },
    banner: (name) => `만약에: ${name}`,
    lines: {
      every_position: (now, before) =>
        `토큰 ${before}개 대신 ${now}개를 모두 채점합니다. 대부분은 답이 입력에 그대로 보이므로, 이렇게 학습하면 모델은 주로 베끼는 법을 배웁니다. (지금 모델은 베끼는 법을 배운 적이 없어, 보이는 토큰에서 손실이 클 수 있습니다.)`,
      always_mask: (now, _before, different) =>
        different === 0
          ? `같은 위치 ${now}개입니다. 이미 모두 [MASK]여서 이 문장 쌍은 달라지지 않습니다.`
          : `같은 위치 ${now}개가 모두 [MASK]가 됩니다(${different}개가 바뀜). 이렇게 학습하면 모델은 보이는 토큰을 무조건 믿어도 되고, 파인튜닝에서 읽을 [MASK] 없는 텍스트로는 연습하지 못합니다.`,
      select_all: (now, before) =>
        `후보 ${before}개 대신 ${now}개를 모두 선택합니다. 예측할 것은 많지만 단서가 될 문맥이 거의 남지 않습니다.`,
      no_random: (now, _before, different) =>
        different === 0
          ? `같은 위치 ${now}개입니다. 무작위 토큰으로 바뀐 것이 없어 이 문장 쌍은 달라지지 않습니다.`
          : `같은 위치 ${now}개에 무작위 토큰이 없습니다(${different}개가 바뀜). 보이는 토큰은 모두 진짜입니다.`,
    },
    numbers: (pair, pairWould, batch, batchWould) =>
      `손실: 이 문장 쌍은 ${pair} 대신 ${pairWould}, 배치 전체는 ${batch} 대신 ${batchWould}입니다.`,
    gradient: (was, would) =>
      was === would
        ? `기울기는 실제와 똑같이 출력 ${would}곳에서 들어옵니다.`
        : `기울기는 출력 ${was}곳이 아니라 ${would}곳에서 들어옵니다.`,
    honest: '이 스텝의 실제 가중치, 텍스트, 난수로 계산했습니다. 진행 중인 학습에는 영향이 없습니다.',
    waiting: '이 스텝을 다른 규칙으로 계산하고 있습니다…',
  },

  slow: {
    title: '느린 재생',
    subSteps: '학습 한 스텝의 과정',
    names: {
      text: '원문',
      pick: '선택',
      fates: '마스킹·무작위·유지',
      read: '순전파',
      predict: '예측',
      loss: '손실',
      backward: '역전파',
      update: '업데이트',
    },
    back: '이전',
    forward: '다음',
    play: '과정 재생',
    stop: '멈춤',
    nextStep: '다음 스텝 학습',
    close: '느린 재생 닫기',
    text: (real) =>
      `배치의 입력 하나입니다. 말뭉치의 두 문장을 토큰 ${real}개로 나누었습니다. 아직 아무것도 가리지 않았습니다.`,
    die: (draw, below, limit) => `${draw} ${below ? '<' : '≥'} ${limit}`,
    coin: (draw, below, limit) => `이어서 ${draw} ${below ? '<' : '≥'} ${limit}`,
    read: (real, selected) =>
      `순전파: 모든 토큰이 앞뒤 토큰 ${real}개를 한꺼번에 참조합니다. 점의 크기는 선택된 토큰 ${selected}개가 주는 어텐션입니다(모든 레이어와 헤드의 평균).`,
    predict: (real, selected) =>
      `모델은 위치 ${real}개에서 저마다 토큰을 예측할 수 있지만 ${selected}개만 채점합니다. 그 위치에서 원래 토큰이 받은 확률입니다.`,
    given: (percent) => percent,
    loss: (selected, rest) =>
      `이 문장 쌍의 MLM 손실은 선택된 토큰 ${selected}개의 −log p(원래 토큰)을 평균한 값입니다(교차 엔트로피). 나머지 ${rest}개는 손실에 들어가지 않습니다(PyTorch에서는 이런 위치의 레이블을 −100으로 둡니다). 이 스텝은 배치에서 선택된 모든 토큰의 평균 손실로 학습합니다.`,
    noLoss: '이 문장 쌍에는 선택된 토큰이 없어 MLM 손실이 없습니다.',
    backward: (selected, nsp) =>
      `역전파: 기울기는 채점한 토큰 ${selected}개의 출력${nsp ? '과 NSP 손실을 계산하는 [CLS]의 출력' : ''}에서만 들어오고, 나머지 출력에서는 정확히 0입니다. 아래로 내려가면서 어텐션을 따라 퍼지므로 모든 토큰의 임베딩이 학습됩니다.`,
    update: (rate, better) =>
      `모든 가중치가 조금 바뀐 뒤(학습률 ${rate}) 같은 문장 쌍을 다시 읽습니다. 손실이 ${better ? '내려갔습니다' : '내려가지 않았습니다. 업데이트는 배치 전체를 기준으로 하기 때문입니다'}.`,
    noUpdate: '아직 학습한 것이 없습니다. 다음 스텝이 첫 스텝입니다.',
    waiting: '문장 쌍을 다시 읽고 있습니다…',
  },

  arithmetic: {
    title: (token) => `‘${token}’의 계산 과정`,
    position: (position) => `위치 ${position}`,
    close: '닫기',
    dice: '난수',
    notSelected: '문맥으로 읽지만 손실에는 들어가지 않습니다.',
    byHand: '직접 선택했습니다.',
    notByHand: '선택하지 않은 토큰입니다. 문맥으로 읽지만 손실에는 들어가지 않습니다.',
    otherRule: (fate) => `이 규칙에서는 여기도 채점합니다(${fate}).`,
    isSpecial: '[CLS]와 [SEP] 토큰은 선택하지 않습니다.',
    byChance: '무작위로 뽑은 토큰이 우연히 원래 토큰과 같습니다. 그래도 무작위로 셉니다.',
    softmax: '로짓에서 확률로 (소프트맥스)',
    logitsFrom:
      '출력 벡터가 완전연결층(dense)과 레이어 정규화를 지납니다. 그 결과와 토큰 임베딩의 내적에 그 토큰의 편향을 더한 값이 그 토큰의 로짓입니다.',
    nextLogitsFrom: '출력 벡터와 토큰 임베딩의 내적이 그 토큰의 로짓입니다.',
    token: '토큰',
    logit: '로짓',
    probability: '확률',
    original: '원래 토큰',
    logSumExp: (value) => `어휘 전체의 log Σ e^로짓 (log-sum-exp): ${value}`,
    loss: '이 위치의 손실',
    nobodyKnows: '이 [MASK]의 원래 토큰을 알 수 없어 채점하지 않습니다.',
    lossFormula: '손실 = −log p(원래 토큰) = log-sum-exp − 로짓',
    timesZero: '선택되지 않았으므로 × 0',
    contribution: '배치 손실에서 차지하는 몫',
    share: (counted) => `이 배치에서 선택된 토큰은 ${n(counted)}개입니다. 이 토큰의 몫은`,
    pairMean: (terms) => `이 문장 쌍에서 선택된 토큰 ${n(terms)}개의 평균`,
    batchMean: (counted, rows) => `배치의 손실: 시퀀스 ${n(rows)}개에서 선택된 토큰 ${n(counted)}개의 평균`,
    allRows: '배치의 모든 시퀀스',
    row: (row, selected) => `시퀀스 ${row} (${selected}개)`,
    asking: '불러오는 중…',
    total: '여기에 NSP 손실을 더하면 이번 스텝의 전체 손실입니다:',
    gradient: '기울기(gradient)의 노름',
    atOutput: '출력 벡터에서',
    atInput: '입력 임베딩에서',
    exactlyZero: '정확히 0: 여기서 역전파되는 것이 없습니다',
    inputNote: '다른 토큰이 어텐션으로 참조하므로 임베딩은 학습됩니다.',
  },
};
