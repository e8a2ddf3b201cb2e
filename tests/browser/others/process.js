// Waiting for other programs.

/** Resolves when it has ended. */
export const ended = (child) =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', resolve);
  });

/** Tries until it succeeds, for some seconds. */
export async function eventually(attempt, seconds = 20) {
  for (const start = Date.now(); ;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() - start > seconds * 1000) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
