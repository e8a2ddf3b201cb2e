import type { Catalog } from '..';

export const attention: Pick<Catalog, 'attention'> = {
  attention: {
    title: '어텐션: 어느 토큰이 어느 토큰을 볼까요?',
    lead: '각 레이어에서 토큰은 자기 자신을 포함한 모든 토큰의 벡터를 섞어 새 벡터를 만듭니다. 어디에서 얼마나 가져오는지가 어텐션 가중치(쿼리와 키의 내적을 소프트맥스한 값)이며, 모두 더하면 100%입니다.',
    none: '지금 보이는 스텝에는 저장된 어텐션이 없습니다. 한 스텝을 학습하거나 최신 스텝으로 돌아가세요.',
    choose: '레이어와 헤드',
    layer: (layer) => `레이어 ${layer}`,
    head: (layer, head) => `레이어 ${layer}, 헤드 ${head}`,
    mean: '모든 헤드의 평균',
    from: '쿼리 토큰(보는 토큰)',
    token: (input, fate, original) =>
      original === null ? `${input}, ${fate}` : `${input}, ${fate}, 원래 토큰은 ${original}`,
    looks: (input, original, head) =>
      `${head ? `레이어 ${head.layer}, 헤드 ${head.head}에서` : '모든 헤드를 평균하면'} ‘${input}’${original === null ? '' : `(원래 ‘${original}’)`} 위치가 가장 많이 참조하는 토큰:`,
    equal: (share) => `점선은 ${share}, 모든 토큰을 똑같이 볼 때의 높이입니다.`,
    masks:
      '[MASK]에는 단어가 없습니다. 모두 같은 임베딩에 위치와 문장 정보만 더해 시작하고, 단어에 관한 정보는 레이어를 지나며 다른 토큰에서 모읍니다.',
    map: (name) =>
      `${name} 히트맵. 위아래 화살표로 쿼리(보는 토큰)를, 좌우 화살표로 키(참조되는 토큰)를 고르고, Enter로 그 행을 고정합니다.`,
    mapHint: '행은 보는 토큰(쿼리), 열은 참조되는 토큰(키)입니다. 칸을 가리키면 값이 나옵니다.',
    upTo: (percent) => `${percent}, 모든 헤드에서 가장 큰 가중치`,
    help: {
      title: '읽는 법',
      text: [
        '토큰을 가리키거나 눌러 고정하세요. 그 토큰이 진해지고, 각 토큰 위의 막대는 고른 토큰이 그 토큰을 얼마나 참조하는지 나타냅니다.',
        '진한 세로줄은 여러 토큰이 함께 참조하는 토큰이고, 진한 대각선은 일정한 거리의 이웃을 참조한다는 뜻입니다. 선택된 토큰은 여기서도 같은 색과 글자(M, R, K)로 표시합니다.',
        '처음에는 막대가 모두 비슷합니다. 무엇을 볼지 아직 배운 헤드가 없기 때문입니다. 몇백 스텝 뒤에 다시 보세요. 어텐션은 정보가 어디로 흐르는지를 보여 줄 뿐, 모델이 왜 그렇게 예측했는지를 설명하지는 않습니다.',
      ],
    },
    table: {
      open: '이 가중치를 표로 보기',
      caption: (input, position, name) => `위치 ${position}에 있는 ‘${input}’의 어텐션. ${name}.`,
      position: '위치',
      share: '어텐션 가중치',
      sum: '합계',
    },
  },
};
