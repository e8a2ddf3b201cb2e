// What the stage draws, mark by mark. Fetched with the opened legend only.

import type { LegendTexts } from '../texts';

export const legend: LegendTexts = {
  groups: { columns: 'Columns', slow: 'In slow motion', whatIf: 'What-ifs', followed: 'When a sentence is followed' },
  marks: {
    scored:
      'Coloured head, tinted and framed column: a selected token, which is scored. Shape, letter and colour show its role. On a narrow screen: a row with a coloured edge.',
    bare: 'Grey column without a frame: the token is read, but not scored.',
    pointed:
      'Darker ground: the column under the pointer. The card below it lists the five most likely tokens with their probabilities, the original in bold.',
    opened: 'Dark frame: the token whose calculation is open below. Click any token to open its own.',
    guided: 'Dashed outline around an original token: a lesson points at it.',
    unseen: 'Padding is not drawn. Its length is given below.',
    replaced: 'Filled: not the original token. Masked tokens are [MASK], random ones are another token.',
    unchanged: 'Outlined: a kept token. It was selected, but left unchanged.',
    dot: 'Area of the dot: the share of the scored positions’ attention that goes to this token, as a mean over all layers and heads. Dots of scored tokens are coloured. The line through all columns says that every token is read.',
    tick: 'The most likely token with its probability. The tick says that it is the original.',
    solid: 'Solid bar, bold number: a scored loss, −log p(original). All bars have the same scale.',
    hatched: 'Hatched bar, “× 0”: the loss that this position would have. It is not scored, so it adds nothing.',
    arrow: 'Arrow: the gradient of the loss at this output vector. The longer the arrow, the longer the gradient.',
    zero: '0: exactly zero. No gradient enters at this position.',
    nsp: 'Purple arrow at [CLS]: the gradient of the NSP loss. The MLM loss does not score [CLS], hence “not scored”. But next sentence prediction reads the output there, so its gradient enters there.',
    picked:
      'A number instead of the role: the token’s place in the random order, or its random draw. Dark head: selected.',
    was: 'Dashed outline, struck number: the loss before the update.',
    spread: 'Triangle: the gradient that has come down to the input embedding. The wider, the longer the gradient.',
    newly: 'Dark bar with a dashed edge, “would be”, striped ground: scored under the other rule only.',
    differs: 'Dashed outline around a token: the model would read another token than it did in the run.',
    border: 'Dashed border around the whole picture: it shows what would have happened, not the run.',
    course:
      'Each picture is one selected token. Bold coloured line: the probability of the original. Grey lines: tokens that were more likely on the way. Vertical line: the moment that is shown. A line breaks where its token is not among the five most likely.',
  },
  next: {
    scored: 'Dark head and framed column: scored. Each of these positions predicts the token that follows.',
    tick: 'The most likely next token with its probability. The tick says that it is the one that follows.',
    solid: 'Solid bar, bold number: a scored loss, −log p(next token). All bars have the same scale.',
  },
};
