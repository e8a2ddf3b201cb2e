// Functions shared by the report's pictures.

export const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
export const label = (value) => (value >= 1000 ? `${+(value / 1000).toPrecision(3)} s` : `${+value.toPrecision(3)} ms`);

/** An SVG for light and dark pages. */
export function svg(width, height, title, parts) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="13">
<title>${escape(title)}</title>
<style>
  text { fill: #24292f }
  .faint { fill: #57606a }
  .grid { stroke: #d0d7de }
  .peer { stroke: #6e7781; fill: #6e7781 }
  .cloze { stroke: #0969da; fill: #0969da }
  .third { stroke: #bc4c00; fill: #bc4c00 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .faint { fill: #9198a1 }
    .grid { stroke: #3d444d }
    .peer { stroke: #9198a1; fill: #9198a1 }
    .cloze { stroke: #4493f8; fill: #4493f8 }
    .third { stroke: #f0883e; fill: #f0883e }
  }
  text { stroke: none }
  polyline[points] { fill: none }
</style>
${parts.join('\n')}
</svg>
`;
}

/** Round numbers: 1, 2 and 5 times powers of ten, and more on a short axis. */
export function ticks(low, high) {
  const factors = high / low > 5 ? [1, 2, 5] : [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
  const found = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const factor of factors) found.push(factor * 10 ** power);
  }
  return found.filter((value) => value >= low && value <= high);
}
