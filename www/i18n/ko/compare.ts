import type { Catalog } from '..';

export const compare: Pick<Catalog, 'compare'> = {
  compare: {
    title: '왼쪽만 볼까요, 양쪽을 다 볼까요?',
    lead: 'GPT-1(2018)은 문장을 왼쪽부터 읽으며 다음 토큰을 예측하도록 학습합니다. BERT(2018)는 양쪽을 모두 읽고 빈칸을 채우도록 학습합니다. ELMo(2018)는 왼쪽과 오른쪽에서 따로 읽고 마지막에 둘을 합칩니다. 여기서는 모두 같은 텍스트, 같은 은닉 크기, 같은 시드로 학습합니다.',
    start: 'GPT-1도 학습해 비교하기',
    loading: '두 번째 모델을 준비하는 중…',
    cost: '이 패널이 화면에 보이는 동안 별도의 워커에서 CPU로 학습합니다. 그만큼 첫 번째 모델이 느려집니다.',
    failed: (message) => `두 번째 모델이 멈췄습니다: ${message}`,
    steps: (both, left) => `BERT는 스텝 ${both}, GPT-1은 스텝 ${left}입니다.`,
    sentence: '[MASK]가 하나 있는 문장',
    cases: {
      store: '… went to the [?]',
      left: '왼쪽 문맥이 알려 주는 경우',
      right: '오른쪽 문맥만 알려 주는 경우',
    },
    noBlank: '단어가 빠진 곳에 [MASK]를 쓰세요.',
    guesses: '빈칸의 예측',
    reading: '새 텍스트를 읽는 중…',
    changed: (token, before, now) =>
      now === before
        ? `오른쪽을 바꾸자 예측이 조금만 달라졌습니다. ‘${token}’의 확률은 그대로 ${now} 정도입니다.`
        : `오른쪽을 바꾸자 예측이 달라졌습니다. ‘${token}’의 확률: ${before} → ${now ?? '상위 예측에 없음'}.`,
    pauseToCompare:
      '오른쪽을 바꾸어 무엇이 달라졌는지 보려면 학습을 일시 정지하세요. 두 텍스트를 같은 스텝에서 읽어야 합니다.',
    unchanged: '오른쪽을 바꾸어도 위의 예측은 마지막 비트까지 그대로입니다.',
    lossIs: (name, value) => `마지막 스텝의 손실: ${value} (${name})`,
    losses: { mlm: '선택된 토큰의 평균', causal: '모든 다음 토큰의 평균' },
    different:
      '손실은 모델마다 서로 다른 양입니다. BERT의 손실은 양쪽 문맥으로 예측한, 선택된 토큰 몇 개의 평균이고, GPT-1과 ELMo의 손실은 한쪽 문맥만으로 예측한 모든 토큰의 평균입니다. 그래서 한 축에 함께 그리지 않습니다. 비교할 수 있는 것은 학습한 뒤 각 모델이 무엇에 쓸모 있는지입니다.',
    readers: {
      both: {
        name: 'BERT: 양방향',
        reads: '모든 레이어에서 각 위치가 모든 위치를 읽습니다. 그래서 예측할 단어를 가려야 합니다.',
        sight: (count) => `${count}개 위치가 각각 ${count}개 위치를 모두 읽습니다.`,
        sightNote: '행은 위치, 열은 그 위치가 읽을 수 있는 위치입니다. 파란색: 빈칸은 모든 위치를 읽습니다.',
        counts: '선택된 토큰(테두리)만 손실에 들어갑니다. 나머지는 문맥으로 읽기만 하고 채점하지 않습니다.',
      },
      left: {
        name: 'GPT-1: 왼쪽만',
        reads: '각 위치가 자신과 그 앞만 읽습니다. 답은 뒤에 나오므로 가릴 필요가 없습니다.',
        sight: (count) => `${count}개 위치가 각각 자신과 그 앞의 위치를 읽습니다.`,
        sightNote: '파란색: 빈칸 바로 앞 위치입니다. 이 위치의 출력이 빈칸을 예측하며, 뒤에 오는 것은 보지 못합니다.',
        counts:
          '마지막을 뺀 모든 토큰이 다음 토큰을 예측하므로 손실에 들어갑니다. 점선: 이 빈칸을 예측할 때 읽지 않는 토큰입니다.',
      },
    },
    elmo: {
      name: 'ELMo: 양쪽을 따로',
      reads:
        'LSTM 레이어를 두 벌 쌓아, 한 벌은 왼쪽부터 읽고 다른 한 벌은 오른쪽부터 읽습니다. 서로의 상태는 보지 못하며, 마지막 레이어를 지난 뒤에야 둘을 합칩니다.',
      start: 'ELMo도 학습해 비교하기',
      loading: 'ELMo의 엔진을 받는 중…',
      cost: (size) =>
        size
          ? `ELMo는 Burn에서 실행됩니다. 버튼을 누르면 ${size}MB 크기의 엔진 파일을 받고(서버가 압축하면 더 작습니다), 이 패널이 화면에 보이는 동안 CPU로 학습합니다.`
          : 'ELMo는 Burn에서 실행되는데, 그 엔진 파일을 아직 쓸 수 없습니다. 몇 분 뒤에 다시 시도하세요.',
      failed: (message) => `ELMo가 멈췄습니다: ${message}`,
      step: (step, parameters) => `스텝 ${step}, 파라미터 ${parameters}개입니다.`,
      sight: {
        left: (count) => `왼쪽부터: ${count}개 위치가 각각 자신과 그 앞의 위치를 읽었습니다.`,
        right: (count) => `오른쪽부터: ${count}개 위치가 각각 자신과 그 뒤의 위치를 읽었습니다.`,
      },
      sightNote:
        '왼쪽 그림은 왼쪽부터 읽는 레이어, 오른쪽 그림은 오른쪽부터 읽는 레이어입니다. 파란색: 빈칸 양옆의 위치입니다. 이 위치들의 출력이 빈칸을 예측합니다.',
      from: { left: '왼쪽 문맥으로', right: '오른쪽 문맥으로' },
      nothingThere: '빈칸의 이쪽에는 토큰이 없습니다.',
      table:
        '모든 토큰이 손실에 두 번 들어갑니다. 왼쪽 문맥의 다음 토큰으로 한 번, 오른쪽 문맥의 이전 토큰으로 한 번입니다. 막대는 각 토큰이 빈칸의 예측에 얼마나 영향을 주는지(임베딩에서의 기울기 노름) 나타냅니다. 읽지 않는 곳에서는 정확히 0입니다.',
      token: '토큰',
      loss: '손실',
      reach: '기울기',
      short: { left: '왼쪽', right: '오른쪽' },
      lossIs: (forward, backward) => `마지막 스텝의 손실: ${forward}(다음 토큰) + ${backward}(이전 토큰)`,
      transfer: {
        title: '특징(feature)으로 쓰는 ELMo',
        lead: (labels) =>
          `ELMo는 그대로 둡니다. 레이블이 있는 문장 ${labels}개로 각 레이어를 얼마나 쓸지(가중치 세 개의 소프트맥스), 전체 배율, 그 위의 선형 레이어를 학습합니다.`,
        result: (task, score, value, majority, step) =>
          `${task}: 스텝 ${step}의 ELMo로 테스트 문장에서 ${score} ${value}입니다(다수 클래스: ${majority}). 각 레이어의 가중치:`,
        layers: ['단어 임베딩', '첫째 LSTM 레이어', '둘째 LSTM 레이어'],
        none: '이 페이지의 과제는 말뭉치 ‘짧은 이야기 (영어)’와 ‘한국어 이야기’의 내용을 바탕으로 합니다. 둘 중 하나를 고르면 ELMo의 레이어가 얼마나 쓸모 있는지 볼 수 있습니다.',
      },
    },
    writing: {
      title: '글쓰기: 왼쪽부터, 또는 마스크를 채워서',
      lead: '왼쪽부터 읽는 모델은 토큰을 하나 덧붙이고 다시 읽으면서 글을 씁니다. 마스크드 언어 모델도 [MASK]로 된 시퀀스를 여러 단계에 걸쳐 채우면 글을 쓸 수 있습니다.',
      temperature: '온도(temperature)',
      temperatureNote:
        '0이면 항상 확률이 가장 높은 토큰을 고릅니다. 높을수록 확률이 낮은 토큰도 자주 뽑습니다. 시드가 같으면 결과도 같습니다.',
      seed: '시드',
      beginnings: { en: 'The king', ko: '왕은' },
      continue: {
        title: 'GPT-1이 이어 쓰기',
        beginning: '시작하는 말',
        go: '이어 쓰기',
        before: (token) => `‘${token}’ 위치에서 한 예측:`,
        stopped: {
          separator: '모델이 [SEP]로 스스로 끝냈습니다.',
          row_end: '모델의 최대 시퀀스 길이에서 멈췄습니다.',
          count: '정해진 길이에서 멈췄습니다.',
        },
      },
      fill: {
        title: 'BERT가 마스크 채우기',
        row: '빠진 토큰 수만큼 [MASK]가 있는 텍스트',
        steps: '단계 수',
        go: '채우기',
        at: (step, steps) => `${steps}단계 중 ${step}단계 뒤`,
        legend: '파란 테두리: 이번 단계에서 정해짐. 실선: 앞에서 정해짐. 점선: 예측했지만 확률이 낮아 다시 마스킹함.',
      },
      honest: (share) =>
        `각 단계에서 모든 마스크를 한꺼번에 예측하고, 확률이 가장 높은 토큰만 남기고 나머지는 다시 마스킹합니다. 이것이 mask-predict(Ghazvininejad 외, 2019)이며, 오늘날의 마스크 확산(masked diffusion) 모델도 같은 방식으로 글을 씁니다. 그 모델들은 마스킹 비율이 0%에서 100%까지인 텍스트로 이 일을 학습합니다. 이 BERT는 토큰의 약 ${share}만 선택한 텍스트로 학습했으므로, 모두 마스킹한 시퀀스는 본 적이 없습니다. 말뭉치의 조각이나 반복이 나오기 쉽습니다.`,
    },
  },
};
