// Presentation mode.

export const present = {
  present: {
    enter: 'Present',
    leave: 'Leave',
    leaveLabel: 'Leave presentation mode',
    blank: 'Blank the screen',
    qr: 'QR code',
    keys: 'Keys',
    close: 'Close',
    codeTitle: (step: string) => `This run, at step ${step}`,
    keysTitle: 'Keys',
    space: 'Space',
    acts: {
      forward: 'Train one step, or go on to the next recorded step',
      back: 'Go back to the recorded step before',
      play: 'Play or pause',
      next: 'Next example',
      blank: 'Blank the screen; any key brings it back',
      fullscreen: 'Full screen',
      qr: 'QR code and link of this moment',
      keys: 'These keys',
    },
    blanked: 'The screen is blank. Press any key to see the page again.',
  },
};
