// Korean particles after words that are inserted into a sentence. Their form depends on the last sound of what stands before.

type Sound = 'vowel' | 'consonant' | 'ㄹ';

/** The last sound of the digits as they are read: 영 일 이 삼 사 오 육 칠 팔 구. After 0, also as in 십, 백, 천, 만: a consonant. */
const DIGITS: Record<string, Sound> = {
  0: 'consonant',
  1: 'ㄹ',
  2: 'vowel',
  3: 'consonant',
  4: 'vowel',
  5: 'vowel',
  6: 'consonant',
  7: 'ㄹ',
  8: 'ㄹ',
  9: 'vowel',
};

/** Quotation marks, brackets and the pieces' ## are not read. */
const SILENT = /[\s"'“”‘’()[\]{}<>#]+/g;

/** Of a syllable's 28 forms, the first has no final consonant, and the ninth has ㄹ. */
function ofSyllable(syllable: string): Sound {
  const final = (syllable.charCodeAt(0) - 0xac00) % 28;
  return final === 0 ? 'vowel' : final === 8 ? 'ㄹ' : 'consonant';
}

/** Capitals are read letter by letter (엘, 엠, 엔, 알), other words as they are written in Hangul: 도그, 킹, 스토어. */
function ofLatin(word: string): Sound {
  if (/^[A-Z]$|[A-Z]{2}$/.test(word)) return /[LR]$/.test(word) ? 'ㄹ' : /[MN]$/.test(word) ? 'consonant' : 'vowel';
  if (/(?:l|[aeiou]le|[^aeiou\W]le)$/i.test(word)) return 'ㄹ';
  return /(?:[mn]|ng|[aeiou][kpt]|[aeiou][mn]e)$/i.test(word) ? 'consonant' : 'vowel';
}

function lastSound(word: string): Sound {
  const read = word.replace(SILENT, '');
  const last = read.at(-1) ?? '';
  if (/[가-힣]/.test(last)) return ofSyllable(last);
  return DIGITS[last] ?? (/[a-z]/i.test(last) ? ofLatin(/[a-z]+$/i.exec(read)?.[0] ?? '') : 'vowel');
}

const PARTICLES = {
  은: ['은', '는'],
  이: ['이', '가'],
  을: ['을', '를'],
  과: ['과', '와'],
  으로: ['으로', '로'],
} as const;

/** The word with the particle in the form that fits: `josa('손실', '이')` is 손실이, `josa('0.8', '이')` is 0.8이. */
export function josa(word: string, particle: keyof typeof PARTICLES): string {
  const sound = lastSound(word);
  const afterVowel = sound === 'vowel' || (particle === '으로' && sound === 'ㄹ');
  return word + PARTICLES[particle][afterVowel ? 1 : 0];
}
