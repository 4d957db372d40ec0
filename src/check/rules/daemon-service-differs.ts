import { askedOfDaemon, type DaemonRows, draftDifference } from '../daemon-rows.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';
import {
  type Difference,
  serviceDifferences,
  waypointNames,
  withoutMapping,
} from '../told-fields.ts';

/** Services whose fields in the maps are not those that the daemon was told. */
export const daemonServiceDiffers: Rule = {
  ...askedOfDaemon,
  code: 'DAEMON_SERVICE_DIFFERS',
  severity: 'warning',
  known: 'computed',
  meaning: 'ports, policy, waypoint or addresses of a service differ between daemon and maps',
  cause:
    'an update was lost: when a locality policy becomes random, ports and waypoint wait for the next push',
  advice: 'restart the daemon on this node; report it with a dump if it comes back',
  needs: ['daemon', 'km_service', 'km_frontend'],
  find: findDifferences,
};

function* findDifferences(context: CheckContext): Iterable<Draft> {
  const { services } = context.tables;
  const rows = context.daemonRows();
  const names = waypointNames(rows.dump);
  const addresses = addressBook(context, rows);
  for (const service of rows.services) {
    const entry = services.entries[service.row];
    if (entry === undefined) continue;
    const about = { key: service.told.name, map: 'km_service', row: service.id };
    for (const difference of serviceDifferences(service.told, entry, names)) {
      yield {
        subject: subject('service', service.id, difference.field),
        ...draftDifference(about, difference),
      };
    }
    const difference = addresses(service);
    if (difference === null) continue;
    yield {
      subject: subject('service', service.id, difference.field),
      ...draftDifference({ ...about, map: 'km_frontend' }, difference),
    };
  }
}

type Service = DaemonRows['services'][number];

/** What differs in the frontends that lead to a service. */
function addressBook({ snapshot }: CheckContext, { services }: DaemonRows) {
  const upstreams = new Map<string, number>();
  const inMap = new Map<number, string[]>();
  for (const { address, upstreamId } of snapshot.frontends) {
    const text = withoutMapping(address);
    upstreams.set(text, upstreamId);
    const group = inMap.get(upstreamId);
    if (group === undefined) inMap.set(upstreamId, [text]);
    else group.push(text);
  }
  // Of services that share an address, the one that was written last has it.
  const owners = new Map<string, Set<number>>();
  for (const { id, told } of services) {
    for (const address of told.addresses) {
      owners.set(address, (owners.get(address) ?? new Set()).add(id));
    }
  }
  return ({ id, told }: Service): Difference | null => {
    const isLed = (address: string) =>
      owners.get(address)?.has(upstreams.get(address) ?? -1) === true;
    const found = inMap.get(id) ?? [];
    const isSame =
      told.addresses.every(isLed) && found.every((address) => told.addresses.includes(address));
    if (isSame) return null;
    return { field: 'addresses', told: [...told.addresses].sort(), inMap: [...found].sort() };
  };
}
