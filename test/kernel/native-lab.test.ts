// The lab in kernel-native mode: what kmscope says of it, and what its data plane does with real connections.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { labGenerations, modeFolder } from '../../scripts/lab-node/load-plan.ts';
import { nativeTargets } from '../../scripts/lab-node/native-scenario.ts';
import { type PodAnswer, PodProcess } from '../../scripts/lab-node/pod-process.ts';
import { type LabTarget, pods, services } from '../../scripts/lab-node/scenario.ts';
import { hostRoot, pinsDir, readState } from '../../scripts/lab-node/state.ts';
import { down, up } from '../../scripts/lab-node/up-down.ts';
import { isWithin } from '../../scripts/vectors/tolerance.ts';
import { BpfMap } from '../../src/kernel/bpf-map.ts';
import { toClusterStatsEntry } from '../../src/kmesh/kernel-native/cluster-stats.ts';
import { parseIp } from '../../src/layout/ip-address.ts';
import type { ExplanationItem } from '../../src/view/items/explanation.ts';
import type { NativeWeightItem } from '../../src/view/items/native-weight.ts';
import { describeOnKernel } from '../support/kernel.ts';
import { runKmscope } from '../support/run-kmscope.ts';

const connectionCount = 2000;

function kmscope(...words: readonly string[]): unknown {
  const args = [...words, '-o', 'json', '--host-root', hostRoot];
  const { status, stdout, stderr } = runKmscope(args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

const addressOf = (service: string) =>
  services.find(({ name }) => name === service)?.addresses[0] ?? service;
const ipOf = (pod: string) => pods.find(({ name }) => name === pod)?.ipv4 ?? pod;

/** What may become of a connect to the address, by `address:port`, as `explain` says. */
function sharesOf(address: string, port = 80): Map<string, number> {
  const { outcomes } = kmscope('explain', '--from', 'any', '--to', `${address}:${port}`) as Pick<
    ExplanationItem,
    'outcomes'
  >;
  return new Map(outcomes.map((one) => [`${one.address}:${one.port}`, one.share]));
}

const peerOf = ({ peerAddress, peerPort }: PodAnswer) => `${peerAddress}:${peerPort}`;

/** Connections one after the other, each closed before the next; where each really went. */
async function connectTimes(pod: PodProcess, address: string, count: number): Promise<string[]> {
  const peers: string[] = [];
  for (let n = 0; n < count; n++) {
    const answer = await pod.ask(`open n${n} ${address} 80`);
    expect(answer).toMatchObject({ ok: true });
    peers.push(peerOf(answer));
    await pod.ask(`close n${n}`);
  }
  return peers;
}

const countOf = (peers: readonly string[], wanted: string) =>
  peers.filter((peer) => peer === wanted).length;

describeOnKernel('the lab in kernel-native mode', () => {
  let netutils: PodProcess;

  beforeAll(async () => {
    await up({ mode: 'kernel-native', generation: 'v1.2' });
    netutils = PodProcess.start(readState()?.cgroup ?? '', 'netutils');
  });
  afterAll(async () => {
    await netutils.end();
    await down();
  });

  it('is recognised, with its links and every map whole', () => {
    expect(kmscope('status')).toMatchObject({
      mode: 'kernel-native',
      generation: { name: 'v1.2' },
      maps: { mismatched: [] },
    });
  });

  it('has 90 and 10 declared for fortio, 91 and 9 enforced', () => {
    const { items } = kmscope('weights') as { items: NativeWeightItem[] };
    const fortio = items.filter(({ listener }) => listener === `${addressOf('fortio')}:80`);
    expect(fortio.map(({ weight, declared, enforced }) => [weight, declared, enforced])).toEqual([
      [90, 0.9, 0.91],
      [10, 0.1, 0.09],
    ]);
    expect(fortio.map(({ target }) => target.address)).toEqual([
      ipOf('fortio-v1-6d7fbb45b4-4xk2p'),
      ipOf('fortio-v2-5cc9d8fbd7-9qv7t'),
    ]);
  });

  it('has paths that multiply the weights down to endpoints', () => {
    const echo = [...sharesOf(addressOf('echo'))];
    expect(echo).toEqual([
      [`${ipOf('echo-5b8d9c7f6-2jx4n')}:8080`, expect.closeTo(0.405)],
      [`${ipOf('echo-5b8d9c7f6-kk8s6')}:8080`, expect.closeTo(0.405)],
      [`${ipOf('peers-0')}:8080`, expect.closeTo(0.19)],
    ]);
  });

  it.each(['fortio', 'echo'])(
    `sends ${connectionCount} connections to %s where explain says, by the enforced shares`,
    async (service) => {
      const address = addressOf(service);
      const shares = sharesOf(address);
      const peers = await connectTimes(netutils, address, connectionCount);
      expect(peers).toHaveLength(connectionCount);
      expect([...new Set(peers)].filter((peer) => !shares.has(peer))).toEqual([]);
      for (const [peer, share] of shares) {
        const count = countOf(peers, peer);
        const isFit = isWithin(count, share * connectionCount, connectionCount);
        expect(isFit, `${count} of ${connectionCount} to ${peer}, share ${share}`).toBe(true);
      }
    },
  );

  it('lets the endpoints of one cluster take turns, whatever their priority', async () => {
    const address = addressOf('regional');
    const peers = await connectTimes(netutils, address, 10);
    const [near, far] = [ipOf('regional-near-0'), ipOf('regional-far-0')].map((ip) => `${ip}:8080`);
    expect([countOf(peers, near ?? ''), countOf(peers, far ?? '')]).toEqual([5, 5]);
    expect(peers.every((peer, n) => n === 0 || peer !== peers[n - 1])).toBe(true);
  });

  it.each(nativeTargets.map((target): [string, LabTarget] => [`${target.reason}`, target]))(
    'does what the scenario demands: %s, %o',
    async (_, { from, address, port, verdict, reason }) => {
      const pod = PodProcess.start(readState()?.cgroup ?? '', from);
      const answer = await pod.ask(`open one ${address} ${port}`);
      const { cookie } = await pod.ask('cookie');
      await pod.end();
      const words = ['explain', '--from', `netns:${cookie}`];
      const { outcomes } = kmscope(...words, '--to', `${address}:${port}`) as Pick<
        ExplanationItem,
        'outcomes'
      >;
      const found = outcomes.find((one) => `${one.address}:${one.port}` === peerOf(answer));
      expect([found?.verdict, found?.reason]).toEqual(
        verdict === null ? ['unmanaged', 'NOT_ENABLED'] : [verdict, reason],
      );
    },
  );

  it('has scratch memory of each processor, which is not taken for rows of one value', () => {
    const map = BpfMap.open(join(pinsDir, modeFolder('kernel-native'), 'map/km_eps_data'));
    try {
      expect(map.info.type).toBe('percpu_array');
      expect(map.readAll()).toMatchObject({ count: 0, complete: false });
      expect(() => map.lookup(Buffer.alloc(4))).toThrow('a value for each processor');
    } finally {
      map.close();
    }
  });

  it('is told by a redacted dump, which has none of its names and addresses', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kmscope-'));
    const file = join(folder, 'redacted.json');
    try {
      const words = ['dump', '--redact', '-O', file, '--host-root', hostRoot];
      expect(runKmscope(words)).toMatchObject({ status: 0, stderr: '' });
      const dump = readFileSync(file, 'utf8');
      const { rawMaps } = JSON.parse(dump) as { rawMaps: { keys: string; values: string }[] };
      const packed = rawMaps.flatMap(({ keys, values }) => [keys, values]);
      const bytes = Buffer.concat(packed.map((text) => Buffer.from(text, 'base64')));
      for (const text of ['fortio', 'regional', 'netutils', ...pods.map(({ ipv4 }) => ipv4)]) {
        expect([dump.includes(text), bytes.includes(text)], text).toEqual([false, false]);
      }
      for (const { ipv4 } of pods) expect(bytes.includes(parseIp(ipv4) ?? ''), ipv4).toBe(false);
      const { status, stdout } = runKmscope(['weights', '--file', file, '-o', 'json']);
      expect(status).toBe(0);
      expect(sharesIn(JSON.parse(stdout))).toEqual(sharesIn(kmscope('weights')));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('differs in nothing from what it was before some connections', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kmscope-'));
    const file = join(folder, 'before.json.gz');
    try {
      const words = ['dump', '-O', file, '--host-root', hostRoot];
      expect(runKmscope(words)).toMatchObject({ status: 0 });
      await connectTimes(netutils, addressOf('fortio'), 3);
      expect(kmscope('diff', file)).toMatchObject({ changes: [], cannotTell: [] });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('counts the open connections that chose a cluster, until they close', async () => {
    const cookie = BigInt((await netutils.ask('cookie')).cookie ?? -1);
    const before = countActive(cookie);
    for (let n = 0; n < 5; n++) await netutils.ask(`open held${n} ${addressOf('fortio')} 80`);
    await netutils.ask(`open past ${addressOf('idle')} 80`);
    // The cluster without endpoints was chosen too.
    expect(countActive(cookie) - before).toBe(6);
    await netutils.ask('closeall');
    await expect.poll(() => countActive(cookie)).toBe(before);
  });
});

describeOnKernel('the lab in kernel-native mode as another release', () => {
  afterEach(down);

  it.each(labGenerations.filter((name) => name !== 'v1.2'))(
    'of %s sends connections where explain says',
    async (generation) => {
      await up({ mode: 'kernel-native', generation });
      const netutils = PodProcess.start(readState()?.cgroup ?? '', 'netutils');
      const address = addressOf('echo');
      const shares = sharesOf(address);
      const peers = await connectTimes(netutils, address, 200);
      await netutils.end();
      expect([...new Set(peers)].sort()).toEqual([...shares.keys()].sort());
    },
  );
});

/** Weights as written, declared and enforced, in an order that names have no part in. */
function sharesIn(list: unknown): string[] {
  const { items } = list as { items: readonly NativeWeightItem[] };
  return items
    .map(({ weight, declared, enforced, servicePort }) =>
      [servicePort, weight, declared, enforced].join(' '),
    )
    .sort();
}

/** What `km_clusterstats` says of a network namespace. */
function countActive(cookie: bigint): number {
  const map = BpfMap.open(join(pinsDir, modeFolder('kernel-native'), 'map/km_clusterstats'));
  try {
    const { keys, values, count, info } = { ...map.readAll(), info: map.info };
    const entries = Array.from({ length: count }, (_, i) =>
      toClusterStatsEntry(keys, i * info.keySize, values, i * info.valueSize),
    );
    return entries
      .filter(({ netnsCookie }) => netnsCookie === cookie)
      .reduce((sum, { activeConnections }) => sum + activeConnections, 0);
  } finally {
    map.close();
  }
}
