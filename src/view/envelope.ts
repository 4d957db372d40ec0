// The envelope that every JSON document has: what was read, when, where, and how completely.
import type { GenerationName } from '../kmesh/generation.ts';
import type { Mode } from '../kmesh/maps.ts';
import type { NodeFacts } from '../raw/node-source.ts';
import type { Problem } from '../raw/problem.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { type RawMapItem, toRawMapItem } from './raw-rows.ts';

export const schemaVersion = '1.0';

export interface Tool {
  readonly name: string;
  readonly version: string;
}

/** Whether everything that was asked for could be read, and what was odd. */
export interface Health {
  readonly complete: boolean;
  readonly problems: readonly Problem[];
}

export interface Envelope {
  readonly schemaVersion: string;
  readonly kind: string;
  /** RFC 3339, UTC. */
  readonly takenAt: string;
  readonly tool: Tool;
  readonly node: NodeFacts;
  readonly kmesh: {
    readonly mode: Mode;
    /** Null where the evidence does not settle it. */
    readonly generation: GenerationName | null;
    readonly pins: string;
  };
  readonly complete: boolean;
  readonly problems: readonly Problem[];
  /** Maps of an unknown layout; absent where there are none. */
  readonly raw?: readonly RawMapItem[];
}

export interface EnvelopeFacts {
  readonly kind: string;
  readonly tool: Tool;
  readonly health: Health;
}

/** The envelope of a document about `snapshot`, its keys in the order of the contract. */
export function toEnvelope(snapshot: Snapshot, facts: EnvelopeFacts): Envelope {
  const { name, kernel, arch } = snapshot.node;
  return {
    schemaVersion,
    kind: facts.kind,
    takenAt: snapshot.takenAt.toISOString(),
    tool: { name: facts.tool.name, version: facts.tool.version },
    node: { name, kernel, arch },
    kmesh: {
      mode: snapshot.mode,
      generation: snapshot.generation.name,
      pins: snapshot.mapSet.pins,
    },
    complete: facts.health.complete,
    problems: facts.health.problems.map(({ code, map, key, message }) => ({
      code,
      map,
      key,
      message,
    })),
    ...(snapshot.unknownLayouts.length === 0
      ? {}
      : { raw: snapshot.unknownLayouts.map(toRawMapItem) }),
  };
}
