import { page } from './page';
import { stage } from './stage';
import { look } from './look';
import { controls } from './controls';
import { pair } from './pair';
import { charts } from './charts';
import { curves } from './curves';
import { sentence } from './sentence';
import { attention } from './attention';
import { checkpoint } from './checkpoint';
import { time } from './time';

export const en = {
  ...page,
  ...stage,
  ...look,
  ...controls,
  ...pair,
  ...charts,
  ...curves,
  ...sentence,
  ...attention,
  ...checkpoint,
  ...time,
};
