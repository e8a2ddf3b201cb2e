import type { Catalog } from '..';
import { n } from './count';

export const page: Pick<
  Catalog,
  | 'title'
  | 'name'
  | 'claim'
  | 'skip'
  | 'skipRoom'
  | 'header'
  | 'groups'
  | 'roomsLabel'
  | 'rooms'
  | 'phase'
  | 'device'
  | 'prose'
  | 'footer'
  | 'log'
> = {
  title: 'Cloze: BERT가 학습하는 과정 들여다보기',

  name: 'Cloze',

  claim: '작은 BERT가 지금 이 브라우저에서 빈칸 채우기를 학습합니다. 손실은 선택한 토큰에서만 계산합니다.',

  skip: '학습 예시로 건너뛰기',
  skipRoom: '본문으로 건너뛰기',

  header: {
    language: '언어',
    theme: '화면 테마',
    themes: { system: '자동', light: '밝게', dark: '어둡게' },
  },

  groups: {
    step: '이번 스텝 자세히 보기',
    learned: '지금까지 학습한 것',
    yours: '내 문장으로 해 보기',
    inside: '모델 내부',
    compare: '다른 모델과 비교',
    change: '설정, 저장, 불러오기',
    tune: '과제 학습',
    tuned: '결과',
  },

  roomsLabel: '화면',
  rooms: {
    train: '사전 학습',
    finetune: '파인튜닝',
    compare: '비교',
  },

  phase: {
    loading: '엔진을 불러오는 중입니다…',
    corpus: '말뭉치를 읽고 있습니다…',
    vocabulary: '어휘를 만들고 있습니다…',
    model: '가중치를 초기화하고 있습니다…',
    no_simd:
      '이 브라우저에서는 학습할 수 없습니다. WebAssembly SIMD가 필요한데, Chrome과 Firefox는 2021년부터, Safari는 2023년부터 지원합니다.',
    failed: '내부 오류로 학습이 멈췄습니다.',
    failedHint: '다시 시작하면 마지막으로 저장된 스텝부터 이어집니다. 저장된 것이 없으면 처음부터 시작합니다.',
    restart: '다시 시작',
    details: '자세한 내용',
    copy: '자세한 내용 복사',
    copied: '복사했습니다',
  },

  device: {
    cpu: 'CPU',
    webgpu: 'WebGPU',
    trains: (device, burn) => `${burn ? `Burn(${device})` : device}에서 학습 중`,
    stepsPerSecond: (rate) => `초당 ${rate}스텝`,
    reason: {
      starting: '가장 먼저 준비된 엔진입니다',
      cpu_chosen: '설정에서 골랐습니다',
      no_adapter: '여기에서는 WebGPU를 쓸 수 없습니다',
      software_adapter: 'GPU를 소프트웨어로 에뮬레이션하므로 더 느립니다',
      no_engine: 'WebGPU 엔진을 불러오지 못했습니다',
      loading_webgpu: '백그라운드에서 GPU 엔진을 불러오고 있습니다',
      compiling: '백그라운드에서 GPU 엔진을 컴파일하고 있습니다',
      testing: '백그라운드에서 GPU 엔진을 점검하고 있습니다',
      webgpu_chosen: '설정에서 골랐습니다',
      webgpu_faster: '짧은 시험에서 CPU보다 빨랐습니다',
      cpu_faster: '짧은 시험에서 WebGPU보다 빨랐습니다',
      webgpu_missing: 'WebGPU를 골랐지만 이 브라우저에서는 쓸 수 없습니다',
      webgpu_failed: 'WebGPU를 시작하지 못했습니다',
      webgpu_adapter: '이 기기의 GPU는 엔진의 요구 사양에 미치지 못합니다',
      webgpu_kernel: '이 기기의 GPU에서 엔진의 일부가 컴파일되지 않습니다',
      webgpu_self_test: '이 기기의 GPU 계산 결과가 CPU와 달라 사용하지 않습니다',
      webgpu_memory: '모델이 GPU에 들어가지 않습니다',
      device_lost: 'GPU 연결이 끊겨, 마지막으로 저장된 스텝부터 학습을 이어 갑니다',
      loading_burn: 'Burn을 불러오고 있습니다. 커널은 처음 몇 스텝에서 컴파일됩니다',
      burn_chosen: '설정에서 골랐습니다',
      burn_missing: 'Burn을 골랐지만 쓸 수 없습니다',
      burn_failed: 'Burn을 골랐지만 시작하지 못했습니다',
      burn_lost: 'Burn이 멈춰, 마지막으로 저장된 스텝부터 학습을 이어 갑니다',
    },
    megabytes: (size) => `${size}MB(서버가 압축하면 더 작습니다)`,
    compiled: (done, kernels) => `커널 ${kernels}개 중 ${done}개를 컴파일했습니다`,
    selfTest: {
      title: (held, kernels) => `이 GPU의 자체 점검: 커널 ${kernels}개 중 ${held}개가 CPU와 일치합니다`,
      about:
        '학습에 쓰기 전에 각 커널(GPU 프로그램)의 결과를 작은 모델에서 CPU 결과와 비교합니다. 더하는 순서가 달라 끝자리가 다를 수 있습니다. 차이는 가장 큰 값에 대한 상댓값입니다.',
      kernel: '커널',
      difference: '가장 큰 차이',
      tolerance: '허용 범위',
      failed: '너무 큼',
    },
    raced: (cpu, webgpu) => `한 스텝에 CPU ${cpu}ms, WebGPU ${webgpu}ms`,
    burnRaced: (burn, cpu) => `한 스텝에 ${burn}ms, Cloze 자체 엔진은 CPU에서 ${cpu}ms`,
    model: (parameters, documents, vocabulary) =>
      `파라미터 ${parameters}개 · 문서 ${documents}개 · 어휘 ${vocabulary}개`,
  },

  prose: {
    title: '지금 보고 있는 것',
    sections: [
      {
        title: '왜 빈칸을 채우게 할까요?',
        text: [
          'BERT(2018)는 텍스트를 토큰마다 벡터 하나로 바꾸는 언어 모델, 즉 트랜스포머(Transformer) 인코더입니다. GPT처럼 왼쪽에서 오른쪽으로 읽는 모델은 다음에 올 토큰을 예측하면서 학습합니다. BERT는 앞뒤를 한꺼번에 읽으므로 다음 토큰이 이미 입력에 들어 있습니다. 그래서 토큰 몇 개를 가리고 문맥을 보고 되살리게 합니다. 이런 빈칸 채우기를 1953년부터 클로즈(cloze) 테스트라고 불러 왔고, BERT에서는 마스크드 언어 모델링(masked language modeling, MLM)이라고 합니다.',
          '사람이 정답을 달아 줄 필요가 없습니다. 텍스트 안에 이미 답이 있기 때문입니다. 이를 자기 지도 학습(self-supervised learning)이라고 합니다. 이렇게 사전 학습한 모델을 나중에 적은 양의 레이블 데이터로 파인튜닝(fine-tuning)합니다.',
        ],
      },
      {
        title: '15%만 채점합니다',
        text: [
          '시퀀스마다 토큰의 약 15%를 선택하고, 그 위치에서만 채점합니다. MLM 손실은 선택한 위치에서 구한 −log p(원래 토큰)의 평균(교차 엔트로피)입니다. 나머지 토큰은 문맥으로 읽기만 합니다. 그 위치의 예측은 손실에 들어가지 않으므로, 그 출력 벡터에서 이 손실의 기울기(gradient)는 작은 값이 아니라 정확히 0입니다. 그래도 임베딩은 학습됩니다. 선택한 위치가 어텐션으로 그 토큰들을 참조하기 때문입니다.',
        ],
      },
      {
        title: '80 / 10 / 10',
        text: [
          '선택한 토큰의 80%는 [MASK]로, 10%는 무작위 토큰으로 바꾸고, 10%는 그대로 둡니다. 왜 항상 [MASK]로 바꾸지 않을까요? 파인튜닝하거나 실제로 쓸 때 읽는 텍스트에는 [MASK]가 없기 때문입니다. [MASK]로만 학습하면 모델은 다른 위치를 소홀히 해도 됩니다. 섞어 쓰면 보이는 토큰 가운데 어느 것이든 바뀐 것일 수 있어, 모든 토큰을 문맥 속에서 이해해야 합니다. 그대로 둔 토큰도 채점하는 까닭이 이것입니다. 모델은 그 토큰이 바뀌지 않았다는 것을 알 수 없습니다.',
        ],
      },
      {
        title: '다음 문장 예측(NSP)',
        text: [
          '시퀀스마다 구간 A와 B가 들어 있습니다(각각 한 문장 이상). 약 절반은 B가 실제로 A에 이어지고, 나머지는 다른 문서에서 가져옵니다. (문서에 한 문장만 남으면 B는 항상 다른 문서에서 옵니다. 그래서 문서가 짧은 말뭉치에서는 NotNext가 뚜렷이 더 많습니다.) [CLS] 출력에 붙은 작은 분류기가 어느 쪽인지 예측합니다. 두 손실을 더하고, 한 번의 역전파로 함께 학습합니다. BERT 저자들은 질의응답이나 자연어 추론(NLI)처럼 두 텍스트의 관계를 보는 과제에 도움이 된다고 보았습니다.',
          '이후 연구의 결론은 달랐습니다. RoBERTa(2019)는 NSP를 빼고도 같거나 더 나은 결과를 얻었습니다. 이 페이지는 원래 BERT를 보여 주려고 NSP를 남겨 두었습니다. 모델 크기와 데이터, 몇 가지 학습 방법(드롭아웃 없음, 에포크마다 새 마스크, 기본값은 PyTorch의 AdamW)은 논문과 다릅니다.',
        ],
      },
    ],
  },

  footer: '모든 계산은 이 탭 안에서 합니다. 텍스트도 가중치도 통계도 외부로 전송하지 않습니다.',

  log: {
    step: (step, counted, loss) => `스텝 ${step}. 채점한 토큰 ${n(counted)}개, 평균 손실 ${loss}.`,
    token: (original, fate, input, guess, percent, loss) =>
      `${original}: ${fate}, 입력 ${input}, 모델의 예측 ${guess} ${percent}, 손실 ${loss}.`,
  },
};
