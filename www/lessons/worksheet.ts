// What of a lesson can be worked on paper: its questions, and what is to be found on the stage.

import type { Answer, Inline, Lesson } from './lesson';

export type Task =
  | { kind: 'question'; id: string; text: readonly Inline[]; answers: readonly Answer[] }
  /** Something of the live model: a word to guess, a token to find, a sum. */
  | { kind: 'guess' | 'open' | 'enter'; id: string; title: string };

export function tasksOf({ steps }: Lesson): Task[] {
  return steps.flatMap(({ id, title, act, text }): Task[] => {
    const found: Task[] = [];
    const kind = act?.kind;
    if (kind === 'guess' || kind === 'open' || kind === 'enter') found.push({ kind, id, title });
    for (const [place, block] of text.entries()) {
      if (block.kind !== 'question') continue;
      // The question stands in the paragraph before its answers.
      const asked = text[place - 1];
      found.push({
        kind: 'question',
        id: `${id}-${place}`,
        text: asked?.kind === 'paragraph' ? asked.text : [title],
        answers: block.answers,
      });
    }
    return found;
  });
}
