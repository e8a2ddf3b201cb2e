// Realistic text of any length: sentences of the preset corpora, with some words replaced by invented ones.
//
// The grammars of the presets have a few hundred different words at any length. Real text keeps introducing new words, and training a
// vocabulary has to handle them. So one word in ten is invented: its rank among a million is drawn with a frequency of 1 / rank
// (Zipf's law), and its letters come from parts of the presets' words. A megabyte then has about ten thousand different words, ten
// megabytes about seventy thousand. All draws are seeded, so the same corpora give the same text.

const INVENTED_SHARE = 0.1;
const RANKS = 1e6;

/** Pseudo-random numbers in [0, 1): mulberry32. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

const WORD = /\p{L}+/gu;
const HANGUL = /\p{Script=Hangul}/u;

/** The word of a rank: two to four parts of words, each of two or three letters, or of one or two syllables in Hangul. */
function invent(rank, words) {
  const draw = random(rank);
  const hangul = HANGUL.test(words[0]);
  let word = '';
  for (let part = Math.floor(2 + draw() * (hangul ? 2 : 3)); part > 0; part--) {
    const letters = [...words[Math.floor(draw() * words.length)]];
    const length = Math.floor((hangul ? 1 : 2) + draw() * 2);
    const start = Math.floor(draw() * Math.max(1, letters.length - length + 1));
    word += letters.slice(start, start + length).join('');
  }
  return word.toLowerCase();
}

/** At least this many bytes (and less than a document more) from corpora in the form of `cloze corpus`. */
export function text(corpora, bytes, seed = 1) {
  const draw = random(seed);
  const documents = corpora.map((corpus) => corpus.split('\n\n'));
  const words = corpora.map((corpus) => [...new Set(corpus.match(WORD))]);
  const invented = corpora.map(() => new Map());
  const written = [];
  for (let size = 0; size < bytes;) {
    const from = Math.floor(draw() * corpora.length);
    const document = documents[from][Math.floor(draw() * documents[from].length)].trim();
    const varied = document.replace(WORD, (word) => {
      if (draw() >= INVENTED_SHARE) return word;
      const rank = Math.floor(Math.exp(draw() * Math.log(RANKS)));
      if (!invented[from].has(rank)) invented[from].set(rank, invent(rank, words[from]));
      return invented[from].get(rank);
    });
    written.push(varied);
    size += Buffer.byteLength(varied) + 2;
  }
  return `${written.join('\n\n')}\n`;
}
