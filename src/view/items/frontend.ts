import type { FrontendEntry } from '../../kmesh/dual-engine/frontend.ts';
import type { Directory, UpstreamKind } from '../directory.ts';

export interface FrontendItem {
  readonly address: string;
  readonly upstreamId: number;
  readonly upstream: UpstreamKind;
  /** Label of the upstream, null = unknown. */
  readonly name: string | null;
}

/** What the address leads to. */
export function toFrontendItem(entry: FrontendEntry, directory: Directory): FrontendItem {
  const { address, upstreamId } = entry;
  return {
    address,
    upstreamId,
    upstream: directory.kindOf(upstreamId),
    name: directory.labelOf(upstreamId),
  };
}
