import { describe, expect, it } from 'vitest';
import { readObjects } from '../../../../src/explain/waypoint-routes/read-objects.ts';
import { UsageError } from '../../../../src/raw/problem.ts';
import { gatewayRoute, pod, virtualService } from './objects.ts';

const read = (...texts: readonly string[]) =>
  readObjects(texts.map((text, index) => ({ name: `f${index}.yaml`, text })));

const minimal = virtualService('hosts: [web], http: [{route: [{destination: {host: web}}]}]');

describe('readObjects', () => {
  it('takes documents, Lists, Lists in Lists, and JSON', () => {
    const list = (items: string) => `{apiVersion: v1, kind: List, items: [${items}]}`;
    const json = JSON.stringify({
      apiVersion: 'v1',
      kind: 'PodList',
      items: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'n' } }],
    });
    const objects = read(`---\n${minimal}\n---\n\n---\n${list(list(minimal))}\n`, json);
    expect(objects.virtualServices).toHaveLength(2);
    expect(objects.pods).toMatchObject([{ namespace: 'n', name: 'p', addresses: [] }]);
  });

  it('takes several JSON documents in a row as YAML would', () => {
    expect(read(`${minimal}\n---\n${pod('p', '')}`).pods).toHaveLength(1);
  });

  it('skips other kinds, also those of the same name in other groups, and counts them', () => {
    const other = '{apiVersion: v1, kind: Secret, metadata: {name: x}}';
    const knative = '{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: x}}';
    expect([...read(`${other}\n---\n${other}\n---\n${knative}`).skipped]).toEqual([
      ['Secret', 2],
      ['Service', 1],
    ]);
  });

  it('finds nothing in nothing', () => {
    expect(read('', '# only a comment', '---\n---').virtualServices).toEqual([]);
  });

  const damagedTexts: readonly (readonly [text: string, message: string])[] = [
    ['just text', 'f0.yaml: document 1: "just text" where an object is expected'],
    ['[1]', 'f0.yaml: document 1: a list where an object is expected'],
    ['{a: 1}', 'f0.yaml: document 1: kind: absent: no Kubernetes object'],
    [`${minimal}\n---\n{a: [}`, 'f0.yaml: document 2: no YAML'],
    [`${minimal}\n---\n{kind: 7}`, 'f0.yaml: document 2: kind: 7 where text is expected'],
    [virtualService('hosts: web'), 'f0.yaml: document 1: spec.hosts: "web" where a list'],
    [
      virtualService('hosts: [a], http: [{route: [{destination: {}}]}]'),
      'document 1: spec.http[0].route[0].destination.host: absent',
    ],
    [
      virtualService('hosts: [a], http: [{route: [{destination: {host: a}, weight: -1}]}]'),
      'spec.http[0].route[0].weight: -1 is no whole number from 0 to',
    ],
    [
      virtualService('hosts: [a], http: [{match: [{port: 70000}]}]'),
      'spec.http[0].match[0].port: 70000 is no whole number from 1 to 65535',
    ],
    [
      `{apiVersion: v1, kind: List, items: [${gatewayRoute('rules: [{backendRefs: [{port: 80}]}]')}]}`,
      'document 1: items[0].spec.rules[0].backendRefs[0].name: absent',
    ],
    ['{apiVersion: v1, kind: Pod}', 'document 1: metadata: nothing where an object is expected'],
    ['&a {kind: Pod, self: *a}', 'f0.yaml: document 1: no YAML'],
  ];
  for (const [text, message] of damagedTexts) {
    it(`says where it is: ${message}`, () => {
      expect(() => read(text)).toThrow(UsageError);
      expect(() => read(text)).toThrow(message);
    });
  }

  it('names the file that is damaged, of several', () => {
    expect(() => read(minimal, 'x')).toThrow('f1.yaml: document 1');
  });
});
