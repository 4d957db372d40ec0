import type { Explanation } from '../../explain/explanation.ts';
import { type Problem, UsageError } from '../../raw/problem.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { type Health, toEnvelope } from '../../view/envelope.ts';
import type { ExplanationItem } from '../../view/items/explanation.ts';
import { askPath } from '../../view/request/ask-path.ts';
import { parseDestination } from '../../view/request/resolve-destination.ts';
import { parseSource } from '../../view/request/resolve-source.ts';
import { type Command, type CommandContext, namesFor, styleFor, withSnapshot } from '../context.ts';
import { writeLines } from '../io.ts';
import { refuseListOptions } from '../options.ts';
import { printDocument } from '../print-document.ts';
import { reportHealth, reportNote } from '../report.ts';
import { readRoutes } from '../routes-option.ts';
import { readSupposition } from '../what-if-options.ts';

export const run: Command = async (context) => {
  const { io, options, own } = context;
  if (typeof own['who'] === 'string') {
    const { explainWho } = await import('../explain-who.ts');
    return explainWho(context, own['who']);
  }
  refuseListOptions('explain without --who', options);
  const from = parseSource(required(context, 'from', 'POD'), options.namespace);
  const to = parseDestination(required(context, 'to', 'DEST'));
  const protocol = protocolOf(context);
  const supposition = readSupposition(context);
  const routes = await readRoutes(context);
  return withSnapshot(context, async (snapshot) => {
    const { namespace } = options;
    const names = namesFor(snapshot, options);
    const question = { from, to, protocol, namespace, names, routes, supposition };
    const answer = askPath(snapshot, question);
    const { explanation, item, notes } = answer;
    for (const note of notes) await reportNote(io, options, note);
    const health = explainedHealth(snapshot, explanation);
    const envelope = toEnvelope(snapshot, { kind: 'Explanation', tool: context.tool, health });
    await print(context, envelope, item);
    return reportHealth(io, health, options);
  });
};

function required({ own }: CommandContext, name: string, what: string): string {
  const value = own[name];
  if (typeof value === 'string') return value;
  const usage = 'for example: kmscope explain --from any --to 10.96.0.10:80';
  throw new UsageError(`explain needs --${name} ${what}`, usage);
}

function protocolOf({ own }: CommandContext): 'tcp' | 'udp' {
  const value = own['protocol'] ?? 'tcp';
  if (value === 'tcp' || value === 'udp') return value;
  throw new UsageError(`--protocol ${String(value)} is not offered here`, 'one of: tcp, udp');
}

/** What was odd, with the maps that explain asked in vain. */
function explainedHealth(snapshot: Snapshot, { incompleteMaps }: Explanation): Health {
  const problems = [...snapshot.problems];
  for (const map of incompleteMaps) {
    if (!problems.some((problem) => problem.map === map)) problems.push(unreadable(map));
  }
  return { complete: snapshot.isComplete && incompleteMaps.length === 0, problems };
}

function unreadable(map: string): Problem {
  const message = `map ${map} is not there, or is of an unknown layout: a miss in it proves nothing`;
  return { code: 'MAP_UNREADABLE', map, key: null, message };
}

async function print(
  context: CommandContext,
  envelope: ReturnType<typeof toEnvelope>,
  item: ExplanationItem,
): Promise<void> {
  const { io, options } = context;
  if (options.output === 'mermaid') {
    const { mermaidLines } = await import('../../view/mermaid.ts');
    return writeLines(io.stdout, mermaidLines(item));
  }
  if (options.output === 'dot') {
    const { dotLines } = await import('../../view/dot.ts');
    return writeLines(io.stdout, dotLines(item));
  }
  const { pathLines } = await import('../../view/path-lines.ts');
  const style = styleFor(context);
  const toLines = () => pathLines(item, { isWide: options.output === 'wide', style });
  return printDocument(context, { envelope, fields: item, toLines });
}
