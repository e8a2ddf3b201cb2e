// Formats numbers and tables for the report.

/** Three significant digits. */
export const ms = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
export const ratio = (value) => value.toFixed(2);

const row = (cells) => `| ${cells.join(' | ')} |`;
export const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
