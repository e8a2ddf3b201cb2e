// What the browser says of the GPU device. The WebAssembly module opens it and keeps it to itself, so its opening is overheard here: the
// loss of a device is then known at once, also while nothing is asked of it, and with every library that uses WebGPU (ours and Burn).

import type { GpuFault } from './types';

interface Listener {
  /** The device has done what was submitted. */
  answered(): void;
  /** A readback failed, as all do on a device that is lost. */
  failed(): void;
  /** The device cannot be used any more. */
  broke(fault: GpuFault, message: string): void;
}

/** Listens to every device of this worker, from its opening on. */
export function listenToDevices({ answered, failed, broke }: Listener): void {
  if (typeof GPUAdapter === 'undefined') return;
  replace(GPUAdapter.prototype, 'requestDevice', (open) => {
    return async function (this: GPUAdapter, ...given) {
      const device = await open.apply(this, given);
      void device.lost.then(({ message, reason }) => broke('lost', message || reason));
      // The engine handles the errors that it expects itself, in error scopes.
      device.addEventListener('uncapturederror', ({ error }) =>
        broke(error instanceof GPUOutOfMemoryError ? 'memory' : 'error', error.message),
      );
      return device;
    };
  });
  replace(GPUBuffer.prototype, 'mapAsync', (map) => {
    return function (this: GPUBuffer, ...given) {
      const mapped = map.apply(this, given);
      mapped.then(answered, failed);
      return mapped;
    };
  });
}

function replace<T, Name extends keyof T>(prototype: T, name: Name, by: (own: T[Name]) => T[Name]) {
  prototype[name] = by(prototype[name]);
}
