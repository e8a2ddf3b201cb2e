// Tasks of main threads, from a browser trace.

/** Every task of a page's main thread during `work`, and the marks of its scripts: {thread, at, ms} and {thread, at, name}, in ms. */
export async function traced(browser, page, work) {
  const categories = ['toplevel', 'disabled-by-default-devtools.timeline', 'blink.user_timing', '__metadata'];
  await browser.startTracing(page, { categories });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const threadOf = ({ pid, tid }) => `${pid}:${tid}`;
  const main = new Set(
    traceEvents.filter((event) => event.name === 'thread_name' && event.args.name === 'CrRendererMain').map(threadOf),
  );
  const events = traceEvents.filter((event) => main.has(threadOf(event)));
  const tasks = events
    .filter((event) => /RunTask$/.test(event.name) && event.dur)
    .map((event) => ({ thread: threadOf(event), at: event.ts / 1000, ms: event.dur / 1000 }))
    .sort((a, b) => b.ms - a.ms);
  const marks = events
    .filter((event) => event.cat.includes('blink.user_timing'))
    .map((event) => ({ thread: threadOf(event), at: event.ts / 1000, name: event.name }));
  return { tasks, marks };
}
