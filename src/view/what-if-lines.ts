// What a what-if supposes, said before its answer.
import type { FieldValue } from '../diff/change.ts';
import { absent } from './column.ts';
import { escapeTerminal } from './escape.ts';
import type { AlterationItem } from './items/explanation.ts';

/** That nothing of it is so, and what was altered. */
export function whatIfLines(alterations: readonly AlterationItem[]): string[] {
  return [
    'what if: the maps are not so, and nothing is written anywhere',
    ...alterations.map((item) => escapeTerminal(`  ${alterationText(item)}`)),
  ];
}

/** `without default/web-0: web.default endpointCounts 2 -> 1`. */
export function alterationText(item: AlterationItem): string {
  const { field, service, serviceId, workload, backendUid, from, to } = item;
  const which = workload ?? `uid ${backendUid}`;
  const without = backendUid === null ? '' : `without ${which}: `;
  if (serviceId === null) return `${without}it is an endpoint of no service`;
  const change = `${field} ${valueText(from)} -> ${valueText(to)}`;
  return `${without}${service ?? `service id ${serviceId}`} ${change}`;
}

function valueText(value: FieldValue): string {
  if (value === null) return absent;
  if (typeof value !== 'object') return String(value);
  return value.length === 0 ? '0' : value.join(' ');
}
