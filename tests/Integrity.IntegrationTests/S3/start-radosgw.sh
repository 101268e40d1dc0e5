#!/usr/bin/env bash
# A real S3 server for the tests: Ceph's RADOS gateway with one monitor and one in-memory OSD, as plain processes on 127.0.0.1. Neither root nor systemd is needed.
#   apt-get install --no-install-recommends ceph-mon ceph-osd radosgw
# Prints S3_ENDPOINT=URL when it answers, and runs until its standard input ends: so it ends with the process that started it, however that one dies.
# Environment: ACCESS_KEY, SECRET_KEY of the only user.
set -euo pipefail
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

for program in ceph-mon ceph-osd radosgw radosgw-admin monmaptool ceph; do
    command -v "$program" >/dev/null && continue
    echo "$program is not installed: apt-get install --no-install-recommends ceph-mon ceph-osd radosgw" >&2
    exit 2
done

dir=$(mktemp -d "${TMPDIR:-/tmp}/radosgw-XXXXXX")
daemons=()
# nothing of it is worth saving, and an OSD whose monitor is gone ignores TERM for long
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

# below the kernel's range of ports for outgoing connections, so that none of those takes it in between
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
# no keyrings; the gateway would still insist on encryption towards the monitor, which needs them, and hang
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
# one copy of everything, few placement groups, and no manager that would tune them
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
# every pool is a round of votes; with the usual pauses of a second the start would take ten
paxos_propose_interval = 0.01
paxos_min_wait = 0.01
[mon]
mon_data = $dir/mon
# else it ends by itself on a disk that is nearly full
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
monmaptool --create --fsid "$cluster" --addv a "[v2:127.0.0.1:$monitor_port/0]" monmap >/dev/null || fail 'no monitor map'
ceph-mon "${conf[@]}" -i a --mkfs --monmap monmap || fail 'no monitor'
start ceph-mon -i a
timeout 30 ceph "${conf[@]}" osd new "$osd" >/dev/null || fail 'the monitor does not answer'
ceph-osd "${conf[@]}" -i 0 --mkfs --osd-uuid "$osd" 2>mkfs.out || fail 'no OSD'
start ceph-osd -i 0
timeout 60 radosgw-admin "${conf[@]}" user create --uid=test --display-name=test --access-key="$ACCESS_KEY" --secret-key="$SECRET_KEY" >user.out || fail 'no user'
start radosgw -n client.rgw
answers() {
    local line
    exec 3<>"/dev/tcp/127.0.0.1/$s3_port" && printf 'GET / HTTP/1.0\r\n\r\n' >&3 && read -r -t 5 line <&3 && [[ $line == HTTP/*\ 200* ]]
}
for ((i = 0; ; i++)); do
    (answers) 2>/dev/null && break
    kill -0 "${daemons[2]}" 2>/dev/null || fail 'radosgw ended'
    ((i < 600)) || fail 'radosgw does not answer'
    sleep 0.05
done
echo "S3_ENDPOINT=http://127.0.0.1:$s3_port"
while read -r _; do :; done
