import { draw } from '../../format';
import type { RuleText, RuleTexts, ThrowTexts } from '../texts';

const eachToken: RuleText['fates'] = (mask, random, keep) =>
  `선택된 토큰마다 난수로 정합니다. ${mask}%는 [MASK]로, ${random}%는 무작위 토큰으로 바꾸고, ${keep}%는 그대로 둡니다.`;

/** The per cent of a setting, with the digits it has. */
const share = (probability: number) => `${+(probability * 100).toFixed(2)}%`;

export const rules: RuleTexts = {
  google: {
    name: '시퀀스마다 정해진 개수 (Google BERT)',
    about: 'Google 방식은 시퀀스마다 정해진 개수를 선택합니다.',
    pick: ({ candidates, selected, probability, tokens, whole_word }) =>
      `후보 ${candidates}개를 무작위로 줄 세웁니다([CLS]와 [SEP] 토큰은 제외). ` +
      (whole_word
        ? `이 순서대로 단어를 통째로 선택하며, 토큰 ${tokens}개의 ${share(probability)}를 넘지 않습니다. 여기서는 토큰 ${selected}개입니다. `
        : `토큰 ${tokens}개의 ${share(probability)}${probability * tokens > selected + 1 ? '는 시퀀스당 최대 예측 수보다 많으므로' : `를 반올림하면 ${selected}개이므로`} 앞의 ${selected}개를 선택합니다. `) +
      '토큰에 적힌 숫자가 그 순서입니다.',
    candidate: ({ selected, place = 0 }, row) =>
      row.whole_word
        ? `단어를 무작위로 줄 세웠을 때 이 토큰의 단어는 ${place}번째였고 ${selected ? '선택되었습니다' : '선택되지 않았습니다'}. 최대 개수를 넘게 되는 단어는 건너뜁니다.`
        : `후보 ${row.candidates}개를 무작위로 줄 세웠을 때 ${place}번째였습니다. 앞의 ${row.selected}개${selected ? '를' : '만'} 선택합니다.`,
    fates: eachToken,
    tally: ({ probability, max_predictions, whole_word }) =>
      `시퀀스마다 토큰의 ${share(probability)}를 반올림해 선택합니다(최소 1개, 최대 ${max_predictions}개). 개수는 고정이고, 어느 토큰인지만 무작위입니다.` +
      (whole_word
        ? ' 단어를 통째로 선택하며, 그 수를 넘게 되는 단어는 건너뛰므로 개수가 모자란 시퀀스도 있습니다.'
        : ''),
  },
  hf: {
    name: '토큰마다 독립적으로 (Hugging Face)',
    about: 'Hugging Face 방식은 토큰마다 독립적으로 정하므로 개수가 달라집니다.',
    pick: ({ candidates, selected, probability }) =>
      `후보 ${candidates}개마다 0과 1 사이의 난수를 뽑고, ${probability}보다 작으면 선택합니다. 여기서는 ${selected}개가 선택되었습니다.`,
    candidate: ({ throw: one }) => (one ? throws[one.meaning](draw(one.draw), String(one.limit), '') : ''),
    fates: eachToken,
    tally: ({ probability, whole_word }) =>
      `후보마다 ${share(probability)}의 확률로 독립적으로 선택합니다. [CLS]와 [SEP] 토큰은 후보가 아니어서 전체 토큰에 대한 비율은 조금 낮습니다.` +
      (whole_word ? ' 한 단어의 조각들은 난수 하나를 함께 쓰므로 개수의 변동이 더 큽니다.' : ''),
  },
  span: {
    name: '이어진 단어 구간 (SpanBERT)',
    about: 'SpanBERT 방식은 Google 방식과 같은 개수가 될 때까지 이어진 단어들을 구간으로 선택합니다.',
    pick: ({ selected, tokens, probability }) =>
      `구간을 하나씩 뽑습니다. 구간의 길이(1~10단어, 평균 3.8단어)와 시작할 단어는 무작위입니다. 단어를 자르지 않는 범위에서 토큰 ${tokens}개의 ${share(probability)}가 되면 끝납니다. 여기서는 ${selected}개입니다. 토큰에 적힌 숫자는 구간이 뽑힌 순서입니다.`,
    candidate: ({ selected, place, together }) =>
      selected
        ? `${place}번째로 뽑힌 구간에 들어 있습니다(토큰 ${together}개). 구간 전체를 함께 마스킹하거나 바꾸거나 그대로 둡니다.`
        : '어느 구간에도 들어 있지 않습니다.',
    fates: (mask, random, keep) =>
      `구간마다 난수 하나로 모든 토큰의 처리를 정합니다. ${mask}%는 [MASK]로, ${random}%는 무작위 토큰으로 바꾸고, ${keep}%는 그대로 둡니다.`,
    tally: ({ probability, max_predictions }) =>
      `시퀀스마다 토큰의 ${share(probability)}를 반올림해(최소 1개, 최대 ${max_predictions}개) 이어진 단어 구간으로 선택합니다. 단어를 자르지 않는 범위에서 개수는 고정입니다. 한 구간의 토큰은 모두 같은 방식으로 처리하므로 비율의 변동이 더 큽니다.`,
  },
};

export const throws: ThrowTexts = {
  selected: (draw, limit) => `첫 난수 ${draw} < ${limit} → 선택됨`,
  not_selected: (draw, limit) => `난수 ${draw} ≥ ${limit} → 선택되지 않음`,
  masked: (draw, limit) => `난수 ${draw} < ${limit} → [MASK]로 바꿈`,
  not_masked: (draw, limit) => `난수 ${draw} ≥ ${limit} → [MASK]로 바꾸지 않음`,
  randomized: (draw, limit, token) => `두 번째 난수 ${draw} < ${limit} → 무작위 토큰 ‘${token}’`,
  kept: (draw, limit) => `두 번째 난수 ${draw} ≥ ${limit} → 그대로 둠`,
};
