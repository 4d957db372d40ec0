#!/usr/bin/env bash
# Brings a machine to where test, demo and lab can run. Cheap when there is nothing to do.
set -euo pipefail

usage() {
  cat <<'END'
usage: scripts/setup.sh [--no-native]

Installs what is missing (apt-get or dnf, as root), installs the npm packages, builds native/ and
dist/, and mounts bpffs at /sys/fs/bpf. Does only what has not been done.

  --no-native  leave out what only a live node needs: native/, its compiler, bpffs
END
}

native=true
case "${1:-}" in
  '') ;;
  --no-native) native=false ;;
  -h | --help) usage; exit 0 ;;
  *) usage >&2; exit 2 ;;
esac

cd "$(dirname "$(readlink -f "$0")")/.."

say() { echo "setup: $*" >&2; }
die() {
  say "$1"
  shift
  if (($# > 0)); then printf '  %s\n' "$@" >&2; fi
  exit 1
}
has() { command -v "$1" >/dev/null; }
has_header() { [[ -e /usr/include/$1 ]] || compgen -G "/usr/include/*-linux-gnu/$1" >/dev/null; }

has_bpftool() { [[ -x /usr/sbin/bpftool || -x /usr/local/sbin/bpftool ]] && bpftool_runs; }
# Ubuntu's /usr/sbin/bpftool is a script that looks for the tools of the running kernel.
bpftool_runs() {
  ! grep -qs linux-tools /usr/sbin/bpftool || compgen -G '/usr/lib/linux-tools/*/bpftool' >/dev/null
}
bpftool_package() {
  if [[ $(. /etc/os-release && echo "${ID:-}") == ubuntu ]]; then echo linux-tools-generic; else echo bpftool; fi
}

check_machine() {
  [[ $(uname -s) == Linux ]] || die "needs Linux, this is $(uname -s)"
  case "$(uname -m)" in
    x86_64 | aarch64) ;;
    *) die "needs x86_64 or aarch64, this is $(uname -m)" ;;
  esac
  if ! has node || ! has npm; then
    die "needs Node.js (20.19, 22.12, 24 or later) and npm on the PATH" \
      "installed for your user only, for example by nvm? Then: sudo env \"PATH=\$PATH\" $0"
  fi
  node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19) ? 0 : 1);
  ' || die "needs Node.js 20.19, 22.12, 24 or later, this is $(node --version) at $(command -v node)"
}

# Each is asked for by what it provides, so that it may come from anywhere.
#   want PACKAGE-OF-DEBIAN PACKAGE-OF-FEDORA CHECK...
missing_apt=()
missing_dnf=()
want() {
  local apt=$1 dnf=$2
  shift 2
  if ! "$@"; then
    missing_apt+=("$apt")
    missing_dnf+=("$dnf")
  fi
}

install_packages() {
  # node-gyp builds the FFI addon with these.
  want make make has make
  want g++ gcc-c++ has g++
  want python3 python3 has python3
  if $native; then
    want clang clang has clang
    want libbpf-dev libbpf-devel has_header bpf/bpf_core_read.h
    want linux-libc-dev kernel-headers has_header asm/types.h
    want iproute2 iproute has ip
    want util-linux util-linux has nsenter
    want mount util-linux has mount
    want tmux tmux has tmux
    # Debian's package is bpftool; Ubuntu has it among the tools of a kernel.
    want "$(bpftool_package)" bpftool has_bpftool
  fi
  ((${#missing_apt[@]} > 0)) || return 0

  local install
  if has apt-get; then
    install=(apt-get install -y --no-install-recommends "${missing_apt[@]}")
  elif has dnf; then
    install=(dnf install -y "${missing_dnf[@]}")
  else
    die "no apt-get and no dnf here: install what these Debian packages provide, then run this again" \
      "${missing_apt[*]}"
  fi
  ((EUID == 0)) || die "packages are missing; as root, run" "${install[*]}"

  say "${install[*]}"
  export DEBIAN_FRONTEND=noninteractive
  if has apt-get; then apt-get -q update >&2; fi
  "${install[@]}" >&2 || die "could not install: ${missing_apt[*]}"
}

can_load_addon() { node -e 'require("ffi-napi")' 2>/dev/null; }

install_npm_packages() {
  local stamp=node_modules/.setup-stamp
  if [[ $stamp -nt package-lock.json && $(<"$stamp") == "$(node --version)" ]]; then return; fi

  # Under sudo, HOME may still be the user's: leave no files of root's in their cache.
  if ((EUID == 0)) && [[ $(stat -c %u "${HOME:-/root}") != 0 ]]; then export npm_config_cache=/root/.npm; fi
  # npm ci refuses a lock file without the optional packages of other platforms; npm install does not.
  npm ci >&2 || npm install --no-save >&2 || die "npm could not install the packages"
  # npm may have skipped the install scripts that build it.
  can_load_addon || npm rebuild --foreground-scripts >&2 || true
  can_load_addon || die "ffi-napi has no native addon, and npm rebuild did not build one" \
    "see: npm rebuild --foreground-scripts ffi-napi ref-napi"
  node --version >"$stamp"
  hand_over node_modules
}

build() {
  if $native; then
    make --silent -C native >&2 || die "make -C native failed"
    hand_over native/build
  fi
  local stamp=dist/.setup-stamp
  if [[ -e $stamp && -z $(find src scripts package.json tsconfig*.json -newer "$stamp" -print -quit) ]]; then
    return
  fi
  rm -rf dist
  node_modules/.bin/tsc -p tsconfig.build.json >&2 || die "tsc -p tsconfig.build.json failed"
  chmod +x dist/src/main.js
  touch "$stamp"
  hand_over dist
}

# What root made in somebody's checkout is theirs.
hand_over() {
  if ((EUID == 0)) && [[ $(stat -c %u .) != 0 ]]; then chown -R --reference=. "$@"; fi
}

mount_bpffs() {
  [[ $(stat -f -c %T /sys/fs/bpf 2>/dev/null) != bpf_fs ]] || return 0
  if ((EUID != 0)); then
    say "no bpffs at /sys/fs/bpf; as root, run: mount -t bpf bpf /sys/fs/bpf"
  elif ! mount -t bpf bpf /sys/fs/bpf; then
    say "no bpffs at /sys/fs/bpf, and it cannot be mounted here: no live maps"
  fi
}

check_machine
install_packages
install_npm_packages
build
if $native; then mount_bpffs; fi
