import type { Catalog } from '..';
import { page } from './page';
import { rooms } from './rooms';
import { lessons } from './lessons';
import { stage } from './stage';
import { look } from './look';
import { guide } from './guide';
import { controls } from './controls';
import { rules, throws } from './masking';
import { pair } from './pair';
import { charts } from './charts';
import { curves } from './curves';
import { sentence } from './sentence';
import { refusals } from './refusals';
import { time } from './time';
import { attention } from './attention';
import { parameters } from './parameters';
import { checkpoint } from './checkpoint';
import { vocabulary } from './vocabulary';
import { finetune } from './finetune';
import { ablations } from './ablations';
import { compare } from './compare';
import { saving } from './saving';
import { share } from './share';
import { present } from './present';
import { guess } from './guess';
import { glossaryPanel } from './glossary_panel';
import { hosting } from './hosting';

export const ko: Catalog = {
  ...page,
  ...rooms,
  ...lessons,
  ...stage,
  ...look,
  ...guide,
  ...controls,
  ...pair,
  ...charts,
  ...curves,
  ...sentence,
  ...refusals,
  ...time,
  ...attention,
  ...parameters,
  ...checkpoint,
  ...vocabulary,
  ...finetune,
  ...ablations,
  ...compare,
  ...saving,
  ...share,
  ...present,
  ...guess,
  ...glossaryPanel,
  hosting,
  rules,
  throws,
};
