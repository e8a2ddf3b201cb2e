import type { Catalog } from '..';
import { n } from './count';

export const stage: Pick<Catalog, 'stage' | 'fates' | 'fateNotes' | 'words'> = {
  stage: {
    title: '학습 예시',
    atStep: (step) => `스텝 ${step}: 배치의 문장 쌍 하나`,
    before: '학습을 시작하기 전, 첫 배치의 문장 쌍 하나',
    holds: '최대 속도에서는 몇 초에 한 번씩 예시가 바뀝니다. 자세히 보려면 일시 정지하세요.',
    slow: '느린 재생 중에는 학습이 멈춥니다.',
    pinned: '계산 과정을 열어 둔 동안 이 스텝을 그대로 보여 줍니다. 학습은 계속됩니다.',
    sentenceA: '문장 A',
    sentenceB: '문장 B',
    continued: (name) => `${name} (이어서)`,
    token: '토큰',
    rows: {
      original: '원래 토큰',
      fate: '구분',
      inputs: '입력',
      read: '어텐션',
      predicted: '예측',
      losses: '손실',
      gradients: '기울기',
      spread: '기울기',
    },
    hints: {
      losses: '−log p(원래 토큰)',
      gradients: '출력 벡터(노름)',
      spread: '입력 임베딩(노름)',
      read: '채점 위치 기준',
    },
    nextHints: {
      losses: '−log p(다음 토큰)',
    },
    nextNote:
      '이 모델은 왼쪽에서 오른쪽으로 읽습니다. 위치마다 바로 다음 토큰을 예측하며, 그보다 오른쪽에 있는 토큰은 보지 못합니다. 마스킹은 하지 않습니다.',
    scored: '채점함',
    notScored: '채점 안 함',
    timesZero: '× 0',
    wouldBe: '채점한다면',
    right: '맞음',
    padding: (count) => `+ 시퀀스 끝의 패딩 토큰 [PAD] ${n(count)}개는 읽지도 채점하지도 않습니다`,
    readShare: (share) => `채점 위치가 주는 어텐션의 ${share}`,
    place: (place) => `${place}번째`,
    unknownOriginal: '원래 토큰을 알 수 없음',
    legend: '범례',
    ofPair: 'NSP',
    drawn: '여기 그려진 표시',
    pairsNote: '[CLS]: 다음 문장 예측(NSP)의 기울기. MLM 손실은 [CLS]를 채점하지 않습니다',
    tokenLabel: (token, fate) => `${token}, ${fate}`,
    top: '상위 예측',
    saveAs: '그림으로 저장',
    saveLabel: (format) => `이 화면을 ${format} 그림으로 저장`,
    notebook: '이 스텝을 PyTorch로',
    notebookNote: '이 배치와 가중치를 담은 Jupyter 노트북입니다. 이 스텝의 모든 수를 다시 계산합니다.',
    speak: '이번 스텝을 소리 내어 읽기',
  },

  fates: {
    masked: '마스킹',
    randomized: '무작위',
    kept: '유지',
    context: '문맥',
    special: '특수',
    padding: '패딩',
  },

  fateNotes: {
    masked: '선택해 [MASK]로 바꿈',
    randomized: '선택해 무작위 토큰으로 바꿈',
    kept: '선택했지만 그대로 두고 예측함',
    context: '선택하지 않음: 읽지만 채점하지 않음',
    special: '[CLS](시작)와 [SEP](문장 끝): 읽지만 선택하지 않음',
    padding: '[PAD]: 길이를 맞추려고 채움. 읽지도 채점하지도 않음',
  },

  words: {
    counted: (real, selected, loss, among) =>
      `토큰 ${real}개 가운데 ${selected}개를 선택했습니다. 이 문장 쌍의 MLM 손실은 ${selected === 1 ? '그 토큰의 손실' : `그 ${selected}개의 평균`}인 ${loss}이며, 토큰 ${among}개 가운데 하나를 고르는 정도의 불확실성입니다. 나머지 ${real - selected}개는 문맥으로 읽기만 하고 채점하지 않습니다.`,
    next: (real, scored, loss, among) =>
      `토큰 ${real}개 가운데 ${scored}개를 채점합니다. 위치마다 왼쪽에 있는 토큰만 보고 다음 토큰을 예측합니다. 이 예시의 손실은 ${scored === 1 ? '그 토큰의 손실' : `그 ${scored}개의 평균`}인 ${loss}이며, 토큰 ${among}개 가운데 하나를 고르는 정도의 불확실성입니다. 마지막 토큰은 다음 토큰이 없어 채점하지 않습니다.`,
    none: (real) => `토큰 ${real}개 가운데 선택된 토큰이 없어, 이 문장 쌍은 MLM 손실에 아무것도 더하지 않습니다.`,
  },
};
