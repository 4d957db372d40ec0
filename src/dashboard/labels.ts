// Short names for what the maps know by number, safe to draw.
import { formatHostPort } from '../layout/ip-address.ts';
import type { Directory } from '../view/directory.ts';
import { escapeTerminal } from '../view/escape.ts';

export interface Labels {
  /** `name.namespace`, or the id. */
  service(id: number): string;
  /** `namespace/name`, or null where there is no name. */
  findBackend(uid: number): string | null;
}

/** Labels from a directory; ids alone where a name is missing. */
export function createLabels(directory: Pick<Directory, 'labelOf'>): Labels {
  const find = (id: number): string | null => {
    const label = directory.labelOf(id);
    return label === null ? null : printable(label);
  };
  return { service: (id) => find(id) ?? `service ${id}`, findBackend: find };
}

/** `address:port`, or `[address]:port` for IPv6. */
export function placeLabel(at: { readonly address: string; readonly port: number }): string {
  return formatHostPort(at.address, at.port);
}

/**
 * Foreign text as one line that moves no cursor. Beyond what is unsafe, combining marks and characters
 * above U+FFFF are written out too: terminals do not agree on the width of these.
 */
export function printable(text: string): string {
  return escapeTerminal(text.normalize('NFC')).replace(
    /[\p{Cc}\p{Cf}\p{M}\u{10000}-\u{10ffff}]/gu,
    (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`,
  );
}

/** The same of text that may have several lines, which stay apart. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
