/** Half the width of the band in which a share stays in 95 of 100 runs, after `draws` independent draws. */
export function chanceBand(share: number, draws: number): number {
  return draws > 0 ? 1.96 * Math.sqrt((share * (1 - share)) / draws) : 1;
}
