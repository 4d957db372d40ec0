// All rules over one snapshot. Linear in the rows: a dashboard asks every few seconds.

import type { Connection } from '../explain/connection.ts';
import { explainConnections } from '../explain/connections.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import {
  type CheckReport,
  compareFindings,
  type Finding,
  type Look,
  subjectKey,
} from './finding.ts';
import { whyUnseen } from './needs.ts';
import { findOddNames, type OddNames } from './odd-names.ts';
import type { CheckContext, Need, Rule } from './rule.ts';
import { rules } from './rules.ts';
import { Tables } from './tables.ts';

/** What the caller has made of the snapshot already. */
export interface Known {
  readonly connections?: readonly Connection[];
}

/** What all rules find in a snapshot, and which of them could look. */
export function checkSnapshot(snapshot: Snapshot, known: Known = {}): CheckReport {
  const tables = new Tables(snapshot);
  let oddNames: readonly OddNames[] | undefined;
  const context: CheckContext = {
    snapshot,
    tables,
    connections: () => known.connections ?? explainConnections(snapshot),
    oddNames: () => {
      oddNames ??= findOddNames(snapshot, tables);
      return oddNames;
    },
  };
  const findings: Finding[] = [];
  const looks = Object.values(rules).map((rule) => {
    const look = lookOf(rule, context);
    if (look.state === 'looked')
      for (const finding of findAll(rule, context)) findings.push(finding);
    return look;
  });
  return { findings: sortFindings(findings), looks };
}

/** Findings by severity, code and subject. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const keyed = findings.map((finding) => ({
    finding,
    order: { ...finding, subject: subjectKey(finding.subject) },
  }));
  keyed.sort((a, b) => compareFindings(a.order, b.order));
  return keyed.map(({ finding }) => finding);
}

function lookOf(rule: Rule, context: CheckContext): Look {
  const { code } = rule;
  if (!isOfMode(rule, context.snapshot)) return { code, state: 'does-not-apply', why: ofOtherMode };
  const notApplicable = rule.whyNotApplicable?.(context.snapshot) ?? null;
  if (notApplicable !== null) return { code, state: 'does-not-apply', why: notApplicable };
  for (const need of rule.needs) {
    const why = whyUnseen(context.snapshot, need);
    if (why !== null) return { code, state: 'could-not-look', why };
  }
  const why = rule.whyNotLooked?.(context) ?? null;
  return { code, state: why === null ? 'looked' : 'could-not-look', why };
}

/** What both modes have; all else that rules need is of dual-engine mode. */
const sharedNeeds: readonly Need[] = ['km_manage', 'namespaces', 'pins'];
const ofOtherMode = 'of dual-engine mode';

function isOfMode({ needs }: Rule, { mode }: Snapshot): boolean {
  return mode === 'dual-engine' || needs.every((need) => sharedNeeds.includes(need));
}

function* findAll({ code, severity, find }: Rule, context: CheckContext): Generator<Finding> {
  for (const draft of find(context)) yield { code, severity, ...draft, transient: false };
}
