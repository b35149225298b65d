#!/usr/bin/env python3
"""Lintian finds no error in the packages of this build."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

import place

for tool in ("lintian", "cpack", "dpkg-shlibdeps"):
    if not shutil.which(tool):
        place.skip(f"there is no {tool}")
with tempfile.TemporaryDirectory() as folder:
    made = subprocess.run(["cpack", "-G", "DEB", "-B", folder], cwd=place.BUILD, capture_output=True, text=True)
    packages = sorted(pathlib.Path(folder).glob("*.deb"))
    if made.returncode != 0 or len(packages) < 2:
        sys.exit(f"cpack made {len(packages)} packages\n{made.stdout}{made.stderr}")
    said = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning", *packages], capture_output=True, text=True)
    print(f"{', '.join(path.name for path in packages)}:\n{said.stdout}{said.stderr}")
    sys.exit(said.returncode)
