import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { aboutFile } from './file_refusals';

// As the engine says them; the test below holds that it still does.
const SAID: [message: string, korean: RegExp, source: string, words: string][] = [
  [
    'the saved run cannot be read: header too large; the file may be cut short, or no run of Cloze',
    /잘렸거나/,
    'src/train/error.rs',
    'the saved run cannot be read',
  ],
  [
    'the saved run has version 9, this Cloze reads versions 3 to 4; open it with the Cloze that saved it',
    /버전은 9.*3~4/,
    'src/train/error.rs',
    'the saved run has version {found}, this Cloze reads versions',
  ],
  [
    'the saved run is damaged: its checksum should be 00000000, but is 00000001; use another copy of the file',
    /손상/,
    'src/train/error.rs',
    'the saved run is damaged',
  ],
  [
    'bad.zip is not a zip that can be read: no EOCD',
    /‘bad.zip’ 파일을 열 수 없습니다/,
    'src/checkpoint/archive.rs',
    'is not a zip that can be read',
  ],
  [
    'config.json: hidden_size is 7, expected a multiple of 2',
    /hidden_size.*7.*a multiple of 2/,
    'src/checkpoint/mod.rs',
    '{key} is {found}, expected {expected}',
  ],
  [
    'the selection has no config.json: expected a Hugging Face folder, which has one',
    /config.json이 없습니다/,
    'src/checkpoint/folder.rs',
    'the selection has no config.json',
  ],
];

test.each(SAID)('%s', (message, korean, source, words) => {
  expect(aboutFile(message)).toMatch(korean);
  expect(readFileSync(source, 'utf8')).toContain(words);
});

test('what is not known is quoted whole', () => {
  expect(aboutFile('something new')).toContain('something new');
});
