import type { Catalog } from '..';
import { n } from './count';

export const parameters: Pick<Catalog, 'parameters'> = {
  parameters: {
    title: '가중치 전부',
    lead: '점 하나가 모델의 숫자 하나입니다. 학습이란 단계마다 이 숫자들을 조금씩 옮기는 일일 뿐입니다.',
    show: '보기',
    views: { weights: '가중치', updates: '마지막 갱신' },
    asOf: (step) => `${step}단계 뒤`,
    waiting: '엔진에서 가중치를 받아 오는 중입니다…',
    blocks: (id) =>
      id === 'embeddings' ? '임베딩' : id === 'heads' ? '출력 헤드' : `${Number(id.split('.')[1]) + 1}층`,
    count: (count) => `숫자 ${n(count)}개`,
    picture: (block) => `${block}. 화살표 키로 텐서 사이를 옮겨 다닙니다.`,
    hint: '점을 가리키거나, 화살표 키로 텐서를 하나씩 보세요.',
    size: (size) => `숫자 ${size}개`,
    place: (row, column) => `${row}행 ${column}열`,
    ofToken: '토큰',
    now: (value) => `지금 ${value}`,
    lastChange: (value) => `마지막 갱신 ${value}`,
    scale: (low, high) => `${low}에서 ${high}까지. 작은 값도 보이도록 제곱근으로 진하게 그립니다`,
    noUpdate: '이 엔진은 아직 아무것도 갱신하지 않았습니다.',
    table: { open: '모든 텐서를 표로 보기', name: '이름', what: '하는 일', shape: '크기' },
    roles: {
      word_embeddings: 'WordPiece마다 벡터 하나. 빈칸의 답도 같은 벡터들과 견줍니다',
      position_embeddings: '행 안의 자리마다 벡터 하나',
      token_type_embeddings: '문장 A의 벡터와 B의 벡터',
      query_key_value: '쿼리, 키, 값을 한 행렬로',
      query: '토큰이 찾는 것',
      key: '토큰을 찾아낼 실마리',
      value: '토큰이 건네주는 것',
      attention_output: '헤드들이 모은 것을 합칩니다',
      intermediate: '피드포워드의 넓은 절반',
      output: '피드포워드에서 모델 너비로 돌아오는 절반',
      pooler: '[CLS]에서 문장 벡터를 만듭니다',
      transform: '빈칸의 답을 준비합니다',
      vocabulary_bias: 'WordPiece마다 숫자 하나: 그냥도 얼마나 흔한지',
      seq_relationship: '문장 벡터에서 두 가지 답으로',
      norm: '층 정규화',
    },
    part: { weight: '', bias: ', 더하는 값' },
  },
};
