"""What cloud-init makes of user data: its version, and type and SHA-256 of each part that a handler would get."""

import hashlib
import json
import sys
import tempfile

from cloudinit import helpers, user_data, version

with tempfile.TemporaryDirectory() as folder:
    processor = user_data.UserDataProcessor(helpers.Paths({"cloud_dir": folder, "run_dir": folder}))
    parts = [
        {
            "type": part.get_content_type(),
            "sha256": hashlib.sha256(part.get_payload(decode=True)).hexdigest(),
        }
        for part in processor.process(sys.stdin.buffer.read()).walk()
        if not part.is_multipart()
    ]
print(json.dumps({"version": version.version_string(), "parts": parts}))
