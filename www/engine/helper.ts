// A worker that helps the one that trains. It computes its share of a step's gradient with its own engine and keeps no
// state. src/web/team.rs describes the protocol.

import { fetchWasm } from './host';
import type { EngineModule, FromHelper, ToHelper } from './types';

let module: EngineModule | undefined;
let helper: InstanceType<EngineModule['Helper']> | undefined;

const post = (message: FromHelper, transfer: Transferable[] = []) => self.postMessage(message, { transfer });

self.addEventListener('message', ({ data }: MessageEvent<ToHelper>) => {
  switch (data.type) {
    case 'load':
      void load(data.js, data.wasm);
      break;
    case 'prepare':
      helper?.free();
      helper = module && new module.Helper(data.spec);
      break;
    case 'share': {
      const { place, helpers, batch, buffer } = data;
      if (!helper) throw new Error('asked for a share before it was said of which model');
      const sums = helper.share(place, helpers, batch, buffer);
      post({ type: 'shared', buffer, sums }, [buffer.buffer, sums.buffer]);
      break;
    }
  }
});
// The leader is told of errors inside a message's handler.
self.addEventListener('unhandledrejection', (event) => {
  throw event.reason;
});

async function load(js: string, wasm: string) {
  const loaded = (await import(/* @vite-ignore */ js)) as EngineModule;
  await loaded.default({ module_or_path: fetchWasm(wasm) });
  module = loaded;
  post({ type: 'ready' });
}
