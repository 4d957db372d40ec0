import { type Evidence, type EvidenceField, severities } from '../../check/finding.ts';
import { type Column, orAbsent } from '../column.ts';
import type { FindingItem } from '../items/check-report.ts';
import type { Tone } from '../style.ts';

const tones: Readonly<Record<FindingItem['severity'], Tone>> = {
  error: 'bad',
  warning: 'warn',
  info: 'dim',
};

export const findingColumns: readonly Column<FindingItem>[] = Object.freeze([
  {
    header: 'SEVERITY',
    priority: 1,
    cell: (item) => (item.transient ? `${item.severity} (transient)` : item.severity),
    order: (item) => severities.indexOf(item.severity),
    tone: (item) => tones[item.severity],
  },
  {
    header: 'CODE',
    priority: 1,
    cell: (item) => `${item.code}${item.known === 'inferred' ? '?' : ''}`,
    words: (item) => [item.code],
  },
  { header: 'SUBJECT', priority: 1, cell: (item) => item.subject },
  {
    header: 'ISSUE',
    priority: 5,
    isWide: true,
    align: 'right',
    cell: (item) => orAbsent(item.issue === null ? null : `#${item.issue}`),
    order: (item) => item.issue,
  },
  { header: 'MESSAGE', priority: 2, cell: (item) => item.message },
]);

/** What shows a finding, its likely cause, and what to do: a line each. */
export function findingLines(item: FindingItem): string[] {
  return [...item.evidence.map(evidenceLine), `cause: ${item.cause}`, `advice: ${item.advice}`];
}

/** `km_service[1014011164] endpointCounts=2,0,0`; `is missing` for what ought to be there. */
function evidenceLine({ map, key, exists, fields }: Evidence): string {
  const words = Object.entries(fields).map(([name, value]) => `${name}=${fieldText(value)}`);
  return [`${map}[${key}]`, ...(exists ? words : ['is missing'])].join(' ');
}

function fieldText(value: EvidenceField): string {
  if (value === null || typeof value !== 'object')
    return orAbsent(value === null ? null : String(value));
  return 'raw' in value ? (value.name ?? String(value.raw)) : value.join(',');
}
