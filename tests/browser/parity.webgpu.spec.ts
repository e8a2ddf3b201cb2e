import { test } from './fixtures';
import { compare } from './parity';

test('the WebGPU engine agrees with the reference', ({ page }, info) => compare(page, 'webgpu', info));
