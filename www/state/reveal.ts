/** Scrolls what a click has opened into view: smoothly, or at once for a reader who wants less motion. */
export function reveal(element: Element | null | undefined, block: ScrollLogicalPosition = 'nearest') {
  element?.scrollIntoView({ behavior: stillness() ? 'auto' : 'smooth', block });
}

export const stillness = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
