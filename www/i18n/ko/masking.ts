import { draw, percent } from '../../format';
import type { RuleText, RuleTexts, ThrowTexts } from '../texts';

const eachToken: RuleText['fates'] = (mask, random, keep) =>
  `선택된 토큰마다 주사위를 던집니다. ${mask}\u00a0%는 [MASK], ${random}\u00a0%는 무작위 토큰이 되고 ${keep}\u00a0%는 그대로입니다.`;

export const rules: RuleTexts = {
  google: {
    name: '행마다 정해진 개수 (Google)',
    about: 'Google 방식은 행마다 정해진 개수를 고릅니다.',
    pick: ({ candidates, selected, probability, tokens }) =>
      `후보 ${candidates}개를 섞습니다. 특수 토큰은 후보가 아닙니다. 토큰 ${tokens}개의 ${percent(probability)}는 ${selected}개이므로 섞은 순서에서 앞의 ${selected}개가 선택됩니다. 위의 숫자가 그 순서입니다.`,
    candidate: ({ selected, place = 0 }, row) =>
      (selected
        ? `후보 ${row.candidates}개를 섞었을 때 ${place}번째였고, 앞에서 ${row.selected}개까지 선택됩니다.`
        : `후보 ${row.candidates}개를 섞었을 때 ${place}번째였습니다. 앞에서 ${row.selected}개까지만 선택됩니다.`) +
      (row.whole_word ? ' 여기서는 낱말 단위로 섞으며, 남은 자리에 들어가지 않는 낱말은 건너뜁니다.' : ''),
    fates: eachToken,
    tally: ({ probability, max_predictions, whole_word }) =>
      `이 규칙은 행마다 토큰의 ${+(probability * 100).toFixed(2)}\u00a0%를 정수로 반올림해 고릅니다(최소 1개, 최대 ${max_predictions}개). 몇 개인지는 정해져 있고, 어느 것인지만 우연에 달려 있습니다.` +
      (whole_word ? ' 단어는 통째로 선택하며, 그 수를 넘기게 되는 단어는 건너뛰므로 모자라는 행도 있습니다.' : ''),
  },
  hf: {
    name: '토큰마다 따로 (Hugging Face)',
    about: 'Hugging Face 방식은 토큰마다 따로 동전을 던지듯 정합니다.',
    pick: ({ candidates, selected, probability }) =>
      `후보 ${candidates}개가 저마다 0과 1 사이의 수를 뽑고, ${probability}보다 작으면 선택됩니다. ${selected}개가 선택되었습니다.`,
    candidate: ({ throw: one }) => (one ? throws[one.meaning](draw(one.draw), String(one.limit), '') : ''),
    fates: eachToken,
    tally: ({ probability, whole_word }) =>
      `후보마다 따로 숫자를 뽑아 ${probability}보다 작으면 선택됩니다. [CLS]와 [SEP]는 후보가 아니어서 전체 토큰에 대한 비율은 그보다 작습니다.` +
      (whole_word ? ' 한 단어의 조각들은 한 번 뽑은 숫자를 함께 쓰므로 개수가 더 크게 흔들립니다.' : ''),
  },
  span: {
    name: '이어진 낱말 묶음 (SpanBERT)',
    about: 'SpanBERT 방식은 Google 방식과 같은 수가 될 때까지 이어진 낱말들을 묶음으로 고릅니다.',
    pick: ({ selected, tokens, probability }) =>
      `묶음을 하나씩 뽑습니다. 길이(1~10낱말, 평균 3.8)를 뽑고 시작할 낱말을 뽑습니다. 토큰 ${tokens}개 가운데 ${selected}개가 선택되면 끝납니다. 낱말을 자르지 않는 범위에서 ${percent(probability)}입니다. 위의 숫자는 뽑힌 순서입니다.`,
    candidate: ({ selected, place, together }) =>
      selected
        ? `${place}번째로 뽑힌 묶음에 들어 있고, 이 묶음은 토큰 ${together}개입니다. 묶음 전체가 같은 처리를 받습니다.`
        : '어느 묶음에도 들지 않았습니다.',
    fates: (mask, random, keep) =>
      `묶음마다 주사위를 한 번 던져 모든 토큰에 씁니다. ${mask}\u00a0%는 [MASK], ${random}\u00a0%는 무작위 토큰이 되고 ${keep}\u00a0%는 그대로입니다.`,
    tally: ({ probability, max_predictions }) =>
      `이 규칙은 행마다 토큰의 ${+(probability * 100).toFixed(2)}\u00a0%를 정수로 반올림해(최소 1개, 최대 ${max_predictions}개) 이어진 낱말 묶음으로 고릅니다. 낱말을 자르지 않는 범위에서 개수는 정해져 있습니다. 묶음마다 처리를 한 번만 정하므로 처리의 비율은 더 크게 흔들립니다.`,
  },
};

export const throws: ThrowTexts = {
  selected: (draw, limit) => `처음 뽑은 수 ${draw}가 ${limit}보다 작으므로 선택됩니다.`,
  not_selected: (draw, limit) => `뽑은 수 ${draw}가 ${limit}보다 작지 않으므로 선택되지 않습니다.`,
  masked: (draw, limit) => `뽑은 수 ${draw}가 ${limit}보다 작으므로 [MASK]가 됩니다.`,
  not_masked: (draw, limit) => `뽑은 수 ${draw}가 ${limit}보다 작지 않으므로 [MASK]가 되지 않습니다.`,
  randomized: (draw, limit, token) =>
    `두 번째로 뽑은 수 ${draw}가 ${limit}보다 작으므로 무작위 토큰 ‘${token}’으로 바뀝니다.`,
  kept: (draw, limit) => `두 번째로 뽑은 수 ${draw}가 ${limit}보다 작지 않으므로 그대로 둡니다.`,
};
