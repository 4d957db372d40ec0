// Every recorded state as a dump, and as a redacted one: explain says of them what it says of the maps.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  type RecordedConnect,
  type RecordedState,
  readVectorFile,
} from '../../scripts/vectors/vector-file.ts';
import { explainConnect } from '../../src/explain/dual-engine/explain-connect.ts';
import type { Explanation, StorageTrace } from '../../src/explain/explanation.ts';
import type { Generation } from '../../src/kmesh/generation.ts';
import type { NodeSource } from '../../src/raw/node-source.ts';
import { noNames } from '../../src/snapshot/name-table.ts';
import { openRecordedNode } from '../../src/snapshot/recorded-source.ts';
import { AddressPseudonyms } from '../../src/snapshot/redact/address-pseudonyms.ts';
import { IdPseudonyms } from '../../src/snapshot/redact/id-pseudonyms.ts';
import { keyedDigest } from '../../src/snapshot/redact/keyed-digest.ts';
import { NamePseudonyms } from '../../src/snapshot/redact/name-pseudonyms.ts';
import { redactNode } from '../../src/snapshot/redact/redacted-source.ts';
import { Snapshot } from '../../src/snapshot/snapshot.ts';
import { dumpJson } from '../../src/view/dump.ts';
import { stateNode } from '../support/state-node.ts';

const recordings = ['v0.5.0', 'v1.0.0', 'v1.1.0', 'v1.2.0', 'main'];
const secret = Buffer.from('of these states, and of no others');

function snapshotOf(source: NodeSource, generation: Generation): Snapshot {
  const [set] = source.mapSets;
  if (set === undefined) throw new Error('no maps');
  return new Snapshot(source, set, generation.name);
}

/** The node again, from the dump of it. */
function replayed(source: NodeSource, generation: Generation): NodeSource {
  const pieces = [...dumpJson(snapshotOf(source, generation), { name: 'kmscope', version: '0' })];
  return openRecordedNode('node.json', Buffer.concat(pieces));
}

function explain(
  source: NodeSource,
  generation: Generation,
  cookie: bigint,
  { family, proto, op, dst, port }: RecordedConnect,
): Explanation {
  const { routing: maps } = snapshotOf(source, generation);
  const [managed, bypassed] = [maps.isManaged(cookie), maps.isBypassed(cookie)];
  const call = op === 'sendto' ? 'sendmsg' : 'connect';
  const request = { family, protocol: proto, call, address: dst, port } as const;
  return explainConnect({ generation, maps, managed, bypassed }, request);
}

/**
 * What an explanation says, with its addresses and ids renamed. Outcomes of the same share stand in the order
 * of their addresses, which is another one then.
 */
function gist(
  { outcomes, steps, managed }: Explanation,
  addressOf: (address: string) => string,
  idOf: (id: number) => number,
) {
  const id = (value: number | null) => (value === null ? null : idOf(value));
  return {
    managed,
    steps: steps.map(({ id, parent, pass, function: name, map, hit }) => {
      return { id, parent, pass, name, map, hit };
    }),
    outcomes: outcomes
      .map((outcome) => ({
        ...outcome,
        address: addressOf(outcome.address),
        backendUid: id(outcome.backendUid),
        serviceId: id(outcome.serviceId),
        storage: renamedTrace(outcome.storage, addressOf),
      }))
      .sort((a, b) => a.step - b.step || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  };
}

function renamedTrace(trace: StorageTrace | null, addressOf: (address: string) => string) {
  const original = trace?.originalDestination ?? null;
  if (original === null) return trace;
  return { ...trace, originalDestination: { ...original, address: addressOf(original.address) } };
}

interface Read {
  readonly state: RecordedState;
  readonly generation: Generation;
}

async function readStates(name: string): Promise<Read[]> {
  const states: Read[] = [];
  const path = fileURLToPath(new URL(`${name}.jsonl.gz`, import.meta.url));
  for await (const line of readVectorFile(path)) if (line.kind === 'state') states.push(line);
  return states;
}

for (const name of recordings) {
  const states = await readStates(name);
  describe(`the states of Kmesh ${name}`, () => {
    it('are explained alike from their dump', () => {
      let asked = 0;
      for (const { state, generation } of states) {
        const live = stateNode(state, generation);
        const recorded = replayed(live, generation);
        const cookie = BigInt(state.client.cookie);
        for (const connect of state.connects) {
          asked++;
          expect(explain(recorded, generation, cookie, connect)).toEqual(
            explain(live, generation, cookie, connect),
          );
        }
      }
      expect(asked).toBeGreaterThan(400);
    });

    it('are explained alike from their redacted dump, up to the renaming', () => {
      for (const { state, generation } of states) {
        const live = stateNode(state, generation);
        const redacted = replayed(redactNode(live, secret), generation);
        const digest = keyedDigest(secret);
        const addresses = new AddressPseudonyms(digest);
        const ids = new IdPseudonyms(noNames, new NamePseudonyms(digest), digest);
        const cookie = BigInt(state.client.cookie);
        for (const connect of state.connects) {
          const asked = { ...connect, dst: addresses.text(connect.dst) };
          const answer = explain(redacted, generation, addresses.cookie(cookie), asked);
          const expected = explain(live, generation, cookie, connect);
          expect(gist(answer, String, Number), `${state.id} ${connect.case}`).toEqual(
            gist(
              expected,
              (address) => addresses.text(address),
              (id) => ids.of(id),
            ),
          );
        }
      }
    });
  });
}
