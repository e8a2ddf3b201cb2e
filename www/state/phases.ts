/** The sub-steps of a training step, in order. */
export const PHASES = ['text', 'pick', 'fates', 'read', 'predict', 'loss', 'backward', 'update'] as const;
export type Phase = (typeof PHASES)[number];
