import { describe, expect, it } from 'vitest';
import { asciiGlyphs, unicodeGlyphs } from '../../../src/dashboard/glyphs.ts';
import { suggest } from '../../../src/dashboard/path-form.ts';
import { findSkew } from '../../../src/dashboard/service-line.ts';
import { sparkline, sparklineFromZero } from '../../../src/dashboard/sparkline.ts';
import type { NodeSource } from '../../../src/raw/node-source.ts';
import { serviceEndpointLines } from '../../../src/view/columns/service-columns.ts';
import { toServiceItem } from '../../../src/view/items/service.ts';
import { idOf, socket } from '../../support/fake-node.ts';
import { backend, endpoints, service } from '../../support/routing-maps.ts';
import { manyNode } from './many-node.ts';
import { sampleNode, sampleParts } from './sample-node.ts';
import { Dashboard, readAt, styled } from './scene.ts';

const wide = { columns: 200, rows: 50 };
const { sockets = [], services = [] } = sampleParts;

const dashboardOf = (...nodes: readonly NodeSource[]) =>
  new Dashboard({ size: wide }).read(...nodes.map((node, index) => readAt(node, index * 2)));

/** The lines of the main region, without its border. */
function rowsOf(dashboard: Dashboard): string[] {
  const region = dashboard.frame().regions.find(({ name }) => name === 'main');
  const lines = region?.lines.map((line) => line.map(({ text }) => text).join('')) ?? [];
  return lines.slice(1, -1).map((line) => line.slice(1, -1).trim().replace(/ {2,}/g, '  '));
}

/** The sample with its direct connection past the waypoint of the pod's service. */
function bypassNode(): NodeSource {
  const fortio = idOf('default/fortio.default.svc.cluster.local');
  const { backends = [] } = sampleParts;
  const own = backends.map((entry) =>
    entry.address === '10.244.1.5'
      ? { ...entry, serviceCount: 1, serviceIds: [fortio, ...entry.serviceIds.slice(1)] }
      : entry,
  );
  return sampleNode({ backends: own });
}

describe('connections', () => {
  it('say what was asked for and what it got, and why', () => {
    expect(rowsOf(dashboardOf(sampleNode())).slice(0, 7)).toEqual([
      'POD  DIR  PEER  DESTINATION  VERDICT  REASON  STATE  AGE',
      expect.stringMatching(/fortio\.default:8080 {2}.*:15019 {2}> waypoint {2}SERVICE_WAYPOINT/),
      expect.stringMatching(/plain\.default:80 {2}default\/plain-a:8080 {2}\+ endpoint {2}/),
      expect.stringMatching(
        /plain\.default:80 {2}10\.244\.2\.9:8080 {2}\+ endpoint\* {2}.*\(stale\)/,
      ),
      expect.stringMatching(/empty\.default:8080 {2}! fallthrough {2}NO_ENDPOINTS/),
      expect.stringMatching(/1\.1\.1\.1:443 {2}! fallthrough {2}NO_FRONTEND/),
      expect.stringMatching(/= direct {2}WORKLOAD_ADDRESS/),
    ]);
  });

  it('are marked for one reading when they are new or gone', () => {
    const before = sampleNode({ sockets: sockets.slice(1) });
    const now = sampleNode({ sockets: sockets.slice(0, -1) });
    const marked = rowsOf(dashboardOf(before, now)).filter((row) => /^>?[+-]/.test(row));
    expect(marked).toEqual([
      expect.stringMatching(/^>?\+.*SERVICE_WAYPOINT/),
      expect.stringMatching(/^-.*WORKLOAD_ADDRESS/),
    ]);
    const later = rowsOf(dashboardOf(before, now, now));
    expect(later.filter((row) => /^>?[+-]/.test(row))).toEqual([]);
  });

  it('are marked when the maps make another answer of them', () => {
    const plain = idOf('default/plain.default.svc.cluster.local');
    const without = services.filter(({ id }) => id !== plain);
    const rows = rowsOf(dashboardOf(sampleNode(), sampleNode({ services: without })));
    expect(rows.filter((row) => row.startsWith('~'))).toHaveLength(1);
  });

  it('are filtered and sorted by the words of --filter and --sort', () => {
    const dashboard = dashboardOf(sampleNode()).press('/', ...'reason~no_', 'enter');
    expect(rowsOf(dashboard).filter((row) => row.includes('fallthrough'))).toHaveLength(2);
    const sorted = dashboardOf(sampleNode()).press('s', 's', 's', 's', 's');
    expect(rowsOf(sorted)[0]).toContain('VERDICT▲');
    expect(rowsOf(sorted)[1]).toContain('= direct');
  });

  it('stand under their group, the largest first', () => {
    const rows = rowsOf(dashboardOf(sampleNode()).press('b'));
    expect(rows[1]).toMatch(/^> default\/netutils {2}6 connections {2}2 endpoint/);
  });

  it('that closed stand where they stood, so that the selection stays there', () => {
    const without = sampleNode({ sockets: sockets.filter((_, index) => index !== 2) });
    const dashboard = dashboardOf(sampleNode()).press('down', 'down');
    const before = rowsOf(dashboard);
    expect(before[3]).toMatch(/^> .*10\.244\.2\.9:8080/);
    const closing = rowsOf(dashboard.read(readAt(without, 2)));
    expect(closing[3]).toMatch(/^>-.*10\.244\.2\.9:8080/);
    expect(rowsOf(dashboard.read(readAt(without, 4)))[3]).toMatch(/^> .*empty\.default:8080/);
  });

  it('are counted apart from those that closed, in the title and in the groups', () => {
    const dashboard = dashboardOf(sampleNode(), sampleNode({ sockets: sockets.slice(2) }));
    expect(dashboard.line(0)).toContain('  4 connections');
    expect(dashboard.text()).toMatch(/ Connections 4 open, 2 closed ─.*─ row 1\/6 ─/);
    const rows = rowsOf(dashboard.press('b', 'b'));
    expect(rows.filter((row) => / (connections?|closed)( |$)/.test(row))).toEqual([
      expect.stringMatching(/^> \(no service\) {2}2 connections {2}1 fallthrough, 1 direct$/),
      expect.stringMatching(/^empty\.default {2}1 connection {2}1 fallthrough$/),
      expect.stringMatching(/^plain\.default {2}1 open, 1 closed {2}1 endpoint$/),
      expect.stringMatching(/^fortio\.default {2}0 open, 1 closed$/),
    ]);
    dashboard.read(readAt(sampleNode({ sockets: sockets.slice(2) }), 4));
    expect(dashboard.text()).toMatch(/ Connections by service 4 ─.*─ row 1\/7 ─/);
  });

  it('are found by every word on the screen', () => {
    const shown = (dashboard: Dashboard) =>
      rowsOf(dashboard)
        .map((row) => row.replace(/^>/, '').trim())
        .slice(1)
        .filter(Boolean);
    const found = (...words: string[]) =>
      shown(dashboardOf(bypassNode()).press('/', ...words.join(' '), 'enter'));
    for (const row of shown(dashboardOf(bypassNode()))) {
      // What is cut is not there as it stands.
      const words = row.split(/ +/).filter((word) => !word.includes('…'));
      expect(found(...words)).toContain(row);
    }
    expect(found('direct^')).toHaveLength(1);
    expect(found('direct^', 'state=established')).toHaveLength(1);
    expect(found('endpoint*')).toHaveLength(1);
  });

  it('are counted by group as far as the filter leaves them', () => {
    const dashboard = dashboardOf(sampleNode()).press('b', '/', ...'+ load_', 'enter');
    expect(rowsOf(dashboard)[1]).toMatch(/^> default\/netutils {2}2 connections {2}2 endpoint$/);
    expect(dashboard.text()).toContain('default/netutils: 2 connections');
    expect(rowsOf(dashboard.press('escape'))[1]).toContain('6 connections');
    const byName = dashboardOf(sampleNode()).press('b', 'b', '/', ...'(no', 'enter');
    expect(rowsOf(byName)[1]).toMatch(/^> \(no service\) {2}2 connections/);
  });

  it('keep the detail of one that closes', () => {
    const dashboard = dashboardOf(sampleNode()).press('down', 'enter');
    dashboard.read(readAt(sampleNode({ sockets: sockets.slice(2) }), 2));
    expect(dashboard.text()).toContain('closed since the reading before');
    for (const seconds of [4, 6]) {
      dashboard.read(readAt(sampleNode({ sockets: sockets.slice(2) }), seconds));
      expect(dashboard.text()).toContain('closed; seen at 12:00:00Z as:');
      expect(dashboard.text()).toContain('plain.default:80 (10.96.1.2) → default/plain-a:8080');
      expect(dashboard.text()).not.toContain('since the reading before');
    }
    expect(dashboard.press('escape').text()).not.toContain('seen at');
    expect(dashboard.press('enter').text()).not.toContain('seen at');
  });

  it('keep the detail of one that was not there yet', () => {
    const dashboard = dashboardOf(sampleNode({ sockets: sockets.slice(1) }), sampleNode());
    dashboard.press('enter', '[');
    expect(dashboard.text()).toContain('not there yet; seen at 12:00:02Z as:');
    expect(dashboard.press(']').text()).not.toContain('seen at');
  });
});

describe('services', () => {
  it('have their endpoints under them with what each should get and has', () => {
    expect(rowsOf(dashboardOf(sampleNode()).press('2')).slice(1, 10)).toEqual([
      expect.stringMatching(/^> empty\.default {2}8080 {2}RANDOM {2}none {2}1/),
      expect.stringMatching(/^fortio-waypoint\.default {2}15019 {2}RANDOM {2}0/),
      expect.stringMatching(/^└ default\/fortio-waypoint-5b7f-abcde .*█{10} {2}100% {2}0/),
      expect.stringMatching(
        /^fortio\.default {2}8080 {2}RANDOM {2}wp {2}1 .*fortio-waypoint\.default/,
      ),
      expect.stringMatching(/^├ default\/fortio-v1-6d4f8b9c7-x2x4z {2}10\.244\.1\.5/),
      expect.stringMatching(/^└ default\/fortio-v2-7c8d9f6b5-k8s7q {2}10\.244\.1\.6/),
      expect.stringMatching(/^plain\.default {2}80:8080 {2}RANDOM {2}2/),
      expect.stringMatching(/^├ default\/plain-a {2}10\.244\.2\.1 .*50\.0% {2}1 {2}█{10} {2}100%/),
      expect.stringMatching(/^└ default\/plain-b {2}10\.244\.2\.2 .*50\.0% {2}0/),
    ]);
  });

  it('keep the detail of one that is deleted', () => {
    const dashboard = dashboardOf(sampleNode()).press('2', 'enter');
    dashboard.read(readAt(sampleNode({ services: services.slice(0, -1) }), 2));
    expect(dashboard.text()).toContain('gone; seen at 12:00:00Z as:');
    expect(dashboard.text()).toContain('empty.default');
  });

  it('say who connects, from where', () => {
    const text = dashboardOf(sampleNode()).press('2', 'end', 'up', 'up').text();
    expect(text).toContain('clients   default/netutils (10.244.0.5): 2 endpoint');
  });

  it('do not count what could not be read', () => {
    const node = sampleNode({ unreadable: 'EPERM', access: { tier: 0, missing: [] } });
    const dashboard = dashboardOf(node).press('2');
    expect(dashboard.text()).toContain('open      not known: the connections could not be read');
    expect(rowsOf(dashboard)[1]).toMatch(/none {2}- {2}-$/);
  });

  it('say the same of a missing backend in the row, the details and services -o wide', () => {
    const node = sampleNode({ backends: [] });
    const dashboard = dashboardOf(node).press('2');
    expect(rowsOf(dashboard)[8]).toMatch(/backend missing {2}prio 0 {2}█{5}░{5} {2}50\.0%! {2}0$/);
    const ofService = dashboard.press('end', 'up', 'up').text();
    expect(ofService).toContain('each of 2 endpoints of priority 0 gets 50.0%; the backend of 2');
    const ofEndpoint = dashboard.press('down').text();
    expect(ofEndpoint).toContain('missing: new connections that draw it stay');
    expect(ofEndpoint).toContain('50.0% of new connections to plain.default');
    const { snapshot, directory } = dashboard.scene().view.model ?? expect.fail('nothing was read');
    const [plain] = snapshot.services
      .map((own) => toServiceItem(own, directory))
      .filter(({ name }) => name === 'plain');
    expect(plain === undefined ? [] : serviceEndpointLines(plain)).toEqual([
      expect.stringMatching(/ 50\.0% {3}backend missing /),
      expect.stringMatching(/ 50\.0% {3}backend missing /),
    ]);
  });

  it('show an endpoint that has too few of its service', () => {
    const uids = [501, 502];
    const node = sampleNode({
      services: [service({ id: 1, counts: [2] })],
      endpoints: endpoints(1, uids),
      backends: uids.map((uid, index) => backend(uid, `10.9.0.${index + 1}`)),
      frontends: { '10.8.0.1': 1, '10.9.0.1': 501, '10.9.0.2': 502 },
      sockets: Array.from({ length: 40 }, (_, index) =>
        socket({
          cookie: 4242n,
          local: ['10.244.0.5', 2000 + index],
          remote: [index < 36 ? '10.9.0.1' : '10.9.0.2', 8080],
          storage: { original: ['10.8.0.1', 80] },
        }),
      ),
    });
    const rows = rowsOf(dashboardOf(node).press('2'));
    expect(rows[2]).toContain('90.0%  HIGH');
    expect(rows[3]).toContain('10.0%  LOW');
  });

  it.each([
    [0, 0, 0.5, null],
    [4, 12, 0.5, null],
    [0, 6, 0.5, null],
    [0, 40, 0.5, 'LOW'],
    [40, 40, 0.5, 'HIGH'],
    [40, 40, 1, null],
    [5, 40, 0, 'HIGH'],
  ])('%i of %i where %f is expected is %s', (open, total, share, skew) => {
    expect(findSkew(open, total, share)).toBe(skew);
  });
});

describe('pods', () => {
  it('have the half enabled one first, with the half that is missing', () => {
    const namespace = (cookie: bigint, name: string, address: string) => ({
      cookie,
      inode: 1,
      pids: [1],
      hostName: name,
      podUid: null,
      addresses: [address],
    });
    const node = sampleNode({
      manage: [4242n, '10.244.0.5', 77n],
      namespaces: [
        namespace(4242n, 'netutils', '10.244.0.5'),
        namespace(77n, 'plain-a', '10.244.2.1'),
      ],
    });
    const dashboard = dashboardOf(node).press('3');
    expect(rowsOf(dashboard)[1]).toMatch(/^> default {2}plain-a .*half: cookie only/);
    expect(dashboard.text()).toContain('- missing  km_manage[10.244.2.1 with value 0]');
  });
});

describe('the path', () => {
  const ask = (dashboard: Dashboard) =>
    dashboard.press('4', 'enter', ...'any', 'enter', ...'plain.default:80', 'enter');

  it('is asked as it is typed, and says what cannot be', () => {
    expect(ask(dashboardOf(sampleNode())).text()).toMatch(/50\.0%.*default\/plain-a/);
    const wrong = dashboardOf(sampleNode()).press('4', 'enter', ...'any', 'enter', 'x', 'enter');
    expect(wrong.text()).toContain('x has no port');
  });

  it('marks what changed since it was asked first', () => {
    const dashboard = ask(dashboardOf(sampleNode()));
    expect(dashboard.text()).not.toContain('Changed since');
    const plain = idOf('default/plain.default.svc.cluster.local');
    const fewer = services.map((own) =>
      own.id === plain ? { ...own, endpointCounts: [1, 0, 0, 0, 0, 0, 0] } : own,
    );
    dashboard.read(readAt(sampleNode({ services: fewer }), 4));
    expect(styled(dashboard.frame(), 'warn').join()).toContain('50.0% before, 100% now');
    expect(styled(dashboard.frame(), 'bad').join()).toContain('default/plain-b');
  });

  it.each([
    ['', ['any', 'default/a', 'other/default'], 3],
    ['def', ['default/a', 'other/default'], 2],
    ['default/a', [], 0],
    ['zzz', [], 0],
  ])('suggests for %j', (typed, expected) => {
    const candidates = ['any', 'default/a', 'other/default'];
    expect(suggest(candidates, typed, 8)).toEqual(expected);
    expect(suggest(candidates, typed, 1).length).toBeLessThanOrEqual(1);
  });
});

describe('changes', () => {
  const plain = idOf('default/plain.default.svc.cluster.local');
  const changed = sampleNode({
    services: services.map((own) =>
      own.id === plain ? { ...own, endpointCounts: [1, 0, 0, 0, 0, 0, 0] } : own,
    ),
    endpoints: endpoints(plain, [idOf('Kubernetes//Pod/default/plain-b')]),
  });

  it('are told by meaning: an endpoint that only moved has not changed', () => {
    const text = dashboardOf(sampleNode(), changed).press('2', 'end', 't').text();
    expect(text).toContain('~ counts: 2 0 0 0 0 0 0 before, 1 0 0 0 0 0 0 now');
    expect(text).toContain('- endpoint default/plain-a  10.244.2.1  prio 0');
    expect(text).not.toContain('plain-b');
  });

  it('are told of all services elsewhere, and none is said too', () => {
    expect(dashboardOf(sampleNode(), changed).press('t').text()).toContain('fortio.default');
    const same = dashboardOf(sampleNode(), sampleNode()).press('t').text();
    expect(same).toContain('no service, endpoint or waypoint changed');
  });
});

describe('events', () => {
  const limit = 'by comparing readings; no log lines or denials yet';
  const refused = () =>
    sampleNode({ unreadable: 'cannot load: EPERM', access: { tier: 0, missing: [] } });

  it('say what they do not have when there is none, and below those that there are', () => {
    const empty = rowsOf(dashboardOf(sampleNode()).press('7')).join(' ');
    expect(empty).toContain('no connection was established, changed or closed since the start');
    expect(empty).toContain('connections shorter than the interval are missed');
    expect(empty).toContain('Log lines and denials, which only the data plane can report, are not');
    const some = dashboardOf(sampleNode({ sockets: [] }), sampleNode()).press('7');
    expect(some.text()).toContain(`─ ${limit} ─`);
    expect(some.text()).not.toContain('no connection was established');
  });

  it('cannot be told without the connections', () => {
    const never = dashboardOf(refused(), refused()).press('7').text();
    expect(never).toContain('! CANNOT READ');
    expect(never).not.toContain('no connection was established');
    const later = dashboardOf(sampleNode({ sockets: [] }), sampleNode(), refused()).press('7');
    expect(later.text()).toContain('Events 6');
    expect(later.text()).toContain('! incomplete: cannot load: EPERM');
    expect(later.text()).not.toContain(limit);
  });

  it('do not tell of connections that could not be read meanwhile as closed and new', () => {
    const dashboard = dashboardOf(sampleNode(), refused(), sampleNode());
    expect(dashboard.press('7').text()).toContain('Events 0');
    const rates = dashboard.scene().view.trend.samples;
    expect(rates.map(({ openedPerSecond }) => openedPerSecond)).toEqual([null, null, null]);
  });
});

describe('time', () => {
  it('steps back to what was, and forth to what is', () => {
    const dashboard = dashboardOf(manyNode(3), manyNode(5), manyNode(7));
    expect(dashboard.press('[').text()).toContain('PAUSED at 12:00:02Z 2/3');
    expect(rowsOf(dashboard).filter((row) => row.includes('endpoint'))).toHaveLength(5);
    dashboard.read(readAt(manyNode(9), 6));
    expect(rowsOf(dashboard).filter((row) => row.includes('endpoint'))).toHaveLength(5);
    dashboard.press(']', ']', ']');
    expect(rowsOf(dashboard).filter((row) => row.includes('endpoint'))).toHaveLength(9);
    expect(dashboard.text()).not.toContain('PAUSED');
  });
});

describe('a pause', () => {
  it('keeps what is shown for as long as it lasts, and names the key that ends it', () => {
    const dashboard = dashboardOf(sampleNode()).press('p').read(readAt(sampleNode(), 900));
    expect(dashboard.press('[').line(0)).toContain('PAUSED at 12:00:00Z, p: live');
    expect(dashboard.press('t').text()).toContain('Nothing to compare with');
    expect(dashboard.press('escape').text()).toContain('fortio.default:8080');
    expect(dashboard.press('p').line(0)).not.toContain('PAUSED');
  });
});

describe('sparklines', () => {
  it.each([
    [[], ''],
    [[5, 5], '▁▁'],
    [[0, 7], '▁█'],
    [[1, 2, 3, 4, 5, 6, 7, 8], '▁▂▃▄▅▆▇█'],
  ])('%j is %s', (values, expected) => {
    expect(sparkline(values, unicodeGlyphs)).toBe(expected);
  });

  it('begin at nothing where nothing is possible', () => {
    expect(sparklineFromZero([7, 7], asciiGlyphs)).toBe('##');
  });
});

describe('foreign text', () => {
  it('moves no cursor, in any view', () => {
    const evil = '\u001b[2J{bold}evil\u0007';
    const names = [`Kubernetes//Pod/default/${evil}`];
    const namespaces = [
      { cookie: 4242n, inode: 7, pids: [1], hostName: evil, podUid: null, addresses: null },
    ];
    const dashboard = dashboardOf(sampleNode({ names, namespaces }));
    for (const key of ['1', '2', '3', '4', '5', '6', '7', 'enter']) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(dashboard.press(key).text()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    }
  });
});
