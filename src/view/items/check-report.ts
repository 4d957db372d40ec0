import {
  type CheckReport,
  compareFindings,
  type Evidence,
  type Finding,
  type FindingCode,
  type Look,
  type Severity,
  type Subject,
} from '../../check/finding.ts';
import type { Rule } from '../../check/rule.ts';
import { rules } from '../../check/rules.ts';
import { dnsProxyUid } from '../../kmesh/dual-engine/backend.ts';
import type { KmeshName } from '../../kmesh/names.ts';
import type { NameTable } from '../../snapshot/name-table.ts';
import { nameLabel } from '../label.ts';

export interface FindingItem {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** The subject's name, or its kind and id, with the part of it that is concerned. */
  readonly subject: string;
  readonly subjectKind: Subject['kind'];
  /** Service id, backend uid, address, label or map name; null for the node itself. */
  readonly subjectId: number | string | null;
  /** Kubernetes namespace, null = none or not known. */
  readonly namespace: string | null;
  readonly message: string;
  readonly evidence: readonly Evidence[];
  /** Likely cause. */
  readonly cause: string;
  readonly advice: string;
  /** Seen in one of two looks only. */
  readonly transient: boolean;
  readonly known: Rule['known'];
  /** Number of a public issue of kmesh-net/kmesh, or null. */
  readonly issue: number | null;
}

export interface CheckReportItem {
  /** By severity, code and subject. */
  readonly findings: readonly FindingItem[];
  /** Whether each rule could look, and what it found; what was not seen is not taken for sound. */
  readonly rules: readonly RuleLookItem[];
}

export interface RuleLookItem extends Look {
  /** Findings of this code in all, null = it did not look. */
  readonly found: number | null;
}

/** The report with the names of its subjects: at most `limit` findings of each code. */
export function toCheckReportItem(
  report: CheckReport,
  names: NameTable,
  limit = Number.POSITIVE_INFINITY,
): CheckReportItem {
  const counts = countByCode(report.findings);
  const findings = firstOfEachCode(report.findings, limit).map((finding) =>
    toFindingItem(finding, names),
  );
  const rules = report.looks.map((look) => {
    const found = look.state === 'looked' ? (counts.get(look.code) ?? 0) : null;
    return { ...look, found };
  });
  return { findings: findings.sort(compareFindings), rules };
}

/** The first findings of each code: a full node may have 100,000 of one. */
export function firstOfEachCode<T extends { readonly code: FindingCode }>(
  findings: readonly T[],
  limit: number,
): readonly T[] {
  const counts = new Map<FindingCode, number>();
  return findings.filter(({ code }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count <= limit;
  });
}

/** How many findings there are of each code, in the order of the first. */
export function countByCode(
  findings: readonly { readonly code: FindingCode }[],
): Map<FindingCode, number> {
  const counts = new Map<FindingCode, number>();
  for (const { code } of findings) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

function toFindingItem(finding: Finding, names: NameTable): FindingItem {
  const { code, severity, subject, message, evidence, transient } = finding;
  const { cause, advice, known, issue } = rules[code];
  const name = nameOf(subject, names);
  return {
    code,
    severity,
    subject: subjectText(subject, name),
    subjectKind: subject.kind,
    subjectId: subject.id,
    namespace: name?.namespace ?? podNamespace(subject),
    message,
    evidence,
    cause,
    advice,
    transient,
    known,
    issue,
  };
}

function nameOf({ kind, id }: Subject, names: NameTable): KmeshName | undefined {
  const isNamed = kind === 'service' || kind === 'workload';
  return isNamed && typeof id === 'number' ? names.find(id) : undefined;
}

function subjectText({ kind, id, part }: Subject, name: KmeshName | undefined): string {
  const isProxy = kind === 'workload' && id === dnsProxyUid;
  const unnamed = isProxy ? 'DNS proxy' : [kind, id].filter((word) => word !== null).join(' ');
  const label = name === undefined ? unnamed : nameLabel(name);
  return part === null ? label : `${label} ${part}`;
}

/** A pod's or a connection's subject begins with `namespace/name`, where those are known. */
function podNamespace({ kind, id }: Subject): string | null {
  if (kind !== 'pod' && kind !== 'connection') return null;
  const [pod = ''] = String(id).split(' -> ');
  const slash = pod.indexOf('/');
  return slash < 0 ? null : pod.slice(0, slash);
}
