// Two looks a moment apart: the daemon writes one entry at a time, so a fault that only one of them shows
// is most likely a change that was under way.
import { sortFindings } from './check-snapshot.ts';
import { type CheckReport, type Finding, type Look, subjectKey } from './finding.ts';
import { rules } from './rules.ts';

/**
 * The findings of the second look that the first has too, those about the daemon with the same evidence:
 * what it says of a field may have changed in between, and the map be about to follow. Those that only one
 * look has are marked transient, with severity info. A rule that could not look once counts as not having
 * looked.
 */
export function confirmFindings(first: CheckReport, second: CheckReport): CheckReport {
  const before = new Map(first.findings.map((finding) => [identity(finding), finding]));
  const now = new Set(second.findings.map(identity));
  const findings = [
    ...second.findings.map((finding) =>
      isConfirmed(finding, before.get(identity(finding))) ? finding : toTransient(finding),
    ),
    ...first.findings.filter((finding) => !now.has(identity(finding))).map(toTransient),
  ];
  const unseen = new Map(first.looks.filter(isUnseen).map((look) => [look.code, look]));
  const looks = second.looks.map((look) =>
    isUnseen(look) ? look : (unseen.get(look.code) ?? look),
  );
  return { findings: sortFindings(findings), looks };
}

function isConfirmed(finding: Finding, before: Finding | undefined): boolean {
  if (before === undefined) return false;
  if (!rules[finding.code].needs.includes('daemon')) return true;
  return JSON.stringify(finding.evidence) === JSON.stringify(before.evidence);
}

function identity({ code, subject }: Finding): string {
  return `${code} ${subjectKey(subject)}`;
}

function toTransient(finding: Finding): Finding {
  return { ...finding, severity: 'info', transient: true };
}

function isUnseen({ state }: Look): boolean {
  return state === 'could-not-look';
}
