// Local rate limit: the filter's body (32 bytes), its token bucket (48), and the buckets' levels in map
// `km_ratelimit` (v1.0 and later; key 24 bytes, value 16).
import { rawBytes, u32, u64 } from '../../layout/scalar.ts';
import { struct } from '../../layout/struct.ts';
import { portSlot } from '../port-slot.ts';
import { message, reference } from './message.ts';

export const localRateLimitLayout = message('Filter__LocalRateLimit', { token_bucket: reference });

export const tokenBucketLayout = message('Filter__TokenBucket', {
  max_tokens: u64,
  tokens_per_fill: u64,
  /** ns; 0 = never filled. */
  fill_interval: u64,
});

export const rateLimitKeyLayout = struct('ratelimit_key', {
  netns: u64,
  /** Destination as the application gave it. */
  ipv4: rawBytes(4, '__be32'),
  port: portSlot,
  /** Always 0. */
  family: u32,
});

export const rateLimitValueLayout = struct('ratelimit_value', {
  /** CLOCK_MONOTONIC ns of the last fill. */
  last_topup: u64,
  tokens: u64,
});

export interface RateLimitEntry {
  readonly netnsCookie: bigint;
  readonly destination: { readonly ipv4: Buffer; readonly port: number };
  /** ns, CLOCK_MONOTONIC. */
  readonly lastFillNs: bigint;
  readonly tokens: bigint;
}

/** The entry of one row, whose key and value lie at the given offsets. */
export function toRateLimitEntry(
  keys: Buffer,
  keyOffset: number,
  values: Buffer,
  valueOffset: number,
): RateLimitEntry {
  const key = rateLimitKeyLayout.decode(keys, keyOffset);
  const value = rateLimitValueLayout.decode(values, valueOffset);
  return {
    netnsCookie: key.netns,
    destination: { ipv4: key.ipv4, port: key.port },
    lastFillNs: value.last_topup,
    tokens: value.tokens,
  };
}
