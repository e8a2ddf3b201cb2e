import type { Catalog } from '..';
import { n } from './count';

const CAUSES: Record<Parameters<Catalog['saving']['notSaved']>[0], string> = {
  full: '이 브라우저의 저장 공간이 부족해 학습을 저장하지 못했습니다.',
  too_large: '모델이 너무 커서 이 학습은 저장하지 않습니다.',
  blocked: '브라우저가 저장을 막아 학습을 저장하지 못했습니다.',
  silent: '브라우저의 저장소가 응답하지 않아 학습을 저장하지 못했습니다.',
};

export const saving: Pick<Catalog, 'saving'> = {
  saving: {
    wentOn: (step, when) => `${when} 저장된 스텝 ${step}부터 이어서 학습합니다.`,
    restored: (step, when) => `${when} 저장된 스텝 ${step}입니다.`,
    anew: '처음부터 다시',
    offer: (step, when) => `${when} 이 학습을 스텝 ${step}까지 진행했습니다.`,
    goOn: (step) => `스텝 ${step}부터 이어서 학습`,
    dismiss: '이 안내 닫기',
    elsewhere: '다른 탭에서 같은 학습을 진행하고 있습니다. 재생을 누르면 이 탭에서도 따로 학습합니다.',
    privateText: '직접 넣은 텍스트가 있어 이 학습은 저장하지 않습니다. 새로고침하면 처음부터 시작합니다.',
    agree: '이 브라우저에 저장하기',
    unreadable: '저장한 상태를 읽을 수 없어 학습을 처음부터 시작했습니다.',
    notSaved: (problem, step) =>
      `${CAUSES[problem]} 학습은 계속되지만, 새로고침하면 ${step === null ? '처음부터 시작합니다' : `스텝 ${step}부터 이어집니다`}.`,
    title: '학습 저장하고 이어서 하기',
    lead: '학습 상태에는 가중치뿐 아니라 옵티마이저의 상태, 데이터를 읽은 위치, 학습 곡선도 들어 있습니다. 저장한 학습은 멈춘 적이 없는 것처럼 이어집니다.',
    file: '파일로',
    fileNote: '다른 컴퓨터로 옮기거나 보관할 수 있습니다. 직접 넣은 텍스트로 학습했다면 그 텍스트도 파일에 들어갑니다.',
    save: '학습 저장하기',
    open: '저장한 학습 열기',
    opened: (step) => `스텝 ${step}의 학습을 열었습니다.`,
    browser: '이 브라우저에',
    browserNote:
      '학습하는 동안 몇 초마다 저장하므로, 새로고침해도 이어서 학습합니다. 컴퓨터 밖으로 나가는 것은 없습니다.',
    usage: (runs, megabytes) => (runs === 0 ? '저장한 학습이 없습니다.' : `학습 ${n(runs)}개, ${megabytes}MB`),
    keep: '이 브라우저에 학습 저장하기',
    clear: '저장한 학습 지우기',
  },
};
