// Pseudonyms of the texts in kernel-native mode's maps: names of listeners, clusters, routes and the like, which
// are put together of hosts, addresses and ports. The maps find each other by these names, so a text becomes
// the same wherever it stands, and fits the slot that it stands in.
import { parseIp } from '../../layout/ip-address.ts';
import type { AddressPseudonyms } from './address-pseudonyms.ts';
import { type KeyedDigest, token } from './keyed-digest.ts';
import type { NamePseudonyms } from './name-pseudonyms.ts';

/** What the programs compare with, and words that every mesh has and that say nothing of this one. */
const keptTexts = new Set([
  '',
  'raw_buffer',
  'tls',
  '*',
  'outbound',
  'inbound',
  'virtualOutbound',
  'virtualInbound',
  'BlackHoleCluster',
  'PassthroughCluster',
  'InboundPassthroughCluster',
  'InboundPassthroughClusterIpv4',
  'envoy.filters.network.tcp_proxy',
  'envoy.filters.network.http_connection_manager',
  'envoy.filters.network.local_ratelimit',
]);

/** Bytes of a pseudonym; behind it a NUL and the mark have room in the 192 bytes of a slot. */
const longest = 180;
const markSize = 8;

export class NativeNamePseudonyms {
  readonly #names: NamePseudonyms;
  readonly #addresses: AddressPseudonyms;
  readonly #digest: KeyedDigest;
  readonly #known = new Map<string, string>();

  constructor(names: NamePseudonyms, addresses: AddressPseudonyms, digest: KeyedDigest) {
    this.#names = names;
    this.#addresses = addresses;
    this.#digest = digest;
  }

  /** What stands for a text, whose characters are bytes; ASCII, and at most 180 of it. */
  text(text: string): string {
    let pseudonym = this.#known.get(text);
    if (pseudonym === undefined) {
      pseudonym = this.#form(text);
      if (pseudonym.length > longest) pseudonym = `name-${token(this.#digest, 'long', text, 20)}`;
      this.#known.set(text, pseudonym);
    }
    return pseudonym;
  }

  /** What stands for what a request has: of a path no more than that it is one. */
  value(text: string): string {
    if (text === '' || text === '/') return text;
    const slash = text.startsWith('/') ? '/' : '';
    return `${slash}value-${token(this.#digest, 'value', text)}`;
  }

  /** The text of a slot up to its NUL, as bytes with their NUL. */
  terminated(slot: Buffer, form: 'name' | 'value' = 'name'): Buffer {
    const text = textOf(slot);
    const pseudonym = form === 'name' ? this.text(text) : this.value(text);
    return Buffer.from(`${pseudonym}\0`, 'latin1');
  }

  /**
   * What stands for the left-overs behind a slot's NUL, empty where there are none: slots are compared
   * whole where they are keys, so what differed there differs still.
   */
  mark(slot: Buffer): Buffer {
    const rest = slot.subarray(textOf(slot).length);
    if (rest.every((byte) => byte === 0)) return Buffer.alloc(0);
    const mark = this.#digest('left over', slot.toString('latin1')).subarray(0, markSize);
    // A mark that begins with a zero could be taken for none.
    mark[0] = (mark[0] ?? 0) | 1;
    return mark;
  }

  /** A whole slot, as a key has it. */
  slot(slot: Buffer): Buffer {
    const redacted = Buffer.alloc(slot.length);
    const text = this.terminated(slot);
    text.copy(redacted);
    this.mark(slot).copy(redacted, text.length);
    return redacted;
  }

  #form(text: string): string {
    if (keptTexts.has(text)) return text;
    const parts = text.split('|');
    // direction|port|subset|host
    const subset = parts.length === 4 ? parts[2] : undefined;
    return parts
      .map((part, position) =>
        position === 2 && subset !== undefined && subset !== ''
          ? `subset-${token(this.#digest, 'subset', subset)}`
          : this.#part(part),
      )
      .join('|');
  }

  #part(part: string): string {
    if (keptTexts.has(part)) return part;
    return part
      .split('/')
      .map((segment) => this.#segment(segment))
      .join('/');
  }

  #segment(text: string): string {
    if (keptTexts.has(text) || isPort(text)) return text;
    const [, own, sign = '', port = ''] = /^(.+?)([:_])(\d{1,5})$/.exec(text) ?? [];
    if (own !== undefined && isPort(port)) {
      const alone = parseIp(text) === undefined ? own : text;
      if (alone === own) return `${this.#host(own)}${sign}${port}`;
    }
    return this.#host(text);
  }

  #host(text: string): string {
    const bare = /^\[(.+)\]$/.exec(text)?.[1];
    if (bare !== undefined && parseIp(bare) !== undefined) return `[${this.#addresses.text(bare)}]`;
    if (parseIp(text) !== undefined) return this.#addresses.text(text);
    if (/^[\w*-]+(?:\.[\w*-]+)+\.?$/.test(text)) return this.#names.host(text);
    return `name-${token(this.#digest, 'text', text)}`;
  }
}

function textOf(slot: Buffer): string {
  const end = slot.indexOf(0);
  return slot.toString('latin1', 0, end < 0 ? slot.length : end);
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 0xffff;
}
