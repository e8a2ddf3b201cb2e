// The keys of presentation mode. Space, S and N are the transport's, in every mode.

export type Act = 'forward' | 'back' | 'blank' | 'keys' | 'fullscreen' | 'qr';

const ACTS: Record<string, Act> = {
  ArrowRight: 'forward',
  ArrowLeft: 'back',
  b: 'blank',
  // Presentation remotes send a full stop for a blank screen.
  '.': 'blank',
  '?': 'keys',
  f: 'fullscreen',
  q: 'qr',
};

/** What is typed into. */
const TAKES_ALL = 'input:not([type=radio], [type=checkbox], [type=range]), textarea, select, [contenteditable]';
/** What moves by the arrow keys itself. */
const TAKES_ARROWS = 'input, [role=slider], [data-token]';

/** What a key asks for; null if it is meant for the element that has the focus. */
export function actOf(event: KeyboardEvent): Act | null {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return null;
  const takes = event.key.startsWith('Arrow') ? `${TAKES_ALL}, ${TAKES_ARROWS}` : TAKES_ALL;
  if ((event.target as Element | null)?.closest?.(takes)) return null;
  return ACTS[event.key.length === 1 ? event.key.toLowerCase() : event.key] ?? null;
}
