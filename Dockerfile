# The portal's image: dependencies in one stage, code in the next, no root, no compiler, no secret.
FROM python:3.13-slim AS build
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_PROJECT_ENVIRONMENT=/venv UV_PYTHON_DOWNLOADS=never
WORKDIR /src
RUN pip install --no-cache-dir "uv>=0.9,<1"
COPY pyproject.toml .python-version ./
RUN uv sync --no-dev --extra ops

FROM python:3.13-slim
# Two arenas for malloc: the threads of a worker share what is free, a few MB less for each worker.
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 MALLOC_ARENA_MAX=2 INNOVET_MODE=production INNOVET_DATA=/data STATIC_ROOT=/static
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home innovet \
    && install -d -o innovet -g innovet /data /static
COPY --from=build /venv /venv
WORKDIR /app
COPY --chown=root:root . .
USER 10001
# Collecting static files needs settings but no secret of value: this one lives only in this build step.
RUN SECRET_KEY=build-only ALLOWED_HOSTS=localhost DATABASE_URL=sqlite:////tmp/build.sqlite3 python manage.py collectstatic --noinput
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=4s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen(urllib.request.Request('http://127.0.0.1:8000/healthz', headers={'X-Forwarded-Proto': 'https'}), timeout=3)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "--no-ws", "--respawn-failed-workers", "innovet.wsgi:application"]
