import { explainConnect } from '../../explain/dual-engine/explain-connect.ts';
import type { Explanation } from '../../explain/explanation.ts';
import { unmapAddress } from '../../kmesh/address.ts';
import { type Problem, UsageError } from '../../raw/problem.ts';
import type { NameTable } from '../../snapshot/name-table.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { type Health, toEnvelope } from '../../view/envelope.ts';
import type { Labels } from '../../view/items/connection.ts';
import { type ExplanationItem, toExplanationItem } from '../../view/items/explanation.ts';
import { nameLabel } from '../../view/label.ts';
import { type Command, type CommandContext, namesFor, styleFor, withSnapshot } from '../context.ts';
import { writeLines } from '../io.ts';
import { printDocument } from '../print-document.ts';
import { IncompleteError, reportHealth, reportNote } from '../report.ts';
import { parseDestination } from '../resolve-destination.ts';
import { parseSource } from '../resolve-source.ts';
import { findDestination, findSource } from './explain-request.ts';

export const run: Command = async (context) => {
  const { io, options } = context;
  const from = parseSource(required(context, 'from', 'POD'), options.namespace);
  const to = parseDestination(required(context, 'to', 'DEST'));
  const protocol = protocolOf(context);
  return withSnapshot(context, async (snapshot) => {
    const generation = snapshot.followed;
    if (generation === undefined) throw notFollowed(snapshot);
    const { source, managed, bypassed, notes } = findSource(snapshot, from);
    const destination = findDestination(snapshot, to, options.namespace);
    const { address, port } = destination;
    for (const note of [...notes, ...destination.notes]) await reportNote(io, options, note);
    const explanation = explainConnect(
      { generation, maps: snapshot.keyedRouting, managed, bypassed },
      { family: address.includes(':') ? 6 : 4, protocol, call: 'connect', address, port },
    );
    const labels = labelsOf(snapshot, namesFor(snapshot, options));
    const item = toExplanationItem(explanation, source, labels);
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

function notFollowed(snapshot: Snapshot): IncompleteError {
  const { name, nearest, evidence } = snapshot.generation;
  const which = name ?? `an unknown generation (${evidence.join('; ')})`;
  return new IncompleteError(
    `cannot explain: the maps are of ${which}, in ${snapshot.mode} mode`,
    snapshot.mode === 'dual-engine'
      ? `--generation ${nearest} follows the programs of the nearest one, which may not be what runs here`
      : 'only the programs of dual-engine mode are followed',
  );
}

function labelsOf({ keyedRouting }: Snapshot, names: NameTable): Labels {
  const labelOf = (id: number): string | null => {
    const name = names.find(id);
    return name === undefined ? null : nameLabel(name);
  };
  return {
    labelOf,
    labelOfAddress: (address) => {
      const frontend = keyedRouting.findFrontend(unmapAddress(address));
      return frontend === undefined ? null : labelOf(frontend.upstreamId);
    },
  };
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
