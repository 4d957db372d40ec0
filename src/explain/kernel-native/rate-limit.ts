// Local_rate_limit__check_and_take (local_ratelimit.h): a token of the bucket of this source and destination.
import {
  localRateLimitLayout,
  rateLimitKeyLayout,
  rateLimitValueLayout,
  tokenBucketLayout,
} from '../../kmesh/kernel-native/rate-limit.ts';
import { findMessage } from '../../kmesh/kernel-native/reference.ts';
import { type Decoded, encodeWhole } from '../../layout/layout.ts';
import type { Filter } from './filter-chain.ts';
import { type Ending, leave, type Point, take, type Walk, write } from './walk.ts';

type Bucket = Decoded<typeof tokenBucketLayout>;
type Level = Decoded<typeof rateLimitValueLayout>;

const name = 'Local_rate_limit__check_and_take';
const u64 = (value: bigint) => BigInt.asUintN(64, value);

/** The position after a token was taken, or the end of the run where there is none. */
export function takeToken(walk: Walk, at: Point, filter: Filter): Point | Ending {
  if (!walk.maps.generation.hasClusterStorage) return at;
  const { references, source } = walk;
  const limit = findMessage(references, filter.config_type, localRateLimitLayout);
  const bucket = limit && findMessage(references, limit.token_bucket, tokenBucketLayout);
  if (bucket === undefined) {
    const note = 'the rate limit or its bucket is unreadable';
    return leave(walk, take(walk, at, { function: name, note }), 'RATE_LIMIT_UNREADABLE');
  }
  const { cookie } = source;
  const key = cookie === null ? undefined : bucketKey(walk, cookie);
  const stored = key && walk.maps.lookup('km_ratelimit', key);
  const level = filled(bucket, stored && rateLimitValueLayout.decode(stored, 0), walk.nowNs);
  const asked = take(walk, at, {
    function: name,
    map: 'km_ratelimit',
    key: "cookie of the source's network namespace and destination",
    hit: stored !== undefined,
    note: `${level.tokens} of ${bucket.max_tokens} tokens left`,
  });
  const tokens = level.tokens === 0n ? 0n : level.tokens - 1n;
  const value = encodeWhole(rateLimitValueLayout, { ...level, tokens });
  const after = key === undefined ? asked : write(asked, 'km_ratelimit', key, value);
  if (level.tokens !== 0n) return after;
  return { ...leave(walk, asked, 'RATE_LIMITED'), writes: after.writes };
}

function bucketKey(walk: Walk, netns: bigint): Buffer {
  const { ipv4, destination } = walk;
  return encodeWhole(rateLimitKeyLayout, { netns, ipv4, port: destination.port, family: 0 });
}

/** The bucket's level now: full when it is new, else with what came in since the last fill. */
function filled(bucket: Bucket, stored: Level | undefined, nowNs: bigint): Level {
  if (stored === undefined) return { last_topup: nowNs, tokens: bucket.max_tokens };
  const { fill_interval: interval, tokens_per_fill: perFill, max_tokens: max } = bucket;
  // Division by zero gives zero in BPF.
  const fills = interval === 0n ? 0n : u64(nowNs - stored.last_topup) / interval;
  if (fills === 0n) return stored;
  const tokens = u64(stored.tokens + fills * perFill);
  return {
    last_topup: u64(stored.last_topup + fills * interval),
    tokens: tokens > max ? max : tokens,
  };
}
