// The map entries that the steps of an explanation found, as bytes with their layouts.
import { addressBytes } from '../kmesh/address.ts';
import { fromEndpointKey } from '../kmesh/dual-engine/endpoint.ts';
import type { DualEngineMaps, MapFormat } from '../kmesh/dual-engine/map-formats.ts';
import { dualEngineLayouts } from '../kmesh/maps.ts';
import { labelledHex } from '../layout/hexdump.ts';
import { encodeWhole } from '../layout/layout.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { StepItem } from './items/explanation.ts';

export interface HitEntry {
  readonly map: string;
  /** As a person reads it, as in the step. */
  readonly keyText: string;
  readonly key: Buffer;
  readonly value: Buffer;
}

/** Entries of an endpoint draw that are given at most: the others look alike. */
const shownDraws = 4;

/** Each entry once, in the order of the steps; those of the manager map name no key and are left out. */
export function hitEntries(snapshot: Snapshot, steps: readonly StepItem[]): HitEntry[] {
  const { source, mapSet, formats } = snapshot;
  const seen = new Set<string>();
  return steps.flatMap(({ map, key, hit }) => {
    if (map === null || key === null || hit !== true) return [];
    return keysOf(formats, map, key).flatMap(([keyText, bytes]) => {
      if (seen.has(`${map} ${keyText}`)) return [];
      seen.add(`${map} ${keyText}`);
      const value = source.lookup(mapSet, map, bytes);
      return value === undefined ? [] : [{ map, keyText, key: bytes, value }];
    });
  });
}

type TextAndKey = readonly [text: string, key: Buffer];

/** The keys that a step's text means: one, or the first of the endpoints it draws from. */
function keysOf(formats: DualEngineMaps, map: string, text: string): TextAndKey[] {
  const { km_frontend, km_service, km_backend, km_endpoint } = formats;
  switch (map) {
    case km_frontend.name:
      return [[text, addressBytes(text)]];
    case km_service.name:
      return [[text, encodeWhole(km_service.key, { service_id: Number(text) })]];
    case km_backend.name:
      return [[text, encodeWhole(km_backend.key, { backend_uid: Number(text) })]];
    case km_endpoint.name:
      return endpointKeys(km_endpoint, text);
    default:
      return [];
  }
}

/** `service/prio/1..count` or `service/prio/index`; without priorities `service/index`. */
function endpointKeys({ key }: MapFormat, text: string): TextAndKey[] {
  const [, service, prio, first, last = first] =
    /^(\d+)\/(?:(\d+)\/)?(\d+)(?:\.\.(\d+))?$/.exec(text) ?? [];
  const length = Math.min(shownDraws, Number(last) - Number(first) + 1);
  if (service === undefined || Number.isNaN(length)) return [];
  const prefix = prio === undefined ? service : `${service}/${prio}`;
  return Array.from({ length }, (_, step) => {
    const backendIndex = Number(first) + step;
    const entry = { serviceId: Number(service), prio: Number(prio ?? 0), backendIndex };
    return [`${prefix}/${backendIndex}`, encodeWhole(key, fromEndpointKey(entry))];
  });
}

/** The value's fields as `name=value`, those that are zero left out. */
export function decodedEntry({ map, value }: Pick<HitEntry, 'map' | 'value'>): string {
  const lines = labelledHex(dualEngineLayouts[map]?.value ?? null, value);
  const shown = lines.filter(({ hex }) => !/^0*$/.test(hex));
  return shown.map(({ field, text, hex }) => `${field ?? 'bytes'}=${text ?? hex}`).join(' ');
}

/** Hex digits on a line: sixteen bytes. */
const hexWidth = 32;

/** The value's fields: offset, C name, meaning, then the bytes, sixteen on a line. */
export function hexEntry({ map, value }: Pick<HitEntry, 'map' | 'value'>): string[] {
  const fields = labelledHex(dualEngineLayouts[map]?.value ?? null, value);
  return fields.flatMap(({ offset, hex, field, text }) => {
    const meaning = text === null ? '' : ` = ${text}`;
    const chunks = hex.match(new RegExp(`.{1,${hexWidth}}`, 'g')) ?? [''];
    return chunks.map((chunk, index) => {
      const at = String(offset + (index * hexWidth) / 2).padStart(4);
      const name = index === 0 ? `${field ?? '(no field)'}${meaning}` : '';
      return `${at}  ${chunk.padEnd(hexWidth)}  ${name}`.trimEnd();
    });
  });
}
