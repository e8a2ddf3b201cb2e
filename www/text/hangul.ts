// Hangul that is stored letter by letter (Unicode's NFD, as macOS writes file names) instead of by syllable.

/** Conjoining jamo, which a composed text has none of. */
const JAMO = /[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]/;

export const isDecomposed = (text: string) => JAMO.test(text) && text.normalize('NFC') !== text;

export const composed = (text: string) => text.normalize('NFC');
