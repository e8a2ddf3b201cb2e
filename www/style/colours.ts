// The page's colours for canvases.

export type Rgb = readonly [red: number, green: number, blue: number];

/** A colour of www/style/tokens.css in the current theme. */
export function colourOf(name: string): Rgb {
  const hex = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const digits = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join('') : hex.slice(1);
  const value = Number.parseInt(digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
