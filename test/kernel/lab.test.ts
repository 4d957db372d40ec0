import { existsSync, mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { labGenerations } from '../../scripts/lab-node/load-plan.ts';
import { labNamespaces } from '../../scripts/lab-node/network.ts';
import { labRoutes } from '../../scripts/lab-node/routes.ts';
import { dualEngineTargets } from '../../scripts/lab-node/scenario.ts';
import { hostRoot, labDir, pinsDir, readState } from '../../scripts/lab-node/state.ts';
import { runTraffic, type TrafficRecord } from '../../scripts/lab-node/traffic.ts';
import { down, labProcesses, up } from '../../scripts/lab-node/up-down.ts';
import type { Connection } from '../../src/explain/connection.ts';
import { explainConnections } from '../../src/explain/connections.ts';
import { modeFolders, nameFilePaths } from '../../src/kmesh/maps.ts';
import { openLiveNode } from '../../src/raw/live-source.ts';
import { type Pod, podLabel } from '../../src/snapshot/pod.ts';
import { Snapshot } from '../../src/snapshot/snapshot.ts';
import type { BeyondWeightItem } from '../../src/view/items/beyond-weight.ts';
import type { ExplanationItem } from '../../src/view/items/explanation.ts';
import { describeOnKernel } from '../support/kernel.ts';
import { runKmscope } from '../support/run-kmscope.ts';

const connectionCount = 300;

/** The lab as kmscope sees it now. */
function readLab<T>(read: (snapshot: Snapshot) => T): T {
  const folders = modeFolders;
  const source = openLiveNode({ hostRoot, bpffs: null, folders, nameFilePaths, daemon: 'none' });
  try {
    const set = source.mapSets[0];
    if (set === undefined) throw new Error('no map set');
    return read(new Snapshot(source, set));
  } finally {
    source.close();
  }
}

/** Another lab on this machine has pods of the same names and addresses. */
function isOurs(): (pod: Pod) => boolean {
  const own = new Set(labProcesses(readState()?.cgroup ?? ''));
  return (pod) => pod.pids.some((pid) => own.has(pid));
}

/** A source port may serve several destinations. */
const flowKey = (...parts: readonly (string | number | null)[]) => parts.join(' ');

/** Opens the scenario's connections and finds each among those that kmscope shows. */
async function expectShown(count: number): Promise<void> {
  const records: TrafficRecord[] = [];
  const abort = new AbortController();
  const options = {
    count,
    rate: Number.POSITIVE_INFINITY,
    hold: count,
  };
  let opened: () => void = () => {};
  const allOpen = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const traffic = runTraffic(options, abort.signal, (record) => {
    records.push(record);
    if (records.length === count) opened();
  });
  await Promise.race([allOpen, traffic]);
  const shown = readLab((snapshot) => ({
    connections: explainConnections(snapshot),
    problems: snapshot.problems,
  }));
  abort.abort();
  await traffic;

  expect(shown.problems).toEqual([]);
  const own = isOurs();
  const byFlow = new Map<string, Connection>();
  for (const connection of shown.connections) {
    if (connection.direction !== 'outbound' || !own(connection.pod)) continue;
    const { source, destination } = connection;
    const flow = [source.address, source.port, destination.address, destination.port];
    byFlow.set(flowKey(...flow), connection);
  }
  expect(records).toHaveLength(count);
  for (const record of records) {
    expect(record.errno, `${record.from} to ${record.address}`).toBeNull();
    const { localAddress, localPort, peerAddress, peerPort } = record;
    const found = byFlow.get(flowKey(localAddress, localPort, peerAddress, peerPort));
    if (record.verdict === null) {
      expect(found).toBeUndefined();
      continue;
    }
    expect(found?.state).toBe('ESTABLISHED');
    expect([found?.verdict, found?.reason, found?.stale]).toEqual([
      record.verdict,
      record.reason,
      false,
    ]);
    expect(podLabel(found?.pod as Connection['pod'])).toBe(`default/${record.from}`);
  }
}

describeOnKernel('the lab', () => {
  beforeAll(() => up());
  afterAll(down);

  it('is recognised as main, with its maps and links', () => {
    readLab((snapshot) => {
      expect(snapshot.generation.name).toBe('main');
      expect(snapshot.mapSet.maps.length).toBeGreaterThan(20);
      expect(snapshot.pins.filter((pin) => pin.attached === true)).toHaveLength(5);
      expect(snapshot.node.name).toBe('kmscope-test');
    });
  });

  it('shows which pods are enabled, half enabled and not enabled', () => {
    const pods = readLab((snapshot) => snapshot.pods.filter(isOurs()));
    const enabled = Object.fromEntries(pods.map((pod) => [podLabel(pod), pod.enabled]));
    expect(enabled['default/netutils']).toEqual({ cookie: true, address: true });
    expect(enabled['default/latecomer']).toEqual({ cookie: true, address: true });
    expect(enabled['default/halfway']).toEqual({ cookie: true, address: false });
    expect(enabled['default/outsider']).toEqual({ cookie: false, address: false });
    expect(pods).toHaveLength(13);
  });

  it('shows every connection with the destination that its client saw and its verdict', () =>
    expectShown(connectionCount));

  it('shows a connection from before the pod was enabled as such', () => {
    const own = isOurs();
    const early = readLab(explainConnections).filter(
      ({ pod }) => pod.name === 'latecomer' && own(pod),
    );
    expect(early).toHaveLength(1);
    expect(early[0]).toMatchObject({
      verdict: 'unmanaged',
      reason: 'NOT_ENABLED',
      known: 'inferred',
      originalDestination: null,
      note: 'no storage: opened before the pod was enabled',
    });
  });

  const beyondFortio = [
    { share: 0.9, weight: 90, subset: 'v1', pod: 'default/fortio-v1-6d7fbb45b4-4xk2p' },
    { share: 0.1, weight: 10, subset: 'v2', pod: 'default/fortio-v2-5cc9d8fbd7-9qv7t' },
  ];

  /** What the program answers when it is given what the waypoint is told on stdin. */
  const withRoutes = (...words: readonly string[]) => {
    const args = [...words, '--routes', '-', '-o', 'json', '--host-root', hostRoot];
    const { status, stdout, stderr } = runKmscope(args, { input: labRoutes() });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return JSON.parse(stdout) as unknown;
  };

  it('has weights that end in 0.9 and 0.1 behind the waypoint of fortio', () => {
    const { items } = withRoutes('weights', 'fortio') as { items: BeyondWeightItem[] };
    expect(items[0]).toMatchObject({ share: 1, target: { kind: 'waypoint' } });
    expect(
      items.slice(1).map(({ share, weight, target, pods }) => ({
        share,
        weight,
        subset: target.subset,
        pod: pods?.map(({ name }) => name).join(' '),
      })),
    ).toEqual(beyondFortio);
    for (const item of items.slice(1)) {
      expect(item.source).toContain('VirtualService/default/fortio');
      expect(item).toMatchObject({ known: 'declared', podsFrom: 'maps' });
    }
  });

  it('has a path that ends in 0.9 and 0.1 behind the waypoint of fortio', () => {
    // Another lab may have a pod of this name: its cookie tells which.
    const own = isOurs();
    const pod = readLab(({ pods }) => pods).find((one) => one.name === 'netutils' && own(one));
    const from = `netns:${pod?.netnsCookie}`;
    const { beyondWaypoint } = withRoutes('explain', '--from', from, '--to', 'fortio:80') as Pick<
      ExplanationItem,
      'beyondWaypoint'
    >;
    const [route, ...others] = beyondWaypoint?.routes ?? [];
    expect(others).toEqual([]);
    expect(route?.source).toBe('VirtualService/default/fortio');
    expect(
      route?.targets.map(({ share, weight, subset, pods }) => ({
        share,
        weight,
        subset,
        pod: pods?.map(({ name }) => name).join(' '),
      })),
    ).toEqual(beyondFortio);
  });

  it('is not brought up twice, and goes down without a trace', async () => {
    await expect(up()).rejects.toThrow('the lab is up');
    await down();
    expect([existsSync(labDir), existsSync(pinsDir), labNamespaces()]).toEqual([false, false, []]);
    expect(readdirSync('/sys/fs/bpf').filter((name) => name.startsWith('kmscope-test'))).toEqual(
      [],
    );
  });

  it('leaves pins alone that it did not make', async () => {
    mkdirSync(pinsDir);
    try {
      await expect(up()).rejects.toThrow('it is left alone');
      await down();
      expect(existsSync(pinsDir)).toBe(true);
    } finally {
      rmdirSync(pinsDir);
    }
  });
});

describeOnKernel('the lab of an older release', () => {
  afterEach(down);

  it.each(labGenerations.filter((name) => name !== 'main'))(
    'of %s shows every connection with its destination and verdict',
    async (generation) => {
      await up({ mode: 'dual-engine', generation });
      readLab((snapshot) => expect(snapshot.generation.name).toBe(generation));
      await expectShown(dualEngineTargets.length * 2);
    },
  );
});
