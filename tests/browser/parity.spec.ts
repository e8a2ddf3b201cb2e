import { test } from './fixtures';
import { compare } from './parity';

test('the CPU engine in WebAssembly agrees with the reference', ({ page }, info) => compare(page, 'cpu', info));
