// A redacted dump: every command answers as of the node, up to the renaming; nothing of the original is in it,
// in any form; and no two redactions have anything in common.
import { describe, expect, it } from 'vitest';
import { fnv1a32 } from '../../../../src/kmesh/names.ts';
import { formatIpv6, parseIp } from '../../../../src/layout/ip-address.ts';
import type { NodeSource } from '../../../../src/raw/node-source.ts';
import { rowOf } from '../../../../src/raw/raw-map.ts';
import { openRecordedNode } from '../../../../src/snapshot/recorded-source.ts';
import { AddressPseudonyms } from '../../../../src/snapshot/redact/address-pseudonyms.ts';
import { keyedDigest } from '../../../../src/snapshot/redact/keyed-digest.ts';
import { NamePseudonyms } from '../../../../src/snapshot/redact/name-pseudonyms.ts';
import { redactNode } from '../../../../src/snapshot/redact/redacted-source.ts';
import { fortioNode, fortioParts, ids } from '../../../golden/fortio-node.ts';
import { runCli } from '../../../golden/run-cli.ts';

const secret = Buffer.from('a secret that this test may know');
// All slots of one workload are in use.
const policies = { [ids.plain]: [ids.fortio, ids.broken, ids.dual, ids.odd] };
const openLive = () => fortioNode({ policies, origin: 'recorded' });

async function dumpOf(openNode: () => NodeSource): Promise<string> {
  const { out, err } = await runCli(['dump'], { openNode });
  expect(err).toBe('');
  return out;
}

const live = await dumpOf(openLive);
const redacted = await dumpOf(() => redactNode(openLive(), secret));
const openRedacted = () => openRecordedNode('r.json', Buffer.from(redacted));

const digest = keyedDigest(secret);
const addresses = new AddressPseudonyms(digest);
const names = new NamePseudonyms(digest);

/** What each original became: ids and addresses read off the rows of the maps, which keep their order. */
function renaming(): Map<string, string> {
  const [before, after] = [openLive(), redactNode(openLive(), secret)];
  const pairs = new Map<string, string>();
  const add = (a: unknown, b: unknown) => pairs.set(String(a), String(b));
  const both = <T>(read: (node: NodeSource) => readonly T[]): [T, T][] => {
    const now = read(after);
    return read(before).map((item, index) => [item, now[index] as T]);
  };
  const lines = (node: NodeSource) => (node.readNameFiles()[0]?.text ?? '').trim().split('\n');
  for (const [a, b] of both(lines)) {
    const [nameA, idA, nameB, idB] = [...splitLine(a), ...splitLine(b)];
    add(idA, idB);
    add(nameA, nameB);
    add(nameA?.split('/').at(-1), nameB?.split('/').at(-1));
    add(nameA?.split('/').at(-1)?.split('.')[0], nameB?.split('/').at(-1)?.split('.')[0]);
  }
  for (const { cookie, addresses: [address] = [], podUid, pids } of ownNamespaces(before)) {
    add(cookie, addresses.cookie(cookie));
    add(address, addresses.text(address ?? ''));
    add(podUid, names.uid(podUid ?? ''));
    const now = ownNamespaces(after).find((one) => one.cookie === addresses.cookie(cookie));
    // Pids are in ascending order before and after.
    add(pids.join(), now?.pids.join());
  }
  for (const { namespace } of before.readPodFolders()) add(namespace, names.namespace(namespace));
  for (const name of ['km_endpoint', 'km_frontend']) {
    for (const [a, b] of both(rows(name))) add(a.value.readUInt32LE(), b.value.readUInt32LE());
  }
  for (const [a, b] of both(rows('km_backend'))) add(text(a.value), text(b.value));
  for (const [a, b] of [...both(rows('km_frontend')), ...both(rows('km_manage'))]) {
    add(text(a.key), text(b.key));
    add(a.key.toString('hex'), b.key.toString('hex'));
  }
  const socketsOf = (node: NodeSource) => [
    ...node.readStoredSockets(noSet, '', null).sockets,
    ...ownNamespaces(node).flatMap((one) => node.readNamespaceSockets(one).sockets),
  ];
  for (const { remoteAddress } of socketsOf(before))
    add(remoteAddress, addresses.text(remoteAddress));
  for (const { netnsCookie, name, xdp } of before.readInterfaces().interfaces) {
    const cookie = addresses.cookie(netnsCookie);
    const now = after.readInterfaces().interfaces.find((one) => one.netnsCookie === cookie);
    add(name, now?.name);
    for (const [index, { id }] of xdp.entries()) add(id, now?.xdp[index]?.id);
  }
  add('worker-1', after.node.name);
  return pairs;
}

const rows = (name: string) => (node: NodeSource) => {
  const [set] = node.mapSets;
  if (set === undefined) throw new Error('no set');
  const map = node.readMap(set, name);
  return Array.from({ length: map.count }, (_, row) => rowOf(map, row));
};

const ownNamespaces = (node: NodeSource) =>
  node.readNamespaces().namespaces.map((one) => ({ ...one, addresses: one.addresses ?? [] }));

const noSet = { folder: 'bpf_kmesh_workload', pins: '', maps: [] };

function splitLine(line: string): [name: string, id: string] {
  const at = line.lastIndexOf(': ');
  return [line.slice(0, at).replaceAll('"', ''), line.slice(at + 2)];
}

function text(bytes: Buffer): string {
  const isIpv4 = bytes.subarray(4, 16).every((byte) => byte === 0);
  return isIpv4 ? bytes.subarray(0, 4).join('.') : formatIpv6(bytes, 0);
}

const pairs = renaming();

/** The text with every original in it renamed, the longest first. */
function renamed(words: string): string {
  const originals = [...pairs.keys()]
    .filter((key) => key !== '')
    .sort((a, b) => b.length - a.length);
  const escaped = originals.map((key) => key.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const any = new RegExp(`(?<![\\w])(?:${escaped.join('|')})(?![\\w])`, 'g');
  return words.replaceAll(any, (found) => pairs.get(found) ?? found);
}

/** Items in an order of their own: by a key that is renamed they stand in another one. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(inOrder);
    return items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inOrder(item)]));
}

const commands = [
  'check --fail-on info',
  'weights',
  'connections',
  'endpoints',
  'backends',
  'services',
  'explain --from default/netutils --to fortio.default:8080',
  'explain --from default/outside --to broken:80',
  'explain --from ip:10.244.0.10 --to 10.96.0.50:80',
  'explain --from any --to default/plain-a:8080',
  'explain --from netns:101 --to 10.96.0.99:80',
];

describe('a redacted dump', () => {
  it.each(commands)('answers %s as the node does, up to the renaming', async (command) => {
    const words = [...command.split(' '), '-o', 'json'];
    const asked = words.map(renamed);
    const [expected, answer] = [
      await runCli(words, { openNode: openLive }),
      await runCli(asked, { openNode: openRedacted }),
    ];
    expect(answer.err.replaceAll(/\S+/g, '')).toBe(expected.err.replaceAll(/\S+/g, ''));
    expect(answer.status).toBe(expected.status);
    const relevant = (json: string) => {
      const { takenAt, kmesh, node, problems, ...rest } = JSON.parse(json);
      return inOrder(rest);
    };
    // Cookies of sockets are drawn too, but are ports in this scenario.
    const drop = (json: string) => json.replaceAll(/"socketCookie":"\d+"|"cause":"[^"]*"/g, '');
    expect(drop(JSON.stringify(relevant(answer.out)))).toBe(
      drop(JSON.stringify(relevant(renamed(expected.out)))),
    );
  });

  it('is the same document when it is dumped again', async () => {
    expect(await dumpOf(openRedacted)).toBe(redacted);
    expect(JSON.parse(redacted).redacted).toBe(true);
    expect(JSON.parse(live).redacted).toBeUndefined();
  });

  it('holds no name, address, id or number of the original, in any form', () => {
    const parts = (fortioParts.names ?? []).flatMap((name) => [name, ...name.split(/[/.]/)]);
    // These are words of every cluster, or of the dump itself.
    const common = ['', 'svc', 'cluster', 'local', 'Kubernetes', 'Pod'];
    const words = [...new Set([...parts, 'worker-1', ...Object.keys(fortioParts.frontends ?? {})])];
    const uids = (fortioParts.namespaces ?? []).map(({ podUid }) => podUid ?? '');
    const texts = [...words, ...uids].filter((word) => !common.includes(word));
    expect(texts.length).toBeGreaterThan(50);
    const bytes = Buffer.from(redacted);
    const strings = new Set(redacted.match(/"(?:[^"\\]|\\.)*"/g));
    for (const word of texts) {
      const isShort = /^[a-z]{1,8}$/.test(word);
      const isThere = isShort
        ? [...strings].some((one) => one.split(/[/."]/).includes(word) && !schemaWords.has(word))
        : bytes.includes(word);
      expect(isThere, word).toBe(false);
      for (const form of packedForms(word))
        expect(bytes.includes(form), `${word} ${form}`).toBe(false);
    }
  });

  it('has nothing in common with another redaction of the same node', async () => {
    const second = await dumpOf(() => redactNode(openLive(), Buffer.alloc(32, 1)));
    const [a, b] = [redacted, second].map(drawn);
    expect(a?.size).toBeGreaterThan(60);
    const shared = [...(a ?? [])].filter((one) => b?.has(one));
    expect(shared).toEqual([]);
  });

  it('lists nothing in the order of the originals', async () => {
    const orders = await Promise.all(
      [1, 2, 3, 4].map(async (fill) => {
        const own = Buffer.alloc(32, fill);
        const dump = await dumpOf(() => redactNode(openLive(), own));
        const { namespaces, podFolders } = JSON.parse(dump) as Record<
          string,
          { podUid?: string; uid?: string }[]
        >;
        const uids = (fortioParts.namespaces ?? []).map(({ podUid }) =>
          new NamePseudonyms(keyedDigest(own)).uid(podUid ?? ''),
        );
        const order = (list: typeof namespaces) =>
          list?.map(({ podUid, uid }) => uids.indexOf(podUid ?? uid ?? '')).join();
        return [order(namespaces), order(podFolders)];
      }),
    );
    for (const list of [0, 1]) expect(new Set(orders.map((one) => one[list])).size).toBe(4);
  });

  it('leaves out maps of an unknown layout, and says so', async () => {
    const openOdd = () => fortioNode({ valueSizes: { km_backend: 84 }, origin: 'recorded' });
    const { out, status } = await runCli(['dump'], {
      openNode: () => redactNode(openOdd(), secret),
    });
    expect(status).toBe(5);
    const { raw, problems } = JSON.parse(out) as { raw: object[]; problems: { message: string }[] };
    expect(raw).toMatchObject([{ map: 'km_backend', entries: [] }]);
    expect(problems.map(({ message }) => message).join()).toContain(
      '--redact left its entries out',
    );
  });

  it('keeps that something could not be read, without the paths', async () => {
    const unreadable = 'cannot open /host/proc/77/ns/net of 10.244.0.10: EPERM';
    const openNode = () => redactNode(fortioNode({ unreadable, origin: 'recorded' }), secret);
    const { out, status } = await runCli(['dump'], { openNode });
    expect(status).toBe(5);
    expect(out).toContain('cannot open … of …: EPERM');
    expect(out).not.toContain('10.244.0.10');
  });

  it('keeps that lines of the name file are torn', async () => {
    const nameFile = 'a/b: 1\ngarbage\nx';
    const openNode = () => redactNode(fortioNode({ nameFile, origin: 'recorded' }), secret);
    const { out } = await runCli(['dump'], { openNode });
    const problems = JSON.parse(out).problems as { code: string }[];
    expect(problems.filter(({ code }) => code === 'NAME_FILE_TORN')).toHaveLength(2);
    expect(out).not.toContain('garbage');
  });

  it('of a command has a secret of its own each time', async () => {
    const [first, second] = [
      await runCli(['dump', '--redact'], { openNode: openLive }),
      await runCli(['dump', '--redact'], { openNode: openLive }),
    ];
    expect(first.status).toBe(0);
    const [a, b] = [drawn(first.out), drawn(second.out)];
    expect([...a].filter((one) => b.has(one))).toEqual([]);
  });
});

/** Words of names that are also words of the document. */
const schemaWords = new Set([
  'local',
  'default',
  'broken',
  'empty',
  'dual',
  'odd',
  'plain',
  'half',
  'outside',
]);

/** An address or a name as the maps hold it: bytes, and numbers of both orders. */
function packedForms(word: string): string[] {
  const bytes = parseIp(word);
  const hash = Buffer.alloc(4);
  hash.writeUInt32LE(fnv1a32(word));
  const packed = [bytes ?? hash].filter((one) => one.length === 4 || one.length === 16);
  return packed.flatMap((one) => {
    const numbers = one.length === 4 ? [`:${one.readUInt32LE()},`, `:${one.readUInt32BE()},`] : [];
    return [one.toString('hex'), one.toString('base64').replaceAll('=', ''), ...numbers];
  });
}

/** Everything in a dump that was drawn: pseudonyms, addresses, ids, cookies, uids. */
function drawn(dump: string): Set<string> {
  const names = dump.match(/\b(?:ns|pod|svc|host|node)-[0-9a-z]{10}\b/g) ?? [];
  const uuids = dump.match(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g) ?? [];
  const addresses = (dump.match(/\b\d+\.\d+\.\d+\.\d+\b/g) ?? []).filter(
    (one) => !/^0\./.test(one),
  );
  const ids = dump.match(/"(?:uid|id|serviceId|upstreamId|backendUid)":[1-9]\d+/g) ?? [];
  const cookies = dump.match(/"(?:netnsCookie|cookie|socketCookie|monotonicNs)": ?"\d+"/g) ?? [];
  return new Set([...names, ...uuids, ...addresses, ...ids, ...cookies]);
}
