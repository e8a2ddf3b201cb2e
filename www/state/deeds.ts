/** What somebody can do in a panel that a lesson may ask for. */
export const DEEDS = ['pair', 'compare_text', 'second_model', 'continue', 'fill', 'fine_tune'] as const;
export type Deed = (typeof DEEDS)[number];
