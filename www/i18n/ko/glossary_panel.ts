import type { Catalog } from '..';
import { n } from './count';

export const glossaryPanel: Pick<Catalog, 'glossary'> = {
  glossary: {
    title: '용어집',
    lead: '이 페이지에서 쓰는 모든 용어입니다. 점선 밑줄이 있는 용어를 가리키거나 누르면 같은 설명이 나옵니다.',
    filter: '용어 찾기',
    count: (shown) => `용어 ${n(shown)}개.`,
    none: (text) => `이름이나 설명에서 ‘${text}’ 글자를 찾지 못했습니다.`,
    see: '함께 보기:',
    open: (name) => `용어집에서 보기: ${name}`,
    waiting: '용어집을 가져오는 중입니다…',
  },
};
