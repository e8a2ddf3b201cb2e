// Is there a GPU worth fetching the second engine for?

export interface FoundAdapter {
  /** Vendor and architecture as the browser tells them; may be empty. */
  name: string;
  /** A CPU pretending to be a GPU: good for tests, slower than the CPU engine. */
  software: boolean;
}

/** Older browsers say it of the adapter itself, and may have no `info`. */
type OlderAdapter = Omit<GPUAdapter, 'info'> & { info?: Partial<GPUAdapterInfo>; isFallbackAdapter?: boolean };

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render|warp/i;

/** The browser's adapter, or null where there is none. Never throws. */
export async function findAdapter(): Promise<FoundAdapter | null> {
  const gpu: GPU | undefined = navigator.gpu;
  if (!gpu) return null;
  try {
    const adapter: OlderAdapter | null = await gpu.requestAdapter({ powerPreference: 'high-performance' });
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
