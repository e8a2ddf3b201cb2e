import type { Catalog } from '..';
import { n } from './count';

export const page: Pick<
  Catalog,
  'title' | 'name' | 'claim' | 'skip' | 'skipRoom' | 'header' | 'phase' | 'device' | 'footer' | 'documentation' | 'log'
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

  footer: '모든 것이 이 탭 안에서 돌아갑니다. 글도, 가중치도, 통계도 밖으로 나가지 않습니다.',

  documentation: { name: '문서', address: './docs/ko/index.html' },

  log: {
    step: (step, counted, loss) => `${step}단계. 채점한 토큰 ${n(counted)}개, 평균 손실 ${loss}.`,
    token: (original, fate, input, guess, percent, loss) =>
      `${original}: ${fate}, 입력 ${input}, 모델의 답 ${guess} ${percent}, 손실 ${loss}.`,
  },
};
