// Errors of the engine. Their messages are in English and complete, so they are shown unchanged.

/** The engine's message as a sentence of the page. */
const sentence = (message: string) =>
  `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`;

export const refusals = {
  refusals: {
    /** `setting`: the setting that caused it, if any. */
    setting: (_setting: string | null, message: string) => message,
    /** About a file that cannot be used. */
    file: (message: string) => message,
    step: sentence,
    sentence,
  },
};
