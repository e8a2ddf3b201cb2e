// The page of a measurement, which only starts the worker.

/** Trains in a new worker. Rejects with the worker's error. */
window.train = (request) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }) => ('result' in data ? resolve(data.result) : reject(new Error(data.failed)));
    worker.onerror = (event) => reject(new Error(event.message || 'the worker could not be loaded'));
    worker.postMessage(request);
  });
