import { describe, expect, it } from 'vitest';
import { fnv1a32, isNameOfId, NameFile, toKmeshName } from '../../../src/kmesh/names.ts';

const service = 'default/httpbin.default.svc.cluster.local';
const workload = 'Kubernetes//Pod/default/httpbin-0';

describe('the id of a name', () => {
  it.each([
    [service, 2454042994],
    [workload, 2866295595],
    ['', 2166136261],
    ['1.1-dev', 1955454607],
  ])('%j -> %i', (name, id) => {
    expect(fnv1a32(name)).toBe(id);
  });

  it('may follow the hash behind ids that are taken, and only so', () => {
    const hash = fnv1a32(service);
    const taken = new Set([hash, hash + 1, hash + 2]);
    const isTaken = (id: number) => taken.has(id);
    expect(isNameOfId(service, hash, isTaken)).toBe(true);
    expect(isNameOfId(service, hash + 2, isTaken)).toBe(true);
    expect(isNameOfId(service, hash + 4, isTaken)).toBe(false);
    expect(isNameOfId(service, hash - 1, isTaken)).toBe(false);
  });
});

describe('a name', () => {
  it('of a service', () => {
    expect(toKmeshName(service)).toMatchObject({
      kind: 'service',
      namespace: 'default',
      hostname: 'httpbin.default.svc.cluster.local',
      name: 'httpbin',
    });
  });

  it('of a service entry keeps its host name', () => {
    expect(toKmeshName('shop/api.example.com')).toMatchObject({
      kind: 'service',
      namespace: 'shop',
      name: 'api.example.com',
    });
  });

  it('of a workload, also with a section', () => {
    expect(toKmeshName(workload)).toMatchObject({
      kind: 'workload',
      namespace: 'default',
      name: 'httpbin-0',
      workloadKind: 'Pod',
    });
    expect(toKmeshName('Kubernetes/networking.istio.io/WorkloadEntry/default/vm/a')).toMatchObject({
      name: 'vm/a',
    });
  });
});

describe('a name file', () => {
  it('is split at the last ": " and may quote its keys', () => {
    const file = new NameFile(
      `${service}: 2454042994\n"a: b/c": 7\n'it''s/d': 8\nns/[fd00::1]: 9\n`,
    );
    expect([...file.entries()]).toEqual([
      [2454042994, service],
      [7, 'a: b/c'],
      [8, "it's/d"],
      [9, 'ns/[fd00::1]'],
    ]);
    expect(file.tornLines).toEqual([]);
  });

  it('that is half written gives the lines that are whole and names the others', () => {
    // The number may be cut: without its newline the line is not believed.
    const file = new NameFile(`${service}: 2454042994\n${workload}: 28662`);
    expect([...file.entries()]).toEqual([[2454042994, service]]);
    expect(file.tornLines).toEqual([2]);
  });

  it.each([
    ['a/b: 12x\n', [1]],
    ['a/b\n', [1]],
    ['a/b: 99999999999\n', [1]],
    ['a/b: 4294967296\n', [1]],
    ['\n\n', []],
    ['', []],
    ['# comment\n', []],
    ['a: 1\n', []],
    [': 1\n', [1]],
    ['a:1\n', [1]],
    ['1\n', [1]],
    ['a/b: 7  \r\n', []],
  ])('%j has torn lines %j', (text, expected) => {
    expect(new NameFile(text).tornLines).toEqual(expected);
  });

  it('truncated at any length never gives a wrong id', () => {
    const whole = `${service}: 2454042994\n${workload}: 2866295595\n`;
    for (let length = 0; length <= whole.length; length++) {
      for (const [id, name] of new NameFile(whole.slice(0, length)).entries()) {
        expect([2454042994, 2866295595]).toContain(id);
        expect([service, workload]).toContain(name);
      }
    }
  });
});
