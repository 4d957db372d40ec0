// What all of Kmesh's protobuf-c images share: a 24-byte header, and members that refer to other map
// entries where the daemon's own memory has pointers (reference 5.3).
import type { Layout } from '../../layout/layout.ts';
import { u32, u64 } from '../../layout/scalar.ts';
import { struct } from '../../layout/struct.ts';

/** ProtobufCMessage, 24 bytes: addresses in the daemon's memory, worthless to any other reader. */
export const messageHeaderLayout = struct('ProtobufCMessage', {
  descriptor: u64,
  n_unknown_fields: u32,
  unknown_fields: u64,
});

/** A pointer that the daemon has replaced by a reference, see reference.ts; decodes to all 64 bits. */
export const reference = u64;

/** A protobuf-c image: the header and then its members with natural alignment. */
export function message<M extends Readonly<Record<string, Layout<unknown>>>>(
  typeName: string,
  members: M,
) {
  return struct(typeName, { base: messageHeaderLayout, ...members });
}
