// Is there a GPU worth fetching the second engine for?

/** The little of WebGPU that is asked here; the engine itself talks to the device from Rust. */
interface AdapterInfo {
  vendor?: string;
  architecture?: string;
  device?: string;
  description?: string;
  isFallbackAdapter?: boolean;
}
interface Adapter {
  info?: AdapterInfo;
  isFallbackAdapter?: boolean;
}
interface Gpu {
  requestAdapter(options?: { powerPreference?: string }): Promise<Adapter | null>;
}

export interface FoundAdapter {
  /** Vendor and architecture as the browser tells them; may be empty. */
  name: string;
  /** A CPU pretending to be a GPU: good for tests, slower than the CPU engine. */
  software: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render|warp/i;

/** The browser's adapter, or null where there is none. Never throws. */
export async function findAdapter(): Promise<FoundAdapter | null> {
  const gpu = (navigator as Navigator & { gpu?: Gpu }).gpu;
  if (!gpu) return null;
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
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
