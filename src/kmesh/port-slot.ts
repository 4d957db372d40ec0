// Kmesh's 4-byte port slots (reference 2.2): the port in network order in the first two bytes, then two
// bytes that are zero. The programs compare all 32 bits with the wanted port but write only the first
// two bytes, so the other two must not get lost: a slot decodes to `port + 65536 * rest`.
import type { Layout } from '../layout/layout.ts';

/** A port slot; decodes to a host-order port, above 65535 only when the unused bytes are not zero. */
export const portSlot: Layout<number> = Object.freeze({
  kind: 'scalar',
  typeName: 'port_slot',
  size: 4,
  align: 4,
  decode: (bytes: Buffer, offset: number) =>
    bytes.readUInt16BE(offset) + bytes.readUInt16LE(offset + 2) * 0x10000,
  encode: (value: number, bytes: Buffer, offset: number) => {
    bytes.writeUInt16BE(value & 0xffff, offset);
    bytes.writeUInt16LE(Math.floor(value / 0x10000), offset + 2);
  },
  format: String,
});

/** The port that the programs write when they take this slot: its first two bytes, host order. */
export function portOf(slot: number): number {
  return slot & 0xffff;
}
