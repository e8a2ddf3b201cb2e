// The run in the browser's storage and as a file.

const CAUSES = {
  full: 'there is no room left in this browser’s storage',
  too_large: 'its model is too large for it',
  blocked: 'this browser blocks storage here',
  silent: 'this browser’s storage doesn’t answer',
};

export const saving = {
  saving: {
    wentOn: (step: string, when: string) => `Back at step ${step}, as saved ${when}. The run goes on from there.`,
    restored: (step: string, when: string) => `Back at step ${step}, as saved ${when}.`,
    anew: 'Begin anew',
    offer: (step: string, when: string) => `You were at step ${step} of this run ${when}.`,
    goOn: (step: string) => `Go on at step ${step}`,
    dismiss: 'Close this message',
    elsewhere: 'This run is open in another tab, which trains it. Play trains a copy of it here.',
    privateText: 'This run isn’t saved for a reload, because it has your own text.',
    agree: 'Save it in this browser',
    unreadable: 'The saved state of this run couldn’t be read, so the run began anew.',
    /** `step` is that of the state before, if there is one. */
    notSaved: (problem: keyof typeof CAUSES, step: string | null) =>
      `This run isn’t saved${step === null ? '' : ' any more'}: ${CAUSES[problem]}. It trains on, but a reload ${step === null ? 'begins anew' : `goes back to step ${step}`}.`,
    title: 'Save and continue runs',
    lead: 'A run is more than its weights: also the optimizer’s state, the place in the data and the curves. A saved run goes on as if it had never stopped.',
    file: 'As a file',
    fileNote:
      'Take the run to another computer, or keep it. The file contains your own text, if the run trains on one.',
    save: 'Save the run',
    open: 'Open a run',
    opened: (step: string) => `The run is open at step ${step}.`,
    browser: 'In this browser',
    browserNote:
      'While a run trains, it is saved every few seconds, so that a reload goes on from there. Nothing leaves this computer.',
    usage: (runs: number, megabytes: string) =>
      runs === 0 ? 'Nothing is saved.' : `${runs} ${runs === 1 ? 'run' : 'runs'}, ${megabytes} MB`,
    keep: 'Save runs in this browser',
    clear: 'Delete saved runs',
  },
};
