"""The product's settings as the tests use them: loopback, quick password hashes, files in a throw-away folder."""

import os
import tempfile

os.environ["CONTEST_MODE"] = "test"
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="contest-test-"))

from contest.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "contest.entries.storage.DurableStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
