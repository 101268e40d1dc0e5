#!/usr/bin/env bash
# Installs the ctverify that this commit of the Action pins in release.txt, whose lines are: PLATFORM SHA256 URL.
# A file with another SHA-256 is deleted and never runs. Without a pin for this platform, the next step builds ctverify.
set -euo pipefail
action=$GITHUB_ACTION_PATH/.github/action
# The directory of the Action is named after its commit: another commit in the same job is another program.
work=$RUNNER_TEMP/ctverify/${GITHUB_ACTION_PATH##*/}

platform() {
    local system machine
    case $(uname -s) in
        Linux) system=linux ;;
        Darwin) system=osx ;;
        *) system=win ;;
    esac
    case $(uname -m) in
        aarch64 | arm64) machine=arm64 ;;
        *) machine=x64 ;;
    esac
    printf '%s-%s\n' "$system" "$machine"
}

sha256() {
    if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1
}

fail() {
    echo "::error title=ctverify::$1" >&2
    exit 1
}

install_release() {
    local expected=$1 url=$2 archive=$work/download.tar.gz actual
    mkdir -p "$work"
    curl --fail --silent --show-error --location --retry 3 --max-time 300 --max-filesize 200000000 \
        --output "$archive" "$url" || { rm -f "$archive"; fail "cannot download $url"; }
    actual=$(sha256 "$archive")
    if [[ $actual != "$expected" ]]; then
        rm -f "$archive"
        fail "the SHA-256 of $url is $actual, but this Action pins $expected"
    fi
    rm -rf "$work/unpacked"
    mkdir "$work/unpacked"
    tar -xzf "$archive" -C "$work/unpacked"
    rm -f "$archive"
    mv "$work/unpacked" "$work/tool"
}

if [[ -e $work/tool/ctverify ]]; then exit 0; fi
read -r _ expected url < <(grep "^$(platform) " "$action/release.txt" 2>/dev/null || echo) || true
if [[ ${BUILD_FROM_SOURCE:-} == true || -z ${expected:-} ]]; then
    printf 'build<<END\ntrue\nEND\n' >>"$GITHUB_OUTPUT"
else
    install_release "$expected" "$url"
fi
