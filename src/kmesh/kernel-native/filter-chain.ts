// Listener__FilterChain (56 bytes), its match (72) and the match's address ranges (40).
import { u32, u64 } from '../../layout/scalar.ts';
import { message, reference } from './message.ts';

/** A chain with more filters is not used at all. */
export const filterLimit = 4;

export const filterChainLayout = message('Listener__FilterChain', {
  filter_chain_match: reference,
  n_filters: u64,
  filters: reference,
  name: reference,
});

/** The programs look at port and transport protocol only. */
export const filterChainMatchLayout = message('Listener__FilterChainMatch', {
  n_prefix_ranges: u64,
  prefix_ranges: reference,
  /** Compared with the socket's port slot as it lies in memory: 0 or the byte-swapped port matches. */
  destination_port: u32,
  transport_protocol: reference,
  n_application_protocols: u64,
  application_protocols: reference,
});

export const cidrRangeLayout = message('Core__CidrRange', {
  address_prefix: reference,
  prefix_len: u32,
});

/** The only transport protocol that matches, besides the empty one. */
export const rawBuffer = 'raw_buffer';
