#!/usr/bin/env bash
# Starts an S3 server for the tests: Ceph's RADOS Gateway with one monitor and one in-memory OSD, as ordinary processes
# on 127.0.0.1. Needs neither root nor systemd.
#   apt-get install --no-install-recommends ceph-mon ceph-osd radosgw
# Prints S3_ENDPOINT=URL when the server is ready. Runs until the end of its standard input, so it always ends with the
# process that started it.
# Environment: ACCESS_KEY and SECRET_KEY of the only user.
set -euo pipefail
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

for program in ceph-mon ceph-osd radosgw radosgw-admin monmaptool ceph; do
    command -v "$program" >/dev/null && continue
    echo "$program is not installed; install it with: apt-get install --no-install-recommends ceph-mon ceph-osd radosgw" >&2
    exit 2
done

dir=$(mktemp -d "${TMPDIR:-/tmp}/radosgw-XXXXXX")
daemons=()
# Use SIGKILL: there is no data to save, and an OSD without its monitor ignores SIGTERM for a long time.
finish() {
    {
        [[ ${#daemons[@]} -eq 0 ]] || kill -9 "${daemons[@]}" || true
        wait || true
    } 2>/dev/null
    rm -rf -- "$dir"
}
trap finish EXIT
trap 'exit 1' INT TERM HUP
fail() {
    echo "$1" >&2
    tail -n 5 "$dir"/*.log "$dir"/*.out >&2 2>/dev/null || true
    exit 1
}

# Choose a port below the kernel's ephemeral range, so that no outgoing connection takes it in the meantime.
is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
free_port() {
    local port
    while port=$((10000 + RANDOM % 20000)); is_taken "$port"; do :; done
    echo "$port"
}
monitor_port=$(free_port)
s3_port=$(free_port)
cluster=$(</proc/sys/kernel/random/uuid)
osd=$(</proc/sys/kernel/random/uuid)
mkdir "$dir/mon" "$dir/osd"
cat >"$dir/ceph.conf" <<END
[global]
fsid = $cluster
mon_host = [v2:127.0.0.1:$monitor_port/0]
mon_initial_members = a
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
ms_bind_msgr1 = false
ms_bind_port_min = 30000
ms_bind_port_max = 32700
# There are no keyrings. Without crc mode, the gateway would require encryption to the monitor, which needs them, and hang.
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
ms_mon_client_mode = crc
run_dir = $dir
crash_dir = $dir
admin_socket =
log_file = $dir/\$type.\$id.log
mon_cluster_log_to_file = false
debug_rgw = 0/0
debug_mon = 0/0
debug_osd = 0/0
debug_paxos = 0/0
debug_rocksdb = 0/0
debug_ms = 0/0
# One copy of everything and few placement groups, because no manager tunes them.
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
# Every pool needs a Paxos round. With the default interval of a second, the start would take ten seconds.
paxos_propose_interval = 0.01
paxos_min_wait = 0.01
[mon]
mon_data = $dir/mon
# Otherwise, the monitor stops when the disk is nearly full.
mon_data_avail_crit = 0
mon_data_avail_warn = 0
[osd]
osd_data = $dir/osd
osd_objectstore = memstore
memstore_device_bytes = 2147483648
osd_max_scrubs = 0
[client.rgw]
rgw_data = $dir
rgw_frontends = beast endpoint=127.0.0.1:$s3_port tcp_nodelay=1
rgw_enable_apis = s3
rgw_thread_pool_size = 4
rgw_enable_usage_log = false
rgw_enable_ops_log = false
END

conf=(-c "$dir/ceph.conf")
start() {
    "$1" "${conf[@]}" "${@:2}" -f </dev/null >"$dir/$1.out" 2>&1 &
    daemons+=($!)
}
cd "$dir"
monmaptool --create --fsid "$cluster" --addv a "[v2:127.0.0.1:$monitor_port/0]" monmap >/dev/null || fail 'cannot create the monitor map'
ceph-mon "${conf[@]}" -i a --mkfs --monmap monmap || fail 'cannot create the monitor'
start ceph-mon -i a
timeout 30 ceph "${conf[@]}" osd new "$osd" >/dev/null || fail 'the monitor does not respond'
ceph-osd "${conf[@]}" -i 0 --mkfs --osd-uuid "$osd" 2>mkfs.out || fail 'cannot create the OSD'
start ceph-osd -i 0
timeout 60 radosgw-admin "${conf[@]}" user create --uid=test --display-name=test \
    --access-key="$ACCESS_KEY" --secret-key="$SECRET_KEY" >user.out || fail 'cannot create the user'
start radosgw -n client.rgw
is_ready() {
    local line
    exec 3<>"/dev/tcp/127.0.0.1/$s3_port" && printf 'GET / HTTP/1.0\r\n\r\n' >&3 \
        && read -r -t 5 line <&3 && [[ $line == HTTP/*\ 200* ]]
}
for ((i = 0; ; i++)); do
    (is_ready) 2>/dev/null && break
    kill -0 "${daemons[2]}" 2>/dev/null || fail 'radosgw exited'
    ((i < 600)) || fail 'radosgw does not respond'
    sleep 0.05
done
echo "S3_ENDPOINT=http://127.0.0.1:$s3_port"
while read -r _; do :; done
