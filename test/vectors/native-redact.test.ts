// Every recorded state of kernel-native mode as a redacted dump: explain, weights and endpoints say of it what
// they say of the maps, up to the renaming, and no name and no address of the state is left in it.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { NativeRecordedState } from '../../scripts/vectors/native-file.ts';
import { readVectorFile } from '../../scripts/vectors/vector-file.ts';
import { explainNativeConnect } from '../../src/explain/kernel-native/explain-connect.ts';
import { cookieKey } from '../../src/kmesh/dual-engine/manage.ts';
import { parseIp } from '../../src/layout/ip-address.ts';
import { requireNativeMaps } from '../../src/snapshot/native-maps.ts';
import { openRecordedNode } from '../../src/snapshot/recorded-source.ts';
import { AddressPseudonyms } from '../../src/snapshot/redact/address-pseudonyms.ts';
import { keyedDigest, NumberPseudonyms } from '../../src/snapshot/redact/keyed-digest.ts';
import { NamePseudonyms } from '../../src/snapshot/redact/name-pseudonyms.ts';
import { NativeNamePseudonyms } from '../../src/snapshot/redact/native-names.ts';
import { redactNode } from '../../src/snapshot/redact/redacted-source.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { dumpJson } from '../../src/view/dump.ts';
import { toNativeEndpointItems } from '../../src/view/items/native-endpoint.ts';
import { toNativeServiceItems } from '../../src/view/items/native-service.ts';
import { toNativeWeightItems } from '../../src/view/items/native-weight.ts';
import { generationOf, nodeOf, recordings, snapshotOf } from './native-state-node.ts';

const secret = Buffer.from('a secret that this test may know');
const digest = keyedDigest(secret);
const addresses = new AddressPseudonyms(digest);
const names = new NativeNamePseudonyms(new NamePseudonyms(digest), addresses, digest);

const clusterIds = new NumberPseudonyms(digest, 'cluster', 0xffffffff);

/** A text of an answer with what stands for its names and addresses; indexes of slots are drawn. */
function renamed(text: string): string {
  return text
    .replaceAll(/"((?:[^"\\]|\\.)*)"/g, (quoted) => JSON.stringify(names.text(JSON.parse(quoted))))
    .replace(/(?<=cluster id )\d+/, (id) => (id === '0' ? id : String(clusterIds.of(Number(id)))))
    .replace(/(?<=skips: transport protocol ).*/, (protocol) => names.text(protocol))
    .replaceAll(/\b\d+\.\d+\.\d+\.\d+\b/g, (address) => addresses.text(address));
}

/** Without what is drawn: the numbers of slots, and which bits are above a reference. */
function plain(text: string): string {
  return text
    .replaceAll(/((?:map\d*|pool) ?\d*)\[\d+\](?: \(with 0x[0-9a-f]+ above\))?/g, '$1[#]')
    .replaceAll(/pool \d+\[/g, 'pool [');
}

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

type Json = Readonly<Record<string, unknown>>;
const nameFields = ['name', 'cluster', 'service', 'serviceName', 'clusters'];
const textFields = ['key', 'note', 'source', 'listener', 'address', 'addresses'];

/** An answer as of a node where everything has its pseudonym, or with its own words where `isOwn` is false. */
function answer(value: unknown, isRenamed: boolean, field = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => answer(item, isRenamed, field));
    // What is listed by address stands in another order.
    return ['outcomes', 'endpoints'].includes(field) ? items.sort(byText) : items;
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value as Json).map(([key, item]) => [key, answer(item, isRenamed, key)]),
    );
  }
  if (field === 'storedId' && isRenamed && value !== null && value !== 0) {
    return clusterIds.of(Number(value));
  }
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'string') return value;
  if (!isRenamed) return plain(value);
  if (nameFields.includes(field)) return names.text(value);
  return textFields.includes(field) ? plain(renamed(value)) : value;
}

function explainAll(snapshot: Snapshot, state: NativeRecordedState, isRenamed: boolean) {
  const maps = requireNativeMaps(snapshot);
  const own = BigInt(state.client.cookie);
  const cookie = isRenamed ? addresses.cookie(own) : own;
  const managed = maps.lookup('km_manage', cookieKey(cookie)) !== undefined;
  return state.connects.map(({ family, proto, dst, port }) =>
    explainNativeConnect(
      { maps, source: { cookie, managed }, nowNs: snapshot.monotonicNs },
      {
        family,
        protocol: proto,
        call: 'connect',
        address: isRenamed ? addresses.text(dst) : dst,
        port,
      },
    ),
  );
}

/** What the endpoints and weights say, in an order of its own. */
function listsOf(snapshot: Snapshot, isRenamed: boolean): string[] {
  const lists = [
    ...toNativeWeightItems(snapshot),
    ...toNativeServiceItems(snapshot),
    ...toNativeEndpointItems(snapshot),
  ];
  return lists.map((item) => JSON.stringify(answer(item, isRenamed))).sort();
}

for (const name of recordings) {
  const path = fileURLToPath(new URL(`native-${name}.jsonl.gz`, import.meta.url));
  const states: NativeRecordedState[] = [];
  for await (const read of readVectorFile(path)) {
    if (read.kind === 'native-state') states.push(read.state);
  }

  describe(`the states of Kmesh ${name}, kernel-native`, () => {
    const tool = { name: 'kmscope', version: '0' };
    const open = (state: NativeRecordedState) => {
      const generation = generationOf(state);
      const live = snapshotOf(nodeOf(state, generation), generation);
      const source = redactNode(nodeOf(state, generation), secret, generation.name);
      const bytes = Buffer.concat([...dumpJson(snapshotOf(source, generation), tool)]);
      return {
        live,
        bytes,
        redacted: snapshotOf(openRecordedNode('node.json', bytes), generation),
      };
    };

    it('are told alike from their redacted dump', () => {
      let endpoints = 0;
      for (const state of states) {
        const { live, redacted } = open(state);
        const expected = explainAll(live, state, false);
        const lists = listsOf(live, true);
        const explained = explainAll(redacted, state, true);
        expect(answer(explained, false), state.id).toEqual(answer(expected, true));
        expect(listsOf(redacted, false), state.id).toEqual(lists);
        expect(problemsOf(redacted), state.id).toEqual(problemsOf(live));
        endpoints += explained.filter(({ outcomes }) => outcomes[0]?.verdict === 'endpoint').length;
      }
      expect(states.length).toBeGreaterThan(20);
      expect(endpoints).toBeGreaterThan(40);
    });

    it('leave no name and no address in it', () => {
      let searched = 0;
      for (const state of states) {
        const { bytes } = open(state);
        const { rawMaps } = JSON.parse(bytes.toString()) as RawMaps;
        const packed = rawMaps.flatMap((map) => [map.keys, map.values, map.inner?.values ?? '']);
        const maps = Buffer.concat(packed.map((text) => Buffer.from(text, 'base64')));
        for (const word of originalsOf(state)) {
          searched++;
          expect([bytes.includes(word), maps.includes(word)], `${state.id} ${word}`).toEqual([
            false,
            false,
          ]);
        }
      }
      expect(searched).toBeGreaterThan(100);
    });
  });
}

interface RawMaps {
  readonly rawMaps: readonly {
    readonly keys: string;
    readonly values: string;
    readonly inner?: { readonly values: string };
  }[];
}

/** Problems by their codes: the words name what is drawn. */
function problemsOf({ problems }: Snapshot): string[] {
  return problems.map(({ code }) => code).sort();
}

/** Host names of the state's clusters, and addresses as text and as bytes, but those that stand for themselves. */
function originalsOf({ maps, connects }: NativeRecordedState): (string | Buffer)[] {
  const hosts = (maps['km_cluster'] ?? []).flatMap(([key]) => {
    const host = Buffer.from(key, 'hex').toString('latin1').split('|')[3] ?? '';
    return host.split('.').filter((label) => label.length > 4 && !domainLabels.includes(label));
  });
  const asked = connects.map(({ dst }) => dst).filter((dst) => addresses.text(dst) !== dst);
  const own = asked.filter((dst) => dst.includes('.')).map((dst) => dst.replace('::ffff:', ''));
  return [...hosts, ...own, ...own.flatMap((dst) => parseIp(dst) ?? [])];
}

const domainLabels = ['cluster', 'local'];
