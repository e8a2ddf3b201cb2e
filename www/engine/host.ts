// What a host can do wrong with the files of the page, found by looking at what it answered. The page has the words, by `code`.

/** What is wrong with a file, or with all that the host sends. */
export interface HostFault {
  code:
    | 'html' // a page of the host's instead of the file
    | 'missing'
    | 'type' // a script as something else, which no browser runs
    | 'policy' // no WebAssembly under this Content-Security-Policy
    | 'worker'
    | 'version'; // of another build than the page
  /** Relative to the page. */
  file?: string;
  /** A status or a type. */
  found?: string;
}

/** A file of this host cannot be used. The message is for logs and for `window.cloze`. */
export class HostError extends Error {
  readonly fault: HostFault;
  constructor(fault: HostFault) {
    super(['the host of this page', fault.code, fault.file, fault.found].filter(Boolean).join(': '));
    this.name = 'HostError';
    this.fault = fault;
  }
}

/** The last two parts of an address: enough to find the file. */
const nameOf = (url: string) => new URL(url).pathname.split('/').slice(-2).join('/');

const typeOf = (response: Response) => response.headers.get('content-type') ?? '';

/** A file, unless the host has answered with something else. */
export async function fetchFile(url: string, options?: RequestInit): Promise<Response> {
  const response = await fetch(url, options);
  if (!response.ok) throw new HostError({ code: 'missing', file: nameOf(url), found: `${response.status}` });
  if (/html/.test(typeOf(response))) throw new HostError({ code: 'html', file: nameOf(url) });
  return response;
}

/** Why a script cannot be imported. Null if the host sends it as it should, so that the reason is in the script. */
export async function scriptFault(url: string): Promise<HostFault | null> {
  try {
    const type = typeOf(await fetchFile(url));
    return /javascript|ecmascript/.test(type) ? null : { code: 'type', file: nameOf(url), found: type };
  } catch (error) {
    return error instanceof HostError ? error.fault : null;
  }
}

/** `\0asm` and the version: the smallest module. */
const EMPTY = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/** Whether the policy of the host lets WebAssembly be compiled. */
export function mayCompile(): boolean {
  try {
    return Boolean(new WebAssembly.Module(EMPTY));
  } catch {
    return false;
  }
}

/**
 * A WebAssembly file as a response that browsers compile while it arrives, whatever type the host gives it. `progress` hears how many
 * bytes are there.
 */
export async function fetchWasm(url: string, progress?: (bytes: number) => void): Promise<Response> {
  const { body } = await fetchFile(url);
  const reader = body?.getReader();
  let bytes = 0;
  // By hand: TransformStream is younger than SIMD.
  const counted =
    reader &&
    new ReadableStream<Uint8Array<ArrayBuffer>>({
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        progress?.((bytes += value.length));
        controller.enqueue(value);
      },
    });
  return new Response(counted, { headers: { 'content-type': 'application/wasm' } });
}
