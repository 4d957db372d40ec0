// --without, --with-waypoint and --set-lb: an answer on maps that are otherwise.
import { parseSupposition, type Supposition } from '../view/request/what-if.ts';
import type { CommandContext } from './context.ts';

/** The options, as help prints them. */
export const whatIfOptions = [
  [
    '--without <endpoint...>',
    'what if: this pod (name or address) were no endpoint of any service',
  ],
  ['--with-waypoint <service=addr:port...>', 'what if: the service had this waypoint'],
  [
    '--set-lb <service=policy...>',
    'what if: the service had this policy, RANDOM, STRICT or FAILOVER',
  ],
] as const;

/** What is supposed, null = nothing. Throws UsageError for words that mean nothing. */
export function readSupposition({ own }: Pick<CommandContext, 'own'>): Supposition | null {
  const words = (name: string) => {
    const value = own[name];
    return Array.isArray(value) ? value.map(String) : [];
  };
  return parseSupposition({
    without: words('without'),
    withWaypoint: words('withWaypoint'),
    setLb: words('setLb'),
  });
}
