// What a catalog has to say of each thing that the engine names. A name without its words does not compile.

import type { SettingName, Settings } from '../engine/types';

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
