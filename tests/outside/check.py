"""Runs the test of the crate `lake` that compares outside readers with our own, with this very Python.

`cargo xtask test outside` calls it inside the environment of requirements.txt.
"""

import os
import shutil
import subprocess
import sys

environment = dict(os.environ, CARBONSHED_TEST_PYTHON=sys.executable, CARBONSHED_TEST_PYTHON_REQUIRED="1")
if shutil.which("cargo-nextest"):
    call = ["cargo", "nextest", "run", "--release", "--workspace", "-E", "binary(outside)"]
else:
    call = ["cargo", "test", "--release", "--workspace", "--test", "outside"]
sys.exit(subprocess.run(call, env=environment, check=False).returncode)
