// What the engine refuses. It says why in English, with what was found and what to do; that is said as it is.

/** A sentence of the engine as one of the page. */
const sentence = (message: string) =>
  `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`;

export const refusals = {
  refusals: {
    /** `setting`: the one that caused it, if one did. */
    setting: (_setting: string | null, message: string) => message,
    step: sentence,
    sentence,
  },
};
