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
  title: 'Cloze: 브라우저에서 BERT가 배우는 모습 보기',

  name: 'Cloze',

  claim: '작은 BERT가 지금 이 자리에서 빈칸 채우기를 배웁니다. 손실은 선택된 토큰만 봅니다.',

  skip: '무대로 건너뛰기',
  skipRoom: '본문으로 건너뛰기',

  header: {
    language: '언어',
    theme: '화면 테마',
    themes: { system: '자동', light: '밝게', dark: '어둡게' },
  },

  groups: {
    step: '이번 단계 더 보기',
    learned: '지금까지 배운 것',
    yours: '직접 쓴 문장',
    inside: '모델 안쪽',
    compare: '다른 모델과 견주기',
    change: '바꾸어 보고 가져가기',
    tune: '과제 학습',
    tuned: '결과',
  },

  roomsLabel: '화면',
  rooms: {
    train: '사전학습',
    finetune: '미세조정',
    compare: '비교',
  },

  phase: {
    loading: '엔진을 불러오는 중입니다…',
    corpus: '말뭉치를 읽고 있습니다',
    vocabulary: '어휘를 만들고 있습니다',
    model: '첫 가중치를 뽑고 있습니다',
    no_simd:
      '이 브라우저에서는 학습할 수 없습니다. WebAssembly SIMD가 필요한데, Chrome과 Firefox는 2021년부터, Safari는 2023년부터 지원합니다.',
    failed: '엔진 안에서 문제가 생겨 학습이 멈췄습니다.',
    failedHint: '페이지는 그대로 살아 있습니다. 다시 시작하면 마지막으로 저장된 단계나 처음부터 이어집니다.',
    restart: '다시 시작',
    details: '자세한 내용',
    copy: '자세한 내용 복사',
    copied: '복사했습니다',
  },

  device: {
    cpu: 'CPU',
    webgpu: 'WebGPU',
    trains: (device, burn) => `${burn ? `Burn(${device})` : device}에서 학습 중`,
    stepsPerSecond: (rate) => `초당 ${rate}단계`,
    reason: {
      starting: '가장 먼저 준비된 엔진입니다',
      cpu_chosen: '설정에서 골랐습니다',
      no_adapter: '이 브라우저에는 쓸 수 있는 GPU가 없습니다',
      software_adapter: '이곳의 GPU는 소프트웨어로 흉내 낸 것이라 더 느립니다',
      no_engine: 'WebGPU 엔진을 불러오지 못했습니다',
      loading_webgpu: '그동안 GPU 엔진을 불러오고 있습니다',
      compiling: '그동안 GPU 엔진을 컴파일하고 있습니다',
      testing: '그동안 GPU 엔진을 점검하고 있습니다',
      webgpu_chosen: '설정에서 골랐습니다',
      webgpu_faster: '둘 가운데 더 빨랐습니다',
      cpu_faster: '둘 가운데 더 빨랐습니다',
      webgpu_missing: 'WebGPU를 골랐지만 이 브라우저에는 없습니다',
      webgpu_failed: 'WebGPU를 시작하지 못했습니다',
      webgpu_adapter: '이곳의 GPU는 엔진에 필요한 만큼을 제공하지 않습니다',
      webgpu_kernel: '이곳의 GPU가 엔진의 일부를 컴파일하지 못합니다',
      webgpu_self_test: '이곳의 GPU는 CPU와 다른 값을 계산하므로 쓰지 않습니다',
      webgpu_memory: '모델이 GPU에 들어가지 않습니다',
      device_lost: 'GPU 연결이 끊겨, 마지막으로 저장된 단계부터 같은 학습을 이어갑니다',
      loading_burn: 'Burn을 불러오고 있습니다. 커널은 첫 단계들에서 컴파일됩니다',
      burn_chosen: '설정에서 골랐습니다',
      burn_missing: 'Burn을 골랐지만 아직 없습니다',
      burn_failed: 'Burn을 골랐지만 시작하지 못했습니다',
      burn_lost: 'Burn이 멈추어, 마지막으로 저장된 단계부터 같은 학습을 이어갑니다',
    },
    megabytes: (size) => `${size}MB(서버가 압축하면 더 작습니다)`,
    compiled: (done, kernels) => `커널 ${kernels}개 중 ${done}개를 컴파일했습니다`,
    selfTest: {
      title: (held, kernels) => `이 GPU의 자체 점검: 커널 ${kernels}개 중 ${held}개가 CPU와 일치합니다`,
      about:
        '학습에 쓰이기 전에 각 커널이 작은 모델의 한 단계를 계산하고, CPU 엔진도 같은 것을 계산합니다. 더하는 순서가 서로 달라 끝자리가 다를 수 있습니다. 차이는 가장 큰 값에 대한 비율입니다.',
      kernel: '커널',
      difference: '가장 큰 차이',
      tolerance: '허용 범위',
      failed: '너무 큼',
    },
    raced: (cpu, webgpu) => `한 단계에 CPU ${cpu} ms, WebGPU ${webgpu} ms`,
    burnRaced: (burn, cpu) => `한 단계에 ${burn} ms, Cloze 자체 엔진은 CPU에서 ${cpu} ms`,
    model: (parameters, documents, vocabulary) =>
      `가중치 ${parameters}개 · 문서 ${documents}개 · WordPiece ${vocabulary}개`,
  },

  prose: {
    title: '지금 보고 있는 것',
    sections: [
      {
        title: '왜 빈칸인가요',
        text: [
          '왼쪽에서 오른쪽으로만 읽는 모델은 질문 하나로 가르칠 수 있습니다. 다음에 올 말은 무엇일까요? GPT가 그렇게 배웁니다. 양쪽을 한꺼번에 읽는 모델에는 이 질문을 할 수 없습니다. 답이 이미 입력에 들어 있기 때문입니다. 그래서 낱말 몇 개를 가리고, 주위의 모든 것을 단서로 되살리게 합니다. 이런 문제는 1953년부터 클로즈(cloze) 테스트라고 불렸습니다.',
          '누군가 정답을 달아 줄 필요가 없습니다. 글이 스스로 답을 품고 있으니까요. 요즘은 이를 자기 지도 학습이라 부르고, 예전 강의에서는 준지도 학습이라고도 합니다.',
        ],
      },
      {
        title: '백 개 가운데 열다섯',
        text: [
          '행마다 토큰의 약 15\u00a0%가 선택됩니다. 그 자리에서만 묻고, 그 자리에서만 답을 채점합니다. 손실은 선택된 자리의 −log p(원래 토큰)을 평균한 값이며 그 밖에는 아무것도 들어가지 않습니다. 다른 토큰은 모두 읽힙니다. 선택된 자리가 그 토큰들을 보기 때문에 임베딩은 배우지만, 그 위에서 모델이 무엇을 예측했을지는 어디에도 쓰이지 않습니다. 그곳의 기울기는 작은 것이 아니라 0입니다.',
        ],
      },
      {
        title: '가림, 무작위, 유지',
        text: [
          '선택된 토큰의 80\u00a0%는 [MASK]가 되고, 10\u00a0%는 다른 토큰이 되고, 10\u00a0%는 그대로 남습니다. 왜 늘 [MASK]로 바꾸지 않을까요? 실제 글에는 [MASK]가 없어서, [MASK]에만 주의를 기울이는 모델은 정작 쓸 때 갈피를 잡지 못하기 때문입니다. 섞어 쓰면 눈에 보이는 어떤 토큰이든 바뀌었을 수 있으므로, 모든 토큰을 문맥 속에서 이해해야 합니다. 그대로 둔 토큰까지 채점하는 까닭도 여기에 있습니다. 모델은 그것이 진짜인지 알 수 없습니다.',
        ],
      },
      {
        title: '두 번째 질문',
        text: [
          '행마다 문장 한 쌍이 들어 있습니다. 절반은 B가 실제로 A 다음에 온 문장이고, 절반은 다른 곳에서 가져온 문장입니다. [CLS] 위의 작은 분류기가 어느 쪽인지 맞혀야 합니다. 두 손실을 더하고, 한 번의 역전파로 함께 학습합니다. 질문에 답하거나 한 문장에서 다른 문장이 따라 나오는지 판단하려면 문장 사이의 관계를 알아야 한다는 것이 BERT 저자들의 생각이었습니다.',
          '솔직히 덧붙이면, 이듬해에 나온 RoBERTa는 이 과제 없이 더 오래, 더 많은 글로 학습해 더 좋은 결과를 냈습니다. 여기서 보는 것은 처음 발표된 그대로의 방법입니다.',
        ],
      },
    ],
  },

  footer: '모든 것이 이 탭 안에서 돌아갑니다. 글도, 가중치도, 통계도 밖으로 나가지 않습니다.',

  log: {
    step: (step, counted, loss) => `${step}단계. 채점한 토큰 ${n(counted)}개, 평균 손실 ${loss}.`,
    token: (original, fate, input, guess, percent, loss) =>
      `${original}: ${fate}, 입력 ${input}, 모델의 답 ${guess} ${percent}, 손실 ${loss}.`,
  },
};
