/** How many of something, in words: 1 token, 2 tokens. */
export const n = (count: number, one: string, many: string) =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** 1st, 2nd, 3rd, 11th. */
export function ordinal(place: number): string {
  const tail = place % 100 > 10 && place % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th');
  return `${place}${tail}`;
}
