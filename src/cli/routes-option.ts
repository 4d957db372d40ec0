// --routes: the objects that declare what a waypoint does.
import type { RouteObjects } from '../explain/waypoint-routes/route-object.ts';
import { UsageError } from '../raw/problem.ts';
import { formatCount } from '../view/format.ts';
import type { CommandContext } from './context.ts';
import { reportNote } from './report.ts';

/** The option, as help prints it. */
export const routesOption = [
  '--routes <file...>',
  'VirtualServices, DestinationRules, HTTPRoutes, GRPCRoutes, TCPRoutes, Services and Pods as kubectl get -o yaml or json prints them, to see beyond a waypoint; - is stdin',
] as const;

/** What was given, null = nothing. Stdin is read only where `-` asks for it. Throws UsageError. */
export async function readRoutes({
  io,
  options,
  own,
}: Pick<CommandContext, 'io' | 'options' | 'own'>): Promise<RouteObjects | null> {
  const { routes = [] } = own;
  if (!Array.isArray(routes) || routes.length === 0) return null;
  const paths = routes.map(String);
  const readers = [...paths, options.file].filter((path) => path === '-');
  if (readers.length > 1) throw new UsageError('stdin can be read only once');
  const files: { name: string; text: string }[] = [];
  for (const path of paths) {
    files.push({ name: path === '-' ? 'stdin' : path, text: await io.readInput(path) });
  }
  const { readObjects } = await import('../explain/waypoint-routes/read-objects.ts');
  const objects = readObjects(files);
  if (objects.skipped.size > 0) await reportNote(io, options, skippedNote(objects.skipped));
  if (objects.virtualServices.length + objects.gatewayRoutes.length === 0) {
    await reportNote(io, options, 'no VirtualService or route of the Gateway API was given');
  }
  return objects;
}

function skippedNote(skipped: ReadonlyMap<string, number>): string {
  const total = [...skipped.values()].reduce((sum, count) => sum + count, 0);
  const kinds = [...skipped].map(([kind, count]) => `${count} ${kind}`).toSorted();
  return `skipped ${formatCount(total, 'object')} of other kinds: ${kinds.join(', ')}`;
}
