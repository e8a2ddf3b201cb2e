// What the page runs on.

import type { Entry } from '../../terms';

export const machine = {
  run: {
    text: 'One training from random weights to its last step. Its settings and its seed determine it; a link to the run carries them.',
    quiet: true,
  },
  worker: {
    text: 'A thread of the browser beside the page. Engines train in workers, so the page stays responsive.',
  },
  engine: {
    text: 'The program that computes training in this tab. Cloze has its own, for the CPU and for WebGPU, and Burn as a second implementation. All compute the same model.',
  },
  burn: {
    text: 'A deep learning framework in Rust. Here it is the second, independent implementation of the model, with automatic differentiation; it also runs ELMo.',
  },
  kernel: {
    text: 'A small program for the GPU that computes one operation, such as a matrix product, with many threads at once.',
  },
  webgpu: {
    text: 'The interface through which a web page computes on the graphics processor. Where a browser offers none, the page trains on the CPU.',
  },
  webassembly: {
    text: 'A compact machine code that browsers run at nearly native speed. The engines are Rust compiled to it.',
    forms: ['WebAssembly SIMD', 'SIMD'],
  },
  pytorch: {
    text: 'The Python library in which most models are trained today. AdamW is computed here as in PyTorch.',
  },
  transformers: {
    text: 'The Python library in which most people use BERT. Models saved here load in it, and its BERT models open here.',
    forms: ['Hugging Face', 'Hugging Face’s transformers'],
    quiet: true,
  },
} satisfies Record<string, Entry>;
