"""All settings; INNOVET_MODE is production (default), local or test."""

import secrets
from datetime import timedelta
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path

import structlog
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from environs import Env

from innovet.kit.mail import mailers

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
MODE = env.str("INNOVET_MODE", "production")
if MODE not in {"production", "local", "test"}:
    raise ValueError(f"INNOVET_MODE is {MODE!r}; choose production, local or test.")
IS_PRODUCTION, IS_LOCAL, IS_TEST = MODE == "production", MODE == "local", MODE == "test"
DATA_DIR = Path(env.str("INNOVET_DATA", str(BASE_DIR / "data")))
DEBUG = False


def _secret_key() -> str:
    """Read the secret; local mode makes one and keeps it in the data folder."""
    if IS_TEST:
        return "test-only-secret-of-no-value-" * 2
    key = env.str("SECRET_KEY", "")
    if IS_PRODUCTION and len(key) < 50:
        raise ValueError("SECRET_KEY must have at least 50 random characters in production.")
    if key:
        return key
    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(64), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii")


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [] if IS_PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
if IS_PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ValueError("ALLOWED_HOSTS must name the portal's hosts in production.")
if IS_PRODUCTION:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, "127.0.0.1"]  # health checks inside the container
SITE_URL = env.str("SITE_URL", f"https://{ALLOWED_HOSTS[0]}" if IS_PRODUCTION else "http://localhost:8000")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "innovet.accounts",
    "innovet.notifications",
    "innovet.organisations",
    "innovet.files",
    "innovet.questions",
    "innovet.exports",
    "projects",
    "calls",
    "valorisation",
    "network",
    "innovet.portal",
    "innovet.accounts.apps.PortalAdminConfig",
]
if not IS_PRODUCTION:
    INSTALLED_APPS += [app for app in ("django_linear_migrations", "django_migration_linter") if find_spec(app)]

MIDDLEWARE = [
    "innovet.portal.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "innovet.accounts.middleware.LanguageMiddleware",
    "innovet.portal.error_pages.ErrorPagesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "innovet.accounts.second_factor.SecondFactorMiddleware",
]
ROOT_URLCONF = "innovet.urls"
WSGI_APPLICATION = "innovet.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.csp",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "innovet.kit.formats",
            ],
        },
    }
]
COTTON_ISOLATE_BY_DEFAULT = True  # a component sees its own attributes, not the variables of the page around it
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database ---------------------------------------------------------------------------------------------------------
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 10,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
}


def _databases() -> dict[str, dict[str, object]]:
    if env.str("DATABASE_URL", ""):
        database = env.dj_db_url("DATABASE_URL", conn_max_age=60, conn_health_checks=True)
    elif IS_PRODUCTION:
        raise ValueError("DATABASE_URL must be set in production.")
    else:
        database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATA_DIR / "innovet.sqlite3")}
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = SQLITE_OPTIONS
        # A file: several threads then have connections of their own, as they have when the portal runs.
        database["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    return {"default": database}


DATABASES = _databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People and sign-in -----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if IS_TEST
    else ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start_page"
SECOND_FACTOR_ENFORCED = IS_PRODUCTION
INVITATION_DAYS = env.int("INVITATION_DAYS", 30)
# Years back in which a shared project makes a link worth telling.
SHARED_PARTNER_YEARS = env.int("SHARED_PARTNER_YEARS", 3)
ADDENDUM_WORKING_DAYS = env.int("ADDENDUM_WORKING_DAYS", 10)
# The Flemish government's OpenID Connect comes as allauth.socialaccount, behind this same adapter.
ACCOUNT_ADAPTER = "innovet.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "innovet.accounts.forms.LoginForm",
    "signup": "innovet.accounts.forms.SignupForm",
    "add_email": "innovet.accounts.forms.ChangeEmailForm",
    "change_password": "innovet.accounts.forms.ChangePasswordForm",
    "set_password": "innovet.accounts.forms.SetPasswordForm",
    "reset_password": "innovet.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "innovet.accounts.forms.NewPasswordForm",
    "request_login_code": "innovet.accounts.forms.RequestCodeForm",
    "confirm_login_code": "innovet.accounts.forms.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "innovet.accounts.forms.ConfirmMailCodeForm",
    "confirm_password_reset_code": "innovet.accounts.forms.ConfirmResetCodeForm",
    "reauthenticate": "innovet.accounts.forms.ConfirmPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "signup": "60/h/ip",
    "request_login_code": "100/h/ip,3/m/key",
    "reset_password": "100/h/ip,3/m/key",
    "confirm_email": "1/10s/key",
    "reauthenticate": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 1 if IS_PRODUCTION else 0)
MFA_ADAPTER = "innovet.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "innovet.accounts.forms.SecondFactorForm",
    "reauthenticate": "innovet.accounts.forms.ConfirmSecondFactorForm",
    "activate_totp": "innovet.accounts.forms.ActivateAppForm",
    "add_webauthn": "innovet.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "innovet.accounts.forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "InnoVET"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = False

# Cache, tasks, mail -----------------------------------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
CELERY_BROKER_URL = REDIS_URL or ("memory://" if IS_TEST else "filesystem://localhost//")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "Europe/Brussels"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Drafts that were never handed in go so long after closing, so long after a warning.
DRAFTS_KEPT_FOR = timedelta(days=env.int("INNOVET_DRAFTS_KEPT_DAYS", 183))
DRAFTS_WARNED_BEFORE = timedelta(days=env.int("INNOVET_DRAFTS_WARNED_DAYS", 14))
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "purge files": {"task": "innovet.files.tasks.purge_files", "schedule": 86_400.0},
    "scan pending files": {"task": "innovet.files.tasks.scan_pending_files", "schedule": 600.0},
    "clear sessions": {"task": "innovet.accounts.tasks.clear_sessions", "schedule": 86_400.0},
    "sweep the outbox": {"task": "innovet.notifications.tasks.sweep", "schedule": 60.0, "options": {"expires": 55}},
    "heartbeat": {"task": "innovet.notifications.tasks.heartbeat", "schedule": 60.0, "options": {"expires": 55}},
    "sweep exports": {"task": "innovet.exports.tasks.sweep", "schedule": 60.0, "options": {"expires": 55}},
    "purge exports": {"task": "innovet.exports.tasks.purge", "schedule": 3_600.0},
    "close calls": {"task": "calls.tasks.close_calls", "schedule": 60.0, "options": {"expires": 55}},
    "expire completions": {"task": "calls.tasks.expire_completions", "schedule": 600.0},
    "warn drafts": {"task": "calls.tasks.warn_drafts", "schedule": 600.0},
    "search conflicts": {"task": "calls.tasks.search_conflicts", "schedule": 86_400.0},
    "warn removals": {"task": "calls.tasks.warn_removals", "schedule": 86_400.0},
    "delete drafts": {"task": "calls.tasks.delete_drafts", "schedule": 86_400.0},
    "purge messages": {"task": "innovet.notifications.tasks.purge", "schedule": 86_400.0},
}
# A broker that is down must not hold up a page: the beat's sweep picks up what was not handed over.
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
    "socket_connect_timeout": 2,
}
CELERY_BROKER_TRANSPORT: str | None = None  # as the address says
if CELERY_BROKER_URL.startswith("filesystem:"):
    CELERY_BROKER_TRANSPORT = "innovet.kit.broker:Transport"
    _broker = DATA_DIR / "broker"
    CELERY_BROKER_TRANSPORT_OPTIONS |= {
        "data_folder_in": str(_broker / "queue"),
        "data_folder_out": str(_broker / "queue"),
        "control_folder": str(_broker / "control"),
        "processed_folder": str(_broker / "processed"),
        "polling_interval": 0.1,
    }
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "InnoVET <innovet@localhost>")
MAIL_URL = env.str("MAIL_URL", "smtp://localhost:25" if IS_PRODUCTION else "")
MAIL_FOLDER = str(DATA_DIR / "mail")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", parseaddr(DEFAULT_FROM_EMAIL)[1])
MAILERS = mailers(MAIL_URL, MAIL_FOLDER)

# Language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "nl-be"
LANGUAGES = [("nl-be", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Brussels"
USE_TZ = True

# Files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.str("STATIC_ROOT", str(DATA_DIR / "static"))
MEDIA_ROOT = env.str("MEDIA_ROOT", str(DATA_DIR / "files"))
FILES_MAX_BYTES = env.int("FILES_MAX_BYTES", 250_000_000)
FILES_MAX_PIXELS = env.int("FILES_MAX_PIXELS", 50_000_000)
FILES_SENT_BY = env.str("FILES_SENT_BY", "portal")  # or nginx
FILES_NGINX_PREFIX = env.str("FILES_NGINX_PREFIX", "/protected-files/")
CLAMD_URL = env.str("CLAMD_URL", "")  # tcp://host:3310 or unix:///path; empty: files are not scanned
# Long texts are pasted into forms: a too long answer is told beside its field, not refused as a whole.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12_000_000
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
if not IS_PRODUCTION:
    Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # whitenoise warns about a missing folder
S3_BUCKET = env.str("S3_BUCKET", "")
STORAGES: dict[str, dict[str, object]] = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.str("S3_ENDPOINT_URL", "") or None,
            "region_name": env.str("S3_REGION", "") or None,
            "default_acl": "private",
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }
    if S3_BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "innovet.kit.assets.HashedStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Security ---------------------------------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
PERMISSIONS_POLICY: dict[str, list[str]] = {"camera": [], "geolocation": [], "microphone": [], "payment": [], "usb": []}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "innovet.portal.views.errors.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if IS_PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

METRICS_TOKEN = env.str("METRICS_TOKEN", "")

# Logs ---------------------------------------------------------------------------------------------------------------
LOG_LEVEL = env.str("LOG_LEVEL", "INFO" if IS_PRODUCTION else "WARNING")
_processors: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
]
_renderer = structlog.processors.JSONRenderer() if IS_PRODUCTION else structlog.dev.ConsoleRenderer(colors=False)
structlog.configure(
    processors=[*_processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _processors,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _renderer,
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {"django.server": {"handlers": ["console"], "propagate": False}},
}
