// The colours of tokens.css in the light theme, whichever theme the page has, because saved pictures are for white slides.

export type Palette = (variable: string) => string;

export function lightPalette(): Palette {
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSStyleRule) || rule.selectorText !== ':root') continue;
      const { style } = rule;
      if (style.getPropertyValue('--ink')) return (variable) => style.getPropertyValue(variable).trim() || '#000000';
    }
  }
  throw new Error('the page has no :root rule with its colours (www/style/tokens.css)');
}
