// Why the engine that trains is the one that trains.

/** Why this engine was chosen for training. The page has the words, by `code`. */
export interface DeviceReason {
  code:
    | 'starting'
    | 'cpu_chosen'
    | 'no_adapter'
    | 'software_adapter'
    | 'no_engine'
    | 'loading_webgpu'
    | 'compiling'
    | 'testing'
    | 'webgpu_chosen'
    | 'webgpu_faster'
    | 'cpu_faster'
    | 'webgpu_missing'
    | 'webgpu_failed'
    | 'webgpu_adapter'
    | 'webgpu_kernel'
    | 'webgpu_self_test'
    | 'webgpu_memory'
    | 'device_lost'
    | 'gpu_silent'
    | 'gpu_error'
    | 'gpu_memory'
    | 'loading_burn'
    | 'burn_chosen'
    | 'burn_missing'
    | 'burn_failed'
    | 'burn_lost';
  adapter?: string;
  message?: string;
  cpu_ms?: number;
  webgpu_ms?: number;
  burn_ms?: number;
  /** Size of the engine's file that is being fetched, before the server compresses it. */
  megabytes?: number;
  /** Number of kernels compiled so far, and their total. */
  compiled?: { done: number; kernels: number };
  /** The step from which the CPU goes on with the run of an engine that was lost. */
  step?: number;
  /** Seconds until a GPU that failed is tried again. */
  again_s?: number;
  /** Number of failures after which it isn't tried again. */
  given_up_after?: number;
}
