import { describe, expect, it } from 'vitest';
import { readAgain } from '../../../src/kernel/read-to-end.ts';

const failing = (code: string, times: number) => {
  let calls = 0;
  return () => {
    calls++;
    if (calls > times) return 7;
    throw Object.assign(new Error(code), { code });
  };
};

describe('a read that the kernel puts off', () => {
  it.each(['EAGAIN', 'EINTR'])('by %s is asked for again', (code) => {
    expect(readAgain(failing(code, 3))).toBe(7);
  });

  it('for ever is given up', () => {
    expect(() => readAgain(failing('EAGAIN', Number.POSITIVE_INFINITY))).toThrow('EAGAIN');
  });

  it('is not asked for again where it was refused', () => {
    expect(() => readAgain(failing('EPERM', 1))).toThrow('EPERM');
  });
});
