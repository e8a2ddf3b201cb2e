import type { Catalog } from '..';

export const present: Pick<Catalog, 'present'> = {
  present: {
    enter: '발표 모드',
    leave: '끝내기',
    leaveLabel: '발표 모드 끝내기',
    blank: '화면 가리기',
    qr: 'QR 코드',
    keys: '단축키',
    close: '닫기',
    codeTitle: (step) => `지금 이 학습(스텝 ${step})`,
    keysTitle: '단축키',
    space: '스페이스',
    acts: {
      forward: '한 스텝 학습, 또는 기록된 다음 스텝으로',
      back: '기록된 이전 스텝으로',
      play: '재생 또는 일시 정지',
      next: '다음 예시',
      blank: '화면 가리기(아무 키나 누르면 돌아옵니다)',
      fullscreen: '전체 화면',
      qr: '지금 보는 스텝의 QR 코드와 링크',
      keys: '단축키 보기',
    },
    blanked: '화면을 가렸습니다. 아무 키나 누르면 돌아옵니다.',
  },
};
