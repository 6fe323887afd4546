#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Breaks the ledger on purpose, one way after the other, and shows that the fault tests notice.
#   tests/fault/sabotage.sh [FOLDER [ARGUMENT…]]
# Works on a copy of the tree in FOLDER, which stays for the next time (default: a temporary one, removed at the end). The arguments go to tst_faults.
# Ends well when tst_faults passes on the sound copy and fails with every patch of tests/fault/sabotage.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
copy=${1:-}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- --server prosody --faults 400
if [ -z "$copy" ]; then
    copy=$(mktemp -d)
    trap 'rm -rf "$copy"' EXIT
fi

mkdir -p "$copy"
# What Git knows, as it is now. Times stay: a second run builds only what has changed.
(cd "$root" && git ls-files -z | tar --null --files-from=- --create --file=-) | tar --extract --file=- --directory="$copy"
cd "$copy"

try() {
    cmake --build build/dev --target tst_faults >build.log 2>&1 || { tail -n 40 build.log; exit 2; }
    "$(find build/dev -name tst_faults -type f)" "$@" >faults.log 2>&1
}

[ -f build/dev/build.ninja ] || cmake --preset dev >build.log
if ! try "$@"; then
    cat faults.log
    echo "The sound copy fails: there is nothing to be shown." >&2
    exit 1
fi
grep -E '^(Prosody|ejabberd), seed' faults.log

unnoticed=0
for change in "$here"/sabotage/*.patch; do
    printf '\n%s: %s\n' "$(basename "$change")" "$(head -n 1 "$change")"
    patch --strip=1 --forward --quiet <"$change"
    if try "$@"; then
        echo "NOT NOTICED"
        unnoticed=1
    else
        grep -E '^(Prosody|ejabberd), seed|^  [a-z0-9.]+(#[0-9]+)?: ' faults.log | head -n 8
    fi
    patch --strip=1 --reverse --quiet <"$change"
done
exit $unnoticed
