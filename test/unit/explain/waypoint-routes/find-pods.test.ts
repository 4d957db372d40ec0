import { describe, expect, it } from 'vitest';
import {
  beyond,
  destinationRule,
  gatewayRoute,
  pod,
  service,
  toWeb,
  virtualService,
} from './objects.ts';

const toSubset = virtualService(
  'hosts: [web], http: [{route: [{destination: {host: web, subset: v1}}]}]',
);
const subset = 'subsets: [{name: v1, labels: {version: v1}}]';
const rule = destinationRule(`host: web, ${subset}`);

const targetOf = (...documents: readonly string[]) => beyond(...documents).routes[0]?.targets[0];

describe('the pods of a subset', () => {
  it('are the endpoints of the maps whose pods have its labels', () => {
    const target = targetOf(toSubset, rule, pod('a', 'version: v1'), pod('b', 'version: v2'));
    expect(target).toMatchObject({
      pods: [{ name: 'default/a', address: '10.0.0.1', port: 8080 }],
      podsFrom: 'maps',
      subsetSource: 'DestinationRule/default/web',
      note: null,
    });
  });

  it('are not pods that have the labels and are no endpoints', () => {
    const target = targetOf(toSubset, rule, pod('a', ''), pod('c', 'version: v1'));
    expect(target?.pods).toEqual([]);
    expect(target?.note).toContain('no endpoint among the pods given has version=v1');
  });

  it('are not known where the pods were not given', () => {
    expect(targetOf(toSubset, rule)).toMatchObject({
      pods: null,
      subset: 'v1',
      note: 'pods not in the input (version=v1)',
    });
  });

  it('may be more than those given', () => {
    const target = targetOf(toSubset, rule, pod('a', 'version: v1'));
    expect(target?.pods).toHaveLength(1);
    expect(target?.note).toBe('1 endpoints more, whose pods are not in the input');
  });

  it('are all endpoints where the subset has no labels', () => {
    const target = targetOf(toSubset, destinationRule('host: web, subsets: [{name: v1}]'));
    expect(target?.pods).toHaveLength(2);
  });

  it('are nobody where no rule has the subset', () => {
    for (const other of [
      destinationRule('host: web'),
      destinationRule(`host: other, ${subset}`),
      destinationRule(`host: web, ${subset}`, 'name: web, namespace: other'),
      destinationRule(`host: web, exportTo: [other], ${subset}`),
    ]) {
      const target = targetOf(toSubset, other, pod('a', 'version: v1'));
      expect(target?.pods).toBeNull();
      expect(target?.note).toContain('no DestinationRule given has subset v1');
    }
  });

  it('are those of the rule that names the host most closely', () => {
    const wide = destinationRule(
      'host: "*", subsets: [{name: v1, labels: {version: v2}}]',
      'name: wide, namespace: default',
    );
    const pods = [pod('a', 'version: v1'), pod('b', 'version: v2')];
    expect(targetOf(toSubset, wide, rule, ...pods)?.pods).toMatchObject([{ name: 'default/a' }]);
    expect(targetOf(toSubset, wide, ...pods)?.pods).toMatchObject([{ name: 'default/b' }]);
  });
});

describe('the DestinationRule of a subset', () => {
  const labelled = (host: string, version: string, metadata: string) =>
    destinationRule(
      `host: ${host}, subsets: [{name: v1, labels: {version: ${version}}}]`,
      metadata,
    );
  const pods = [pod('a', 'version: v1'), pod('b', 'version: v2')];
  const whole = 'web.default.svc.cluster.local';

  it('is not a wider one where a closer one lacks the subset', () => {
    const closer = destinationRule('host: web, subsets: [{name: v9}]', 'name: closer');
    const wide = labelled('"*"', 'v1', 'name: wide');
    expect(targetOf(toSubset, wide, ...pods)?.pods).toHaveLength(1);
    expect(targetOf(toSubset, wide, closer, ...pods)?.pods).toBeNull();
  });

  it('is merged with others for the same host', () => {
    const other = destinationRule('host: web, subsets: [{name: v9}]', 'name: other');
    expect(targetOf(toSubset, other, rule, ...pods)?.pods).toMatchObject([{ name: 'default/a' }]);
  });

  it('of equals is the oldest', () => {
    const young = labelled('web', 'v1', 'name: a, creationTimestamp: "2026-01-02T00:00:00Z"');
    const old = labelled('web', 'v2', 'name: b, creationTimestamp: "2026-01-01T00:00:00Z"');
    expect(targetOf(toSubset, young, old, ...pods)?.pods).toMatchObject([{ name: 'default/b' }]);
  });

  it("is one of the service's namespace before one of the root namespace, and of no other", () => {
    const root = labelled(whole, 'v1', 'name: root, namespace: istio-system');
    const own = labelled('"*"', 'v2', 'name: own, namespace: default');
    const other = labelled(whole, 'v1', 'name: x, namespace: other');
    expect(targetOf(toSubset, root, own, ...pods)?.pods).toMatchObject([{ name: 'default/b' }]);
    expect(targetOf(toSubset, root, ...pods)?.pods).toMatchObject([{ name: 'default/a' }]);
    expect(targetOf(toSubset, other, ...pods)?.pods).toBeNull();
    const lacking = destinationRule('host: web, subsets: [{name: v9}]', 'name: lacking');
    expect(targetOf(toSubset, root, lacking, ...pods)?.pods).toBeNull();
  });
});

describe('the pods of a service', () => {
  const route = (name: string) =>
    gatewayRoute(`${toWeb}, rules: [{backendRefs: [{name: ${name}, port: 80}]}]`);

  it('are its endpoints in the maps', () => {
    expect(targetOf(route('web-v2'))).toMatchObject({
      pods: [{ name: 'default/b', address: '10.0.0.2', port: 8080 }],
      podsFrom: 'maps',
    });
  });

  it('are what the given Service selects, where the maps have none', () => {
    const given = [service('far', '{port: 80, targetPort: 9090}'), pod('f', 'app: far')];
    expect(targetOf(route('far'), ...given)).toMatchObject({
      pods: [{ name: 'default/f', address: '10.0.0.9', port: 9090 }],
      podsFrom: 'objects',
    });
  });

  it('are not known where neither has it', () => {
    const target = targetOf(route('far'));
    expect(target?.pods).toBeNull();
    expect(target?.note).toContain('not in the maps');
  });
});
