import type { Catalog } from '..';
import { n } from './count';

export const page: Pick<
  Catalog,
  'title' | 'name' | 'claim' | 'skip' | 'skipRoom' | 'header' | 'phase' | 'device' | 'footer' | 'documentation' | 'log'
> = {
  title: 'Cloze: BERT가 학습하는 과정 들여다보기',

  name: 'Cloze',

  claim: '작은 BERT가 지금 이 브라우저에서 빈칸 채우기를 학습합니다. 손실은 선택된 토큰에서만 계산합니다.',

  skip: '학습 예시로 건너뛰기',
  skipRoom: '본문으로 건너뛰기',

  header: {
    language: '언어',
    theme: '화면 테마',
    themes: { system: '자동', light: '밝게', dark: '어둡게' },
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

  footer: '모든 계산은 이 탭 안에서 합니다. 텍스트도 가중치도 통계도 외부로 전송하지 않습니다.',

  documentation: { name: '문서', address: './docs/ko/index.html' },

  log: {
    step: (step, counted, loss) => `스텝 ${step}. 채점한 토큰 ${n(counted)}개, 평균 손실 ${loss}.`,
    token: (original, fate, input, guess, percent, loss) =>
      `${original}: ${fate}, 입력 ${input}, 모델의 예측 ${guess} ${percent}, 손실 ${loss}.`,
  },
};
