import { expect, test } from 'vitest';
import { Mutex } from './mutex';

const later = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

test('tasks run one at a time, in order, also after one that failed', async () => {
  const mutex = new Mutex();
  const seen: string[] = [];
  const task = (name: string, fails = false) =>
    mutex.run(async () => {
      seen.push(`${name} begins`);
      await later();
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const [a, b] = await Promise.allSettled([task('a', true), task('b')]);
  expect(a.status).toBe('rejected');
  expect(b).toEqual({ status: 'fulfilled', value: 'b' });
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

test('an urgent task passes those that wait, not the one that runs', async () => {
  const mutex = new Mutex();
  const seen: string[] = [];
  const says = (name: string) => async () => {
    await later();
    seen.push(name);
  };
  await Promise.all([mutex.run(says('runs')), mutex.run(says('waits')), mutex.first(says('urgent'))]);
  expect(seen).toEqual(['runs', 'urgent', 'waits']);
});

test('shared tasks do not wait for one another, and all others wait for them', async () => {
  const mutex = new Mutex();
  const seen: string[] = [];
  const says = (name: string) => async () => {
    seen.push(`${name} begins`);
    await later();
    seen.push(`${name} ends`);
  };
  await Promise.all([
    mutex.run(says('alone')),
    mutex.share(says('a')),
    mutex.share(says('b')),
    mutex.run(says('after')),
    mutex.share(says('c')),
  ]);
  const order = ['alone begins', 'alone ends', 'a begins', 'b begins', 'a ends', 'b ends'];
  expect(seen).toEqual([...order, 'after begins', 'after ends', 'c begins', 'c ends']);
});
