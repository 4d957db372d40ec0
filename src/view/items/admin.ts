import type { DaemonVersion } from '../../kmesh/daemon-dump.ts';
import type { Mode } from '../../kmesh/maps.ts';
import { isOfVersion } from '../../kmesh/names.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

/** What the daemon's admin server says of it; the maps are read without it. */
export interface AdminItem {
  /** Where it was asked. */
  readonly place: string;
  readonly isAnswering: boolean;
  /** Null where it did not say: none before v1.0 does. */
  readonly version: DaemonVersion | null;
  /** Whether the maps were made by that version, null = cannot be told. */
  readonly isOfMaps: boolean | null;
  /** The mode that it runs in, null = not known. */
  readonly mode: Mode | null;
  /** Services and workloads that it knows, null = it gave no dump. */
  readonly services: number | null;
  readonly workloads: number | null;
  /** Why there is no dump, null where there is one. */
  readonly why: string | null;
}

/** Null where it was not asked. */
export function toAdminItem({ daemonView, versionHash }: Snapshot): AdminItem | null {
  if (daemonView === undefined) return null;
  const { place, isAnswering, version, mode, dump, why } = daemonView;
  return {
    place,
    isAnswering,
    version,
    isOfMaps:
      version === null || versionHash === null
        ? null
        : isOfVersion(versionHash, version.gitVersion),
    mode,
    services: dump?.services.length ?? null,
    workloads: dump?.workloads.length ?? null,
    why,
  };
}
