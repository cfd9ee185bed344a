import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { FleetTime } from '../../src/ablation/fleet-time.ts';

test('requests in flight together take their time once, and tokens have their share of it, over two processes', () => {
  const database = new Database(':memory:');
  let now = 0;
  const first = new FleetTime(database, () => now);
  const [one, other] = [first.begin('a'), first.begin('a')];
  now = 10;
  one(300);
  now = 20;
  other(100);
  now = 500;
  first.begin('b');
  expect(first.secondsFor('a', 200)).toBe(10);
  expect(first.secondsFor('b', 200), 'nothing came of b yet').toBeUndefined();
  first.save();

  const second = new FleetTime(database, () => now);
  const end = second.begin('a');
  now = 520;
  end(400);
  expect(second.secondsFor('a', 800)).toBe(40);
});
