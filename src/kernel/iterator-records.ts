// The records that the iterators write: layouts of native/records.h, held to the C compiler's offsets
// by test/kernel/iterator-records.test.ts.
import { be16, cString, rawBytes, u16, u32, u64 } from '../layout/scalar.ts';
import { array, struct } from '../layout/struct.ts';

export const taskRecordLayout = struct('task_record', {
  pid: u32,
  netns_inum: u32,
  netns_cookie: u64,
  comm: cString(16),
  nodename: cString(72),
});

const socketFields = {
  netns_cookie: u64,
  socket_cookie: u64,
  inode: u64,
  family: u32,
  state: u32,
  protocol: u32,
  local_port: u16,
  remote_port: be16,
  local_addr: rawBytes(16),
  remote_addr: rawBytes(16),
  sk: u64,
};

/** XDP programs by mode: SKB (generic), DRV, HW; id 0 = none. */
const xdpModeCount = 3;

export const interfaceRecordLayout = struct('interface_record', {
  netns_cookie: u64,
  index: u32,
  flags: u32,
  name: cString(16),
  xdp_id: array(u32, xdpModeCount),
  pad: u32,
  xdp_name: array(cString(16), xdpModeCount),
});

export const socketRecordLayout = struct('socket_record', socketFields);

/** The record of a storage whose value has `valueSize` bytes, padded to 8 as the programs write it. */
export function storedSocketLayout(valueSize: 64 | 16 | 4) {
  const padded = Math.ceil(valueSize / 8) * 8;
  return struct(`socket_record_${valueSize}`, { ...socketFields, value: rawBytes(padded) });
}
