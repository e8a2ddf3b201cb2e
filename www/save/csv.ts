// Cells of CSV files, which people open in spreadsheets.

/** What begins like this is a formula to a spreadsheet, which runs it. */
const FORMULA = /^[=+\-@\t\r]/;
/** Control characters have no place in a cell. */
const CONTROL = /(?![\t\n\r])\p{Cc}/gu;

/** A number as it is, and nothing for what is none. A text is quoted where needed; an apostrophe keeps a formula a text. */
export function cell(value: string | number | null | undefined): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const text = (value ?? '').replace(CONTROL, '\ufffd');
  const plain = FORMULA.test(text) ? `'${text}` : text;
  return /[",\t\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
