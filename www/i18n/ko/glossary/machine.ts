// 페이지가 돌아가는 바탕.

import type { NamedEntry } from '../../terms';

export const machine = {
  run: {
    name: '학습(run)',
    text: '무작위 가중치에서 시작해 마지막 스텝까지 가는 학습 한 번입니다. 설정과 시드가 같으면 같은 학습이 되며, 학습의 링크에는 이 둘이 담깁니다.',
    quiet: true,
  },
  worker: {
    name: '워커',
    text: '페이지와 따로 실행되는 브라우저의 스레드입니다. 엔진이 워커에서 학습하므로 페이지가 멈추지 않습니다.',
  },
  engine: {
    name: '엔진',
    text: '이 탭에서 학습을 계산하는 프로그램입니다. Cloze가 만든 CPU용과 WebGPU용 엔진이 있고, 두 번째 구현으로 Burn이 있습니다. 모두 같은 모델을 계산합니다.',
  },
  burn: {
    name: 'Burn',
    text: 'Rust로 만든 딥러닝 프레임워크입니다. 여기서는 자동 미분을 쓰는 독립된 두 번째 구현이며, ELMo도 Burn에서 실행됩니다.',
  },
  kernel: {
    name: '커널',
    text: '행렬 곱 같은 연산 하나를 수많은 스레드로 한꺼번에 계산하는 GPU용 작은 프로그램입니다.',
  },
  webgpu: {
    name: 'WebGPU',
    text: '웹 페이지가 그래픽 처리 장치(GPU)로 계산하게 해 주는 인터페이스입니다. 브라우저가 지원하지 않으면 이 페이지는 CPU로 학습합니다.',
  },
  webassembly: {
    name: 'WebAssembly',
    text: '브라우저가 네이티브에 가까운 속도로 실행하는 간결한 기계어 형식입니다. 엔진은 Rust 코드를 이 형식으로 컴파일해 만들었습니다.',
    forms: ['WebAssembly SIMD', 'SIMD'],
  },
  pytorch: {
    name: 'PyTorch',
    text: '오늘날 모델을 학습할 때 가장 많이 쓰는 Python 라이브러리입니다. 이 페이지의 AdamW는 PyTorch와 똑같이 계산합니다.',
  },
  transformers: {
    name: 'transformers(Hugging Face)',
    text: 'BERT를 쓸 때 가장 많이 사용하는 Python 라이브러리입니다. 여기서 저장한 모델을 이 라이브러리로 불러올 수 있고, 이 라이브러리의 BERT 모델을 여기서 열 수 있습니다.',
    forms: ['Hugging Face', 'Hugging Face transformers', 'transformers'],
    quiet: true,
  },
} satisfies Record<string, NamedEntry>;
