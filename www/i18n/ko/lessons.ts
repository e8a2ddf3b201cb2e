import type { lessons as english } from '../en/lessons';

export const lessons: typeof english = {
  lessons: {
    title: '수업',
    lead: (minutes) =>
      `이 페이지에서 학습하는 모델로 배우는 일곱 번의 수업입니다. 모두 ${minutes}분쯤 걸립니다. 언제든 나가서 이것저것 해 보고 돌아와도 보던 자리가 그대로 남아 있습니다.`,
    unknown: (id) => `‘${id}’ 수업은 없습니다. 있는 수업은 다음과 같습니다.`,
    minutes: (minutes) => `${minutes}분`,
    doneOf: (done, all) => `${all}단계 중 ${done}단계 완료`,
    allDone: '✓ 완료',
    stepOf: (step, all) => `${all}단계 중 ${step}단계`,
    stepNamed: (step, title, done) => `${step}단계: ${title}${done ? ', 완료' : ''}`,
    otherSettings: '이 수업에는 지금 학습과 다른 설정이 필요합니다.',
    useSettings: '이 수업의 설정으로 새로 학습',
    paused: '읽는 동안 학습을 멈추었습니다. 재생을 누르면 이어집니다.',
    back: '이전',
    next: '다음',
    nextLesson: (title) => `다음 수업: ${title}`,
    finish: '모델로 가기',
    skip: '건너뛰기',
    question: '확인 문제',
    right: '맞습니다.',
    wrong: '다시 생각해 보세요.',
    begin: '이 설정으로 학습 시작',
    train: (steps) => `스텝 ${steps}까지 학습`,
    trained: (step, steps) => `${steps}스텝 중 ${Math.min(step, steps)}스텝`,
    enter: '답',
    check: '확인',
    notNear: '맞지 않습니다. 패널의 숫자와 비교하고, 소수 둘째 자리까지 적어 보세요.',
    clickToken: '학습 예시의 토큰을 눌러 답하세요.',
    low: (token, loss) => `‘${token}’의 빗금 막대는 낮은 편입니다(${loss}). 막대가 더 높은 토큰을 찾아보세요.`,
    other: (token, fate) => `‘${token}’의 구분은 ‘${fate}’입니다. 다른 토큰을 찾아보세요.`,
    done: '완료했습니다.',
  },

  worksheet: {
    title: '활동지',
    withAnswers: '활동지(정답 포함)',
    name: '이름',
    print: '인쇄',
    fromTheModel: '(수업에서 쓰는 모델이 보여 주는 값)',
    blanks: {
      guess: '내 답: ____________   −log p: ______   모델의 답: ____________   −log p: ______',
      open: '토큰: ____________   손실: ________   채점하나요? ______   출력의 기울기: ________',
      enter: 'MLM 손실: ________ + NSP 손실: ________ = 전체 손실: ________',
    },
  },
};
