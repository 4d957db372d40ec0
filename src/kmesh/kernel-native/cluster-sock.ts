// Socket storage `km_cluster_sock` (v1.0 and later), 4 bytes: the id of the cluster that the socket's last
// connect chose. It stays with the socket, also over connects that no cluster was chosen for.
import { u32 } from '../../layout/scalar.ts';
import { struct } from '../../layout/struct.ts';

export const clusterSockLayout = struct('cluster_sock_data', { cluster_id: u32 });
