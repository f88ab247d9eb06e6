#!/bin/sh
# Install what some tests need from Debian: Chromium (browser tests), LibreOffice (making office originals for tests)
# and a CJK font (screenshots, PDF).  Does nothing where they are there; where it cannot install, it says so and the
# tests concerned are skipped with that reason.
set -eu
missing=
command -v chromium >/dev/null || missing="$missing chromium"
command -v soffice >/dev/null || missing="$missing libreoffice-writer-nogui libreoffice-calc-nogui"
fc-list 2>/dev/null | grep -q 'Noto Sans CJK' || missing="$missing fonts-noto-cjk fontconfig"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Not installed:$missing. The tests that need them are skipped. Try: sudo apt-get install$missing" >&2
    exit 0
fi
echo "Installing for the tests:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $missing >/dev/null
