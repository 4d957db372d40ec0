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
  const looked = rules.filter(({ state }) => state === 'looked').length;
  const others = groupLooks(rules).flatMap(({ codes, state, why }) => {
    const what = state === 'could-not-look' ? 'could not look' : 'does not apply';
    const isMany = codes.length > namedRules;
    const all = state === 'could-not-look' ? what : 'do not apply';
    const lines = isMany ? [`${codes.length} rules ${all}: ${why}`] : [];
    const each = isMany ? [] : codes.map((code) => `${code} ${what}: ${why}`);
    return [...lines, ...each].map(escapeTerminal);
  });
  return [`${counts.join(', ')}; ${looked} of ${rules.length} rules looked`, ...others];
}

/** As many rules are named that did not look for the same reason; more are counted. */
const namedRules = 8;

/** The rules that did not look, those with one reason together. */
function groupLooks(rules: CheckReportItem['rules']) {
  const groups = new Map<string, { codes: string[]; state: string; why: string | null }>();
  for (const { code, state, why } of rules) {
    if (state === 'looked') continue;
    const group = groups.get(`${state} ${why}`) ?? { codes: [], state, why };
    groups.set(`${state} ${why}`, group);
    group.codes.push(code);
  }
  return [...groups.values()];
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
