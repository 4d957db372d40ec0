import { checkSnapshot } from '../../check/check-snapshot.ts';
import { confirmFindings } from '../../check/confirm-findings.ts';
import {
  type CheckReport,
  type FindingCode,
  type Severity,
  severities,
} from '../../check/finding.ts';
import { rules } from '../../check/rules.ts';
import { UsageError } from '../../raw/problem.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { lookLines, rulePage } from '../../view/check-lines.ts';
import { findingColumns, findingLines } from '../../view/columns/finding-columns.ts';
import { toEnvelope } from '../../view/envelope.ts';
import {
  type CheckReportItem,
  countByCode,
  type FindingItem,
  firstOfEachCode,
  toCheckReportItem,
} from '../../view/items/check-report.ts';
import { linesJson } from '../../view/json.ts';
import { didYouMean } from '../../view/request/near-matches.ts';
import { chooser } from '../choose-items.ts';
import {
  type Command,
  type CommandContext,
  directoryFor,
  namesFor,
  withSnapshot,
} from '../context.ts';
import { exitStatus } from '../exit-status.ts';
import { writeAll, writeLines } from '../io.ts';
import { type ListKind, printTable } from '../list-command.ts';
import { isText } from '../options.ts';
import { printDocument } from '../print-document.ts';
import { reportHealth, reportNote } from '../report.ts';

/** Between two looks; the daemon needs some milliseconds for a change of a few hundred entries. */
const betweenLooksMs = 300;

const list: ListKind<FindingItem> = {
  kind: 'CheckReport',
  noun: 'findings',
  columns: findingColumns,
  order: [],
  read: () => [],
  namespaceOf: (item) => item.namespace,
  namesOf: () => [],
  details: findingLines,
};

export const run: Command = async (context) => {
  if (context.own['explain'] !== undefined)
    return explainRule(context, String(context.own['explain']));
  const failOn = failOnOf(context);
  const choose = chooser(list, context);
  const { options } = context;
  const finish = async (snapshot: Snapshot, report: CheckReport): Promise<number> => {
    const whole = toCheckReportItem(report, namesFor(snapshot, options));
    const directory = directoryFor(snapshot, options);
    const { items: findings, note } = choose(whole.findings, { snapshot, directory });
    if (note !== null) await reportNote(context.io, options, note);
    const status = await printReport(context, snapshot, { ...whole, findings });
    const isFound = findings.some((item) => isAtLeast(item.severity, failOn));
    // What was found is found, however much could not be seen.
    return isFound ? exitStatus.found : status;
  };
  // What is to be said beside the answer is said once.
  const quietly = { ...context, options: { ...options, isQuiet: true } };
  const first = await withSnapshot(quietly, async (snapshot) => {
    const report = checkSnapshot(snapshot);
    return snapshot.source.origin === 'live' ? report : finish(snapshot, report);
  });
  if (typeof first === 'number') return first;
  // What the daemon was told a moment ago is on its way to the maps, and is no fault.
  await context.io.sleep(options.daemon === null ? betweenLooksMs : options.intervalMs);
  return withSnapshot(context, (snapshot) =>
    finish(snapshot, confirmFindings(first, checkSnapshot(snapshot))),
  );
};

function isAtLeast(severity: Severity, limit: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(limit);
}

async function printReport(
  context: CommandContext,
  snapshot: Snapshot,
  item: CheckReportItem,
): Promise<number> {
  const { io, options, tool } = context;
  const isWhole = item.rules.every(({ state }) => state !== 'could-not-look');
  const health = { complete: snapshot.isComplete && isWhole, problems: snapshot.problems };
  if (isText(options)) {
    const { findings } = item;
    const isAll = options.output === 'wide';
    await printTable(context, list, isAll ? findings : firstOfEachCode(findings, shownOfCode));
    if (!isAll) await writeLines(io.stdout, leftOutLines(findings));
    await writeLines(io.stdout, lookLines(item));
  } else if (options.output === 'jsonl') {
    await writeAll(io.stdout, linesJson(item.findings));
  } else {
    const envelope = toEnvelope(snapshot, { kind: list.kind, tool, health });
    await printDocument(context, { envelope, fields: item, toLines: () => [] });
  }
  return reportHealth(io, health, options);
}

/** Findings of one code that a table has. */
const shownOfCode = 20;

/** How many findings of each code the table leaves out. */
function leftOutLines(findings: readonly FindingItem[]): string[] {
  return [...countByCode(findings)]
    .filter(([, count]) => count > shownOfCode)
    .map(([code, count]) => `${code}: ${count - shownOfCode} more, which -o wide or json lists`);
}

function failOnOf({ own }: CommandContext): Severity {
  const value = String(own['failOn'] ?? 'error');
  const found = severities.find((severity) => severity === value);
  if (found !== undefined) return found;
  throw new UsageError(
    `--fail-on ${value} is not offered here`,
    `one of: ${severities.join(', ')}`,
  );
}

async function explainRule({ io, options }: CommandContext, word: string): Promise<number> {
  const code = word.toUpperCase();
  if (!Object.hasOwn(rules, code)) {
    const hint = didYouMean(code, Object.keys(rules)) ?? `one of: ${Object.keys(rules).join(', ')}`;
    throw new UsageError(`no rule ${word}`, hint);
  }
  if (!isText(options)) {
    throw new UsageError(`--explain has no -o ${options.output}`, 'one of: table, wide');
  }
  await writeLines(io.stdout, rulePage(rules[code as FindingCode]));
  return exitStatus.done;
}
