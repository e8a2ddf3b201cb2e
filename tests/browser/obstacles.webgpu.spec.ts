import type { Page } from '@playwright/test';
import type { ReportByName as Report } from '../../www/contract';
import { expect, test } from './fixtures';
import { before, openOnWebGpu, TINY } from './gpu';
import { call, open, state } from './small';

/** The CPU engine continues to train, the page says why in one line, and the curve continues without a gap. */
async function expectCpuGoesOn(page: Page, why: RegExp, details: RegExp) {
  const line = page.getByTestId('backend');
  await expect(line).toContainText(why, { timeout: 120_000 });
  await expect(line).toContainText(details);
  await expect(page.getByRole('alert')).toHaveCount(0);
  const { step, device } = await state(page);
  expect(device).toBe('cpu');
  await expect.poll(async () => (await state(page)).step).toBeGreaterThan(step + 20);
  await call(page, 'pause');
  const { points } = (await call(page, 'report')) as Report;
  // Long curves are thinned out evenly.
  const apart = points[1]!.step - points[0]!.step;
  expect(points.map((point) => point.step)).toEqual(points.map((_, index) => 1 + index * apart));
  expect(points.every(({ mlm_loss, nsp_loss }) => Number.isFinite(mlm_loss) && Number.isFinite(nsp_loss))).toBe(true);
}

const openWith = async (page: Page, script: string) => {
  await before(page, script);
  await open(page, `${TINY}&device=webgpu`);
};

const limit = (name: string, value: number) =>
  `Object.defineProperty(GPUSupportedLimits.prototype, '${name}', { get: () => ${value} });`;

/** Changes the source of one kernel before it is compiled. */
const altered = (kernel: string, change: string) => `
  const create = GPUDevice.prototype.createShaderModule;
  GPUDevice.prototype.createShaderModule = function (given) {
    const { label, code } = given;
    return create.call(this, { label, code: label === '${kernel}' ? (${change})(code) : code });
  };`;

test('an adapter that offers less than the kernels need', async ({ page }) => {
  await openWith(page, limit('maxStorageBuffersPerShaderStage', 4));
  await expectCpuGoesOn(page, /doesn’t meet the engine’s requirements/, /maxStorageBuffersPerShaderStage is 4/);
});

test('an adapter that gives no device', async ({ page }) => {
  await openWith(
    page,
    `GPUAdapter.prototype.requestDevice = () => Promise.reject(new DOMException('too busy', 'OperationError'));`,
  );
  await expectCpuGoesOn(page, /WebGPU failed to start/, /too busy/);
});

test('a kernel that does not compile is named', async ({ page }) => {
  await openWith(page, altered('attention', `(code) => code + 'fn unfinished('`));
  await expectCpuGoesOn(page, /part of the engine doesn’t compile/, /kernel attention/);
});

test('a kernel that computes something else is found before it trains, and the verdicts can be read', async ({
  page,
}) => {
  // A square root with an error of a thousandth, which would not be visible in the curves.
  await openWith(page, altered('layer_norm', `(code) => code.replace('1.0 / sqrt(', '1.001 / sqrt(')`));
  await expectCpuGoesOn(page, /results differ from the CPU’s/, /kernel layer_norm/);
  const verdicts = page.getByTestId('self-test');
  await verdicts.locator('summary').click();
  await expect(verdicts.getByRole('row', { name: /layer_norm / })).toContainText('too large');
  await expect(verdicts.getByRole('row', { name: /^embed / })).not.toContainText('too large');
});

test('the verdicts on kernels that are right can be read too, in both languages', async ({ page }) => {
  await openOnWebGpu(page, `${TINY}&lang=ko`);
  const verdicts = page.getByTestId('self-test');
  await expect(verdicts.locator('summary')).toContainText(/커널 (\d+)개 중 \1개가 CPU와 일치/);
  await page.getByRole('radio', { name: 'English' }).check({ force: true });
  await expect(verdicts.locator('summary')).toContainText(/(\d+) of \1 kernels agree with the CPU/);
});

test('a model that is larger than the buffers that the adapter binds', async ({ page }) => {
  // Enough for the self-test's model, but not for this vocabulary's matrix.
  await before(page, limit('maxStorageBufferBindingSize', 400_000));
  const larger = TINY.replace('hidden_size=16', 'hidden_size=128').replace(
    'vocabulary_size=200',
    'vocabulary_size=2000',
  );
  await open(page, `${larger}&device=webgpu`);
  await expectCpuGoesOn(page, /doesn’t fit on the GPU/, /it needs a buffer of \d+ bytes/);
});

test('a device without memory for the model', async ({ page }) => {
  await openWith(
    page,
    `let models = 0;
    const create = GPUDevice.prototype.createBuffer;
    GPUDevice.prototype.createBuffer = function (given) {
      if (given.label === 'parameters') models++;
      return create.call(this, given);
    };
    const scopes = [];
    const [push, pop] = [GPUDevice.prototype.pushErrorScope, GPUDevice.prototype.popErrorScope];
    GPUDevice.prototype.pushErrorScope = function (filter) {
      scopes.push(filter);
      return push.call(this, filter);
    };
    GPUDevice.prototype.popErrorScope = async function () {
      const filter = scopes.pop();
      const error = await pop.call(this);
      // The first model is the self-test's, the second the run's.
      return models > 1 && filter === 'out-of-memory' ? new GPUOutOfMemoryError('no room') : error;
    };`,
  );
  await expectCpuGoesOn(page, /doesn’t fit on the GPU/, /out of memory/);
});

test('a browser that throws where it should make a buffer', async ({ page }) => {
  await openWith(page, `GPUDevice.prototype.createBuffer = () => { throw new RangeError('createBuffer failed'); };`);
  await expectCpuGoesOn(page, /WebGPU failed to start/, /createBuffer failed/);
});

test('a device that is lost in mid-run: the run goes on from its last saved state', async ({ page }) => {
  await before(
    page,
    `const request = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...given) {
      return (self.clozeDevice = await request.apply(this, given));
    };`,
  );
  await openOnWebGpu(page);
  for (const worker of page.workers()) {
    await worker.evaluate(() => (self as unknown as { clozeDevice?: { destroy(): void } }).clozeDevice?.destroy());
  }
  await expectCpuGoesOn(page, /the connection to the GPU was lost/, /./);
});
