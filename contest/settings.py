"""Settings, read from the environment; docs/running.md lists every variable.

`CONTEST_MODE` is `production` unless said otherwise: a forgotten variable must never open a debug server.
`demo` and `development` serve loopback with a throw-away key; `test` is what the tests use.
"""

from pathlib import Path

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from contest.documents.kinds import MAX_FILE

django_stubs_ext.monkeypatch()

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

MODES = ("production", "development", "demo", "test")
MODE = env.str("CONTEST_MODE", default="production")
if MODE not in MODES:
    raise ImproperlyConfigured(f"CONTEST_MODE must be one of {', '.join(MODES)}; it is {MODE!r}.")
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"
DEBUG = MODE == "development"

SECRET_KEY = env.str("SECRET_KEY", default="" if PRODUCTION else "loopback only, never for a real contest " * 2)
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY (50 random characters or more) to run in production.")
if DEMO and ("SECRET_KEY" in env or "ALLOWED_HOSTS" in env):
    raise ImproperlyConfigured(
        "The demo has known passwords and refuses production settings: unset SECRET_KEY and ALLOWED_HOSTS, "
        "or set CONTEST_MODE=production."
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Where databases, manuscripts and collected static files live when nothing else is said.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var" / MODE)))

INSTALLED_APPS = [
    "contest.apps.ContestConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "contest.web.middleware.arrival",
    "contest.web.middleware.usual_methods",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "contest.web.middleware.readable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "contest.web.middleware.SignInWhereNeeded",
    "contest.notice.idle.idle_limit",
    "contest.web.middleware.pages_of_forms",
]

ROOT_URLCONF = "contest.urls"
WSGI_APPLICATION = "contest.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"desk": "contest.web.tags", "certificates": "contest.awards.certificates.tags"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "contest.notice.context.current_contest",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# --- data ---------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'contest.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    # A row acknowledged is a row on disk; writers queue at BEGIN instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    # Opening the file and reading its schema anew costs more than most requests do, and closing the last
    # connection empties the log into the file each time.
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        # In the database, so that the limits on signing in hold over all workers.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "contest_cache",
    }
}

STORAGES = {
    "default": {
        "BACKEND": env.str("STORAGE_BACKEND", default="contest.entries.storage.DurableStorage"),
        "OPTIONS": env.json("STORAGE_OPTIONS", default={}),
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "manuscripts"
# What one person may send in one file, and what a form without files may hold.
MANUSCRIPT_MAX_BYTES = env.int("MANUSCRIPT_MAX_BYTES", default=MAX_FILE)
if MANUSCRIPT_MAX_BYTES > MAX_FILE:
    raise ImproperlyConfigured(f"MANUSCRIPT_MAX_BYTES can be {MAX_FILE} at most: larger files are not read.")
# How many versions one entry may have, and how many files one person may send in an hour.
MANUSCRIPT_MAX_VERSIONS = env.int("MANUSCRIPT_MAX_VERSIONS", default=50)
MANUSCRIPT_UPLOADS_AN_HOUR = env.int("MANUSCRIPT_UPLOADS_AN_HOUR", default=120)
# What a unit contact may send in one upload for many authors, what it may unpack to, and how often a day.
BUNDLE_MAX_BYTES = env.int("BUNDLE_MAX_BYTES", default=2 * 1024**3)
BUNDLE_MAX_UNPACKED = env.int("BUNDLE_MAX_UNPACKED", default=4 * 1024**3)
BUNDLE_UPLOADS_A_DAY = env.int("BUNDLE_UPLOADS_A_DAY", default=30)
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "contest.web.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- people -------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "contest.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "contest.people.adapter.PeopleAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "contest.people.forms.SignInForm",
    "signup": "contest.people.forms.SignUpForm",
}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_LOGOUT_ON_GET = False
# Wrong passwords: for each address, and for each account from one address (`PeopleAdapter` makes that key), so that
# nobody's guessing keeps the person from signing in elsewhere.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "征文"
# `on`: whoever holds an office in a contest must sign in with a second factor before any desk opens.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=False)
# After how many minutes without a request whoever holds an office must sign in again.
STAFF_IDLE_MINUTES = env.int("STAFF_IDLE_MINUTES", default=8 * 60)
# Wrong numbers and secrets of receipts: from one address, and for one number from wherever it is tried.
RECEIPT_LOOKUP_LIMITS = "30/10m/ip,10/h/key"
# Objections to a prize list, from one address.
OBJECTION_LIMITS = "10/h/ip"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my-entries"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = 14 * 24 * 3600
# The number of proxies of our own in front: only their word on the sender's address is taken.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# --- words and times ----------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "contest" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- static files -------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "contest.web.staticfiles.PackageFileFinder",
]
# Static path → (installed package, file inside it). Nothing else of a package is ever served.
PACKAGE_STATIC_FILES = {
    "vendor/bootstrap.min.css": ("bootstrap", "css/bootstrap.min.css"),
    "vendor/bootstrap.min.css.map": ("bootstrap", "css/bootstrap.min.css.map"),
    "vendor/htmx.min.js": ("django_htmx", "static/django_htmx/htmx-2.min.js"),
    "vendor/swagger-ui.css": ("ninja", "static/ninja/swagger-ui.css"),
    "vendor/swagger-ui.css.map": ("ninja", "static/ninja/swagger-ui.css.map"),
    "vendor/swagger-ui-bundle.js": ("ninja", "static/ninja/swagger-ui-bundle.js"),
    "vendor/swagger-ui-bundle.js.map": ("ninja", "static/ninja/swagger-ui-bundle.js.map"),
    "vendor/swagger-ui-init.js": ("ninja", "static/ninja/swagger-ui-init.js"),
}

# --- certificates -------------------------------------------------------------------------------------------
# Folders with fonts of the site's own, looked in before the packaged Song and Hei.
CERT_FONT_DIRS = [Path(folder) for folder in env.list("CERT_FONT_DIRS", default=[])]

# --- mail ---------------------------------------------------------------------------------------------------
# Without EMAIL_URL nothing is mailed: messages wait on the person's own page.
MAIL_CONFIGURED = "EMAIL_URL" in env
vars().update(env.email("EMAIL_URL", default="dummymail://"))
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="contest@localhost")
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=30)
# What waits for one address goes out as one mail, so many minutes after the newest, or the oldest, was written.
MAIL_DIGEST_MINUTES = env.int("MAIL_DIGEST_MINUTES", default=10)
MAIL_DIGEST_LONGEST_MINUTES = env.int("MAIL_DIGEST_LONGEST_MINUTES", default=60)
# The contest's mailbox, as imaps://user:password@host:993; without it no mail is fetched. It belongs to the contest
# whose notice names the user, or IMAP_ADDRESS where the user is no address. Settled mails are marked as read, or moved
# to IMAP_SETTLED_FOLDER; nothing is deleted. Of a mail over the limit only the head is fetched.
IMAP_URL = env.str("IMAP_URL", default="")
IMAP_ADDRESS = env.str("IMAP_ADDRESS", default="")
IMAP_FOLDER = env.str("IMAP_FOLDER", default="INBOX")
IMAP_SETTLED_FOLDER = env.str("IMAP_SETTLED_FOLDER", default="")
MAILBOX_MAX_BYTES = env.int("MAILBOX_MAX_BYTES", default=60 * 1024 * 1024)

# --- protection ---------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# On a closed network without certificates, HTTPS=off says so knowingly.
HTTPS = env.bool("HTTPS", default=PRODUCTION)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "contest.web.views.stale_form"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
