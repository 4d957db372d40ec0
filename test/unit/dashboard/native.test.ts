// The connections view in kernel-native mode: data where the generation is followed.
import { describe, expect, it } from 'vitest';
import { cookieKey } from '../../../src/kmesh/dual-engine/manage.ts';
import { socket } from '../../support/fake-node.ts';
import { NativeMapsBuilder } from '../../support/native-maps.ts';
import { nativeNode } from '../../support/native-node.ts';
import { addCluster, addTcpListener, one } from '../../support/native-state.ts';
import { Dashboard, readAt } from './scene.ts';

const cookie = 4242n;
const own = '10.244.0.5';

function nodeWithConnection() {
  const builder = new NativeMapsBuilder();
  addCluster(builder, 'v1', [one('10.244.1.1')]);
  addTcpListener(builder, [['v1', 100]]);
  builder.set('km_manage', cookieKey(cookie), Buffer.alloc(4));
  const namespaces = [
    { cookie, inode: 7, pids: [11], hostName: 'client', podUid: null, addresses: [own] },
  ];
  const bare = socket({ cookie, local: [own, 40_000], remote: ['10.244.1.1', 8080] });
  return nativeNode(builder, { namespaces, sockets: [{ ...bare, storage: Buffer.alloc(4) }] });
}

describe('in kernel-native mode', () => {
  it('a connection is shown with its verdict, and by what it would go there now', () => {
    const dashboard = new Dashboard().read(readAt(nodeWithConnection(), 0));
    expect(dashboard.text()).toMatch(/client .*\+ endpoint/);
    const detail = dashboard.press('enter').text();
    expect(detail).toMatch(/10\.96\.0\.1:80 by .*\n.* cluster v1/);
    expect(detail).toMatch(/path +client (?:→|->) 10\.244\.1\.1:8080 +[│|]/);
    expect(detail).toContain('not computed: what was asked for is not kept');
  });
});
