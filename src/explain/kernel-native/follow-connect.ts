// One connect with a fresh socket, followed exactly: each way it can end with what it leaves in the maps.
import { addressBytes } from '../../kmesh/address.ts';
import type { NativeMaps } from '../../snapshot/native-maps.ts';
import { createStepLog, type StepLog } from '../step-log.ts';
import { runProgram } from './program.ts';
import type { Ending, Source, Walk } from './walk.ts';

/** A connect of an IPv4 socket. */
export interface NativeConnect {
  readonly source: Source;
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
  /** CLOCK_MONOTONIC, ns: only rate limits look at it. */
  readonly nowNs: bigint;
}

/**
 * Every way the connect can end in this state, the endpoint being the one whose turn it is: only the draw
 * among weighted clusters leaves more than one. Each ending's writes make the state after it.
 */
export function followConnect(maps: NativeMaps, connect: NativeConnect): Ending[] {
  return runProgram(createWalk(maps, connect, 'next', createStepLog()));
}

/** The run that `connect` begins. */
export function createWalk(
  maps: NativeMaps,
  connect: NativeConnect,
  turn: Walk['turn'],
  log: StepLog,
): Walk {
  const { source, protocol, address, port, nowNs } = connect;
  const references = { lookup: maps.lookup, scheme: maps.generation.references };
  const ipv4 = addressBytes(address).subarray(0, 4);
  return {
    maps,
    references,
    source,
    protocol,
    destination: { address, port },
    ipv4,
    nowNs,
    turn,
    log,
  };
}
