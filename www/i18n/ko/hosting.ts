import type { Catalog } from '..';

export const hosting: Catalog['hosting'] = {
  first: {
    intro: [
      'BERT는 빈칸을 채우며 언어를 배웠습니다. 문장 쌍마다 토큰의 15%를 선택합니다. 그중 대부분은 [MASK]로 가리고, 일부는 무작위 토큰으로 바꾸고, 일부는 그대로 둡니다.',
      '모델은 주변의 모든 토큰을 보고 선택된 토큰을 맞혀야 합니다. 손실은 선택된 토큰에서만 계산합니다. 나머지는 읽기만 하고 채점하지 않습니다.',
      '이 페이지에서는 작은 BERT가 무작위 가중치에서 시작해 눈앞에서 학습합니다. 모든 계산은 이 탭 안에서 이루어지고, 아무것도 밖으로 나가지 않습니다.',
    ],
    loading: '페이지를 불러오는 중…',
    late: '이 페이지의 스크립트가 아직 도착하지 않았습니다. 연결이 느리다면 조금 더 기다려 주세요. 그렇지 않다면 서버가 스크립트를 보내지 않거나 JavaScript가 아닌 형식으로 보내고 있습니다.',
    file: '이 페이지를 파일로 열었습니다. 파일로 연 페이지에서는 브라우저가 워커를 시작하지 않습니다. 폴더를 웹 서버에 올려 주세요. 예를 들어 폴더 안에서 ‘python3 -m http.server’를 실행하면 됩니다.',
    sandbox:
      '이 프레임을 넣은 페이지가 실행을 막고 있습니다. sandbox 속성을 sandbox="allow-scripts allow-same-origin"으로 지정해야 합니다.',
    missing:
      '서버에 이 페이지의 스크립트가 없습니다. 파일이 다 올라가지 않았거나 새 버전으로 바뀌었습니다. 새로고침해 주세요.',
    type: '서버가 이 페이지의 스크립트를 브라우저가 실행하지 않는 형식으로 보냅니다. text/javascript로 보내야 합니다.',
    old: '이 페이지를 실행하기에는 브라우저가 너무 오래되었습니다. Chrome과 Firefox는 2021년, Safari는 2023년 버전부터 실행할 수 있습니다.',
    noScript: 'Cloze는 이 페이지 안에서 모델을 학습시키므로 JavaScript가 필요합니다. 아래는 기록해 둔 학습 과정입니다.',
  },
  recorded: {
    link: '기록해 둔 학습 과정 보기',
    title: '기록해 둔 학습 과정',
    lead: (steps) =>
      `여기서는 아무것도 계산하지 않습니다. 실제 페이지에서 기본 설정으로 ${steps}스텝을 학습한 과정을 기록했습니다.`,
    curve: '검증 데이터의 MLM 손실',
    curveAbout: (first, last, steps) => `${steps}스텝 동안 ${first}에서 ${last}까지 내려갑니다.`,
    step: (step) => `스텝 ${step}`,
    scored: (counted, tokens, loss) =>
      `토큰 ${tokens}개 가운데 ${counted}개를 선택했습니다. 이 ${counted}개의 평균 손실은 ${loss}이며, 나머지 토큰에는 손실이 없습니다.`,
    head: { original: '원래 토큰', input: '입력', fate: '구분', guess: '1순위 예측', loss: '손실' },
    fates: {
      special: '특수 토큰',
      context: '문맥',
      masked: '마스킹',
      randomized: '무작위',
      kept: '유지',
      padding: '패딩',
    },
    live: '실제 페이지 열기',
  },
  fetching: (done, of) => `${of}MB 중 ${done}MB`,
  faults: {
    html: ({ file }) => `서버가 ${file} 파일 대신 웹 페이지를 보냈습니다. 서버에 파일이 다 올라가 있지 않습니다.`,
    missing: ({ file, found }) =>
      `서버에 ${file} 파일이 없습니다(상태 코드 ${found}). 서버에 파일이 다 올라가 있지 않습니다.`,
    type: ({ file, found }) =>
      `서버가 보낸 스크립트 ${file}의 형식(${found || '지정되지 않음'})은 브라우저가 실행하지 않습니다. text/javascript로 보내야 합니다.`,
    policy: () =>
      "이 서버의 Content-Security-Policy가 WebAssembly를 막고 있습니다. script-src에 'wasm-unsafe-eval'이 필요합니다.",
    worker: () =>
      "브라우저가 워커를 시작하지 않았습니다. 서버는 스크립트를 text/javascript로 보내고, Content-Security-Policy에서 worker-src 'self'를 허용해야 합니다.",
    version: () => '서버에 있는 페이지가 그사이 다른 버전으로 바뀌었습니다. 새로고침해 주세요.',
  },
  update: {
    ready: '새 버전이 준비되었습니다.',
    reload: '새로고침',
    alone: '잠시 후 페이지를 새로고침합니다.',
    others: 'Cloze가 열려 있는 다른 탭과 프레임을 먼저 닫아 주세요. 아직 이전 버전을 쓰고 있습니다.',
  },
};
