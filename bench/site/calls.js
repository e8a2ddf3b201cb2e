// Counts the WebGPU calls of every library, by wrapping the browser's prototypes.

const COUNTED = {
  dispatches: ['GPUComputePassEncoder', ['dispatchWorkgroups', 'dispatchWorkgroupsIndirect']],
  submits: ['GPUQueue', ['submit']],
  write_buffers: ['GPUQueue', ['writeBuffer']],
  buffers: ['GPUDevice', ['createBuffer']],
  bind_groups: ['GPUDevice', ['createBindGroup']],
  pipelines: ['GPUDevice', ['createComputePipeline', 'createComputePipelineAsync']],
};

/** Starts counting. Returns a function that gives the counts so far. */
export function countCalls() {
  const counts = Object.fromEntries(Object.keys(COUNTED).map((name) => [name, 0]));
  for (const [name, [type, methods]] of Object.entries(COUNTED)) {
    const prototype = self[type]?.prototype;
    for (const method of prototype ? methods : []) {
      const original = prototype[method];
      prototype[method] = function (...given) {
        counts[name] += 1;
        return original.apply(this, given);
      };
    }
  }
  return () => ({ ...counts });
}
