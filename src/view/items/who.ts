import type { Reason, Verdict } from '../../explain/explanation.ts';

/** One address and port by which a workload is reached. */
export interface WhoItem {
  readonly backendUid: number;
  /** Label of the workload that is reached, null = no name. */
  readonly workload: string | null;
  /** The service that is connected to, null = the workload's own address. */
  readonly serviceId: number | null;
  /** Its label, null = none or no name. */
  readonly service: string | null;
  /** What is connected to. */
  readonly address: string;
  /** Null = any port. */
  readonly port: number | null;
  /** The workload's port, null = the one that is connected to, or none is reached. */
  readonly targetPort: number | null;
  /**
   * Part of the new connections to this address and port that come to the workload; null = a waypoint
   * decides.
   */
  readonly share: number | null;
  /** How those end that come to it, or, where none does, most of them. */
  readonly verdict: Verdict;
  readonly reason: Reason;
  /** Label or address of the waypoint that they go through, null = none. */
  readonly waypoint: string | null;
  readonly note: string;
}
