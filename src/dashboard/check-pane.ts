// The checks view: findings by severity, each with its evidence; Enter goes to the entry concerned.
import { checkSnapshot } from '../check/check-snapshot.ts';
import type { CheckReport } from '../check/finding.ts';
import { rules } from '../check/rules.ts';
import { madeOf, tokenOf } from '../raw/made-of.ts';
import { podLabel } from '../snapshot/pod.ts';
import { findingColumns, findingLines } from '../view/columns/finding-columns.ts';
import { formatCount } from '../view/format.ts';
import {
  type CheckReportItem,
  type FindingItem,
  toCheckReportItem,
} from '../view/items/check-report.ts';
import { printable } from './labels.ts';
import type { Model } from './model.ts';
import { type DetailLine, detailLine, type ItemRow, itemPane, type Pane } from './pane.ts';
import { podId } from './pod-detail.ts';
import { serviceRowId } from './service-rows.ts';
import type { RowLinks } from './state.ts';

interface Kept {
  readonly key: string;
  readonly report: CheckReport;
}

const reports = new WeakMap<object, Kept>();
const items = new WeakMap<CheckReport, CheckReportItem>();

/** The report on a reading; the same one, where all that the rules look at is as it was. */
export function reportOf(model: Model): CheckReport {
  const { snapshot, connections, openCounts, directory } = model;
  const { source, pins, namespaces } = snapshot;
  // The counts stand for the connections, and those for the maps that made them what they are.
  const owner = openCounts ?? model;
  const parts = [pins, namespaces, source.mapSets, directory.names];
  const key = parts.map(tokenOf).join(' ');
  const kept = reports.get(owner);
  if (kept?.key === key) return kept.report;
  const report = checkSnapshot(snapshot, { connections });
  reports.set(owner, { key, report });
  return report;
}

/** A broken map can have a finding in each of its rows: the worst come first, and tell enough. */
const shownFindings = 1000;

function shownItems(model: Model): CheckReportItem {
  const report = reportOf(model);
  const shown = { ...report, findings: report.findings.slice(0, shownFindings) };
  return madeOf(items, report, () => toCheckReportItem(shown, model.directory.names));
}

function toOmitted({ findings }: CheckReport): string | null {
  const omitted = findings.length - shownFindings;
  return omitted > 0 ? `${omitted} more findings: kmscope check lists them all` : null;
}

/** The pane, by severity, code and subject. */
export function checkPane(model: Model): Pane {
  const report = reportOf(model);
  const { findings } = shownItems(model);
  const unseen = report.looks.filter(({ state }) => state === 'could-not-look');
  const looked = report.looks.filter(({ state }) => state === 'looked').length;
  const warning = `${formatCount(unseen.length, 'rule')} could not look: ${unseen[0]?.why}`;
  return itemPane<FindingItem>({
    title: 'Checks',
    columns: findingColumns,
    rows: findings.map(toRow),
    count: report.findings.length,
    status:
      looked === 0 && unseen.length > 0
        ? { kind: 'unreadable', what: warning, hint: null }
        : findings.length > 0
          ? { kind: 'data', warning: unseen.length === 0 ? toOmitted(report) : warning }
          : toQuiet(looked, unseen.length === 0 ? null : warning),
  });
}

/** Nothing found is good news only as far as the rules could look. */
function toQuiet(looked: number, warning: string | null): Pane['status'] {
  return {
    kind: 'empty',
    why: `${formatCount(looked, 'rule')} looked and found nothing`,
    hint: warning,
  };
}

function toRow(item: FindingItem): ItemRow<FindingItem> {
  return {
    id: findingId(item),
    parent: null,
    item: () => item,
    detail: () => findingDetail(item),
  };
}

function findingId({ code, subject }: FindingItem): string {
  return `${code} ${subject}`;
}

function findingDetail(item: FindingItem): DetailLine[] {
  const { code, severity, subject, message, issue } = item;
  const style = severity === 'error' ? 'bad' : severity === 'warning' ? 'warn' : 'plain';
  return [
    detailLine('finding', printable(`${code} ${subject}: ${message}`), style),
    detailLine('meaning', rules[code].meaning),
    ...findingLines(item).map((line) => detailLine(null, printable(line))),
    ...(issue === null
      ? []
      : [detailLine('issue', `https://github.com/kmesh-net/kmesh/issues/${issue}`)]),
  ];
}

/** Where a finding's subject is shown. */
export function findingLinks(model: Model, rowId: string): RowLinks {
  const { findings } = shownItems(model);
  const item = findings.find((finding) => findingId(finding) === rowId);
  if (item === undefined) return {};
  const { subjectKind: kind, subjectId: id } = item;
  if (kind === 'service') return { target: { view: 'services', rowId: serviceRowId(Number(id)) } };
  if (kind === 'map') return { target: { view: 'maps', rowId: String(id) } };
  if (kind === 'pod') {
    const pod = model.snapshot.pods.find((candidate) => podLabel(candidate) === id);
    if (pod !== undefined) return { target: { view: 'pods', rowId: podId(pod) } };
  }
  if (kind === 'connection') {
    const [pod = '', ...places] = String(id).split(' -> ');
    const filter = `pod=${pod} destination=${places.at(-1)}`;
    return { target: { view: 'connections', rowId: null, filter } };
  }
  return {};
}
