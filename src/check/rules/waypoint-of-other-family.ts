import { noRow } from '../columns.ts';
import { frontendEvidence, shownEvidence } from '../evidence.ts';
import type { CheckContext, Draft, Rule } from '../rule.ts';
import type { FrontendTable } from '../tables.ts';
import { usedWaypoints } from '../waypoints.ts';

/** A waypoint of another address family than an address that leads to it. */
export const waypointOfOtherFamily: Rule = {
  code: 'WAYPOINT_OF_OTHER_FAMILY',
  severity: 'error',
  known: 'computed',
  meaning:
    'a waypoint is of another address family than an address that leads to it: such connections go to a mangled address',
  cause: 'a dual-stack service whose waypoint has one family, or a waypoint in the wrong family',
  advice: 'give the waypoint the families of what it serves, or use the address of its family',
  issue: null,
  needs: ['km_frontend', 'km_service', 'km_backend'],
  find: findMixed,
};

function* findMixed({ tables }: CheckContext): Iterable<Draft> {
  const { frontends } = tables;
  let groups: Groups | undefined;
  for (const { owner, ownerRow, address, evidence } of usedWaypoints(tables)) {
    groups ??= groupFrontends(frontends);
    const group = owner.kind === 'service' ? groups.ofService : groups.ofBackend;
    const mixed = (group.get(ownerRow) ?? [])
      .map((row) => frontends.entry(row))
      .filter((frontend) => isIpv6(frontend.address) !== isIpv6(address))
      .sort((a, b) => (a.address < b.address ? -1 : 1));
    if (mixed.length === 0) continue;
    yield {
      subject: owner,
      message: `its waypoint ${address} is not of the family of ${mixed[0]?.address}`,
      evidence: [evidence(), ...mixed.slice(0, shownEvidence - 1).map(frontendEvidence)],
    };
  }
}

interface Groups {
  /** Frontend rows by the row of the service, or of the backend, that they lead to. */
  readonly ofService: ReadonlyMap<number, readonly number[]>;
  readonly ofBackend: ReadonlyMap<number, readonly number[]>;
}

function groupFrontends({ serviceRows, backendRows }: FrontendTable): Groups {
  return { ofService: groupRows(serviceRows), ofBackend: groupRows(backendRows) };
}

function groupRows(owners: Uint32Array): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const [row, owner] of owners.entries()) {
    if (owner === noRow) continue;
    const group = groups.get(owner);
    if (group === undefined) groups.set(owner, [row]);
    else group.push(row);
  }
  return groups;
}

function isIpv6(address: string): boolean {
  return address.includes(':');
}
