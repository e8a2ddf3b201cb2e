import type { Catalog } from '..';
import { josa } from './particles';

const NUMBERS = {
  loss: '손실이',
  gradient_norm: '기울기 노름이',
  held_out_loss: '검증 손실이',
  weights: '가중치 일부가',
  predictions: '예측값 일부가',
};

export const trouble: Catalog['trouble'] = {
  diverged: (rate, warmup, { step, quantity, found }) =>
    `${warmup > 0 ? '' : '워밍업 없이 쓴 '}학습률 ${rate}: 스텝 ${step}부터 ${NUMBERS[quantity]} ${found === 'nan' ? 'NaN(숫자가 아닌 값)' : '무한대'}입니다.`,
  stopped:
    '그래서 학습을 멈췄습니다. 학습률을 낮추어 새로 시작하거나, 이 학습의 마지막 정상 상태로 돌아갈 수 있습니다.',
  returnTo: (step) => `스텝 ${josa(step, '으로')} 돌아가기`,
  returnToGood: '마지막 정상 스텝으로 돌아가기',
  lowerRate: (rate) => `학습률 ${josa(rate, '으로')} 새로 시작`,
  memory: '브라우저가 이 페이지에 학습할 메모리를 더 내주지 않습니다.',
  memoryHint:
    '다른 탭을 닫거나 모델, 배치, 시퀀스 길이를 줄여 보세요. 다시 시작하면 마지막으로 저장한 스텝부터, 저장한 것이 없으면 처음부터 이어집니다.',
  background: (trained, time, usual) =>
    `탭이 보이지 않는 동안 브라우저나 절전 모드 때문에 학습이 느려지거나 멈췄습니다. ${time} 동안 보통 ${usual}스텝을 학습하지만 ${trained}스텝에 그쳤습니다. 이제 학습을 이어 갑니다.`,
  seconds: (count) => `${count}초`,
  minutes: (count) => `${count}분`,
};
