"""Style sheets, scripts and icons as a deployed process serves them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASKED = "from django.conf import settings; print(settings.STORAGES['staticfiles']['BACKEND'])"


def test_where_files_are_collected_the_bundle_is_served(tmp_path):
    environment = os.environ | {"STATIC_ROOT": str(tmp_path), "DJANGO_SETTINGS_MODULE": "billing_platform.settings"}
    told = subprocess.run([sys.executable, "-c", ASKED], cwd=ROOT, env=environment, capture_output=True, check=True)
    assert told.stdout.decode().strip() == "billing_platform.static_bundle.Storage"
