import type { Catalog } from '..';
import { n } from './count';

export const stage: Pick<Catalog, 'stage' | 'fates' | 'fateNotes' | 'words'> = {
  stage: {
    title: '무대',
    atStep: (step) => `배치의 문장 쌍 하나, ${step}단계`,
    before: '학습을 시작하기 전, 첫 배치의 문장 쌍 하나',
    holds: '최대 속도에서는 몇 초에 한 번씩 문장이 바뀝니다. 자세히 보려면 일시 정지하세요.',
    slow: '이 단계를 느린 화면으로 보는 동안 학습은 기다립니다.',
    pinned: '계산을 열어 둔 동안 무대는 이 단계에 머물고, 학습은 계속됩니다.',
    sentenceA: '문장 A',
    sentenceB: '문장 B',
    continued: (name) => `${name} (이어서)`,
    token: '토큰',
    rows: {
      original: '원래 토큰',
      fate: '처리',
      inputs: '모델이 보는 것',
      read: '읽음',
      predicted: '예측',
      losses: '손실',
      gradients: '기울기',
      spread: '기울기',
    },
    hints: {
      losses: '−log p(원래 토큰)',
      gradients: '출력 벡터에서',
      spread: '입력 임베딩에서',
      read: '채점하는 자리가',
    },
    nextHints: {
      losses: '−log p(다음 토큰)',
    },
    nextNote:
      '이 모델은 왼쪽에서 오른쪽으로 읽습니다. 자리마다 바로 다음 토큰을 예측하며, 그보다 오른쪽에 있는 토큰은 보지 못합니다. 마스킹은 하지 않습니다.',
    scored: '채점함',
    notScored: '채점 안 함',
    timesZero: '× 0',
    wouldBe: '가정값',
    right: '맞음',
    padding: (count) => `패딩 ${n(count)}개는 읽지도 채점하지도 않습니다`,
    ofPair: 'NSP',
    readShare: (share) => `채점하는 자리가 읽는 것의 ${share}`,
    place: (place) => `${place}번째`,
    unknownOriginal: '원래 토큰을 알 수 없음',
    legend: '범례',
    drawn: '여기 그려진 표시',
    pairsNote: '[CLS]: 다음 문장 예측(NSP)의 기울기. MLM 손실은 [CLS]를 채점하지 않습니다',
    opened: (token) => `‘${token}’의 계산 열기`,
    tokenLabel: (token, fate) => `${token}, ${fate}`,
    top: '가장 그럴듯한 토큰',
    saveAs: '그림으로 저장',
    saveLabel: (format) => `무대를 ${format} 그림으로 저장`,
    notebook: '이 단계를 PyTorch로',
    notebookNote: '이 배치와 가중치를 담은 Jupyter 노트북으로, 이 단계의 모든 수를 다시 계산합니다',
    speak: '이번 단계를 소리 내어 읽기',
  },

  fates: {
    masked: '가림',
    randomized: '무작위',
    kept: '유지',
    context: '문맥',
    special: '특수',
    padding: '패딩',
  },

  fateNotes: {
    masked: '선택되어 [MASK]로 바뀜',
    randomized: '선택되어 무작위 토큰으로 바뀜',
    kept: '선택되었지만 그대로 두고, 똑같이 예측함',
    context: '읽지만 채점하지 않음',
    special: '읽지만 절대 선택하지 않음',
    padding: '자리만 채우며 읽지도 채점하지도 않음',
  },

  words: {
    counted: (real, selected, loss, among) =>
      `토큰 ${real}개 가운데 ${selected}개가 선택되었습니다. 이 문장 쌍의 손실은 그 ${selected}개의 평균인 ${loss}이고, 낱말 ${among}개 가운데 하나를 고르는 만큼 망설인다는 뜻입니다. 나머지 ${real - selected}개는 읽기만 할 뿐 손실에 들어가지 않습니다.`,
    next: (real, scored, loss, among) =>
      `토큰 ${real}개 가운데 ${scored}개를 채점합니다. 자리마다 왼쪽에 있는 것만 보고 다음 토큰을 예측합니다. 이 문장 쌍의 손실은 그 ${scored}개의 평균인 ${loss}이고, 낱말 ${among}개 가운데 하나를 고르는 만큼 망설인다는 뜻입니다. 마지막 토큰은 다음 토큰이 없어 채점하지 않습니다.`,
    none: (real) => `토큰 ${real}개 가운데 선택된 것이 없어, 이 문장 쌍은 가린 토큰 손실에 아무것도 보태지 않습니다.`,
  },
};
