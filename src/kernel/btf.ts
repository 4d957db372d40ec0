// The little of BTF (linux/btf.h) that tells where the variables of a program's section lie.
import { u16, u32 } from '../layout/scalar.ts';
import { struct } from '../layout/struct.ts';

/** struct btf_header; offsets count from its end. */
const headerLayout = struct('btf_header', {
  magic: u16,
  version_flags: u16,
  hdr_len: u32,
  type_off: u32,
  type_len: u32,
  str_off: u32,
  str_len: u32,
});
const typeLayout = struct('btf_type', { name_off: u32, info: u32, size_or_type: u32 });
const placeLayout = struct('btf_var_secinfo', { type: u32, offset: u32, size: u32 });
const magic = 0xeb9f;
const dataSection = 15;

/** Bytes behind a type by its kind, BTF_KIND_*: as many at any rate, and as many for each member. */
const tails: Readonly<Record<number, readonly [fixed: number, each: number]>> = {
  1: [4, 0],
  2: [0, 0],
  3: [12, 0],
  4: [0, 12],
  5: [0, 12],
  6: [0, 8],
  7: [0, 0],
  8: [0, 0],
  9: [0, 0],
  10: [0, 0],
  11: [0, 0],
  12: [0, 0],
  13: [0, 8],
  14: [4, 0],
  [dataSection]: [0, 12],
  16: [0, 0],
  17: [4, 0],
  18: [0, 0],
  19: [0, 12],
};

export interface BtfVariable {
  readonly name: string;
  /** Bytes, in the section's only value. */
  readonly offset: number;
  readonly size: number;
}

/** The variables of the section that is type `sectionId`. Throws RangeError for what is no such BTF. */
export function sectionVariables(btf: Buffer, sectionId: number): BtfVariable[] {
  const header = headerLayout.decode(btf, 0);
  if (header.magic !== magic) throw new RangeError('no BTF');
  const types = listTypes(btf, header.hdr_len + header.type_off, header.type_len);
  const strings = header.hdr_len + header.str_off;
  const nameOf = (offset: number) => {
    const start = strings + offset;
    return btf.toString('utf8', start, btf.indexOf(0, start));
  };
  const section = types[sectionId - 1];
  if (section === undefined || section.kind !== dataSection) throw new RangeError('no section');
  return Array.from({ length: section.count }, (_, index) => {
    const at = section.at + typeLayout.size + index * placeLayout.size;
    const { type, offset, size } = placeLayout.decode(btf, at);
    return { name: nameOf(types[type - 1]?.nameOffset ?? 0), offset, size };
  });
}

interface BtfType {
  readonly at: number;
  readonly nameOffset: number;
  readonly kind: number;
  readonly count: number;
}

/** The types by their id, from 1 on. */
function listTypes(btf: Buffer, start: number, length: number): BtfType[] {
  const types: BtfType[] = [];
  let at = start;
  while (at < start + length) {
    const { name_off: nameOffset, info } = typeLayout.decode(btf, at);
    const kind = (info >>> 24) & 0x1f;
    const count = info & 0xffff;
    const tail = tails[kind];
    if (tail === undefined) throw new RangeError(`BTF type of unknown kind ${kind}`);
    types.push({ at, nameOffset, kind, count });
    at += typeLayout.size + tail[0] + tail[1] * count;
  }
  return types;
}
