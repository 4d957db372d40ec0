// explain --who: by which services and ports a pod is reached.
import { UsageError } from '../raw/problem.ts';
import { nativeWeightColumns } from '../view/columns/native-weight-columns.ts';
import { whoColumns } from '../view/columns/who-columns.ts';
import type { NativeWeightItem } from '../view/items/native-weight.ts';
import type { WhoItem } from '../view/items/who.ts';
import { askNativeWho } from '../view/request/ask-native-who.ts';
import { askWho } from '../view/request/ask-who.ts';
import { findWorkloadUids } from '../view/request/find-workloads.ts';
import type { CommandContext } from './context.ts';
import { type ListKind, runListByMode } from './list-command.ts';
import { listFormats } from './options.ts';
import { reportNote } from './report.ts';

/** Options of explain that ask about one connect, which this question is not. */
const others = ['from', 'to', 'protocol', 'routes', 'without', 'withWaypoint', 'setLb'];

/** Prints every way to the pod that `who` names; the exit status. */
export async function explainWho(context: CommandContext, who: string): Promise<number> {
  const { io, options, own } = context;
  const given = others.find((name) => own[name] !== undefined);
  if (given !== undefined) {
    const flag = given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(
      `explain --who goes without --${flag}`,
      'for example: --who default/web-0',
    );
  }
  if (!listFormats.some((format) => format === options.output)) {
    throw new UsageError(`--who has no -o ${options.output}`, `one of: ${listFormats.join(', ')}`);
  }
  const notes = new Set<string>();
  const list: ListKind<WhoItem> = {
    kind: 'WhoList',
    noun: 'ways to it',
    columns: whoColumns,
    order: [],
    read: (snapshot, directory) => {
      return findWorkloadUids(snapshot, who, options.namespace).flatMap((uid) => {
        const answer = askWho(snapshot, directory, uid);
        for (const note of answer.notes) notes.add(note);
        return answer.items;
      });
    },
    // -n says which pod is meant: services of all namespaces may lead to it.
    namespaceOf: () => options.namespace,
    namesOf: () => [],
  };
  const status = await runListByMode(context, list, nativeWays(who, options.namespace));
  for (const note of notes) await reportNote(io, options, note);
  return status;
}

/** The listeners of kernel-native mode that lead to it: rows of `weights`, since each endpoint has its own. */
function nativeWays(who: string, namespace: string | null): ListKind<NativeWeightItem> {
  return {
    kind: 'WhoList',
    noun: 'ways to it',
    columns: nativeWeightColumns,
    order: ['listener', 'route'],
    read: (snapshot) => askNativeWho(snapshot, who, namespace),
    namespaceOf: () => namespace,
    namesOf: () => [],
  };
}
