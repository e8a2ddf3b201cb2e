// What the engine says of a file that it can't use. It says it in English; here is what that means, and what to do. The patterns are
// those of `src/train/error.rs`, `src/checkpoint` and `src/tasks`.

import { josa } from './particles';

type Words = (found: string[]) => string;

const REASONS: readonly (readonly [RegExp, Words])[] = [
  [
    /^the saved run cannot be read/,
    () => '저장한 학습을 읽을 수 없습니다. 파일이 잘렸거나 Cloze에서 저장한 학습이 아닙니다.',
  ],
  [
    /^the saved run has version (\d+), this Cloze reads versions (\d+) to (\d+)/,
    ([version, oldest, newest]) =>
      `저장한 학습의 버전은 ${version}인데, 이 Cloze는 버전 ${oldest}~${newest}만 읽습니다. 저장할 때 쓴 Cloze로 여세요.`,
  ],
  [
    /^the (saved run is damaged|saved run's tensor|snapshot's)/,
    () => '저장한 학습이 손상되었습니다. 다른 사본이 있으면 그 파일을 여세요.',
  ],
  [
    /^the run's tensor .* not finite/,
    () => '학습이 발산해 유한하지 않은 가중치가 있습니다. 이 상태에서는 이어 갈 수 없습니다.',
  ],
  [
    /^the selection has no tokenizer/,
    () => '고른 파일에 토크나이저가 없습니다. tokenizer.json이나 vocab.txt도 함께 고르세요.',
  ],
  [/^the selection has no (\S+):/, ([part = '']) => `고른 파일 가운데 ${josa(part, '이')} 없습니다. 함께 고르세요.`],
  [
    /^(.+) is not a zip that can be read/,
    ([file]) => `‘${file}’ 파일을 열 수 없습니다. 올바른 zip 파일이 아니거나 손상되었습니다.`,
  ],
  [
    /^(.+) would unpack to more than (\d+) MB/,
    ([file, most]) => `‘${file}’ 파일은 압축을 풀면 ${most}MB를 넘어 이 페이지에서 열 수 없습니다.`,
  ],
  [
    /^(.+): found (?:no known ending|.*ending .*), expected (.+)$/,
    ([file, expected]) => `‘${file}’ 파일은 쓸 수 없는 형식입니다. ${expected?.replace(' or ', ', ')} 파일을 고르세요.`,
  ],
  [
    /^(.+): ([\d,]+) bytes, expected at most ([\d,]+)/,
    ([file, found, most]) => `‘${file}’ 파일이 너무 큽니다. ${found}바이트인데 ${most}바이트까지 읽을 수 있습니다.`,
  ],
  [
    /^the files of the model: (\d+) bytes together, expected at most (\d+)/,
    ([found, most]) => `모델의 파일이 너무 큽니다. 모두 ${found}바이트인데 ${most}바이트까지 읽을 수 있습니다.`,
  ],
  [
    /^(.+): (\S+) is (.+), expected (.+)$/,
    ([file, key, found, expected]) =>
      `‘${file}’의 ${key} 값을 쓸 수 없습니다. 파일의 값: ${found}. 쓸 수 있는 값: ${expected}.`,
  ],
  [/^(.+): tensor (\S+) is missing/, ([file, tensor]) => `‘${file}’에 ${josa(`텐서 ${tensor}`, '이')} 없습니다.`],
  [
    /^(.+): tensor (\S+) has shape (\[.*?\]), expected (\[.*?\])/,
    ([file, tensor, found, expected]) => `‘${file}’의 텐서 ${tensor}의 모양이 ${expected}이어야 하는데 ${found}입니다.`,
  ],
  [/^the file is not UTF-8/, () => 'UTF-8로 저장한 텍스트가 아닙니다. UTF-8로 다시 저장하세요.'],
  [/^the file has no rows/, () => '파일에 행이 없습니다.'],
  [
    /^the file has (\d+) bytes, and at most (\d+)/,
    ([found, most]) => `파일이 너무 큽니다. ${found}바이트인데 ${most}바이트까지 읽을 수 있습니다. 일부만 쓰세요.`,
  ],
  [
    /^more than (\d+) rows cannot be used/,
    ([most]) => `쓸 수 없는 행이 ${most}개를 넘습니다. 파일의 형식을 확인하세요.`,
  ],
  [
    /^(?:expected .+ at line \d+ column \d+|.+ at line \d+ column \d+|EOF while parsing.*)$/,
    () => '올바른 JSON이 아닙니다.',
  ],
];

/** The Korean for a message of the engine about a file; unknown ones are quoted. */
export function aboutFile(message: string): string {
  for (const [pattern, words] of REASONS) {
    const found = pattern.exec(message);
    if (found) return words(found.slice(1));
  }
  return `요청한 작업을 할 수 없습니다. 엔진의 설명(영어): ${message}`;
}
