"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from contest.web.charset import in_utf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contest.settings")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # requests are served side by side; threads of one only wait
application = in_utf8(get_wsgi_application())
