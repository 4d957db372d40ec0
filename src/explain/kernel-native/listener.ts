// listener_manager (listener.h): the first chain that accepts the connection; there is no second choice.
import {
  filterChainLayout,
  filterChainMatchLayout,
  rawBuffer,
} from '../../kmesh/kernel-native/filter-chain.ts';
import { chainLimit, type listenerValueLayout } from '../../kmesh/kernel-native/listener.ts';
import {
  findMessage,
  findReferences,
  findStringSlot,
  referenceText,
  slotText,
} from '../../kmesh/kernel-native/reference.ts';
import type { Decoded } from '../../layout/layout.ts';
import { filterChainManager } from './filter-chain.ts';
import { type Ending, leave, type Point, portInMemory, take, type Walk } from './walk.ts';

type Listener = Decoded<typeof listenerValueLayout>;
export type FilterChain = Decoded<typeof filterChainLayout>;

/** Every way a listener's connections can end. */
export function listenerManager(walk: Walk, at: Point, listener: Listener): Ending[] {
  const count = listener.n_filter_chains;
  const { scheme } = walk.references;
  const chains = count > BigInt(chainLimit) ? [] : listChains(walk, listener);
  let here = at;
  for (const reference of chains ?? []) {
    const chain = findMessage(walk.references, reference, filterChainLayout);
    const refusal = chain === undefined ? 'unreadable' : findRefusal(walk, chain);
    const asked = take(walk, here, {
      function: 'listener_filter_chain_match',
      key: referenceText(scheme, reference),
      hit: refusal === undefined,
      note: refusal === undefined ? `takes chain ${chainName(walk, chain)}` : `skips: ${refusal}`,
    });
    if (chain !== undefined && refusal === undefined) return filterChainManager(walk, asked, chain);
    here = asked;
  }
  const note =
    count > BigInt(chainLimit)
      ? `${count} chains: with more than ${chainLimit} none is used`
      : `none of ${count} chains accepts`;
  const none = take(walk, here, {
    function: 'listener_manager',
    note: chains === undefined ? 'the list of chains is unreadable' : note,
  });
  return [leave(walk, none, 'NO_FILTER_CHAIN')];
}

function listChains(walk: Walk, listener: Listener): bigint[] | undefined {
  return findReferences(walk.references, listener.filter_chains, Number(listener.n_filter_chains));
}

function chainName(walk: Walk, chain: FilterChain | undefined): string {
  const slot = chain && findStringSlot(walk.references, chain.name);
  return JSON.stringify(slot === undefined ? '' : slotText(slot));
}

/** Why a chain does not take the connection, or undefined when it does. */
export function findRefusal(walk: Walk, chain: FilterChain): string | undefined {
  const match = findMessage(walk.references, chain.filter_chain_match, filterChainMatchLayout);
  if (match === undefined) return 'its match is unreadable';
  // The number is compared with the port as it lies in the socket, that is, byte-swapped.
  if (match.destination_port !== 0 && match.destination_port !== portInMemory(walk)) {
    return `destination port ${match.destination_port} (compared byte-swapped)`;
  }
  const transport = findStringSlot(walk.references, match.transport_protocol);
  if (transport === undefined) return 'its transport protocol is unreadable';
  const text = slotText(transport);
  return text === '' || text === rawBuffer ? undefined : `transport protocol ${text}`;
}
