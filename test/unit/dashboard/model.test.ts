import { describe, expect, it } from 'vitest';
import { unicodeGlyphs as glyphs } from '../../../src/dashboard/glyphs.ts';
import { type Model, toModel } from '../../../src/dashboard/model.ts';
import type { Pane, PaneRow } from '../../../src/dashboard/pane.ts';
import type { NodeSource } from '../../../src/raw/node-source.ts';
import { Snapshot } from '../../../src/snapshot/snapshot.ts';
import type { FakeParts } from '../../support/fake-node.ts';
import { sampleNode } from './sample-node.ts';
import { press, screenText, viewOf } from './shown.ts';

function modelOf(parts: FakeParts = {}, numeric = false): Model {
  return modelFrom(sampleNode(parts), numeric);
}

function modelFrom(source: NodeSource, numeric = false): Model {
  const [mapSet] = source.mapSets;
  if (mapSet === undefined) throw new RangeError('no map set');
  return toModel(new Snapshot(source, mapSet), { numeric });
}

const narrow = new Set(['pod', 'verdict', 'asked', 'got']);
const texts = (row: PaneRow, keys: readonly string[], visible = narrow) => {
  const cells = row.cells({ glyphs, visible });
  return keys.map((key) => cells[key]?.text ?? '');
};
const table = (pane: Pane, keys: readonly string[]) => pane.rows.map((row) => texts(row, keys));

describe('the connections', () => {
  it('say what was asked for and what it got, or why not', () => {
    const { connections } = modelOf().panes;
    expect(table(connections, ['verdict', 'asked', 'got'])).toEqual([
      ['waypoint', 'fortio.default:8080', 'default/fortio-waypoint-5b7f-abcde:15019'],
      ['endpoint', 'plain.default:80', 'default/plain-a:8080'],
      ['endpoint!', 'plain.default:80', '10.244.2.9:8080'],
      ['fallthrough', 'empty.default:8080', 'NO_ENDPOINTS'],
      ['fallthrough', '1.1.1.1:443', 'NO_FRONTEND'],
      ['direct', '10.244.1.5:8080', 'as asked'],
    ]);
  });

  it('name the reason once where it has its own column', () => {
    const { rows } = modelOf().panes.connections;
    const wide = new Set([...narrow, 'reason']);
    expect(rows[3] && texts(rows[3], ['reason', 'got'], wide)).toEqual([
      'NO_ENDPOINTS',
      'unchanged',
    ]);
  });

  it('keep their identity from reading to reading', () => {
    const ids = () => modelOf().panes.connections.rows.map((row) => row.id);
    expect(new Set(ids()).size).toBe(6);
    expect(ids()).toEqual(ids());
  });

  it('show ids and addresses when no names are wanted', () => {
    const [row] = modelOf({}, true).panes.connections.rows;
    expect(row && texts(row, ['asked', 'got'])).toEqual([
      expect.stringMatching(/^service \d+:8080$/),
      '10.244.1.29:15019',
    ]);
  });

  it('explain the selected one from its original destination', () => {
    const [row] = modelOf().panes.connections.rows;
    const lines = row?.detail(glyphs).map(({ label, text }) => `${label ?? ''} ${text}`) ?? [];
    expect(lines[0]).toBe(
      'path default/netutils → fortio.default:8080 (10.96.1.1) → ' +
        'waypoint default/fortio-waypoint-5b7f-abcde:15019 (10.244.1.29)',
    );
    expect(lines.join('\n')).toContain('service_manager');
    expect(lines.join('\n')).toMatch(/100%\s+waypoint\s+SERVICE_WAYPOINT/);
  });
});

describe('the services', () => {
  it('have their endpoints under them with share, address and open connections', () => {
    const { services } = modelOf().panes;
    expect(table(services, ['name', 'ports', 'share', 'live'])).toEqual([
      ['empty.default', '8080', 'none', '1'],
      ['fortio-waypoint.default', '15019', '', '0'],
      ['└ default/fortio-waypoint-5b7f-abcde', '10.244.1.29', '100%', '0'],
      ['fortio.default', '8080', 'wp', '1'],
      ['├ default/fortio-v1-6d4f8b9c7-x2x4z', '10.244.1.5', '-', '0'],
      ['└ default/fortio-v2-7c8d9f6b5-k8s7q', '10.244.1.6', '-', '0'],
      ['plain.default', '80:8080', '', '2'],
      ['├ default/plain-a', '10.244.2.1', '50.0%', '1'],
      ['└ default/plain-b', '10.244.2.2', '50.0%', '0'],
    ]);
  });

  it('name the waypoint', () => {
    const { rows } = modelOf().panes.services;
    expect(rows[3] && texts(rows[3], ['waypoint'])).toEqual(['fortio-waypoint.default:15019']);
  });

  it('say in their detail what decides', () => {
    const { rows } = modelOf().panes.services;
    const detail = (index: number) => rows[index]?.detail(glyphs).map(({ text }) => text);
    expect(detail(0)?.[1]).toMatch(/^RANDOM, NO_ENDPOINTS: /);
    expect(detail(3)?.[1]).toBe(
      'every connection goes to fortio-waypoint.default:15019, which decides',
    );
    expect(detail(6)?.[1]).toBe('RANDOM: each of 2 endpoints of priority 0 gets 50.0%');
    expect(detail(7)).toContain('50.0% of new connections to plain.default');
  });

  it('show an endpoint whose backend is missing', () => {
    const { rows } = modelOf({ backends: [] }).panes.services;
    expect(rows[2] && texts(rows[2], ['ports'])).toEqual(['no backend']);
  });
});

describe('the three states', () => {
  it('tell nothing there from not readable', () => {
    const none = modelOf({ sockets: [] }).panes.connections.status;
    expect(none).toMatchObject({ kind: 'empty', why: expect.stringContaining('1 pod enabled') });
    const disabled = modelOf({ manage: [], sockets: [] }).panes.connections.status;
    expect(disabled).toMatchObject({ why: 'no pod on this node is enabled for Kmesh' });
    const missing = [{ needs: 'CAP_BPF and CAP_PERFMON', gives: 'live connections' }];
    const refused = modelOf({ unreadable: 'EPERM', access: { tier: 0, missing } });
    expect(refused.panes.connections.status).toEqual({
      kind: 'unreadable',
      what: 'EPERM',
      hint: 'needs CAP_BPF and CAP_PERFMON: live connections',
    });
  });

  it('say of services whether the map is empty, unknown or missing', () => {
    const status = (parts: FakeParts) => modelOf(parts).panes.services.status;
    expect(status({ services: [], endpoints: [] })).toMatchObject({ kind: 'empty' });
    expect(status({ valueSizes: { km_service: 136 } })).toMatchObject({ kind: 'unreadable' });
    expect(status({ missing: ['km_service'] })).toMatchObject({ kind: 'unreadable' });
    expect(status({ incomplete: { km_endpoint: 'ended early' } })).toEqual({
      kind: 'data',
      warning: 'ended early',
    });
  });
});

describe('foreign text', () => {
  it('moves no cursor and is no tag', () => {
    const evil = '\u001b[2J{bold}evil\u0007';
    const names = [`Kubernetes//Pod/default/${evil}`];
    const namespaces = [
      { cookie: 4242n, inode: 7, pids: [1], hostName: evil, podUid: null, addresses: null },
    ];
    const { services, connections } = modelOf({ names, namespaces }).panes;
    const size = { columns: 200, rows: 50 };
    for (const keys of [[], ['enter'], ['tab', 'enter']]) {
      const text = screenText(press({ view: viewOf(services, connections), size }, ...keys).frame);
      expect(text).toMatch(/^[\n\u0020-\u007e─│┌┐└┘├→…█░]*$/);
    }
  });
});

it('needs the node no more once the model is made', () => {
  const source = sampleNode();
  const closed = () => {
    throw new RangeError('the node is closed');
  };
  const guarded: NodeSource = { ...source };
  const { panes } = modelFrom(guarded);
  Object.assign(guarded, { readMap: closed, lookup: closed, readNameFiles: closed });
  for (const pane of [panes.services, panes.connections]) {
    for (const row of pane.rows) {
      row.cells({ glyphs, visible: new Set() });
      row.searchText();
      row.detail(glyphs);
    }
  }
});
