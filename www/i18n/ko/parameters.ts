import type { Catalog } from '..';
import { n } from './count';

export const parameters: Pick<Catalog, 'parameters'> = {
  parameters: {
    title: '모든 파라미터',
    lead: '픽셀 하나가 파라미터(가중치나 편향) 하나입니다. 파란색은 음수, 붉은색은 양수입니다. 학습은 스텝마다 이 값들을 조금씩 바꾸는 일입니다.',
    show: '보기',
    views: { weights: '값', updates: '마지막 업데이트' },
    asOf: (step) => `스텝 ${step} 이후`,
    waiting: '파라미터를 불러오는 중입니다…',
    blocks: (id) =>
      id === 'embeddings' ? '임베딩' : id === 'heads' ? '출력 헤드' : `레이어 ${Number(id.split('.')[1]) + 1}`,
    count: (count) => `파라미터 ${n(count)}개`,
    picture: (block) => `${block}. 화살표 키로 텐서 사이를 옮겨 다닙니다.`,
    hint: '픽셀을 가리키거나, 화살표 키로 텐서를 하나씩 보세요.',
    size: (size) => `파라미터 ${size}개`,
    place: (row, column) => `${row}행 ${column}열`,
    ofToken: '토큰',
    now: (value) => `지금 ${value}`,
    lastChange: (value) => `마지막 업데이트 ${value}`,
    scale: (low, high) => `${low}~${high} (작은 값도 보이도록 제곱근 척도)`,
    noUpdate: '아직 업데이트가 없습니다.',
    table: { open: '모든 텐서를 표로 보기', name: '이름', what: '하는 일', shape: '형태' },
    roles: {
      word_embeddings: '토큰마다 벡터 하나. 출력층에서도 같은 벡터를 씁니다(가중치 공유)',
      position_embeddings: '시퀀스의 위치마다 벡터 하나',
      token_type_embeddings: '문장 A의 벡터와 문장 B의 벡터',
      query_key_value: '쿼리, 키, 값을 한 행렬로',
      query: '쿼리: 토큰이 찾는 것',
      key: '키: 찾을 때 맞춰 보는 것',
      value: '값: 토큰이 전달하는 것',
      attention_output: '헤드들의 결과를 합칩니다',
      intermediate: '피드포워드 첫째 층: 크기를 늘림',
      output: '피드포워드 둘째 층: 은닉 크기로 되돌림',
      pooler: '풀러: [CLS] 출력을 NSP에 쓸 벡터로 바꿈',
      transform: 'MLM 헤드: 출력 전의 완전연결층(dense)',
      vocabulary_bias: '출력 편향: 문맥과 상관없이 토큰마다 얼마나 흔한지',
      seq_relationship: 'NSP 헤드: IsNext와 NotNext의 로짓',
      norm: '레이어 정규화',
    },
    part: { weight: '', bias: ', 편향' },
  },
};
