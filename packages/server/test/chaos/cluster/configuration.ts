/** A PostgreSQL server under Patroni. */
export interface Node {
  name: string;
  folder: string;
  port: number;
  /** Where Patroni answers. */
  restPort: number;
}

/** How commits are confirmed: by the primary and one standby at least, or by the primary alone. */
export type Replication = "synchronous" | "asynchronous";

/** A primary that is not heard of for so long is replaced. */
const TTL_SECONDS = 4;

export function dynamicConfig(replication: Replication) {
  const isSynchronous = replication === "synchronous";
  return { synchronous_mode: isSynchronous, synchronous_mode_strict: isSynchronous };
}

/** Patroni's configuration, which is YAML, of which JSON is a part. */
export function patroniConfig(node: Node, etcdPort: number, binaries: string): string {
  const address = (port: number) => ({
    listen: `127.0.0.1:${port}`,
    connect_address: `127.0.0.1:${port}`,
  });
  return JSON.stringify({
    scope: "tokenhouse",
    name: node.name,
    restapi: address(node.restPort),
    etcd: { host: `127.0.0.1:${etcdPort}` },
    watchdog: { mode: "off" },
    bootstrap: {
      dcs: {
        ttl: TTL_SECONDS,
        loop_wait: 1,
        retry_timeout: 1,
        // Whoever is behind may follow too: what is lost by that is for the test to find.
        maximum_lag_on_failover: 1e9,
        ...dynamicConfig("synchronous"),
        postgresql: {
          use_pg_rewind: true,
          use_slots: false,
          parameters: {
            max_connections: 50,
            wal_keep_size: "256MB",
            wal_retrieve_retry_interval: "200ms",
            // Else what is killed leaves files outside its folder.
            dynamic_shared_memory_type: "mmap",
          },
        },
      },
      initdb: [{ encoding: "UTF8" }, { auth: "trust" }, "no-locale"],
    },
    postgresql: {
      ...address(node.port),
      data_dir: `${node.folder}/data`,
      bin_dir: binaries,
      pgpass: `${node.folder}/pgpass`,
      parameters: { unix_socket_directories: node.folder },
      pg_hba: ["host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"],
      authentication: { superuser: { username: "postgres" }, replication: { username: "replicator" } },
      remove_data_directory_on_rewind_failure: true,
      remove_data_directory_on_diverged_timelines: true,
    },
  });
}

/** One port that leads to whoever Patroni says is the primary, and ends connections to one that is it no longer. */
export function haproxyConfig(port: number, nodes: readonly Node[]): string {
  return `global
  maxconn 200
defaults
  mode tcp
  timeout connect 1s
  timeout client 1h
  timeout server 1h
  timeout check 500ms
listen primary
  bind 127.0.0.1:${port}
  option httpchk OPTIONS /primary
  http-check expect status 200
  default-server inter 250ms fall 2 rise 1 on-marked-down shutdown-sessions
${nodes.map((node) => `  server ${node.name} 127.0.0.1:${node.port} check port ${node.restPort}`).join("\n")}
`;
}

export function etcdArguments(folder: string, port: number, peerPort: number): string[] {
  const [url, peerUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
  return Object.entries({
    name: "etcd",
    "enable-v2": "true",
    "data-dir": `${folder}/data`,
    "listen-client-urls": url,
    "advertise-client-urls": url,
    "listen-peer-urls": peerUrl,
    "initial-advertise-peer-urls": peerUrl,
    "initial-cluster": `etcd=${peerUrl}`,
  }).map(([name, value]) => `--${name}=${value}`);
}
