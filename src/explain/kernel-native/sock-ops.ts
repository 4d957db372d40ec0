// sockops_prog (v1.1 and later), as far as a connect goes: a SYN to the control address enables or disables
// the source's address. It sees the destination that the connect hook wrote.
import { addressBytes } from '../../kmesh/address.ts';
import { manageValueLayout } from '../../kmesh/dual-engine/manage.ts';
import { encodeWhole } from '../../layout/layout.ts';
import type { NativeMaps } from '../../snapshot/native-maps.ts';
import type { Write } from './native-maps.ts';

/** What the program writes when a socket of `localAddress` sends its SYN to `destination`. */
export function followSyn(
  { generation }: NativeMaps,
  localAddress: string,
  destination: { readonly address: string; readonly port: number },
): readonly Write[] {
  const { address, port } = destination;
  if (!generation.hasSockOps || address !== '0.0.0.2') return [];
  if (port !== 929 && port !== 930) return [];
  const value = port === 929 ? encodeWhole(manageValueLayout, { is_bypassed: 0 }) : null;
  return [{ map: 'km_manage', key: addressBytes(localAddress), value }];
}
