import { describe, expect, it } from 'vitest';
import { beyond, gatewayRoute, routeTexts, service, toWeb, virtualService } from './objects.ts';

const to = (subset: string, weight?: number) =>
  `{destination: {host: web, subset: ${subset}}${weight === undefined ? '' : `, weight: ${weight}`}}`;

describe('without an object that names the service', () => {
  it('the waypoint has its own route', () => {
    const { decided, routes } = beyond(virtualService('hosts: [other], http: [{}]'));
    expect(decided).toBe(true);
    expect(routes).toMatchObject([
      { source: null, condition: null, targets: [{ kind: 'service', share: 1 }] },
    ]);
    expect(routes[0]?.targets[0]?.pods).toHaveLength(2);
  });
});

describe('a VirtualService', () => {
  const route = `http: [{route: [${to('v1', 90)}, ${to('v2', 10)}]}]`;

  it('splits by weight', () => {
    expect(routeTexts(virtualService(`hosts: [web], ${route}`))).toEqual(['v1 0.9, v2 0.1']);
  });

  const hosts: readonly (readonly [
    name: string,
    host: string,
    metadata: string,
    named: boolean,
  ])[] = [
    ['a short name of its own namespace', 'web', 'name: x, namespace: default', true],
    ['a short name of another namespace', 'web', 'name: x, namespace: other', false],
    ['the whole name', 'web.default.svc.cluster.local', 'name: x, namespace: other', true],
    ['a name with a dot, which is not completed', 'web.default', 'name: x', false],
    ['a wildcard', '"*.default.svc.cluster.local"', 'name: x, namespace: other', true],
    ['everything', '"*"', 'name: x, namespace: other', true],
  ];
  for (const [name, host, metadata, isNamed] of hosts) {
    it(`by ${name} ${isNamed ? 'is' : 'is not'} for the service`, () => {
      const { routes } = beyond(virtualService(`hosts: [${host}], ${route}`, metadata));
      expect(routes[0]?.source !== null).toBe(isNamed);
    });
  }

  const gateways: readonly (readonly [given: string, isFor: boolean])[] = [
    ['mesh', true],
    ['istio-system/ingress', false],
    ['istio-system/ingress, mesh', true],
  ];
  for (const [given, isFor] of gateways) {
    it(`with gateways [${given}] ${isFor ? 'is' : 'is not'} for the mesh`, () => {
      const { routes } = beyond(virtualService(`hosts: [web], gateways: [${given}], ${route}`));
      expect(routes[0]?.source !== null).toBe(isFor);
    });
  }

  it('that is exported to other namespaces only is not seen', () => {
    const { routes } = beyond(virtualService(`hosts: [web], exportTo: [other], ${route}`));
    expect(routes[0]?.source).toBeNull();
    const own = beyond(virtualService(`hosts: [web], exportTo: ["."], ${route}`));
    expect(own.routes[0]?.source).toBe('VirtualService/default/web');
  });

  const shares: readonly (readonly [name: string, destinations: string, expected: string])[] = [
    ['one destination without a weight gets everything', to('v1'), 'v1 1'],
    ['one destination of weight 0 gets everything', to('v1', 0), 'v1 1'],
    ['of several, weight 0 gets nothing', `${to('v1', 0)}, ${to('v2', 5)}`, 'v1 0, v2 1'],
    ['of several, no weight gets nothing', `${to('v1')}, ${to('v2', 5)}`, 'v1 0, v2 1'],
    ['weights need not sum to 100', `${to('v1', 1)}, ${to('v2', 3)}`, 'v1 0.25, v2 0.75'],
    [
      'without any weight nothing is forwarded',
      `${to('v1')}, ${to('v2', 0)}`,
      'nothing: no destination has a weight 1',
    ],
  ];
  for (const [name, destinations, expected] of shares) {
    it(name, () => {
      const text = virtualService(`hosts: [web], http: [{route: [${destinations}]}]`);
      expect(routeTexts(text)).toEqual([expected]);
    });
  }

  it('is taken by its first rule that matches everything', () => {
    const rules = `{match: [{uri: {prefix: /}}], route: [${to('v1')}]}, {route: [${to('v2')}]}`;
    expect(routeTexts(virtualService(`hosts: [web], http: [${rules}]`))).toEqual(['v1 1']);
  });

  it('leaves rules out that are for another port or gateway', () => {
    const rules = `{match: [{port: 81}], route: [${to('v1')}]}, {match: [{gateways: [ingress]}], route: [${to('v2')}]}, {match: [{port: 80}], route: [${to('v3')}]}`;
    expect(routeTexts(virtualService(`hosts: [web], http: [${rules}]`))).toEqual(['v3 1']);
  });

  it('gives several possible routes, and no share, where headers decide', () => {
    const rules = `{match: [{headers: {end-user: {exact: jason}}}, {uri: {exact: /x}}], route: [${to('v1')}]}, {route: [${to('v2', 9)}, ${to('v3', 1)}]}`;
    const text = virtualService(`hosts: [web], http: [${rules}]`);
    expect(routeTexts(text)).toEqual([
      'headers end-user exact jason or uri exact /x: v1 1',
      'otherwise: v2 0.9, v3 0.1',
    ]);
    const { decided, routes } = beyond(text);
    expect(decided).toBe(false);
    expect(routes.flatMap(({ targets }) => targets.map(({ share }) => share))).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('answers 404 where no HTTP rule matches, and goes on to the service where no TCP rule does', () => {
    const rule = `{match: [{port: 81}], route: [${to('v1')}]}`;
    expect(routeTexts(virtualService(`hosts: [web], http: [${rule}]`))).toEqual([
      'error 404: no route matches 1',
    ]);
    expect(routeTexts(virtualService(`hosts: [web], tcp: [${rule}]`))).toEqual(['web 1']);
  });

  it('has routes by protocol, which the Service declares', () => {
    const both = virtualService(
      `hosts: [web], http: [{route: [${to('v1')}]}], tcp: [{route: [${to('v2')}]}]`,
    );
    expect(routeTexts(both, service('web', '{name: http-x, port: 80}'))).toEqual(['v1 1']);
    expect(routeTexts(both, service('web', '{name: redis, port: 80}'))).toEqual(['v2 1']);
    expect(routeTexts(both, service('web', '{name: x, appProtocol: grpc, port: 80}'))).toEqual([
      'v1 1',
    ]);
    expect(routeTexts(both, service('web', '{port: 80}'))).toEqual([
      'if the port speaks HTTP: v1 1',
      'if the port speaks TCP: v2 1',
    ]);
    const onlyHttp = virtualService(`hosts: [web], http: [{route: [${to('v1')}]}]`);
    expect(routeTexts(onlyHttp, service('web', '{name: tcp, port: 80}'))).toEqual(['web 1']);
  });

  it('counts no redirect, no fixed answer and no delegate as forwarded', () => {
    const rules = '{redirect: {uri: /y}}';
    expect(routeTexts(virtualService(`hosts: [web], http: [${rules}]`))).toEqual(['redirect 1']);
    const answer = virtualService('hosts: [web], http: [{directResponse: {status: 503}}]');
    expect(routeTexts(answer)).toEqual(['fixed answer 503 1']);
    const delegate = virtualService('hosts: [web], http: [{delegate: {name: x}}]');
    expect(routeTexts(delegate)).toEqual([
      'delegated to VirtualService x, which is not followed 1',
    ]);
  });

  it('that is more exact, then older, comes first', () => {
    const one = (host: string, subset: string, more: string) =>
      virtualService(`hosts: [${host}], http: [{route: [${to(subset)}]}]`, more);
    const wide = one('"*"', 'wide', 'name: a, namespace: default');
    const young = one('web', 'young', 'name: b, creationTimestamp: "2026-01-02T00:00:00Z"');
    const old = one('web', 'old', 'name: c, creationTimestamp: "2026-01-01T00:00:00Z"');
    expect(routeTexts(wide, young, old)).toEqual(['old 1']);
    expect(beyond(wide, young, old).notes).toHaveLength(2);
  });
});

describe('a route of the Gateway API', () => {
  const backend = (name: string, weight?: number) =>
    `{name: ${name}, port: 80${weight === undefined ? '' : `, weight: ${weight}`}}`;

  const shares: readonly (readonly [name: string, refs: string, expected: string])[] = [
    ['a weight is 1 unless given', `${backend('a')}, ${backend('b', 3)}`, 'a 0.25, b 0.75'],
    ['weight 0 gets nothing', `${backend('a', 0)}, ${backend('b')}`, 'a 0, b 1'],
    ['a single weight 0 is an error', backend('a', 0), 'error 500: no backendRef has a weight 1'],
    ['no backendRef is an error', '', 'error 500: no backendRef 1'],
  ];
  for (const [name, refs, expected] of shares) {
    it(name, () => {
      const text = gatewayRoute(`${toWeb}, rules: [{backendRefs: [${refs}]}]`);
      expect(routeTexts(text)).toEqual([expected]);
    });
  }

  it('takes the path that kubectl prints by default for everything', () => {
    const match = 'matches: [{path: {type: PathPrefix, value: /}}]';
    const text = gatewayRoute(`${toWeb}, rules: [{${match}, backendRefs: [${backend('a')}]}]`);
    expect(routeTexts(text)).toEqual(['a 1']);
  });

  it('puts the more specific match first, whatever the order', () => {
    const rule = (match: string, name: string) =>
      `{matches: [{${match}}], backendRefs: [${backend(name)}]}`;
    const rules = [
      rule('path: {value: /}', 'all'),
      rule('path: {value: /a}', 'short'),
      rule('headers: [{name: x, value: y}]', 'header'),
      rule('path: {type: Exact, value: /a}', 'exact'),
    ].join(', ');
    expect(routeTexts(gatewayRoute(`${toWeb}, rules: [${rules}]`))).toEqual([
      'path Exact /a: exact 1',
      'path PathPrefix /a: short 1',
      'header x Exact y: header 1',
      'otherwise: all 1',
    ]);
  });

  const parents: readonly (readonly [parent: string, isFor: boolean])[] = [
    ['{kind: Service, name: web}', true],
    ['{kind: Service, name: web, port: 80}', true],
    ['{kind: Service, name: web, port: 81}', false],
    ['{kind: Service, name: other}', false],
    ['{name: web}', false],
    ['{kind: Service, name: web, namespace: other}', false],
  ];
  for (const [parent, isFor] of parents) {
    it(`with the parent ${parent} ${isFor ? 'is' : 'is not'} for the service`, () => {
      const text = gatewayRoute(`parentRefs: [${parent}], rules: [{backendRefs: [{name: a}]}]`);
      expect(beyond(text).routes[0]?.source !== null).toBe(isFor);
    });
  }

  it('of another namespace than its parent is for clients there', () => {
    const text = gatewayRoute(
      'parentRefs: [{kind: Service, name: web, namespace: default}], rules: [{backendRefs: [{name: a}]}]',
      'HTTPRoute',
      'name: x, namespace: other',
    );
    const { routes, notes } = beyond(text);
    expect(routes[0]?.source).toBeNull();
    expect(notes).toHaveLength(1);
  });

  it('of a more specific kind comes first', () => {
    const one = (kind: string, name: string) =>
      gatewayRoute(`${toWeb}, rules: [{backendRefs: [${backend(name)}]}]`, kind);
    expect(routeTexts(one('TCPRoute', 't'), one('HTTPRoute', 'h'), one('GRPCRoute', 'g'))).toEqual([
      'g 1',
    ]);
    expect(beyond(one('TCPRoute', 't')).routes[0]?.unit).toBe('connection');
  });

  it('beside a VirtualService leaves open which wins', () => {
    const http = gatewayRoute(`${toWeb}, rules: [{backendRefs: [${backend('a')}]}]`);
    const istio = virtualService(`hosts: [web], http: [{route: [${to('v1')}]}]`);
    expect(routeTexts(http, istio)).toEqual([
      'if the VirtualService wins: v1 1',
      'if the Gateway API route wins: a 1',
    ]);
    expect(beyond(http, istio).decided).toBe(false);
  });
});
