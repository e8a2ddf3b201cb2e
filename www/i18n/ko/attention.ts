import type { Catalog } from '..';

export const attention: Pick<Catalog, 'attention'> = {
  attention: {
    title: '누가 누구를 볼까요?',
    lead: '토큰의 벡터는 새로 계산되기 전에 자기 자신을 포함해 그 행의 모든 벡터에서 내용을 모읍니다. 어디에서 얼마만큼 가져오는지가 그 토큰의 어텐션이고, 그 비율을 모두 더하면 100\u00a0%입니다.',
    none: '지금 무대에 보이는 내용에는 기록된 어텐션이 없습니다. 한 단계를 진행하거나 현재로 돌아오세요.',
    choose: '층과 헤드',
    layer: (layer) => `${layer}층`,
    head: (layer, head) => `${layer}층 ${head}번 헤드`,
    mean: '모든 헤드의 평균',
    from: '보는 토큰',
    token: (input, fate, original) =>
      original === null ? `${input}, ${fate}` : `${input}, ${fate}, 원래 토큰은 ${original}`,
    looks: (input, original, head) =>
      `${head ? `${head.layer}층 ${head.head}번 헤드에서` : '모든 헤드를 평균하면'} ${input}${original === null ? '' : `(원래 ‘${original}’)`} 자리가 가장 많이 가져오는 곳:`,
    equal: (share) => `점선은 ${share}로, 모든 토큰을 똑같이 볼 때 막대가 닿을 높이입니다.`,
    masks: '[MASK] 자리에는 낱말이 없고, 그 위치와 아래층에서 모아 둔 내용만 있습니다.',
    map: (name) =>
      `${name}의 지도. 위아래 화살표로 보는 토큰을, 좌우 화살표로 보이는 토큰을 고르고, Enter로 그 행에 머뭅니다.`,
    mapHint: '가로줄은 보는 토큰, 세로줄은 보이는 토큰입니다. 칸을 가리키면 값이 나옵니다.',
    upTo: (percent) => `${percent}\u00a0%, 모든 헤드에서 가장 큰 비율`,
    help: {
      title: '읽는 법',
      text: [
        '토큰을 가리켜 보세요. 누르면 그 토큰에 머뭅니다. 그 토큰이 진하게 바뀌고, 각 토큰 위의 막대가 거기에서 얼마만큼 가져오는지를 나타냅니다.',
        '지도에서 진한 세로줄은 여러 토큰이 함께 보는 토큰이고, 진한 빗금은 토큰마다 일정한 거리의 이웃을 본다는 뜻입니다. 선택된 자리는 처리 방식의 색과 글자를 그대로 지닙니다.',
        '처음에는 막대가 모두 비슷합니다. 무엇을 볼지 아직 배운 헤드가 없기 때문입니다. 몇백 단계 뒤에 다시 보세요.',
      ],
    },
    table: {
      open: '이 비율을 표로 보기',
      caption: (input, position, name) => `${position}번 자리의 ${input}이(가) 각 토큰에서 가져오는 비율. ${name}.`,
      position: '자리',
      share: '비율',
      sum: '합계',
    },
  },
};
