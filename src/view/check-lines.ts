// What `check` says besides its table of findings, and the page of a rule.
import type { Severity } from '../check/finding.ts';
import type { Rule } from '../check/rule.ts';
import { escapeTerminal } from './escape.ts';
import { formatCount } from './format.ts';
import type { CheckReportItem } from './items/check-report.ts';

/** How many rules looked, and why the others did not. */
export function lookLines({ findings, rules }: CheckReportItem): string[] {
  const countOf = (severity: Severity) =>
    findings.filter((item) => item.severity === severity).length;
  const counts = [
    formatCount(countOf('error'), 'error'),
    formatCount(countOf('warning'), 'warning'),
    formatCount(countOf('info'), 'remark'),
  ];
  // What was not asked for is not missing.
  const asked = rules.filter(({ state }) => state !== 'not-asked');
  const looked = asked.filter(({ state }) => state === 'looked').length;
  const others = asked.flatMap(({ code, state, why }) => {
    if (state === 'looked') return [];
    const what = state === 'could-not-look' ? 'could not look' : 'does not apply';
    return [escapeTerminal(`${code} ${what}: ${why}`)];
  });
  return [`${counts.join(', ')}; ${looked} of ${asked.length} rules looked`, ...others];
}

/** The page of a rule: what it finds, what it looks at, and what to do. */
export function rulePage(rule: Rule): string[] {
  const rows: [string, string][] = [
    ['meaning', rule.meaning],
    ['cause', rule.cause],
    ['advice', rule.advice],
    ['looks at', rule.needs.join(', ') || 'the list of maps'],
    ['known', rule.known],
    [
      'issue',
      rule.issue === null ? '-' : `https://github.com/kmesh-net/kmesh/issues/${rule.issue}`,
    ],
  ];
  const width = 10;
  return [
    `${rule.code} (${rule.severity})`,
    ...rows.map(([label, text]) => `${label.padEnd(width)}${text}`),
  ];
}
