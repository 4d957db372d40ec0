// A verdict as the dashboard shows it: a word and a sign, so that nothing depends on colour.
import type { Connection } from '../explain/connection.ts';
import type { Verdict } from '../explain/explanation.ts';
import { verdictMarks, verdictTone } from '../view/columns/connection-columns.ts';
import { type Cell, cell } from './pane.ts';
import type { Style } from './text.ts';

const signs: Readonly<Record<Verdict, string>> = Object.freeze({
  endpoint: '+',
  waypoint: '>',
  direct: '=',
  fallthrough: '!',
  unmanaged: '-',
  ignored: '.',
  'dns-proxy': '@',
  denied: 'x',
});

/** What the signs mean, for the help. */
export const signLegend =
  'before a verdict: + endpoint, > waypoint, = direct, ! fallthrough, - unmanaged, . ignored, @ dns-proxy, x denied; ' +
  'after it: ? inferred, * stale, ^ past a waypoint. After a share: ! the backend is missing, so it falls through. Before a row: + new, ~ changed, - closed since the reading before';

/** The style of a verdict. */
export function verdictStyle(verdict: Verdict): Style {
  if (verdict === 'waypoint' || verdict === 'dns-proxy') return 'info';
  return verdictTone(verdict) ?? 'plain';
}

type Judged = Pick<Connection, 'verdict' | 'known' | 'stale'> & { readonly isBypass?: boolean };

/** `+ endpoint`, `! fallthrough?` where it is inferred, `> waypoint*` where it is stale, `= direct^`. */
export function verdictCell({ verdict, known, stale, isBypass = false }: Judged): Cell {
  const marks = verdictMarks({ known, stale, isBypass });
  const style = stale || isBypass ? 'warn' : verdictStyle(verdict);
  return cell(`${signs[verdict]} ${verdict}${marks}`, style);
}

/** `12 endpoint, 3 waypoint`, the most frequent first. */
export function verdictMix(verdicts: readonly Verdict[]): string {
  const counts = countVerdicts(verdicts);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(', ');
}

/** How often each verdict is there. */
export function countVerdicts(verdicts: readonly Verdict[]): ReadonlyMap<Verdict, number> {
  const counts = new Map<Verdict, number>();
  for (const verdict of verdicts) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return counts;
}
