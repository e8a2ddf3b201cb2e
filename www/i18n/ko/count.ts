export const n = (count: number) => count.toLocaleString('ko');
