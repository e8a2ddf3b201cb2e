// Decides whether there is a GPU that justifies loading the second engine.

import { PATIENCE_S, whenAwakeFor } from './watchdog';

export interface FoundAdapter {
  /** Vendor and architecture as the browser reports them; may be empty. */
  name: string;
  /** A software adapter: good for tests, but slower than the CPU engine. */
  software: boolean;
}

/** Older browsers have this field on the adapter itself, and may have no `info`. */
type OlderAdapter = Omit<GPUAdapter, 'info'> & { info?: Partial<GPUAdapterInfo>; isFallbackAdapter?: boolean };

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render|warp/i;

/** The browser's adapter, or null if there is none, or if the browser doesn't answer. Never throws. */
export async function findAdapter(): Promise<FoundAdapter | null> {
  const gpu: GPU | undefined = navigator.gpu;
  if (!gpu) return null;
  try {
    const adapter: OlderAdapter | null = await inTime(gpu.requestAdapter({ powerPreference: 'high-performance' }));
    if (!adapter) return null;
    const { vendor = '', architecture = '', device = '', description = '', isFallbackAdapter } = adapter.info ?? {};
    const all = [vendor, architecture, device, description].join(' ');
    return {
      name: description || [vendor, architecture].filter(Boolean).join(' '),
      software: Boolean(isFallbackAdapter ?? adapter.isFallbackAdapter) || SOFTWARE.test(all),
    };
  } catch {
    return null;
  }
}

/** Null where the browser takes so long that it may never answer: what waits for the adapter has to go on. */
function inTime<T>(asked: Promise<T>): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const cancel = whenAwakeFor(PATIENCE_S.hardware, () => resolve(null));
    asked.then(resolve, reject).finally(cancel);
  });
}
