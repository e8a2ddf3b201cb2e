// What `cargo xtask soak` measures, by the names in its files.

const megabytes = (value) => `${(value / 2 ** 20).toFixed(1)} MiB`;
const whole = (value) => Math.round(value).toLocaleString('en');

export const MEASURES = {
  js_objects: { title: 'JavaScript objects of the page', said: megabytes },
  js_code: { title: 'their compiled code', said: megabytes },
  worker_heap: { title: 'JavaScript heap of its workers', said: megabytes },
  dom_nodes: { title: 'DOM nodes', said: whole },
  listeners: { title: 'event listeners', said: whole },
  webassembly: { title: 'WebAssembly memory of the engine', said: megabytes },
  gpu_buffers: { title: 'GPU buffers', said: megabytes },
};

export const amount = (measure, value) => MEASURES[measure].said(value);
export const share = (grown) => `${grown < 0 ? '−' : '+'}${Math.abs(100 * grown).toFixed(1)} %`;
