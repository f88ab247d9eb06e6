#!/bin/sh
# Make the virtual environment $1 with the locked versions, and install Nianbao into it (editable).
# On a bare Debian, python3-venv is missing: it is installed where we are root, else the way out is named.
set -eu
venv=$1
python=${PYTHON:-python3}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Nianbao needs Python 3.11 or newer; $python is $("$python" -V). Try: make PYTHON=python3.11 …" >&2
    exit 1
}
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv
    else
        echo "Python's venv module is missing. Try: sudo apt-get install python3-venv" >&2
        exit 1
    fi
fi
echo "Setting up $venv …" >&2
"$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
