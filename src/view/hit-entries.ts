// The map entries that the steps of an explanation found, as bytes with their layouts.
import { addressBytes } from '../kmesh/address.ts';
import { backendKeyLayout } from '../kmesh/dual-engine/backend.ts';
import { endpointKeyLayout } from '../kmesh/dual-engine/endpoint.ts';
import { serviceKeyLayout } from '../kmesh/dual-engine/service.ts';
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

/** Each entry once, in the order of the steps; those of `km_manage` name no key and are left out. */
export function hitEntries(snapshot: Snapshot, steps: readonly StepItem[]): HitEntry[] {
  const { source, mapSet } = snapshot;
  const seen = new Set<string>();
  return steps.flatMap(({ map, key, hit }) => {
    if (map === null || key === null || hit !== true) return [];
    return keysOf(map, key).flatMap(([keyText, bytes]) => {
      if (seen.has(`${map} ${keyText}`)) return [];
      seen.add(`${map} ${keyText}`);
      const value = source.lookup(mapSet, map, bytes);
      return value === undefined ? [] : [{ map, keyText, key: bytes, value }];
    });
  });
}

/** The keys that a step's text means: one, or the first of the endpoints it draws from. */
function keysOf(map: string, text: string): (readonly [text: string, key: Buffer])[] {
  switch (map) {
    case 'km_frontend':
      return [[text, addressBytes(text)]];
    case 'km_service':
      return [[text, encodeWhole(serviceKeyLayout, { service_id: Number(text) })]];
    case 'km_backend':
      return [[text, encodeWhole(backendKeyLayout, { backend_uid: Number(text) })]];
    case 'km_endpoint':
      return endpointKeys(text);
    default:
      return [];
  }
}

/** `service/prio/1..count`, or `service/prio/index`. */
function endpointKeys(text: string): (readonly [text: string, key: Buffer])[] {
  const [, service, prio, first, last = first] =
    /^(\d+)\/(\d+)\/(\d+)(?:\.\.(\d+))?$/.exec(text) ?? [];
  const length = Math.min(shownDraws, Number(last) - Number(first) + 1);
  if (service === undefined || Number.isNaN(length)) return [];
  return Array.from({ length }, (_, step) => {
    const index = Number(first) + step;
    const key = { service_id: Number(service), prio: Number(prio), backend_index: index };
    return [`${service}/${prio}/${index}`, encodeWhole(endpointKeyLayout, key)];
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
