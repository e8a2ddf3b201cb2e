// Writes standalone SVG pictures as text, estimates the width of texts, and draws a PNG from an SVG.

/** Font size of labels, and the default of texts. */
export const LABEL_SIZE = 12;

/** Estimated width of a text. Hangul is as wide as it is high. */
export const widthOf = (text: string, size = LABEL_SIZE) =>
  [...text].reduce((sum, letter) => sum + (letter > '\u1100' ? 0.95 : 0.61), 0) * size;

/** Cut with an ellipsis if it is too wide. */
export function cut(text: string, room: number, size = LABEL_SIZE): string {
  if (widthOf(text, size) <= room) return text;
  let letters = [...text];
  while (letters.length > 1 && widthOf(`${letters.join('')}…`, size) > room) letters = letters.slice(0, -1);
  return `${letters.join('')}…`;
}

const FONT =
  "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Apple SD Gothic Neo', 'Noto Sans KR', 'Noto Sans CJK KR', sans-serif";

/** What XML 1.0 cannot hold: most control characters, half of a pair, and two codes that are no characters. */
const UNWRITABLE = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const escaped = (text: string) =>
  text
    .replace(UNWRITABLE, '\ufffd')
    .replace(/[&<>"]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter] ?? letter);

type Attributes = Record<string, string | number | undefined>;

export function element(name: string, attributes: Attributes, content?: string): string {
  const pairs = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(
      ([key, value]) => ` ${key}="${escaped(String(typeof value === 'number' ? Math.round(value * 10) / 10 : value))}"`,
    );
  return content === undefined ? `<${name}${pairs.join('')}/>` : `<${name}${pairs.join('')}>${content}</${name}>`;
}

export const text = (x: number, y: number, content: string, attributes: Attributes) =>
  element('text', { x, y, ...attributes }, escaped(content));

/** The whole picture. */
export function svgDocument(
  width: number,
  height: number,
  title: string,
  description: string,
  parts: string[],
): string {
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${Math.round(height * 10) / 10}`,
    'font-family': FONT,
    role: 'img',
  };
  const told = element('title', {}, escaped(title)) + element('desc', {}, escaped(description));
  return element('svg', attributes, `\n${told}\n${parts.join('\n')}\n`);
}

/** Breaks a text into lines of at most `room`. */
export function wrapped(words: string, room: number, size: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(' ')) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && widthOf(longer, size) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** At twice the SVG's resolution. */
export async function pngOf(svg: string): Promise<Blob | null> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth * 2, image.naturalHeight * 2];
    const context = canvas.getContext('2d');
    if (!context) return null;
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  } finally {
    URL.revokeObjectURL(url);
  }
}
