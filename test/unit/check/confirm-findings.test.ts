import { describe, expect, it } from 'vitest';
import { confirmFindings } from '../../../src/check/confirm-findings.ts';
import type { CheckReport, Finding, Look } from '../../../src/check/finding.ts';
import { subject } from '../../../src/check/rule.ts';

const finding = (id: number, changes: Partial<Finding> = {}): Finding => ({
  code: 'ENDPOINT_HOLE',
  severity: 'error',
  subject: subject('service', id, 'priority 0'),
  message: 'first',
  evidence: [],
  transient: false,
  ...changes,
});
const looked: Look = { code: 'ENDPOINT_HOLE', state: 'looked', why: null };
const blind: Look = { code: 'ENDPOINT_HOLE', state: 'could-not-look', why: 'rewritten' };
const report = (findings: readonly Finding[], look = looked): CheckReport => ({
  findings,
  looks: [look],
});

describe('confirmFindings', () => {
  it('keeps what both looks have, as the second has it', () => {
    const second = finding(1, { message: 'second' });
    expect(confirmFindings(report([finding(1)]), report([second])).findings).toEqual([second]);
  });

  it('marks what only one look has as transient, and no more than info', () => {
    const { findings } = confirmFindings(
      report([finding(1), finding(2)]),
      report([finding(3), finding(2)]),
    );
    expect(findings).toEqual([
      finding(2),
      finding(1, { severity: 'info', transient: true }),
      finding(3, { severity: 'info', transient: true }),
    ]);
  });

  it('tells findings of one code apart by their whole subject', () => {
    const other = finding(1, { subject: subject('service', 1, 'priority 1') });
    const { findings } = confirmFindings(report([finding(1)]), report([other]));
    expect(findings.map(({ transient }) => transient)).toEqual([true, true]);
  });

  it('has not looked where one look could not', () => {
    expect(confirmFindings(report([], blind), report([])).looks).toEqual([blind]);
    expect(confirmFindings(report([]), report([], blind)).looks).toEqual([blind]);
  });

  it('confirms nothing where the second look was blind', () => {
    const { findings } = confirmFindings(report([finding(1)]), report([], blind));
    expect(findings).toEqual([finding(1, { severity: 'info', transient: true })]);
  });
});
