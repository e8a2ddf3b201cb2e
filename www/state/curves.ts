// What the curves draw: the history that the engine keeps (src/train/report.rs), brought up to date by each event.

/** `thinned`: earlier points are gone, and `more` is all that is kept. The list stays the same one where nothing changed. */
export function extended<T>(list: readonly T[], more: readonly T[], thinned: boolean): readonly T[] {
  if (thinned) return more;
  return more.length > 0 ? [...list, ...more] : list;
}
