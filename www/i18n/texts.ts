// What a catalog has to say of each thing that the engine names. A name without its words does not compile.

import type {
  Authority,
  CandidateFacts,
  MaskingRule,
  Meaning,
  SelectionFacts,
  SettingName,
  Settings,
} from '../engine/types';

type ValueOf<Name extends SettingName> = Name extends `masking.${infer Member extends keyof Settings['masking']}`
  ? Settings['masking'][Member]
  : Name extends keyof Settings
    ? Settings[Name]
    : never;

/** The words that a setting chooses from; `never` for a number, a flag or free text. */
type Words<Value> = Value extends string ? (string extends Value ? never : Value) : never;

type Choices<Word extends string> = [Word] extends [never] ? object : { choices: Record<Word, string> };

export type SettingTexts = {
  [Name in SettingName]: { name: string; term: string } & Choices<Words<ValueOf<Name>>>;
};

/** What is said of a setting whose name is known at run time only. */
export interface SettingText {
  name: string;
  term: string;
  choices?: Partial<Record<string, string>>;
}

/** A masking rule in words. */
export interface RuleText {
  /** In the list of rules. */
  name: string;
  /** One sentence beside that list. */
  about: string;
  /** How the tokens of a row were selected. */
  pick: (row: SelectionFacts) => string;
  /** How one candidate came into the selection or did not. */
  candidate: (token: CandidateFacts, row: SelectionFacts) => string;
  /** What becomes of the selected, in per cent. */
  fates: (mask: string, random: string, keep: string) => string;
  /** How many it selects, and what is left to chance. */
  tally: (masking: Settings['masking']) => string;
}

export type RuleTexts = Record<MaskingRule, RuleText>;

/** What followed from a throw; `token` is what the model sees there. */
export type ThrowTexts = Record<Meaning, (draw: string, limit: string, token: string) => string>;

/** What decides a value of a tokenizer, in words. */
export type AuthorityTexts = { [Kind in Authority['kind']]: (by: Extract<Authority, { kind: Kind }>) => string };

export const authorityIn = (texts: AuthorityTexts, by: Authority) => (texts[by.kind] as (by: Authority) => string)(by);

/** The rules as the words of their setting. */
export function ruleChoices(rules: RuleTexts): { term: string; choices: Record<MaskingRule, string> } {
  const entries = Object.entries(rules);
  return {
    term: entries.map(([, rule]) => rule.about).join(' '),
    choices: Object.fromEntries(entries.map(([word, rule]) => [word, rule.name])) as Record<MaskingRule, string>,
  };
}

/** The marks that the stage draws. */
export type StageMark =
  | 'scored'
  | 'bare'
  | 'pointed'
  | 'opened'
  | 'guided'
  | 'unseen'
  | 'replaced'
  | 'unchanged'
  | 'dot'
  | 'tick'
  | 'solid'
  | 'hatched'
  | 'arrow'
  | 'zero'
  | 'nsp'
  | 'picked'
  | 'was'
  | 'spread'
  | 'newly'
  | 'differs'
  | 'border'
  | 'course';

/** What they mean. */
export interface LegendTexts {
  /** Headings, beside those of the stage's rows. */
  groups: Record<'columns' | 'slow' | 'whatIf' | 'followed', string>;
  marks: Record<StageMark, string>;
  /** What means something else where each position predicts the next token. */
  next: Partial<Record<StageMark, string>>;
}
