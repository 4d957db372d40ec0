// Where a new connection goes in kernel-native mode, by the programs of Kmesh v0.5 to main on an ordinary
// kernel (bpf/kmesh/ads): TCP over IPv4 alone, no HTTP routes.
import { unmapAddress } from '../../kmesh/address.ts';
import type { NativeMaps } from '../../snapshot/native-maps.ts';
import { type ConnectRequest, type Explanation, type Outcome, reasons } from '../explanation.ts';
import { createOutcomeTable } from '../outcome-table.ts';
import { createStepLog } from '../step-log.ts';
import { createWalk } from './follow-connect.ts';
import { runProgram } from './program.ts';
import type { Ending, Source } from './walk.ts';

export interface NativeExplainContext {
  readonly maps: NativeMaps;
  readonly source: Source;
  /** CLOCK_MONOTONIC, ns: rate limits look at it. */
  readonly nowNs: bigint;
}

/**
 * Every way the connect of a fresh socket can end, with its share, and the steps to each. Endpoints take
 * turns, so each share is that of the next many connections; the steps say whose turn it is. Throws
 * RangeError when the address is none.
 */
export function explainNativeConnect(
  { maps, source, nowNs }: NativeExplainContext,
  request: ConnectRequest,
): Explanation {
  const log = createStepLog();
  const address = request.family === 4 ? unmapAddress(request.address) : request.address;
  const table = createOutcomeTable();
  if (request.family === 6 || (request.protocol === 'udp' && request.call === 'sendmsg')) {
    const note = 'Kmesh has no program at this hook';
    const step = log.add({ parent: null, pass: 1, share: 1 }, { function: hookOf(request), note });
    const reason = request.family === 6 ? 'NOT_IPV4' : 'NOT_TCP';
    const end = { step, reason, share: 1, writes: [], cluster: null } as const;
    table.add(toOutcome({ ...end, destination: { address, port: request.port } }));
  } else {
    const connect = { source, protocol: request.protocol, address, port: request.port, nowNs };
    for (const end of runProgram(createWalk(maps, connect, 'any', log))) table.add(toOutcome(end));
  }
  return {
    generation: maps.generation.name,
    request,
    managed: source.managed,
    steps: log.steps,
    outcomes: table.list(),
    incompleteMaps: [...maps.incompleteMaps],
  };
}

function hookOf({ family, protocol, call }: ConnectRequest): string {
  if (call === 'sendmsg') return family === 4 ? 'udp_sendmsg' : 'udpv6_sendmsg';
  return protocol === 'tcp' ? 'tcp_v6_connect' : 'ip6_datagram_connect';
}

function toOutcome({ reason, destination, share, step, cluster }: Ending): Outcome {
  return {
    verdict: reasons[reason].verdict,
    reason,
    ...destination,
    backendUid: null,
    serviceId: null,
    secondPass: null,
    share,
    storage: null,
    step,
    ...(cluster === null ? {} : { cluster }),
  };
}
