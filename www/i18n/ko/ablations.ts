import type { Catalog } from '..';
import { n } from './count';

export const ablations: Pick<Catalog, 'ablations'> = {
  ablations: {
    title: '각 부분은 얼마나 중요할까요?',
    lead: '학습 방법에서 한 부분을 뺀 모델들(ablation)을 같은 이야기로 같은 스텝만큼 사전 학습한 뒤, 레이블이 있는 같은 예제로 파인튜닝했습니다.',
    precomputed: '미리 계산한 결과입니다.',
    source: (date, steps, labels, seeds) =>
      `이 브라우저에서 학습한 것이 아닙니다. ${date}, 사전 학습 ${n(steps)}스텝, 레이블 ${n(labels)}개, 시드 ${seeds}, 명령:`,
    parts: '다음 문장 예측이 없을 때, 오른쪽 문맥이 없을 때',
    masking: '마스킹 규칙',
    order: '비율은 논문의 순서를 따릅니다. 마스킹 / 유지 / 무작위, 단위는 %입니다.',
    ours: '우리 결과: 시드 평균 ± 표준편차, %',
    guessing: '항상 가장 흔한 레이블을 답하면 감성 분석은 50.0, 주제 분류는 25.0, 개체명 인식과 질의응답은 0입니다.',
    table5: '논문의 표 5: BERT-base, %',
    table8: '논문의 표 8: BERT-base, %',
    table8Columns: ['MNLI', 'NER', 'NER, 고정'],
    rows: {
      mlm_nsp: 'MLM + NSP (80/10/10)',
      no_nsp: 'NSP 없음',
      ltr_no_nsp: '왼쪽에서 오른쪽으로(LTR), NSP 없음',
      mask_100_0_0: '100/0/0',
      mask_80_0_20: '80/0/20',
      mask_80_20_0: '80/20/0',
      own: '이 페이지의 설정',
    },
    present: '← 지금 이 페이지의 학습과 같은 방식',
    columns: {
      sentiment: '감성 분석',
      topic: '주제 분류',
      ner: '개체명 인식(NER)',
      ner_frozen: 'NER, 인코더 고정',
      qa: '질의응답',
    },
    directions: '논문과 방향이 같을까요?',
    same: '논문과 여기에 모두 있는 비교에서는 여기서도 모든 부분을 갖춘 모델이 앞섭니다.',
    differs: '모두 같지는 않습니다. 논문에서는 모든 부분을 갖춘 모델이 앞서지만 여기서는 다음에서 뒤처집니다.',
    ahead: (row, task, points, clear) =>
      `${task}: ‘${row}’ 모델이 ${points}점 앞섭니다. ${clear ? '표준오차의 두 배를 넘는 차이입니다.' : '표준오차의 두 배 이내이므로 우연일 수 있습니다.'}`,
    limits:
      '이 표가 보여 줄 수 없는 것이 있습니다. 왼쪽에서 오른쪽으로 읽는 모델의 손실과 마스크드 언어 모델의 손실은 서로 다른 양이므로 과제만 비교합니다. 왼쪽에서 오른쪽으로 읽는 모델은 모든 위치에서 학습하고 마스크드 언어 모델은 15%에서만 학습하므로, 스텝 수가 같아도 앞의 모델이 예측을 여섯 배쯤 많이 합니다. 시드 세 개로는 큰 차이만 알 수 있습니다. 파라미터 50만 개와 이야기 천 편으로는 행의 순위가 BERT-base와 다를 수 있습니다. 점수는 감성 분석과 주제 분류에서는 정확도, NER에서는 개체 단위 F1, 질의응답에서는 단어 단위 F1입니다. 왼쪽만 보는 모델의 [CLS]는 자기 자신만 볼 수 있으므로, 분류 헤드는 모든 토큰의 평균을 읽습니다.',
    here: '이 브라우저에서 학습하기',
    hereLead:
      '같은 모델들을 이 브라우저에서 하나씩 사전 학습하고 파인튜닝합니다. 그동안 페이지의 학습은 멈춥니다. 끝난 모델은 페이지를 새로고침해도 남고, 학습 중이던 모델은 처음부터 다시 시작합니다.',
    hereCaption: (steps: number) => `여기에서 학습한 결과, 사전 학습 ${n(steps)}스텝, 단위 %`,
    steps: '사전 학습 스텝 수',
    seeds: '시드 수',
    train: (models: number) => `모델 ${models}개 학습하기`,
    withOwn: '이 페이지에서 쓰는 학습 목표와 마스킹 규칙도 그중 하나입니다.',
    pause: '일시 정지',
    goOn: '계속',
    cancel: '취소하고 지우기',
    models: (done: number, all: number) => `모델 ${all}개 중 ${done}개가 끝났습니다.`,
    now: (row: string, seed: number, task: string | null) =>
      task === null ? `${row}, 시드 ${seed}: 사전 학습 중.` : `${row}, 시드 ${seed}: ${task} 파인튜닝 중.`,
    minutesLeft: (minutes: number) => `약 ${minutes}분 남음.`,
    paused: '일시 정지됨.',
    missing: (why) => `표를 불러오지 못했습니다: ${why}.`,
    waiting: '표를 불러오는 중입니다…',
  },
};
